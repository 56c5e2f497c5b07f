import { effect } from '@preact/signals'
import ScaleLine from 'ol/control/ScaleLine'
import { shiftKeyOnly } from 'ol/events/condition'
import DragBox from 'ol/interaction/DragBox'
import { defaults as interactions } from 'ol/interaction/defaults'
import type VectorLayer from 'ol/layer/Vector'
import VectorTileLayer from 'ol/layer/VectorTile'
import OLMap from 'ol/Map'
import { toLonLat } from 'ol/proj'
import type { Break, State } from '../api/types'
import { unit } from '../i18n/units'
import type { Lang, View } from '../state/url'
import type { MapColours } from '../theme/themes'
import { Camera, degreesOf, regionView } from './camera'
import { CellLayers } from './celllayers'
import { TileSource } from './cellsource'
import { LabelLayer, labelGroup } from './labels'
import type {
  CellHit,
  LonLat,
  MakeMap,
  MapEvents,
  MapOptions,
  MapPort,
  OverlayShapes,
  Shape,
  ShapeLayer,
  Sketch,
  SketchEvents,
  SketchKind,
} from './port'
import { Shapes } from './shapes'
import { Sketcher } from './sketch'
import { fillStyle, labelStyle } from './styles'

const basemapTiles = '/tiles/basemap/{z}/{x}/{y}.mvt'
const basemapMaxZoom = 10 // its data shows nothing more beyond; deeper views scale these tiles

export const makeMap: MakeMap = (target, events, colours, lang, options = {}) =>
  new OpenLayersMap(target, events, colours, lang, options)

/** Ground, cells, overlays, shapes and names, one above the other; who looks where and what is drawn are parts of their own. */
class OpenLayersMap implements MapPort {
  private readonly events: MapEvents
  private colours: MapColours
  private lang: Lang
  private named = true
  private overlays: readonly OverlayShapes[] = []
  private overlayLayers: VectorLayer[] = []
  private basemapFailed = false

  private readonly basemap = new TileSource(basemapMaxZoom)
  private readonly fills = new VectorTileLayer({ source: this.basemap })
  private readonly labels = new LabelLayer({ source: this.basemap, declutter: labelGroup })
  private readonly shapes = new Shapes()
  private readonly map: OLMap
  private readonly camera: Camera
  private readonly cells: CellLayers
  private readonly scale = new ScaleLine({ className: 'scale', minWidth: 80 })
  private readonly unsubscribe = effect(() => this.scale.setUnits(unit.value === 'mi' ? 'imperial' : 'metric'))
  private sketcher: Sketcher | null = null

  constructor(target: HTMLElement, events: MapEvents, colours: MapColours, lang: Lang, options: MapOptions) {
    const still = options.still ?? false
    this.events = events
    this.colours = colours
    this.lang = lang
    this.basemap.setUrl(basemapTiles)
    this.map = new OLMap({
      target,
      layers: [this.fills, ...this.shapes.layers, this.labels],
      controls: [this.scale],
      interactions: still ? [] : this.interactions(),
      ...(options.pixelRatio ? { pixelRatio: options.pixelRatio } : {}),
      view: regionView(),
    })
    this.camera = new Camera(this.map, still)
    const ground = {
      map: this.map,
      camera: this.camera,
      basemap: this.basemap,
      loading: (busy: boolean, failed: number) => events.loading(busy, failed),
    }
    this.cells = new CellLayers(ground, colours, 1)
    this.paint()
    this.listen(target)
  }

  setCells(tiles: string | null, resAt?: (zoom: number) => number) {
    this.cells.set(tiles, resAt)
  }

  awaitClasses(due: boolean) {
    this.cells.awaitClasses(due)
  }

  setClasses(breaks: readonly Break[], fills: readonly string[]) {
    this.cells.setClasses(breaks, fills)
  }

  setStates(states: ReadonlyMap<string, State> | null) {
    this.cells.setStates(states)
  }

  isolate(only: number | State | null) {
    this.cells.isolate(only)
  }

  setOpacity(opacity: number) {
    this.cells.setOpacity(opacity)
  }

  setOverlays(overlays: readonly OverlayShapes[]) {
    this.overlays = overlays
    void this.showOverlays()
  }

  setNames(shown: boolean) {
    this.named = shown
    this.nameAgain()
  }

  highlight(cell: string | null) {
    this.cells.highlight(cell)
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
    this.nameAgain()
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
    return this.camera.view()
  }

  bounds() {
    return this.camera.bounds()
  }

  moveTo(view: View) {
    this.camera.moveTo(view)
  }

  fit(points: readonly LonLat[]) {
    this.camera.fit(points)
  }

  home() {
    this.camera.home()
  }

  zoomBy(steps: number) {
    this.camera.zoomBy(steps)
  }

  cellAt(pixel?: readonly [number, number]): CellHit | null {
    return this.cells.at(pixel ? [...pixel] : (this.map.getSize() ?? [0, 0]).map(side => side / 2))
  }

  placeAt(pixel: readonly [number, number]): LonLat | null {
    return this.camera.placeAt(pixel)
  }

  project(point: LonLat): [number, number] | null {
    return this.camera.project(point)
  }

  reload() {
    this.cells.reload()
    if (this.basemapFailed) this.basemap.refresh()
    this.basemapFailed = false
  }

  idle(): Promise<void> {
    return this.cells.idle()
  }

  dispose() {
    this.unsubscribe()
    this.cells.dispose()
    this.map.setTarget(undefined)
    this.map.dispose()
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
    this.nameAgain()
    this.shapes.paint(this.colours)
    this.sketcher?.paint(this.colours)
    this.cells.paint(this.colours)
  }

  private nameAgain() {
    this.labels.setStyle(labelStyle(this.colours, this.lang, this.named))
  }

  private listen(target: HTMLElement) {
    this.map.on('moveend', () => {
      const home = this.camera.atHome()
      this.events.moved(this.view(), home)
    })
    this.map.on('singleclick', event => {
      if (this.sketcher?.takeClick()) return
      const corridor = this.events.corridorClicked && this.shapes.at('shelf', this.map, event.pixel)
      if (corridor) {
        this.events.corridorClicked?.(corridor)
        return
      }
      const [lon = 0, lat = 0] = toLonLat(event.coordinate)
      this.events.clicked(this.cells.at(event.pixel), [lon, lat])
    })
    this.map.on('dblclick', event => {
      if (this.sketcher?.takeClick()) event.stopPropagation() // its two clicks have done what was meant
    })
    this.map.on('pointermove', event => {
      if (!event.dragging && !this.sketcher?.busy) this.events.hovered(this.cells.at(event.pixel))
    })
    target.addEventListener('pointerleave', () => this.events.hovered(null))
    this.basemap.on('tileloaderror', () => {
      this.basemapFailed = true
    })
    this.map.on('loadstart', () => this.events.loading(true, this.cells.failed))
    this.map.on('loadend', () => this.events.loading(false, this.cells.failed))
  }

  /** With Shift a box is asked about where somebody listens, and zoomed to elsewhere. */
  private interactions() {
    const { boxed } = this.events
    const all = interactions({ altShiftDragRotate: false, pinchRotate: false, shiftDragZoom: !boxed })
    if (!boxed) return all
    const box = new DragBox({ condition: shiftKeyOnly, className: 'drag-box' })
    box.on('boxend', () => boxed(degreesOf(box.getGeometry().getExtent())))
    all.push(box)
    return all
  }
}
