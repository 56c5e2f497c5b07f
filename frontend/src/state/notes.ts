import type { Excluded, SourceStatus } from '../api/types'
import { admits } from './cells'

/** Metres between which the positions lie that are too rough for a resolution, from the sources' precision classes. */
export function roughRange(sources: readonly SourceStatus[], resolution: number): { from: number; to: number } | null {
  const bounds = sources
    .flatMap(source => source.radii ?? [])
    .filter(({ n }) => n > 0)
    .map(({ value }) => Number(value))
    .filter(metres => metres > 0 && !admits(resolution, metres))
  if (bounds.length === 0) return null
  return { from: Math.min(...bounds), to: Math.max(...bounds) }
}

export function anythingLeftOut(excluded: Excluded): boolean {
  return Object.values(excluded).some(n => n > 0)
}
