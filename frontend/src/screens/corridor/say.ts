import type { Comparison, Rate, Report } from '../../api/corridors'
import { number, t, tn } from '../../i18n'
import { along, dayOf, lengthText } from '../../i18n/format'
import { unit } from '../../i18n/units'

/** Figures in words that a crew understands. */

/** "2 km", "500 m", "12.5 km": a width as it is set. */
export function widthText(metres: number): string {
  return unit.value === 'km' && metres < 1000 ? t('unit.m', { n: number(metres) }) : lengthText(metres / 1000, 2)
}

export function stretchText(fromKm: number, toKm: number): string {
  return t('corridor.kmRange', { from: along(fromKm), to: along(toKm) })
}

/** "10 sure, up to 87"; '' where positions leave no doubt. */
export function doubtText({ n, n_sure, n_up_to }: Pick<Report, 'n' | 'n_sure' | 'n_up_to'>): string {
  if (n === n_sure && n === n_up_to) return ''
  if (n === 0) return t('corridor.upTo', { most: n_up_to })
  return t('corridor.doubt', { sure: n_sure, most: n_up_to })
}

export const dash = '–'

/** A count of help or loss; a dash where nothing is counted and no source tells of such: that is not zero. */
export function helpCount(n: number, untold: boolean): string {
  return n === 0 && untold ? dash : number(n)
}

/** "about one every 10 weeks"; '' without an incident. */
export function howOften(daysBetween: number | null): string {
  if (daysBetween === null) return ''
  if (daysBetween < 0.75) return tn('corridor.aDay', Math.round(1 / daysBetween))
  if (daysBetween < 1.5) return tn('corridor.aDay', 1)
  if (daysBetween < 14) return tn('corridor.everyDays', Math.round(daysBetween))
  if (daysBetween < 120) return tn('corridor.everyWeeks', Math.round(daysBetween / 7))
  if (daysBetween < 700) return tn('corridor.everyMonths', Math.round(daysBetween / 30.4))
  return tn('corridor.everyYears', Math.round(daysBetween / 365.25))
}

/** "0.97 (0.78 to 1.18)", "0 (up to 3.7)"; '' where no day is covered. */
export function rateText({ value, lo, hi }: Rate): string {
  if (value === null || hi === null) return ''
  if (value === 0) return t('corridor.zeroUpTo', { hi: figures(hi) })
  return t('corridor.interval', { value: figures(value), lo: figures(lo ?? 0), hi: figures(hi) })
}

/** Two or three figures that matter. */
export function figures(value: number): string {
  if (value >= 100) return number(value)
  if (value >= 1) return number(value, 1)
  return number(Number(value.toPrecision(2)), 6)
}

/** An interval of the API in words, its days inclusive. */
export function intervalText(interval: string): string {
  const [from = '', until = ''] = interval.split('/')
  if (!from || !until) return t('corridor.noDays')
  return t('sentence.range', { from: dayOf(from), until: dayOf(until) })
}

/** "23 against 17, 1.4 times as many (0.7 to 2.7)". */
export function comparedText(c: Comparison): string {
  const counts = t('corridor.against', { now: c.n_now, before: c.n })
  return !c.ratio || c.reading === 'too_few' ? `${counts}.` : `${counts}, ${timesText(c)}`
}

function timesText({ ratio, lo, hi }: Comparison): string {
  const params = { ratio: figures(ratio ?? 0), lo: figures(lo ?? 0), hi: hi === null ? '' : figures(hi) }
  return hi === null ? t('corridor.timesAtLeast', params) : t('corridor.times', params)
}

const dayMs = 86_400_000
const firstDay = (interval: string) => Date.parse(interval.slice(0, 10)) / dayMs

/** Whole years from the beginning of one interval to that of another; 0 where either is no interval. */
export function yearsBetween(earlier: string, later: string): number {
  return Math.round((firstDay(later) - firstDay(earlier)) / 365.2425) || 0
}

/** Whether two comparisons look at the same days, but for leap days: one of them says it all. */
export function sameDays(a: Comparison, b: Comparison): boolean {
  return Math.abs(firstDay(a.interval) - firstDay(b.interval)) <= 5 && Math.abs(a.days - b.days) <= 5
}
