/**
 * Periods of whole local days (America/Phoenix, UTC-7 all year). Both ends are
 * inclusive, and presets count back from the newest record, never from today.
 */

export const presets = ['7d', '30d', '90d', '12m', 'ytd', '5y', 'all'] as const
export type Preset = (typeof presets)[number]

export interface Period {
  from: string
  until: string
}

const dayMs = 24 * 3600_000
const phoenixOffsetMs = 7 * 3600_000

/** The local day (2006-01-02) of an instant. */
export function localDay(instant: string): string {
  return new Date(Date.parse(instant) - phoenixOffsetMs).toISOString().slice(0, 10)
}

/** The period that a preset means when newest is the local day of the newest record. */
export function presetPeriod(preset: Preset, newest: string): Period {
  switch (preset) {
    case '7d':
      return { from: addDays(newest, -6), until: newest }
    case '30d':
      return { from: addDays(newest, -29), until: newest }
    case '90d':
      return { from: addDays(newest, -89), until: newest }
    case '12m':
      return { from: addDays(addMonths(newest, -12), 1), until: newest }
    case 'ytd':
      return { from: `${newest.slice(0, 4)}-01-01`, until: newest }
    case '5y':
      return { from: addDays(addMonths(newest, -60), 1), until: newest }
    case 'all':
      return { from: '', until: '' }
  }
}

export function activePreset(period: Period, newest: string): Preset | null {
  const same = (a: Period) => a.from === period.from && a.until === period.until
  return presets.find(preset => same(presetPeriod(preset, newest))) ?? null
}

/**
 * The equal period that ends the day before: as many months where the period is
 * made of such, else as many days. Null where an end is open or is no whole day.
 */
export function previousPeriod(period: Period): Period | null {
  const { from, until } = period
  if (!isDay(from) || !isDay(until)) return null
  const months = monthsIn(period)
  return { from: months ? addMonths(from, -months) : addDays(from, -daysIn(period)), until: addDays(from, -1) }
}

/** The twelve months that end where a shorter period does; null where that is no whole day or the period is as long. */
export function widerYear({ from, until }: Period): Period | null {
  if (!isDay(from) || !isDay(until)) return null
  const year = presetPeriod('12m', until)
  return year.from < from ? year : null
}

/** How many calendar months a period is, where it is made of such; else null. */
export function monthsIn({ from, until }: Period): number | null {
  const end = addDays(until, 1)
  const months =
    12 * (Number(end.slice(0, 4)) - Number(from.slice(0, 4))) + Number(end.slice(5, 7)) - Number(from.slice(5, 7))
  return months > 0 && addMonths(from, months) === end ? months : null
}

/** How many days a period of whole days has. */
export function daysIn({ from, until }: Period): number {
  return daysBetween(from, until) + 1
}

export function addDays(day: string, days: number): string {
  return dayOfNumber(dayNumber(day) + days)
}

/** Keeps the day of the month where the month has it, else its last day. */
export function addMonths(day: string, months: number): string {
  const at = 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1 + months
  const [year, month] = [Math.floor(at / 12), at % 12]
  const ofMonth = Math.min(Number(day.slice(8, 10)), monthDays(year, month))
  return `${String(year).padStart(4, '0')}-${twoDigits(month + 1)}-${twoDigits(ofMonth)}`
}

/** How many days a month has; 0 is January. */
function monthDays(year: number, month: number): number {
  if (month !== 1) return month === 3 || month === 5 || month === 8 || month === 10 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0')
}

export function daysBetween(from: string, until: string): number {
  return dayNumber(until) - dayNumber(from)
}

/** Days since 1 January 1970. */
export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs)
}

export function dayOfNumber(n: number): string {
  return new Date(n * dayMs).toISOString().slice(0, 10)
}

/** Whether a text is a day of the calendar: the 30th of February is none. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text
}
