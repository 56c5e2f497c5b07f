import type { Break, State } from '../api/types'
import type { Lang, View } from '../state/url'
import type { MapColours } from '../theme/themes'

/**
 * The map as the rest of the app sees it. Only this folder knows the engine
 * behind it. Points are lon, lat in degrees; zooms are those of 512-px tiles.
 */
export interface MapPort {
  /**
   * Draws cells from these tiles (a template with {z}/{x}/{y}); the old ones stay,
   * after a moment dimmed, until the new ones stand. With resAt, {res} is what it gives for a
   * tile's zoom: the finest cells that a tile may have depend on that.
   */
  setCells(tiles: string | null, resAt?: (zoom: number) => number): void
  /** While classes are due, cells just asked for wait for them, a moment at the most: else they would be painted twice. */
  awaitClasses(due: boolean): void
  /** Class bounds and one fill for each. */
  setClasses(breaks: readonly Break[], fills: readonly string[]): void
  /**
   * Paints cells by these states (by H3 id) instead of what the tiles say of
   * them; a cell not named stays blank, or hatched where no source speaks. null:
   * as the tiles say.
   */
  setStates(states: ReadonlyMap<string, State> | null): void
  /** Shows the cells of one class (its index) or state, and of all others only faint edges; null shows all. */
  isolate(only: number | State | null): void
  /** How much cells cover what lies below them, 0 to 1. */
  setOpacity(opacity: number): void
  setOverlays(overlays: readonly OverlayShapes[]): void
  /** Whether towns, crossings and regions are named. */
  setNames(shown: boolean): void
  /** Edges one cell (H3 id), wherever it is drawn; null takes the edge away. */
  highlight(cell: string | null): void
  /** From now on shows what the leader shows, and moves it when it is moved. */
  follow(leader: MapPort): void
  setColours(colours: MapColours): void
  setLang(lang: Lang): void
  /** Draws these shapes in place of the layer's earlier ones. */
  setShapes(layer: ShapeLayer, shapes: readonly Shape[]): void
  /**
   * Begins to draw by hand, or to change the points given; one at a time. Clicks,
   * taps and keys on the map draw until it is disposed of; panning goes on.
   */
  sketch(kind: SketchKind, events: SketchEvents, points?: readonly LonLat[]): Sketch
  view(): View
  /** West, south, east, north of what is on the screen; null where the map is not shown. */
  bounds(): readonly [number, number, number, number] | null
  moveTo(view: View): void
  /** Shows all of these points, with room around them. */
  fit(points: readonly LonLat[]): void
  /** Shows the whole study area. */
  home(): void
  zoomBy(steps: number): void
  /** The drawn cell under a point of the screen (px from the map's top left), or at the centre. */
  cellAt(pixel?: readonly [number, number]): CellHit | null
  /** The place under a point of the screen (px from the map's top left). */
  placeAt(pixel: readonly [number, number]): LonLat | null
  project(point: LonLat): [number, number] | null
  /** Asks for every tile again. */
  reload(): void
  /** Resolves once nothing is loading and everything has been painted. */
  idle(): Promise<void>
  dispose(): void
}

export type LonLat = readonly [number, number]

/**
 * Layers of shapes above the cells, the lowest first: marks to read the map by
 * (kilometres), edges of areas asked about, saved corridors (on the map, beside
 * the one in hand), the corridor in
 * hand with its outline, the selected cell, a line being drawn, marked places.
 */
export const shapeLayers = [
  'mark',
  'asked',
  'shelf',
  'saved',
  'outline',
  'corridor',
  'selected',
  'draft',
  'pin',
] as const
export type ShapeLayer = (typeof shapeLayers)[number]

export interface Shape {
  form: 'line' | 'area' | 'point'
  points: readonly LonLat[] // an area is closed
  label?: string
  id?: string
  /** Draws a line as a band so wide on the ground; right near the line's middle latitude only. */
  bandM?: number
  /** The band ends in half circles, not straight across. */
  round?: boolean
  /** Drawn wide: the part that is meant. */
  strong?: boolean
}

/** A layer of the operator's own. */
export interface OverlayShapes {
  /** Tells it from others: the place in the list of all. */
  order: number
  /** As parsed from its file. */
  geojson: unknown
  /** How far points may be off; drawn as circles. */
  accuracyM: number | null
}

export type SketchKind = 'line' | 'polygon' | 'box'

/** What has been drawn so far. */
export interface SketchState {
  kind: SketchKind
  /** drawing: clicks add points; editing: the shape stands and its points can be moved. */
  mode: 'drawing' | 'editing'
  points: readonly LonLat[] // of a box, two opposite corners
  /** The point that the next click puts elsewhere; null for none. */
  held: number | null
  /** Along the line or around the area. */
  lengthM: number
  /** It has the points that its kind needs. */
  finishable: boolean
}

/** What happened to which point (its index); moving: a hand still drags it; aimed: keys moved the map below the cross. */
export interface SketchStep {
  what: 'begun' | 'added' | 'removed' | 'moving' | 'moved' | 'held' | 'released' | 'aimed'
  at: number
}

export interface SketchEvents {
  changed(state: SketchState, step: SketchStep): void
  /** The reader ended the drawing; its points can be moved from now on. */
  finished(state: SketchState): void
  /** Escape while drawing: nothing of it stays. */
  cancelled(): void
}

/** The hand's other ways: buttons and lists do what clicks and keys on the map do. */
export interface Sketch {
  state(): SketchState
  /** Adds a point, or puts the held one there; without a point, at the map's centre. */
  add(point?: LonLat): void
  /** Takes the last point away, or the one with this index. */
  remove(at?: number): void
  /** The next click puts this point elsewhere; null lets it go. */
  hold(at: number | null): void
  finish(): void
  /** Goes on drawing after the last point. */
  resume(): void
  cancel(): void
  /** From now on the next point is at the map's centre, until the pointer moves over it. */
  showCentre(): void
  /** Takes the drawing off the map; no event follows. */
  dispose(): void
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
  /** Null without anything to compare with. */
  expected: number | null
}

/** What the map tells the app. */
export interface MapEvents {
  moved(view: View, home: boolean): void
  clicked(hit: CellHit | null, at: LonLat): void
  hovered(hit: CellHit | null): void
  /** A click on a saved corridor of the layer shelf. */
  corridorClicked?(id: string): void
  /** A box was drawn with Shift held down. */
  boxed?(bounds: readonly [number, number, number, number]): void
  /** Cells are loading, or all painted; failed counts the tiles that could not be read. */
  loading(busy: boolean, failed: number): void
}

export type MakeMap = (
  target: HTMLElement,
  events: MapEvents,
  colours: MapColours,
  lang: Lang,
  options?: MapOptions,
) => MapPort

export interface MapOptions {
  /** Dots for each pixel of the page; without it, as the screen has them. */
  pixelRatio?: number
  /** It only stands there: nothing moves it, and it moves at once. */
  still?: boolean
}

/** Whether two views are the same to a reader. */
export function sameView(a: View, b: View): boolean {
  return Math.abs(a.lon - b.lon) < 1e-3 && Math.abs(a.lat - b.lat) < 1e-3 && Math.abs(a.zoom - b.zoom) < 0.02
}

/** The study area with its margin: west, south, east, north. */
export const studyArea = [-115.2, 30.4, -108.4, 33.5] as const
