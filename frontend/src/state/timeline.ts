import type { Days } from './coverage'
import { addDays, addMonths, dayNumber, type Period } from './period'

/** Bars over time: whole local days, weeks from Monday, months, quarters, years; as the server bins them. */

export const barSteps = ['day', 'week', 'month', 'quarter', 'year'] as const
export type BarStep = (typeof barSteps)[number]

/** More bars than this are thinner than a reader can point at. */
export const mostBars = 800
/** What is drawn unless asked otherwise. */
const usualBars = 240

const monthsOf: Partial<Record<BarStep, number>> = { month: 1, quarter: 3, year: 12 }

/** The first day of the bar that holds a day. */
export function barStart(day: string, step: BarStep): string {
  switch (step) {
    case 'day':
      return day
    case 'week':
      return addDays(day, -((((dayNumber(day) + 3) % 7) + 7) % 7)) // 1 January 1970 was a Thursday
    case 'month':
      return `${day.slice(0, 7)}-01`
    case 'quarter':
      return `${day.slice(0, 5)}${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`
    case 'year':
      return `${day.slice(0, 4)}-01-01`
  }
}

/** A day moved by so many bars. */
export function moveBy(day: string, step: BarStep, bars: number): string {
  const months = monthsOf[step]
  return months ? addMonths(day, months * bars) : addDays(day, (step === 'week' ? 7 : 1) * bars)
}

/** The last day, inclusive, of the bar that starts there. */
export function barEnd(start: string, step: BarStep): string {
  return addDays(moveBy(start, step, 1), -1)
}

/** The bar that is compared with this one: a year earlier, the same days or 52 weeks before. */
export function barYearBefore(start: string, step: BarStep): string {
  return step === 'week' ? addDays(start, -364) : addMonths(start, -12)
}

export function barCount({ from, until }: Days, step: BarStep): number {
  const months = monthsOf[step]
  const first = barStart(from, step)
  if (!months) return Math.floor((dayNumber(until) - dayNumber(first)) / (step === 'week' ? 7 : 1)) + 1
  const ordinal = (day: string) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7))
  return Math.floor((ordinal(until) - ordinal(first)) / months) + 1
}

/** The finest bars of which there are not too many. */
export function usualStep(days: Days): BarStep {
  return barSteps.find(step => barCount(days, step) <= usualBars) ?? 'year'
}

/** A period moved by so many bars; whole months stay whole months. */
export function movePeriod({ from, until }: Period, step: BarStep, bars: number): Period {
  return { from: moveBy(from, step, bars), until: addDays(moveBy(addDays(until, 1), step, bars), -1) }
}

/** Days of a stretch that no source, some of them, or all of them can speak for; stretches follow each other. */
export interface Spoken extends Days {
  sources: 'none' | 'some' | 'all'
}

/** sources: of each the runs of days that it speaks for. */
export function spokenFor(stretch: Days, sources: readonly (readonly Days[])[]): Spoken[] {
  const edges = [stretch.from, addDays(stretch.until, 1)]
  for (const { from, until } of sources.flat()) edges.push(from, addDays(until, 1))
  const inside = [...new Set(edges)].filter(day => day >= stretch.from && day <= addDays(stretch.until, 1)).sort()
  return inside.slice(1).map((end, i) => {
    const from = inside[i] as string
    const speaking = sources.filter(runs => runs.some(s => s.from <= from && s.until >= from)).length
    return {
      from,
      until: addDays(end, -1),
      sources: speaking === 0 ? 'none' : speaking < sources.length ? 'some' : 'all',
    }
  })
}

/** From the first to the last day that any of them can speak for. */
export function extent(sources: readonly Days[]): Days | null {
  if (sources.length === 0) return null
  const from = sources.map(s => s.from).sort()[0] as string
  const until = sources
    .map(s => s.until)
    .sort()
    .at(-1) as string
  return { from, until }
}

export interface Tick {
  day: string
  unit: 'year' | 'month' | 'day'
}

const tickSteps: { unit: Tick['unit']; every: number; days: number }[] = [
  { unit: 'day', every: 1, days: 1 },
  { unit: 'day', every: 7, days: 7 },
  { unit: 'month', every: 1, days: 30 },
  { unit: 'month', every: 3, days: 91 },
  { unit: 'year', every: 1, days: 365 },
  { unit: 'year', every: 2, days: 730 },
  { unit: 'year', every: 5, days: 1826 },
  { unit: 'year', every: 10, days: 3652 },
  { unit: 'year', every: 25, days: 9131 },
]

/** Round dates along an axis, at most so many. */
export function ticksOf(days: Days, most: number): Tick[] {
  const length = dayNumber(days.until) - dayNumber(days.from) + 1
  const found = tickSteps.find(step => length / step.days <= most) ?? tickSteps.at(-1)
  if (!found) return []
  const { unit, every } = found
  const step: BarStep = unit === 'day' && every === 7 ? 'week' : unit
  const bars = unit === 'day' ? 1 : every
  const ticks: Tick[] = []
  for (let day = roundUp(days.from, unit, every); day <= days.until; day = moveBy(day, step, bars))
    ticks.push({ day, unit })
  return ticks
}

function roundUp(day: string, unit: Tick['unit'], every: number): string {
  if (unit === 'day') return every === 7 ? barStart(addDays(day, 6), 'week') : day
  const start = barStart(day, unit)
  let at = start < day ? moveBy(start, unit, 1) : start
  const place = (text: string) => (unit === 'year' ? Number(text.slice(0, 4)) : Number(text.slice(5, 7)) - 1)
  while (place(at) % every !== 0) at = moveBy(at, unit, 1)
  return at
}
