import type { SourceStatus, ValueCount } from '../api/types'
import type { Filters } from './filters'
import { addDays, localDay } from './period'

/** What the sources of an answer can speak for: elsewhere and at other times, nothing recorded says nothing. */

/** Local days, both inclusive. */
export interface Days {
  from: string
  until: string
}

/** The sources that have rows in an answer, in the server's order. Facets count under the other conditions. */
export function sourcesIn(
  all: readonly SourceStatus[],
  counts: readonly ValueCount[] | null,
  chosen: readonly string[],
): SourceStatus[] {
  const has = new Set((counts ?? []).filter(({ n }) => n > 0).map(({ value }) => value))
  return all.filter(({ slug }) => has.has(slug) && (chosen.length === 0 || chosen.includes(slug)))
}

/** From the first to the last day that a source speaks for; null where no record says which. */
export function daysOf({ first_day, last_day, first_record, last_record }: SourceStatus): Days | null {
  const [from, until] = [first_day || first_record, last_day || last_record]
  return from && until ? { from, until } : null
}

/** The runs of days that a source speaks for, the earliest first: no file of it covers the days between them. */
export function runsOf(source: SourceStatus): Days[] {
  const whole = daysOf(source)
  if (!whole) return []
  const runs: Days[] = []
  let { from } = whole
  for (const { first, last } of silentDays(source)) {
    const until = earlier(addDays(first, -1), whole.until)
    if (from <= until) runs.push({ from, until })
    from = later(from, addDays(last, 1))
  }
  return from <= whole.until ? [...runs, { from, until: whole.until }] : runs
}

/** The days between its first and its last for which a source is silent, the earliest first. */
export function silentDays({ silent }: SourceStatus) {
  return [...(silent ?? [])].sort((a, b) => (a.first < b.first ? -1 : 1))
}

/** Whether a source speaks for any of the days asked for; an empty end is open. */
export function anySpoken(asked: Pick<Filters, 'from' | 'until'>, spoken: readonly Days[]): boolean {
  const [first, last] = [asked.from && asDay(asked.from), asked.until && asDay(asked.until)]
  return spoken.some(({ from, until }) => (last === '' || from <= last) && until >= first)
}

/** Around days for which nobody speaks: the last day before and the first after for which a source does, '' for none. */
export function besideOf(asked: Pick<Filters, 'from' | 'until'>, runs: readonly Days[]) {
  const before = runs.filter(({ until }) => asked.from !== '' && until < asDay(asked.from)).at(-1)
  const after = runs.find(({ from }) => asked.until !== '' && from > asDay(asked.until))
  return { before: before?.until ?? '', after: after?.from ?? '' }
}

/** Whether any day of a month (0 = January) is both asked for and spoken for. */
export function monthCovered(
  year: number,
  month: number,
  asked: Pick<Filters, 'from' | 'until'>,
  spoken: readonly Days[],
): boolean {
  const name = `${year}-${String(month + 1).padStart(2, '0')}`
  const first = later(`${name}-01`, asked.from && asDay(asked.from))
  const last = earlier(`${name}-31`, asked.until && asDay(asked.until))
  return first <= last && anySpoken({ from: first, until: last }, spoken)
}

function asDay(end: string): string {
  return end.length > 10 ? localDay(end) : end
}

/** The later of two days. */
export const later = (a: string, b: string) => (b > a ? b : a)
/** The earlier of two days; an empty second one is none. */
export const earlier = (a: string, b: string) => (b !== '' && b < a ? b : a)
