import { effect } from '@preact/signals'
import ScaleLine from 'ol/control/ScaleLine'
import { shiftKeyOnly } from 'ol/events/condition'
import { boundingExtent } from 'ol/extent'
import Feature, { type FeatureLike } from 'ol/Feature'
import DragBox from 'ol/interaction/DragBox'
import { defaults as interactions } from 'ol/interaction/defaults'
import type { State as LayerState } from 'ol/layer/Layer'
import type VectorLayer from 'ol/layer/Vector'
import VectorTileLayer from 'ol/layer/VectorTile'
import OLMap, { type FrameState } from 'ol/Map'
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj'
import type { DeclutterEntry } from 'ol/render/canvas/Executor'
import OLView from 'ol/View'
import RBush from 'rbush'
import type { Break, State } from '../api/types'
import { unit } from '../i18n/units'
import { cellOfFeature, featureOfCell } from '../state/cells'
import type { Lang, View } from '../state/url'
import type { MapColours } from '../theme/themes'
import { TileSource } from './cellsource'
import {
  type CellChange,
  type CellHit,
  type LonLat,
  type MakeMap,
  type MapEvents,
  type MapOptions,
  type MapPort,
  type OverlayShapes,
  type Shape,
  type ShapeLayer,
  type Sketch,
  type SketchEvents,
  type SketchKind,
  sameView,
  studyArea,
} from './port'
import { Shapes } from './shapes'
import { Sketcher } from './sketch'
import { cellStyle, fillStyle, labelStyle, litStyle, readStyle } from './styles'

const basemapTiles = '/tiles/basemap/{z}/{x}/{y}.mvt'
const basemapMaxZoom = 10 // its data shows nothing more beyond; deeper views scale these tiles
const cellsMaxZoom = 12 // cells are finest from here on
const zoomRange = { min: 4, max: 15 }
const labelGroup = 'labels'
const outside = new Feature()
const declutterNodes = 9
const dimmed = 0.4
/** Answers sooner than this do not make the map flicker: a brush and a playback bring many. */
const dimAfterMs = 250
const moveMs = 250
const frameMs = 16
const closest = 12 // no nearer than this when everything is brought into view

/** Engine zoom (256-px tiles) of a zoom of 512-px tiles. */
const engineZoom = (zoom: number) => zoom + 1

export const makeMap: MakeMap = (target, events, colours, lang, options = {}) =>
  new OpenLayersMap(target, events, colours, lang, options)

/** Cells that are asked for and not shown yet. */
interface Held {
  here: boolean // their tiles, or that they could not be read
  show(): void
  shown: Promise<void>
}

class OpenLayersMap implements MapPort {
  private readonly events: MapEvents
  private colours: MapColours
  private lang: Lang
  private classes: { breaks: readonly Break[]; fills: readonly string[] } = { breaks: [], fills: [] }
  private states: ReadonlyMap<string, State> | null = null
  private only: number | State | null = null
  private opacity = 1
  private named = true
  private overlays: readonly OverlayShapes[] = []
  private overlayLayers: VectorLayer[] = []
  private lit: { layer: VectorTileLayer; id: number | null } | null = null
  private tiles: string | null = null
  private resAt: ((zoom: number) => number) | undefined
  private readonly still: boolean
  /** Where home was when it was last shown; null once the map has been moved. */
  private homeView: View | null = null
  private failed = 0
  private basemapFailed = false

  private readonly basemap = new TileSource(basemapMaxZoom)
  private readonly fills: VectorTileLayer
  private readonly labels: LabelLayer
  private cells: VectorTileLayer
  /** The cells last painted whole, of an earlier question perhaps. */
  private standing: VectorTileLayer
  /** The newest cells until they can be drawn whole; null once they are shown. */
  private held: Held | null = null
  private classesDue = false
  private readonly shapes = new Shapes()
  private readonly map: OLMap
  private readonly scale = new ScaleLine({ className: 'scale', minWidth: 80 })
  private readonly unsubscribe = effect(() => this.scale.setUnits(unit.value === 'mi' ? 'imperial' : 'metric'))
  private sketcher: Sketcher | null = null

  constructor(target: HTMLElement, events: MapEvents, colours: MapColours, lang: Lang, options: MapOptions) {
    this.still = options.still ?? false
    this.events = events
    this.colours = colours
    this.lang = lang
    this.basemap.setUrl(basemapTiles)
    this.fills = new VectorTileLayer({ source: this.basemap })
    this.cells = this.cellLayer(null)
    this.standing = this.cells
    this.labels = new LabelLayer({ source: this.basemap, declutter: labelGroup })
    this.map = new OLMap({
      target,
      layers: [this.fills, this.cells, ...this.shapes.layers, this.labels],
      controls: [this.scale],
      interactions: this.still ? [] : this.interactions(),
      ...(options.pixelRatio ? { pixelRatio: options.pixelRatio } : {}),
      view: new OLView({
        center: fromLonLat([-111.8, 31.95]),
        zoom: engineZoom(6),
        minZoom: engineZoom(zoomRange.min),
        maxZoom: engineZoom(zoomRange.max),
        extent: transformExtent([-118, 26, -105, 38.5], 'EPSG:4326', 'EPSG:3857'),
        constrainOnlyCenter: true,
        enableRotation: false,
      }),
    })
    this.paint()
    this.listen(target)
  }

  setCells(tiles: string | null, resAt?: (zoom: number) => number) {
    this.tiles = tiles
    this.resAt = resAt
    this.failed = 0
    this.held?.show()
    if (this.cells !== this.standing) this.drop(this.cells) // never painted whole, and not asked for any more
    this.cells = this.cellLayer(tiles)
    this.events.loading(true, 0)
    this.hold(tiles ? this.askNow(this.cells.getSource() as TileSource) : Promise.resolve())
    this.settle()
  }

  awaitClasses(due: boolean) {
    this.classesDue = due
    this.showWhole()
  }

  setClasses(breaks: readonly Break[], fills: readonly string[]) {
    this.classes = { breaks, fills }
    this.cells.setStyle(this.style())
  }

  setStates(states: ReadonlyMap<string, State> | null) {
    this.states = states
    this.cells.setStyle(this.style())
  }

  isolate(only: number | State | null) {
    this.only = only
    this.cells.setStyle(this.style())
  }

  setOpacity(opacity: number) {
    this.opacity = opacity
    for (const layer of [this.cells, this.standing]) layer.setOpacity(opacity)
  }

  setOverlays(overlays: readonly OverlayShapes[]) {
    this.overlays = overlays
    void this.showOverlays()
  }

  setNames(shown: boolean) {
    this.named = shown
    this.labels.setStyle(labelStyle(this.colours, this.lang, shown))
  }

  highlight(cell: string | null) {
    if (!cell && !this.lit) return
    this.lit ??= { layer: this.litLayer(), id: null }
    this.lit.id = cell ? featureOfCell(cell) : null
    this.lit.layer.changed()
  }

  follow(leader: MapPort) {
    if (leader instanceof OpenLayersMap) this.map.setView(leader.map.getView())
  }

  setColours(colours: MapColours) {
    this.colours = colours
    this.paint()
  }

  setLang(lang: Lang) {
    this.lang = lang
    this.labels.setStyle(labelStyle(this.colours, lang, this.named))
  }

  setShapes(layer: ShapeLayer, shapes: readonly Shape[]) {
    this.shapes.set(layer, shapes)
  }

  sketch(kind: SketchKind, events: SketchEvents, points?: readonly LonLat[]): Sketch {
    const before = this.sketcher
    before?.dispose()
    this.sketcher = new Sketcher(this.map, kind, events, this.colours, points)
    if (before?.takeClick()) this.sketcher.oweClick()
    return this.sketcher
  }

  view(): View {
    const view = this.map.getView()
    const [lon = 0, lat = 0] = toLonLat(view.getCenter() ?? [0, 0])
    return { lon, lat, zoom: (view.getZoom() ?? engineZoom(zoomRange.min)) - 1 }
  }

  bounds() {
    if (!this.shown) return null
    const extent = this.map.getView().calculateExtent(this.map.getSize())
    return transformExtent(extent, 'EPSG:3857', 'EPSG:4326') as [number, number, number, number]
  }

  moveTo(view: View) {
    this.homeView = null
    this.map.getView().cancelAnimations()
    this.map.getView().animate({
      center: fromLonLat([view.lon, view.lat]),
      zoom: engineZoom(view.zoom),
      duration: this.moveMs(),
    })
  }

  fit(points: readonly LonLat[]) {
    if (points.length === 0) return
    this.homeView = null // a panel that opens meanwhile must not bring the map home
    this.map.updateSize()
    const [width = 0, height = 0] = this.map.getSize() ?? []
    const pad = Math.min(48, width / 8, height / 8)
    this.map.getView().cancelAnimations()
    this.map.getView().fit(boundingExtent(points.map(point => fromLonLat([...point]))), {
      padding: [pad, 2.4 * pad, pad, pad], // names stand to the right of their points, and the map's buttons at its edge
      maxZoom: engineZoom(closest),
      duration: this.moveMs(),
    })
  }

  /** Nothing flies where the reader wants no motion, or on paper. */
  private moveMs(): number {
    return this.still || matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : moveMs
  }

  home() {
    this.map.getView().cancelAnimations()
    this.map.updateSize()
    this.map.getView().fit(transformExtent([...studyArea], 'EPSG:4326', 'EPSG:3857'), { padding: [8, 8, 8, 8] })
    this.homeView = this.view()
  }

  zoomBy(steps: number) {
    const { lon, lat, zoom } = this.view()
    this.moveTo({ lon, lat, zoom: Math.min(zoomRange.max, Math.max(zoomRange.min, Math.round(zoom + steps))) })
  }

  cellAt(pixel?: readonly [number, number]): CellHit | null {
    const at = pixel ? [...pixel] : (this.map.getSize() ?? [0, 0]).map(side => side / 2)
    const [feature] = this.map.getFeaturesAtPixel(at, { layerFilter: layer => layer === this.cells })
    const id = feature?.getId()
    if (!feature || id === undefined) return null
    return { id: cellOfFeature(Number(id)), n: Number(feature.get('n')), change: changeOf(feature) }
  }

  placeAt(pixel: readonly [number, number]): LonLat | null {
    const at = this.map.getCoordinateFromPixel([...pixel])
    if (!at) return null
    const [lon = 0, lat = 0] = toLonLat(at)
    return [lon, lat]
  }

  project(point: LonLat): [number, number] | null {
    const pixel = this.map.getPixelFromCoordinate(fromLonLat([...point]))
    return pixel ? [pixel[0] as number, pixel[1] as number] : null
  }

  reload() {
    this.setCells(this.tiles, this.resAt)
    if (this.basemapFailed) this.basemap.refresh()
    this.basemapFailed = false
  }

  async idle(): Promise<void> {
    do {
      await this.held?.shown
      await this.painted()
    } while (this.held || this.map.getView().getAnimating())
  }

  dispose() {
    this.unsubscribe()
    const { held } = this
    this.held = null
    held?.show()
    this.map.setTarget(undefined)
    this.map.dispose()
  }

  /** The next frame with nothing left to load; where the map is not shown the next frame, for views move there too. */
  private painted(): Promise<void> {
    if (!this.shown) return new Promise(resolve => setTimeout(resolve, frameMs))
    return new Promise(resolve => {
      this.map.once('rendercomplete', () => resolve())
      this.map.render()
    })
  }

  private get shown(): boolean {
    return this.map.getSize()?.every(side => side > 0) ?? false
  }

  private style() {
    const { breaks, fills } = this.classes
    return this.states ? readStyle(this.states, this.colours) : cellStyle(breaks, fills, this.colours, this.only)
  }

  /** One more layer over the same tiles, above the shapes. */
  private litLayer(): VectorTileLayer {
    const source = this.cells.getSource() as TileSource
    const layer = new VectorTileLayer({ source, renderMode: 'vector', style: this.litStyle() })
    this.map.getLayers().insertAt(this.map.getLayers().getLength() - 1, layer)
    return layer
  }

  private litStyle() {
    return litStyle(this.colours, () => this.lit?.id ?? null)
  }

  /** In place of those before, below the shapes. */
  private async showOverlays() {
    const wanted = this.overlays
    const { overlayLayer } = wanted.length > 0 ? await import('./overlays') : { overlayLayer: null }
    if (wanted !== this.overlays) return
    for (const old of this.overlayLayers) this.map.removeLayer(old)
    this.overlayLayers = overlayLayer ? wanted.map(overlay => overlayLayer(overlay, this.colours)) : []
    const layers = this.map.getLayers()
    const above = layers.getArray().indexOf(this.shapes.layers[0] as VectorLayer)
    for (const [i, layer] of this.overlayLayers.entries()) layers.insertAt(above + i, layer)
  }

  private paint() {
    void this.showOverlays()
    this.fills.setBackground(this.colours.water)
    this.fills.setStyle(fillStyle(this.colours))
    this.labels.setStyle(labelStyle(this.colours, this.lang, this.named))
    this.shapes.paint(this.colours)
    this.sketcher?.paint(this.colours)
    this.lit?.layer.setStyle(this.litStyle())
    this.setClasses(this.classes.breaks, this.classes.fills)
  }

  private listen(target: HTMLElement) {
    this.map.on('moveend', () => {
      // Moved by hand, by keys, or on a map that follows: it is not at home any more.
      if (this.homeView && !sameView(this.homeView, this.view())) this.homeView = null
      this.events.moved(this.view(), this.homeView !== null)
    })
    this.map.on('singleclick', event => {
      if (this.sketcher?.takeClick()) return
      const corridor = this.events.corridorClicked && this.shapes.at('shelf', this.map, event.pixel)
      if (corridor) {
        this.events.corridorClicked?.(corridor)
        return
      }
      const [lon = 0, lat = 0] = toLonLat(event.coordinate)
      this.events.clicked(this.cellAt([event.pixel[0] ?? 0, event.pixel[1] ?? 0]), [lon, lat])
    })
    this.map.on('dblclick', event => {
      if (this.sketcher?.takeClick()) event.stopPropagation() // its two clicks have done what was meant
    })
    this.map.on('pointermove', event => {
      if (!event.dragging && !this.sketcher?.busy)
        this.events.hovered(this.cellAt([event.pixel[0] ?? 0, event.pixel[1] ?? 0]))
    })
    target.addEventListener('pointerleave', () => this.events.hovered(null))
    this.map.on('change:size', () => {
      if (this.homeView) this.home()
    })
    this.basemap.on('tileloaderror', () => {
      this.basemapFailed = true
    })
    this.map.on('loadstart', () => this.events.loading(true, this.failed))
    this.map.on('loadend', () => this.events.loading(false, this.failed))
  }

  /** With Shift a box is asked about where somebody listens, and zoomed to elsewhere. */
  private interactions() {
    const { boxed } = this.events
    const all = interactions({ altShiftDragRotate: false, pinchRotate: false, shiftDragZoom: !boxed })
    if (!boxed) return all
    const box = new DragBox({ condition: shiftKeyOnly, className: 'drag-box' })
    box.on('boxend', () => {
      const extent = box.getGeometry().getExtent()
      boxed(transformExtent(extent, 'EPSG:3857', 'EPSG:4326') as [number, number, number, number])
    })
    all.push(box)
    return all
  }

  private cellLayer(tiles: string | null): VectorTileLayer {
    const source = new TileSource(cellsMaxZoom)
    const { resAt } = this
    if (tiles && resAt) source.setTileUrlFunction(tile => addressOf(tiles, tile, resAt), tiles)
    else if (tiles) source.setUrl(tiles)
    source.on('tileloaderror', () => {
      this.failed++
    })
    return new VectorTileLayer({ source, style: this.style(), visible: tiles !== null, opacity: this.opacity })
  }

  /** Cells, and the ground below them where it is not here yet. */
  private askNow(source: TileSource): Promise<unknown> {
    const view = this.map.getView()
    const resolution = view.getResolution()
    if (!this.shown || resolution === undefined) return Promise.resolve()
    const asked = [source, this.basemap].map(each =>
      each.ask(view.calculateExtent(this.map.getSize()), resolution, view.getProjection()),
    )
    return Promise.all(asked)
  }

  /**
   * Shows the newest cells once their tiles and classes are here: each of them
   * alone would cost a frame of the whole map. On a slow link what there is of
   * them lies over the earlier ones, dimmed.
   */
  private hold(asked: Promise<unknown>) {
    let show = () => {}
    const shown = new Promise<void>(resolve => (show = resolve))
    const late = setTimeout(show, dimAfterMs)
    const held: Held = { here: false, show, shown }
    this.held = held
    void asked.then(() => {
      held.here = true
      this.showWhole()
    })
    void shown.then(() => {
      clearTimeout(late)
      if (this.held === held) this.showNewest(held.here)
    })
  }

  private showWhole() {
    if (this.held?.here && !(this.classesDue && this.tiles)) this.held.show()
  }

  private showNewest(whole: boolean) {
    this.held = null
    this.map.getLayers().insertAt(1 + this.map.getLayers().getArray().indexOf(this.standing), this.cells)
    this.lit?.layer.setSource(this.cells.getSource())
    if (whole) this.dropEarlier()
    else this.standing.setOpacity(this.opacity * dimmed)
  }

  /** Takes the cells of earlier questions away once the newest are painted. */
  private settle() {
    const newest = this.cells
    void this.idle().then(() => {
      if (newest !== this.cells) return
      this.dropEarlier()
      this.events.loading(false, this.failed)
    })
  }

  private dropEarlier() {
    if (this.standing === this.cells) return
    const earlier = this.standing
    this.standing = this.cells
    this.drop(earlier)
  }

  private drop(cells: VectorTileLayer) {
    this.map.removeLayer(cells)
    ;(cells.getSource() as TileSource).retire()
  }
}

/** Names that would be cut off at the map's edges find no room: all beyond them is taken. */
class LabelLayer extends VectorTileLayer {
  override renderDeclutter(frame: FrameState, state: LayerState) {
    const taken = new RBush<DeclutterEntry>(declutterNodes)
    taken.load(beyondEdges(frame).map(box => ({ ...box, value: outside })))
    frame.declutter = { ...frame.declutter, [labelGroup]: taken }
    super.renderDeclutter(frame, state)
  }
}

function beyondEdges(frame: FrameState) {
  const [width, height] = frame.size.map(side => side * frame.pixelRatio) as [number, number]
  const far = 2 * (width + height)
  return [
    { minX: -far, minY: -far, maxX: 0, maxY: far },
    { minX: width, minY: -far, maxX: far, maxY: far },
    { minX: -far, minY: -far, maxX: far, maxY: 0 },
    { minX: -far, minY: height, maxX: far, maxY: far },
  ]
}

function addressOf(template: string, [z = 0, x = 0, y = 0]: number[], resAt: (zoom: number) => number): string {
  const values: Record<string, number> = { z, x, y, res: resAt(z) }
  return template.replace(/\{(z|x|y|res)\}/g, (_, name: string) => String(values[name]))
}

function changeOf(feature: FeatureLike): CellChange | null {
  const state = feature.get('state') as State | undefined
  return state
    ? {
        state,
        found: Number(feature.get('n_disk') ?? 0),
        expected: (feature.get('expected') as number | undefined) ?? null,
      }
    : null
}
