import type { Incident, Step } from '../api/types'
import { dateLocale, number, t } from './index'
import { dateFormat } from './intl'

/** Dates, times and distances in the reader's language. Local is Arizona time. */

const zone = 'America/Phoenix'

/** "2024-05-25" as "25 May 2024". Months and years alone work too. */
export function day(text: string): string {
  const options: Intl.DateTimeFormatOptions = { year: 'numeric', timeZone: 'UTC' }
  if (text.length >= 7) options.month = 'short'
  if (text.length >= 10) options.day = 'numeric'
  return dateFormat(dateLocale(), options).format(Date.parse(text.length === 4 ? `${text}-01` : text))
}

/** The local day of an instant, or the day itself. */
export function dayOf(text: string): string {
  return text.length > 10 ? instant(text, { dateStyle: 'medium' }) : day(text)
}

export function timeOf(date: Date): string {
  return dateFormat(dateLocale(), { timeStyle: 'short', timeZone: zone }).format(date)
}

function instant(text: string, options: Intl.DateTimeFormatOptions): string {
  return dateFormat(dateLocale(), { ...options, timeZone: zone }).format(Date.parse(text))
}

/** When an incident was, no finer than is known. */
export function when(incident: Pick<Incident, 'occurred_at' | 'time_precision'>): string {
  const { occurred_at: at, time_precision: precision } = incident
  if (precision === 'exact' || precision === 'hour') return instant(at, { dateStyle: 'medium', timeStyle: 'short' })
  return day(at)
}

/** The start of a bin, as wide as the bin is. */
export function bin(start: string, step: Step): string {
  switch (step) {
    case 'hour':
      return instant(start, { dateStyle: 'medium', timeStyle: 'short' })
    case 'day':
    case 'week':
      return day(start)
    case 'month':
      return day(start.slice(0, 7))
    case 'quarter':
      return quarter(start)
    case 'year':
      return start.slice(0, 4)
  }
}

function quarter(start: string): string {
  const last = start.slice(0, 5) + String(Number(start.slice(5, 7)) + 2).padStart(2, '0')
  return `${monthName(Number(start.slice(5, 7)) - 1)}–${day(last)}`
}

export function monthName(month: number, style: 'short' | 'long' | 'narrow' = 'short'): string {
  return dateFormat(dateLocale(), { month: style, timeZone: 'UTC' }).format(Date.UTC(2024, month, 15))
}

/** Monday is 0. */
export function weekdayName(weekday: number, style: 'short' | 'long' = 'short'): string {
  return dateFormat(dateLocale(), { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + weekday))
}

/** A full hour of the day, 0 to 24. */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

/** Metres as a person would say them: two figures below 10 km, whole kilometres beyond. */
export function distance(metres: number): string {
  if (metres < 950) return t('unit.m', { n: Math.round(metres / 10) * 10 || Math.round(metres) })
  const km = metres / 1000
  return t('unit.km', { n: number(km, km < 10 ? 1 : 0) })
}

/** "173.5 km", however short: lengths of lines that grow. */
export function kilometres(metres: number): string {
  return t('unit.km', { n: number(metres / 1000, 1) })
}

export function degrees(lat: number, lon: number): string {
  return `${lat.toFixed(4)}, ${lon.toFixed(4)}`
}
