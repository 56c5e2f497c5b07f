import type { FeatureLike } from 'ol/Feature'
import VectorTileLayer from 'ol/layer/VectorTile'
import type OLMap from 'ol/Map'
import type { Break, State } from '../api/types'
import { cellOfFeature, featureOfCell } from '../state/cells'
import type { MapColours } from '../theme/themes'
import type { Camera } from './camera'
import { TileSource } from './cellsource'
import type { CellChange, CellHit } from './port'
import { cellStyle, litStyle, readStyle } from './styles'

const cellsMaxZoom = 12 // cells are finest from here on
const dimmed = 0.4
/** Answers sooner than this do not make the map flicker: a brush and a playback bring many. */
const dimAfterMs = 250
const frameMs = 16

/** Cells that are asked for and not shown yet. */
interface Held {
  here: boolean // their tiles, or that they could not be read
  show(): void
  shown: Promise<void>
}

/** What the cells stand on, and who hears that they load. */
interface Ground {
  map: OLMap
  camera: Camera
  /** Asked for together with the cells: they are not shown without the ground below them. */
  basemap: TileSource
  loading(busy: boolean, failed: number): void
}

/** The cells: those asked for last, those shown until they stand, and the edge of one. */
export class CellLayers {
  private readonly ground: Ground
  private colours: MapColours
  private classes: { breaks: readonly Break[]; fills: readonly string[] } = { breaks: [], fills: [] }
  private states: ReadonlyMap<string, State> | null = null
  private only: number | State | null = null
  private opacity = 1
  private tiles: string | null = null
  private resAt: ((zoom: number) => number) | undefined
  private lit: { layer: VectorTileLayer; id: number | null } | null = null
  private newest: VectorTileLayer
  /** The cells last painted whole, of an earlier question perhaps. */
  private standing: VectorTileLayer
  /** The newest cells until they can be drawn whole; null once they are shown. */
  private held: Held | null = null
  private classesDue = false
  /** Tiles that could not be read. */
  failed = 0
  private disposed = false
  private end = () => {}
  /** The map is taken away: it paints nothing any more, and nobody need wait for it. */
  private readonly gone = new Promise<void>(resolve => (this.end = resolve))

  /** Puts its layer at this place among the map's. */
  constructor(ground: Ground, colours: MapColours, place: number) {
    this.ground = ground
    this.colours = colours
    this.newest = this.layer(null)
    this.standing = this.newest
    ground.map.getLayers().insertAt(place, this.newest)
  }

  set(tiles: string | null, resAt?: (zoom: number) => number) {
    this.tiles = tiles
    this.resAt = resAt
    this.failed = 0
    this.held?.show()
    if (this.newest !== this.standing) this.drop(this.newest) // never painted whole, and not asked for any more
    this.newest = this.layer(tiles)
    this.ground.loading(true, 0)
    this.hold(tiles ? this.askNow(this.newest.getSource() as TileSource) : Promise.resolve())
    this.settle()
  }

  reload() {
    this.set(this.tiles, this.resAt)
  }

  awaitClasses(due: boolean) {
    this.classesDue = due
    this.showWhole()
  }

  setClasses(breaks: readonly Break[], fills: readonly string[]) {
    this.classes = { breaks, fills }
    this.restyle()
  }

  setStates(states: ReadonlyMap<string, State> | null) {
    this.states = states
    this.restyle()
  }

  isolate(only: number | State | null) {
    this.only = only
    this.restyle()
  }

  setOpacity(opacity: number) {
    this.opacity = opacity
    for (const layer of [this.newest, this.standing]) layer.setOpacity(opacity)
  }

  paint(colours: MapColours) {
    this.colours = colours
    this.lit?.layer.setStyle(this.litStyle())
    this.restyle()
  }

  highlight(cell: string | null) {
    if (!cell && !this.lit) return
    this.lit ??= { layer: this.litLayer(), id: null }
    this.lit.id = cell ? featureOfCell(cell) : null
    this.lit.layer.changed()
  }

  at(pixel: number[]): CellHit | null {
    const [feature] = this.ground.map.getFeaturesAtPixel(pixel, { layerFilter: layer => layer === this.newest })
    const id = feature?.getId()
    if (!feature || id === undefined) return null
    return { id: cellOfFeature(Number(id)), n: Number(feature.get('n')), change: changeOf(feature) }
  }

  async idle(): Promise<void> {
    do {
      await this.held?.shown
      await Promise.race([this.painted(), this.gone])
    } while (this.held || (!this.disposed && this.ground.map.getView().getAnimating()))
  }

  dispose() {
    const { held } = this
    this.held = null
    held?.show()
    this.disposed = true
    this.end()
  }

  /** The next frame with nothing left to load; where the map is not shown the next frame, for views move there too. */
  private painted(): Promise<void> {
    const { map, camera } = this.ground
    if (!camera.shown) return new Promise(resolve => setTimeout(resolve, frameMs))
    return new Promise(resolve => {
      map.once('rendercomplete', () => resolve())
      map.render()
    })
  }

  private restyle() {
    this.newest.setStyle(this.style())
  }

  private style() {
    const { breaks, fills } = this.classes
    return this.states ? readStyle(this.states, this.colours) : cellStyle(breaks, fills, this.colours, this.only)
  }

  /** One more layer over the same tiles, above the shapes. */
  private litLayer(): VectorTileLayer {
    const source = this.newest.getSource() as TileSource
    const layer = new VectorTileLayer({ source, renderMode: 'vector', style: this.litStyle() })
    const layers = this.ground.map.getLayers()
    layers.insertAt(layers.getLength() - 1, layer)
    return layer
  }

  private litStyle() {
    return litStyle(this.colours, () => this.lit?.id ?? null)
  }

  private layer(tiles: string | null): VectorTileLayer {
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
    const { map, camera, basemap } = this.ground
    const view = map.getView()
    const resolution = view.getResolution()
    if (!camera.shown || resolution === undefined) return Promise.resolve()
    const asked = [source, basemap].map(each =>
      each.ask(view.calculateExtent(map.getSize()), resolution, view.getProjection()),
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
    const layers = this.ground.map.getLayers()
    layers.insertAt(1 + layers.getArray().indexOf(this.standing), this.newest)
    this.lit?.layer.setSource(this.newest.getSource())
    if (whole) this.dropEarlier()
    else this.standing.setOpacity(this.opacity * dimmed)
  }

  /** Takes the cells of earlier questions away once the newest are painted. */
  private settle() {
    const { newest } = this
    void this.idle().then(() => {
      if (newest !== this.newest || this.disposed) return
      this.dropEarlier()
      this.ground.loading(false, this.failed)
    })
  }

  private dropEarlier() {
    if (this.standing === this.newest) return
    const earlier = this.standing
    this.standing = this.newest
    this.drop(earlier)
  }

  private drop(cells: VectorTileLayer) {
    this.ground.map.removeLayer(cells)
    ;(cells.getSource() as TileSource).retire()
  }
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
