import type { Change } from '../../api/types'
import { number, t } from '../../i18n'
import { along, day } from '../../i18n/format'
import { unit } from '../../i18n/units'

/** "2022-01-01/2023-12-31" in words. */
export function inDays(interval = ''): string {
  const [from = '', until = ''] = interval.split('/')
  return from && until ? t('sentence.range', { from: day(from), until: day(until) }) : interval
}

/** "1.4 times as many a day (95% interval 0.7 to 2.7)."; '' where there is too little to tell. */
export function changeRatio({ ratio, lo, hi, reading }: Omit<Change, 'p'>): string {
  if (reading === 'too_few' || ratio === null || lo === null) return ''
  const bounds = { ratio: number(ratio, 2), lo: number(lo, 2), hi: number(hi ?? 0, 2) }
  return t(hi === null ? 'briefing.changeRatioOpen' : 'briefing.changeRatio', bounds)
}

/** "km 40–60"; "km 51" where both ends are the same in whole kilometres; or miles. */
export function kmText(from: number, to: number): string {
  const [a, b] = [along(from, 0), along(to, 0)]
  return a === b ? `${unit.value} ${a}` : `${unit.value} ${a}–${b}`
}
