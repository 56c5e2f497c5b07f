import { getJSON } from '../api/client'
import type { CellCount, Cells } from '../api/types'
import { ask, query, res } from './answers'
import { selectedCell } from './page'
import { tracked } from './server'

/** The cell so many places further in the order of counts, from the selected one; the first when none is. */
export async function cellByRank(step: 1 | -1): Promise<CellCount | null> {
  if (res.value === null) return null
  const { cells } = await tracked(getJSON<Cells>(ask('/api/v1/cells', query.value, `res=${res.value}`)))
  return neighbour(byRank(cells ?? []), selectedCell.value, step)
}

/** Largest count first; cells with equal counts in the order of their ids. */
export function byRank(cells: readonly CellCount[]): CellCount[] {
  return [...cells].sort((a, b) => b.n - a.n || (a.h3 < b.h3 ? -1 : 1))
}

export function neighbour(ranked: readonly CellCount[], from: string, step: 1 | -1): CellCount | null {
  const here = ranked.findIndex(cell => cell.h3 === from)
  if (here < 0) return ranked[0] ?? null
  return ranked[(here + step + ranked.length) % ranked.length] ?? null
}
