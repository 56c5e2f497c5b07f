import { computed, effect, signal } from '@preact/signals'
import { anyLoading, wholeTimeDays } from '../../state/answers'
import { type Days, earlier, later } from '../../state/coverage'
import { filters, passPeriod, setFilters } from '../../state/page'
import { localDay, type Period } from '../../state/period'

/** The period in the strip, and ways to change it that are one step of the browser's history each. */

/** The period as whole days, open ends closed by what the sources speak for; null until that is known. */
export const shownPeriod = computed<Period | null>(() => {
  const whole = wholeTimeDays.value
  const { from, until } = filters.value
  return whole && { from: asDay(from) || whole.from, until: asDay(until) || whole.until }
})

/** A link may carry instants; the strip shows their days. */
function asDay(end: string): string {
  return end.length > 10 ? localDay(end) : end
}

/** The period that a drag has reached; null when nothing is dragged. */
export const draft = signal<Period | null>(null)
export const stripPeriod = computed(() => draft.value ?? shownPeriod.value)
/** Whether the map has followed the drag already. */
const followed = signal(false)

/** Lets the map follow a drag: the next picture is asked for when the last one has been answered. */
export function followDraft(): () => void {
  return effect(() => {
    if (draft.value && !anyLoading.value) show(draft.value)
  })
}

/** Ends a drag where it is. */
export function dropDraft() {
  const period = draft.peek()
  if (!period) return
  show(period)
  draft.value = null
  followed.value = false
}

function show(period: Period) {
  if (same(period, filters.peek())) return
  if (followed.peek()) passPeriod(period)
  else setFilters(period)
  followed.value = true
}

export function same(a: Period, b: Period): boolean {
  return a.from === b.from && a.until === b.until
}

/** A period inside the days that sources speak for, its earlier end first. */
export function within({ from, until }: Period, whole: Days): Period {
  const [first, last] = from <= until ? [from, until] : [until, from]
  const inside = (day: string) => earlier(later(day, whole.from), whole.until)
  return { from: inside(first), until: inside(last) }
}
