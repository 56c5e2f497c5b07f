import { getJSON } from '../api/client'
import type { Cells } from '../api/types'
import { ask, hotspots, query, res } from './answers'
import { metric, selectedCell } from './page'
import { tracked } from './server'

/** A cell in an order: where it is and how much it has. */
export interface Ranked {
  h3: string
  n: number
  lon: number
  lat: number
}

/** The cell so many places further by count, or by how clearly it stands out; the first when none is selected. */
export async function cellByRank(step: 1 | -1): Promise<Ranked | null> {
  if (metric.value === 'significance') return neighbour(standingOut(), selectedCell.value, step)
  if (res.value === null) return null
  const { cells } = await tracked(getJSON<Cells>(ask('/api/v1/cells', query.value, `res=${res.value}`)))
  return neighbour(byRank(cells ?? []), selectedCell.value, step)
}

function standingOut(): readonly Ranked[] {
  return (hotspots.data.value?.cells ?? []).filter(({ state }) => state !== 'no_data')
}

/** The place of a cell among those listed as standing out, from 1; 0 when it is none of them. */
export function rankOfChange(h3: string): number {
  return standingOut().findIndex(cell => cell.h3 === h3) + 1
}

/** Largest count first; cells with equal counts in the order of their ids. */
export function byRank(cells: readonly Ranked[]): Ranked[] {
  return [...cells].sort((a, b) => b.n - a.n || (a.h3 < b.h3 ? -1 : 1))
}

export function neighbour(ranked: readonly Ranked[], from: string, step: 1 | -1): Ranked | null {
  const here = ranked.findIndex(cell => cell.h3 === from)
  if (here < 0) return ranked[0] ?? null
  return ranked[(here + step + ranked.length) % ranked.length] ?? null
}
