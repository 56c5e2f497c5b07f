import { t } from '../../i18n'
import { along, day } from '../../i18n/format'
import { unit } from '../../i18n/units'

/** "2022-01-01/2023-12-31" in words. */
export function inDays(interval = ''): string {
  const [from = '', until = ''] = interval.split('/')
  return from && until ? t('sentence.range', { from: day(from), until: day(until) }) : interval
}

/** "km 40–60"; "km 51" where both ends are the same in whole kilometres; or miles. */
export function kmText(from: number, to: number): string {
  const [a, b] = [along(from, 0), along(to, 0)]
  return a === b ? `${unit.value} ${a}` : `${unit.value} ${a}–${b}`
}
