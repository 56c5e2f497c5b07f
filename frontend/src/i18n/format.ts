import type { Incident, Step } from '../api/types'
import { dateLocale, number, t } from './index'
import { dateFormat } from './intl'
import { fromKm, system, unit } from './units'

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

/** The time of a moment of today, with the day of any other. */
export function momentOf(date: Date): string {
  const [day, today] = [date, new Date()].map(at => instant(at.toISOString(), { dateStyle: 'medium' }))
  return day === today ? timeOf(date) : `${day}, ${timeOf(date)}`
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

/** Metres as a person would say them: two figures below 10 km, whole kilometres beyond; miles and feet where those are chosen. */
export function distance(metres: number): string {
  const { small, smallM, smallBelowM } = system()
  const n = metres / smallM
  if (metres < smallBelowM) return t(`unit.${small}`, { n: n < 20 ? Math.round(n) : Math.round(n / 10) * 10 })
  return lengthText(metres / 1000, fromKm(metres / 1000) < 10 ? 1 : 0)
}

/** "173.5 km", however short: lengths of lines that grow. */
export function lengthText(km: number, digits = 1): string {
  return t(`unit.${unit.value}`, { n: number(fromKm(km), digits) })
}

/** A place along a line by its distance from the beginning, without the unit: tenths where they say something. */
export function along(km: number, digits = 1): string {
  return number(fromKm(km), digits)
}

/** "36.1 km²", tenths where there are few. */
export function areaText(km2: number, tenthsBelow = 100): string {
  const n = fromKm(fromKm(km2))
  return t(`unit.${unit.value}2`, { n: number(n, n < tenthsBelow ? 1 : 0) })
}

export function degrees(lat: number, lon: number): string {
  return `${lat.toFixed(4)}, ${lon.toFixed(4)}`
}
