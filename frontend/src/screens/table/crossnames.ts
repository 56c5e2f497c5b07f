import type { TwoWay } from '../../api/types'
import { t } from '../../i18n'
import { monthName } from '../../i18n/format'
import { isCovered } from '../../state/answers'
import { facetTitle, valueName } from '../../state/sentence'
import { inEnglish } from '../../ui/filters'
import { type Column, csv } from './columns'
import { whatIsTold } from './listing'
import { by, type Dimension, isOverlay, overlayDimensions } from './state'

/** A two-way table in words: on the screen, and in a file. */

export function titleOf(dimension: Dimension): string {
  if (isOverlay(dimension)) return overlayDimensions.value.find(one => one.dimension === dimension)?.title ?? dimension
  if (dimension === 'year') return t('chart.year')
  return dimension === 'month' ? t('table.month') : facetTitle(dimension)
}

export function nameOf(dimension: Dimension, value: string): string {
  if (isOverlay(dimension)) return value || t('table.inNone')
  if (value === '') return t('table.notStated')
  if (dimension === 'month') return monthName(Number(value) - 1)
  return dimension === 'year' ? value : valueName(dimension, value)
}

/** Lands and areas stay as their source names them, where we have no name of our own. */
export function langOf(dimension: Dimension, value: string): 'en' | undefined {
  return value !== '' && inEnglish(dimension, value) ? 'en' : undefined
}

/** A month beyond the period or the days of every source is not a zero. */
export function outside(about: TwoWay, row: number, column: number): boolean {
  const [rows, columns] = by.value
  const values = { [rows]: about.rows?.[row], [columns]: about.columns?.[column] }
  if (!values.year || !values.month || about.counts?.[row]?.[column]) return false
  return !isCovered(Number(values.year), Number(values.month) - 1)
}

// --- as a file ---

/** Counts with the names that the screen has; empty where no source speaks. */
export function matrixCSV(about: TwoWay): string {
  const [first, second] = by.value
  const rows = (about.rows ?? []).map((_, row) => row)
  const names = (about.columns ?? []).map(name => nameOf(second, name))
  const count = (title: string, key: Column<number>['key']): Column<number> => ({
    id: title,
    title,
    width: 0,
    numeric: true,
    text: () => '',
    key,
  })
  const sums = about.column_sum ?? []
  const columns = [
    {
      id: '',
      title: titleOf(first),
      width: 0,
      text: (row: number) => (row < 0 ? t('chart.total') : nameOf(first, about.rows?.[row] ?? '')),
      key: () => null,
    },
    ...names.map((name, at) =>
      count(name, row => {
        if (row < 0) return sums[at] ?? 0
        return outside(about, row, at) ? null : (about.counts?.[row]?.[at] ?? 0)
      }),
    ),
    count(t('chart.total'), row => (row < 0 ? about.total : (about.row_sum?.[row] ?? 0))),
  ]
  return csv(columns, [...rows, totals], whatIsTold())
}

const totals = -1 // the row below all others
