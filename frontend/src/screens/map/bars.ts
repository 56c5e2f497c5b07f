import { computed } from '@preact/signals'
import { overTime, speakingSources, stripDays, stripStep } from '../../state/answers'
import { anySpoken, type Days, earlier, later, runsOf } from '../../state/coverage'
import { barEnd, barStart, barYearBefore, type Spoken, spokenFor } from '../../state/timeline'

/** One bar of the strip. */
export interface Bar extends Days {
  start: string
  n: number
  /** The same time a year earlier; null where no source spoke then. */
  before: number | null
  /** Whether any source speaks for any of its days. */
  spoken: boolean
}

/** The stretches of the strip by who speaks for them. */
export const stretches = computed<Spoken[]>(() => {
  const days = stripDays.value
  return days ? spokenFor(days, speakingDays.value) : []
})

const speakingDays = computed(() => speakingSources.value.map(runsOf))

/** The bars drawn, the oldest first, cut to the days of the strip. */
export const barsShown = computed<Bar[]>(() => {
  const [days, step, answer] = [stripDays.value, stripStep.value, overTime.data.value]
  if (!days || !step || answer?.series.step !== step) return []
  const counts = new Map((answer.series.bins ?? []).map(({ start, n }) => [start, n]))
  const runs = speakingDays.value.flat()
  const spoken = (start: string) => anySpoken({ from: start, until: barEnd(start, step) }, runs)
  return [...counts]
    .filter(([start]) => start >= barStart(days.from, step))
    .map(([start, n]) => {
      const before = barYearBefore(start, step)
      const end = barEnd(start, step)
      return {
        start,
        n,
        from: later(start, days.from),
        until: earlier(end, days.until),
        before: counts.has(before) && spoken(before) ? (counts.get(before) ?? 0) : null,
        spoken: spoken(start),
      }
    })
})
