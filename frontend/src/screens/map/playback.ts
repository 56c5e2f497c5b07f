import { batch, computed, signal } from '@preact/signals'
import { breaks, pinned, stripStep, wholeTimeDays } from '../../state/answers'
import { pinsOf } from '../../state/classes'
import type { Days } from '../../state/coverage'
import { passPeriod, setFilters, setPins } from '../../state/page'
import { addDays, daysBetween, type Period } from '../../state/period'
import { type BarStep, moveBy, movePeriod } from '../../state/timeline'
import { port } from '../../ui/mapcontrol'
import { shownPeriod } from './window'

/** Showing one period after the other, at the reader's pace. */

export const modes = ['window', 'cumulative'] as const
export type Mode = (typeof modes)[number]
export const speeds = [0.5, 1, 2, 4] as const // steps a second, at most

export const mode = signal<Mode>('window')
export const speed = signal<number>(1)
export const loop = signal(false)
export const playing = signal(false)

/** Whether the reader's device asks for less motion: then only single steps. */
export const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches

export const canStep = computed(() => Boolean(shownPeriod.value && stripStep.value))

/** One bar on or back; at the ends it stays. */
export function stepPeriod(bars: 1 | -1) {
  const next = stepFrom(bars)
  if (next) setFilters(next)
}

function stepFrom(bars: 1 | -1): Period | null {
  const [period, whole, step] = [shownPeriod.peek(), wholeTimeDays.peek(), stripStep.peek()]
  return period && whole && step ? after(period, { whole, step, bars, mode: mode.peek() }) : null
}

interface Way {
  whole: Days
  step: BarStep
  bars: number
  mode: Mode
}

/** The period so many bars on; null beyond the days that sources speak for. */
export function after(period: Period, { whole, step, bars, mode }: Way): Period | null {
  const moved = movePeriod(period, step, bars)
  const next = mode === 'window' ? moved : { from: period.from, until: moved.until }
  if (next.until < next.from) return null
  if (bars > 0) return next.until > whole.until && period.until >= whole.until ? null : next
  return next.until < whole.from || (mode === 'window' && period.from <= whole.from) ? null : next
}

/** The first picture: the earliest period of the same length, or of a year where all time is shown. */
export function opening(period: Period, whole: Days, { step, mode }: Pick<Way, 'step' | 'mode'>): Period {
  if (mode === 'cumulative') return { from: whole.from, until: addDays(moveBy(whole.from, step, 1), -1) }
  const [length, most] = [daysBetween(period.from, period.until), daysBetween(whole.from, whole.until)]
  const days = length < most / 2 ? length : Math.min(yearDays, Math.floor(most / 4))
  return { from: whole.from, until: addDays(whole.from, days) }
}

const yearDays = 364 // from its first day to its last

/** Plays until the end, or until anything is touched. Classes are kept, or colours would not compare. */
export async function play() {
  const [period, whole, step] = [shownPeriod.peek(), wholeTimeDays.peek(), stripStep.peek()]
  if (!period || !whole || !step || playing.peek()) return
  playing.value = true
  const stop = stopOnTouch()
  const first = stepFrom(1) ? period : opening(period, whole, { step, mode: mode.peek() })
  batch(() => {
    keepClasses()
    setFilters(first)
  })
  await run(whole, step, first)
  stop()
  playing.value = false
}

async function run(whole: Days, step: BarStep, first: Period) {
  let now = first
  while (playing.peek()) {
    await Promise.all([pause(1000 / speed.peek()), port.peek()?.idle()])
    if (!playing.peek()) return
    const next = after(now, { whole, step, bars: 1, mode: mode.peek() })
    if (!next && !loop.peek()) return
    now = next ?? opening(now, whole, { step, mode: mode.peek() })
    passPeriod(now)
  }
}

function keepClasses() {
  const answer = breaks.data.peek()
  if (answer && !pinned.peek()) setPins(pinsOf(answer.breaks ?? [], answer.res))
}

function pause(ms: number): Promise<void> {
  return new Promise(done => setTimeout(done, ms))
}

/** Any touch stops the playing, but for the button that does so by itself. */
function stopOnTouch(): () => void {
  const stop = (event: Event) => {
    if (!(event.target instanceof Element && event.target.closest('[data-plays]'))) playing.value = false
  }
  const kinds = ['pointerdown', 'keydown', 'wheel']
  for (const kind of kinds) window.addEventListener(kind, stop, { capture: true, passive: true })
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, stop, { capture: true })
  }
}
