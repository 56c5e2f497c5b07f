import { number, t } from '../../i18n'
import { day } from '../../i18n/format'

/** "2022-01-01/2023-12-31" in words. */
export function inDays(interval = ''): string {
  const [from = '', until = ''] = interval.split('/')
  return from && until ? t('sentence.range', { from: day(from), until: day(until) }) : interval
}

/** "km 40–60"; "km 51" where both ends are the same in whole kilometres. */
export function kmText(from: number, to: number): string {
  const [a, b] = [number(from), number(to)]
  return a === b ? `km ${a}` : `km ${a}–${b}`
}
