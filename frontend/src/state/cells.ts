/** What the client must know of H3: resolutions by zoom, sizes, and ids in tiles. No geometry. */

/** Resolution of the cells drawn at a zoom of 512-px tiles; the server's rule. */
export function resolutionAt(zoom: number, finest: number): number {
  return Math.min(finest, byZoom(Math.floor(zoom + 1e-6)))
}

/** A resolution that is kept at every zoom; the server draws cells at most one finer than the zoom's. */
export function keptAt(zoom: number, kept: number, finest: number): number {
  return Math.min(kept, finest, resolutionAt(zoom, finestOfAll) + 1)
}

function byZoom(zoom: number): number {
  if (zoom <= 4) return 3
  if (zoom === 5) return 4
  if (zoom <= 7) return 5
  if (zoom === 8) return 6
  if (zoom <= 10) return 7
  return zoom === 11 ? 8 : 9
}

/** The zoom that shows the next coarser cells, or null where there are none. */
export function zoomForCoarser(resolution: number): number | null {
  const zoom = { 4: 4, 5: 5, 6: 7, 7: 8, 8: 10, 9: 11 }[resolution]
  return zoom ?? null
}

/** A store with fewer mapped incidents than this never draws cells finer than resolution 7. */
export const fineCellsFrom = 10_000

export const finestOfAll = 9
export const coarsestOfAll = 3

export function finestResolution(mapped: number): number {
  return mapped < fineCellsFrom ? 7 : finestOfAll
}

/** Mean cell areas inside the study area, km²; the server's figures. */
const areasKm2: Record<number, number> = { 3: 14_509, 4: 2072.7, 5: 296.1, 6: 42.31, 7: 6.044, 8: 0.8633, 9: 0.12334 }

/** Metres from a cell's centre to its sides: a position known less well than this does not enter the resolution. */
export function inradiusM(resolution: number): number {
  return Math.round(1000 * Math.sqrt((areasKm2[resolution] ?? 0) / (2 * Math.sqrt(3))))
}

/** Whether a position with this radius (m; undefined = unstated) is drawn at a resolution. */
export function admits(resolution: number, radiusM: number | undefined): boolean {
  return (radiusM ?? 0) <= inradiusM(resolution)
}

const lowBits = 18n // digits 10 to 15 of a cell of resolution 9 or coarser: all ones

/** The H3 id of a tile feature; tiles carry id >> 18 because 64 bits do not fit a JS number. */
export function cellOfFeature(featureId: number): string {
  return ((BigInt(featureId) << lowBits) | ((1n << lowBits) - 1n)).toString(16)
}

export function featureOfCell(cell: string): number {
  return Number(BigInt(`0x${cell}`) >> lowBits)
}

export function resolutionOf(cell: string): number {
  return Number((BigInt(`0x${cell}`) >> 52n) & 15n)
}
