import type { SourceStatus } from '../../api/types'
import { runsOf } from '../../state/coverage'
import { addDays, addMonths, daysIn, isDay, localDay, monthsIn, type Period, previousPeriod } from '../../state/period'

/** The periods of a comparison: whole local days, both ends inclusive. */

/** The days of the page's period; an open end is the newest record. null: it has no beginning. */
export function closed({ from, until }: Period, newest: string | null): Period | null {
  const [first, last] = [dayOf(from), dayOf(until) || (newest ?? '')]
  return isDay(first) && isDay(last) && first <= last ? { from: first, until: last } : null
}

function dayOf(end: string): string {
  return end.length > 10 ? localDay(end) : end
}

/** The same part of an earlier year. */
export function yearsBefore({ from, until }: Period, years: number): Period {
  return { from: addMonths(from, -12 * years), until: addDays(addMonths(addDays(until, 1), -12 * years), -1) }
}

/** The same part of the year before; of a period longer than a year, of as many years before as leave no day in both. */
function samePartBefore(a: Period): Period {
  let years = 1
  while (sharesDays(a, yearsBefore(a, years))) years++
  return yearsBefore(a, years)
}

export function sharesDays(a: Period, b: Period): boolean {
  return a.from <= b.until && b.from <= a.until
}

/** What period A is compared with, as the link says it: "" is the equal period before. */
export function otherPeriod(a: Period, choice: string): Period {
  if (choice === 'last_year') return samePartBefore(a)
  const [from = '', until = ''] = choice.split('/')
  return isDay(from) && isDay(until) && from <= until ? { from, until } : (previousPeriod(a) ?? a)
}

export const seasons = ['winter', 'summer'] as const
export type Season = (typeof seasons)[number]

/** The last December to February, or June to August, that is over by the newest day. */
export function lastSeason(season: Season, newest: string): Period {
  const end = season === 'winter' ? '-03-01' : '-09-01' // the day after it
  const year = Number(newest.slice(0, 4))
  const over = addDays(newest, 1) >= `${year}${end}` ? `${year}${end}` : `${year - 1}${end}`
  return { from: addMonths(over, -3), until: addDays(over, -1) }
}

// --- many periods ---

export const units = ['year', '1m', '3m', '6m', '12m'] as const
/** year: the same part of each year; else so many months each. */
export type Unit = (typeof units)[number]

export interface Many {
  unit: Unit
  count: number // 4 to 12
}

export function readMany(text: string, a: Period): Many {
  const [unit, count] = text.split('x')
  const known = units.find(name => name === unit)
  return known && unitsFor(a).includes(known) ? { unit: known, count: Number(count) } : usualMany(a)
}

/** The same part of each year is a choice for up to a year; longer ones would overlap. */
export function unitsFor(a: Period): readonly Unit[] {
  return daysIn(a) <= 366 ? units : units.filter(unit => unit !== 'year')
}

export function writeMany({ unit, count }: Many): string {
  return `${unit}x${count}`
}

const [fewest, most] = [4, 12]
export const counts = Array.from({ length: most - fewest + 1 }, (_, i) => fewest + i)

/** Years of a long period, quarters of one about a year long, and short ones against their own time of year. */
function usualMany(a: Period): Many {
  const days = daysIn(a)
  if (days >= 3 * 365) return { unit: '12m', count: Math.min(most, Math.max(fewest, Math.round(days / 365.25))) }
  return days >= 360 ? { unit: '3m', count: Math.max(fewest, Math.round(days / 91.3)) } : { unit: 'year', count: 6 }
}

/** The periods, the oldest first; the last one ends with period A. */
export function manyPeriods(a: Period, { unit, count }: Many): Period[] {
  const back = Array.from({ length: count }, (_, i) => count - 1 - i)
  if (unit === 'year') return back.map(years => yearsBefore(a, years))
  const months = Number.parseInt(unit, 10)
  const end = addDays(a.until, 1)
  return back.map(i => ({ from: addMonths(end, -months * (i + 1)), until: addDays(addMonths(end, -months * i), -1) }))
}

// --- series ---

export interface Stretch {
  from: string
  n: number
}

const mostStretches = 36

/** Bins put together so that few enough stand side by side; all but the last are equally long. */
export function stretches(bins: readonly { start: string; n: number }[], each: number): Stretch[] {
  const out: Stretch[] = []
  bins.forEach(({ start, n }, i) => {
    const last = out.at(-1)
    if (i % each === 0 || !last) out.push({ from: start, n })
    else last.n += n
  })
  return out
}

/** How long stretches are: months where both sides begin with one, else days. */
export function stretchOf(a: Period, b: Period): { step: 'month' | 'day'; each: number } {
  const whole = a.from.endsWith('-01') && b.from.endsWith('-01')
  const days = Math.max(daysIn(a), daysIn(b))
  if (whole && days > 120) return { step: 'month', each: fitting([1, 3, 6, 12], days / 30.5) }
  return { step: 'day', each: fitting([1, 7, 14, 28, 56, 112, 364], days) }
}

function fitting(sizes: readonly number[], all: number): number {
  return sizes.find(size => all / size <= mostStretches) ?? (sizes.at(-1) as number)
}

/** Months and their years where both periods are the same part of one year each: "January to September". */
export function samePart(a: Period, b: Period): { from: number; until: number } | null {
  const inOneYear = ({ from, until }: Period) => from.slice(0, 4) === until.slice(0, 4)
  const months = ({ from, until }: Period) => [Number(from.slice(5, 7)), Number(until.slice(5, 7))] as const
  const whole = (period: Period) => period.from.endsWith('-01') && monthsIn(period) !== null
  const [[from, until], other] = [months(a), months(b)]
  const same = from === other[0] && until === other[1]
  return inOneYear(a) && inOneYear(b) && whole(a) && whole(b) && same ? { from: from - 1, until: until - 1 } : null
}

/** The sources that speak for some days of these periods, and not for all of them. */
export function unevenSources(sources: readonly SourceStatus[], periods: readonly Period[]): SourceStatus[] {
  return sources.filter(source => {
    const runs = runsOf(source)
    const speaks = periods.some(({ from, until }) => runs.some(days => days.from <= until && days.until >= from))
    return speaks && !periods.every(({ from, until }) => runs.some(days => days.from <= from && days.until >= until))
  })
}

/** All periods with most and all with fewest; null where they are alike. */
export function endsOf(counted: readonly { text: string; n: number }[]) {
  const [n, m] = [Math.max(...counted.map(one => one.n)), Math.min(...counted.map(one => one.n))]
  const named = (count: number) => counted.filter(one => one.n === count).map(({ text }) => text)
  return n > m ? { most: named(n), n, least: named(m), m } : null
}
