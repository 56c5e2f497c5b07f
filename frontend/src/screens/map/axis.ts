import type { Days } from '../../state/coverage'
import { addDays, dayNumber } from '../../state/period'

/** Where days lie across the strip. */
export interface Axis {
  days: Days
  width: number // px
}

/** The left edge of a day, px. */
export function xOf(day: string, { days, width }: Axis): number {
  const first = dayNumber(days.from)
  return (width * (dayNumber(day) - first)) / (dayNumber(days.until) + 1 - first)
}

/** Both edges of a stretch of whole days, px. */
export function edgesOf({ from, until }: Days, axis: Axis): [number, number] {
  return [xOf(from, axis), xOf(addDays(until, 1), axis)]
}
