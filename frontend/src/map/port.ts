import type { Break, State } from '../api/types'
import type { Lang, View } from '../state/url'
import type { MapColours } from '../theme/themes'

/**
 * The map as the rest of the app sees it. Only this folder knows the engine
 * behind it. Points are lon, lat in degrees; zooms are those of 512-px tiles.
 */
export interface MapPort {
  /** Draws cells from these tiles (a template with {z}/{x}/{y}); the old ones stay, dimmed, until the new ones stand. */
  setCells(tiles: string | null): void
  /** Class bounds and one fill for each. */
  setClasses(breaks: readonly Break[], fills: readonly string[]): void
  setColours(colours: MapColours): void
  setLang(lang: Lang): void
  /** Draws these shapes in place of the layer's earlier ones. */
  setShapes(layer: ShapeLayer, shapes: readonly Shape[]): void
  view(): View
  moveTo(view: View): void
  /** Shows the whole study area. */
  home(): void
  zoomBy(steps: number): void
  /** The drawn cell under a point of the screen (px from the map's top left), or at the centre. */
  cellAt(pixel?: readonly [number, number]): CellHit | null
  project(point: LonLat): [number, number] | null
  /** Asks for every tile again. */
  reload(): void
  /** Resolves once nothing is loading and everything has been painted. */
  idle(): Promise<void>
  dispose(): void
}

export type LonLat = readonly [number, number]

/**
 * Layers of shapes above the cells, the lowest first: edges of areas asked
 * about, saved corridors, the corridor in hand with its outline, the selected
 * cell, a line being drawn, marked places.
 */
export const shapeLayers = ['asked', 'saved', 'outline', 'corridor', 'selected', 'draft', 'pin'] as const
export type ShapeLayer = (typeof shapeLayers)[number]

export interface Shape {
  form: 'line' | 'area' | 'point'
  points: readonly LonLat[] // an area is closed
  label?: string
  id?: string
}

export interface CellHit {
  id: string
  n: number
  /** Where the cells show change against usual. */
  change: CellChange | null
}

export interface CellChange {
  state: State
  /** In the cell and its neighbours. */
  found: number
  expected: number
}

/** What the map tells the app. */
export interface MapEvents {
  moved(view: View, home: boolean): void
  clicked(hit: CellHit | null, at: LonLat): void
  hovered(hit: CellHit | null): void
  /** Cells are loading, or all painted; failed counts the tiles that could not be read. */
  loading(busy: boolean, failed: number): void
}

export type MakeMap = (target: HTMLElement, events: MapEvents, colours: MapColours, lang: Lang) => MapPort

/** The study area with its margin: west, south, east, north. */
export const studyArea = [-115.2, 30.4, -108.4, 33.5] as const
