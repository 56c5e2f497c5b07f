import type { Change, Comparison, Excluded } from '../../api/types'
import { number, t } from '../../i18n'
import { dayOf, monthName } from '../../i18n/format'
import type { Period } from '../../state/period'
import { samePart } from './periods'

/** What the screen "compare" says in words. Pure but for the reader's language. */

export function periodText({ from, until }: Period): string {
  return t('sentence.range', { from: dayOf(from), until: dayOf(until) })
}

/** "948 in A, 677 in B: 1.4 times as many a day (95% interval: 1.27 to 1.55 times)." */
export function resultText(a: number, b: number, change: Change): string {
  const times = timesText(change)
  const interval = intervalText(change)
  if (change.reading === 'too_few' || !interval) return t('compare.resultNone', { a, b })
  if (!times) return `${t('compare.resultNone', { a, b })} ${sentenceCase(interval)}.`
  return t('compare.result', { a, b, times: t('compare.times', { ratio: times }), interval })
}

export function timesText({ ratio }: Change): string {
  return ratio === null ? '' : times(ratio)
}

/** Two decimals say enough of a ratio, none of a large one; but one that is not 1 is never shown as 1. */
function times(ratio: number): string {
  const nearOne = ratio !== 1 && Math.abs(ratio - 1) < 0.005
  return number(ratio, nearOne ? 4 : ratio < 10 ? 2 : 0)
}

export function intervalText({ lo, hi }: Change): string {
  if (lo === null) return ''
  return hi === null
    ? t('compare.intervalOpen', { lo: times(lo) })
    : t('compare.interval', { lo: times(lo), hi: times(hi) })
}

function sentenceCase(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1)
}

/** The days compared, where coverage has cut what was asked; '' where it has not. */
export function clipText(asked: { a: Period; b: Period }, compared: { a: Period; b: Period }): string {
  const same = (x: Period, y: Period) => x.from === y.from && x.until === y.until
  if (same(asked.a, compared.a) && same(asked.b, compared.b)) return ''
  const part = samePart(compared.a, compared.b)
  if (!part) return t('compare.clipped', { a: periodText(compared.a), b: periodText(compared.b) })
  const months = part.from === part.until ? [part.from] : [part.from, part.until]
  return t('compare.clippedPart', { months: months.map(month => monthName(month, 'long')).join('–') })
}

const reasons = ['outside_coverage', 'imprecise', 'unmapped', 'duplicates', 'hour_unknown'] as const

/** What was left out of each side, and why; '' where nothing was. */
export function notCountedText(a: Excluded, b: Excluded): string {
  const list = reasons
    .filter(reason => a[reason] + b[reason] > 0)
    .map(reason => t(`compare.left.${reason}`, { a: a[reason], b: b[reason] }))
  return list.length > 0 ? t('compare.left', { list: list.join('; ') }) : ''
}

export function kmText(km: number): string {
  return t('compare.km', { km: number(km) })
}

/** The share of a side's rows that are too rough for the cells drawn; null without rows. */
export function heldShare(used: { n_used: number; n_excluded: { imprecise: number } } | null): number | null {
  if (!used) return null
  const all = used.n_used + used.n_excluded.imprecise
  return all > 0 ? used.n_excluded.imprecise / all : null
}

/** Colours of two maps mislead where one of them holds back so much more than the other. */
export function heldDiffers(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(a - b) > 0.1
}

/** Those that changed clearly come first in the answer. */
export function clearlyChanged({ readings }: Pick<Comparison, 'readings'>): number {
  return readings
    .filter(({ reading }) => reading === 'more' || reading === 'fewer')
    .reduce((n, { cells }) => n + cells, 0)
}
