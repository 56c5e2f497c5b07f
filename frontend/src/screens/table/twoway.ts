import type { TwoWay } from '../../api/types'
import type { Filters } from '../../state/filters'
import type { Kind } from '../../state/words'
import { type Dimension, isOverlay, overlayOf } from './state'

/** A two-way table's numbers and what they lead to. Pure. */

type Patch = Partial<Filters>

const fields = {
  land: 'lands',
  area: 'areas',
  cause: 'causes',
  kind: 'kinds',
  source: 'sources',
  origin: 'origins',
  side: 'sides',
} as const

/**
 * The filters that show exactly the rows of one value, or of a pair; null where
 * the page has no such filter: "not stated", or a second polygon.
 */
export function patchOf(
  by: readonly [Dimension, Dimension],
  values: readonly [string | null, string | null],
  asked: Pick<Filters, 'from' | 'until' | 'within'>,
): Patch | null {
  let patch: Patch = {}
  let [year, month] = ['', '']
  for (const [i, dimension] of by.entries()) {
    const value = values[i] ?? null
    if (value === null) continue
    if (value === '') return null
    if (isOverlay(dimension)) {
      if (patch.within || asked.within) return null
      patch = { ...patch, within: `${overlayOf(dimension)}:${value}` }
    } else if (dimension === 'year') year = value
    else if (dimension === 'month') month = value
    else patch = { ...patch, [fields[dimension]]: [value as Kind] }
  }
  if (month && !year) return { ...patch, months: [String(Number(month))] }
  return year ? { ...patch, ...within(asked, year, month) } : patch
}

/** A year, or a month of it, cut by the period asked. */
function within({ from, until }: Pick<Filters, 'from' | 'until'>, year: string, month: string): Patch {
  const first = `${year}-${month || '01'}-01`
  const last = `${year}-${month || '12'}-${lastDay(year, month || '12')}`
  return { from: from > first ? from : first, until: until && until < last ? until : last }
}

function lastDay(year: string, month: string): string {
  return String(new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()).padStart(2, '0')
}

export interface Peak {
  row: number
  column: number
  n: number
}

/** The largest count where both values are stated; null in an empty table, and where several are as large. */
export function peakOf({ rows, columns, counts }: Pick<TwoWay, 'rows' | 'columns' | 'counts'>): Peak | null {
  let peak: Peak | null = null
  let equal = false
  counts?.forEach((line, row) => {
    line.forEach((n, column) => {
      const stated = rows?.[row] && columns?.[column]
      if (!stated || n < (peak?.n ?? 1)) return
      equal = n === peak?.n
      if (!equal) peak = { row, column, n }
    })
  })
  return equal ? null : peak
}

/** How dark a cell is, 0 to 1: by the root, so that small counts can be told from none. */
export function shade(n: number, most: number): number {
  return most > 0 ? Math.sqrt(n / most) : 0
}

/** Where the keys lead from a cell of a table of that size. */
export function step(
  key: string,
  [row, column]: [number, number],
  [rows, columns]: [number, number],
): [number, number] | null {
  const clamp = (n: number, size: number) => Math.min(size - 1, Math.max(0, n))
  switch (key) {
    case 'ArrowUp':
      return [clamp(row - 1, rows), column]
    case 'ArrowDown':
      return [clamp(row + 1, rows), column]
    case 'ArrowLeft':
      return [row, clamp(column - 1, columns)]
    case 'ArrowRight':
      return [row, clamp(column + 1, columns)]
    case 'Home':
      return [row, 0]
    case 'End':
      return [row, columns - 1]
    case 'PageUp':
      return [0, column]
    case 'PageDown':
      return [rows - 1, column]
    default:
      return null
  }
}
