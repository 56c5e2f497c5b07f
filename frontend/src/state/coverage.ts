import type { SourceStatus, ValueCount } from '../api/types'
import type { Filters } from './filters'
import { localDay } from './period'

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

/** The days that a source speaks for; null where no record says which. */
export function daysOf({ first_day, last_day, first_record, last_record }: SourceStatus): Days | null {
  const [from, until] = [first_day || first_record, last_day || last_record]
  return from && until ? { from, until } : null
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
  return first <= last && spoken.some(({ from, until }) => from <= last && until >= first)
}

function asDay(end: string): string {
  return end.length > 10 ? localDay(end) : end
}

/** The later of two days. */
export const later = (a: string, b: string) => (b > a ? b : a)
/** The earlier of two days; an empty second one is none. */
export const earlier = (a: string, b: string) => (b !== '' && b < a ? b : a)
