import Feature from 'ol/Feature'
import LineString from 'ol/geom/LineString'
import Point from 'ol/geom/Point'
import PointerInteraction from 'ol/interaction/Pointer'
import VectorLayer from 'ol/layer/Vector'
import type OLMap from 'ol/Map'
import type MapBrowserEvent from 'ol/MapBrowserEvent'
import { fromLonLat, toLonLat } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import type { MapColours } from '../theme/themes'
import {
  type Draft,
  edgeOf,
  finishable,
  newDraft,
  stateOf,
  withHeld,
  withInserted,
  withMoved,
  withoutPoint,
  withPoint,
} from './draft'
import type { LonLat, Sketch, SketchEvents, SketchKind, SketchState, SketchStep } from './port'
import { type SketchPart, sketchStyle } from './sketchstyle'

/** How near in px a click must come to a point: half of a target of 24 px, or of 44 for a finger. */
const reachPx = { mouse: 12, touch: 22 }
const nudgePx = 12 // of Shift and an arrow
/** With more points than these, single ones are not for the hand. */
const mostHandles = 300

type Aim = 'pointer' | 'centre'

/** Draws on the engine's map what a hand, a finger or keys tell it; the draft itself knows no map. */
export class Sketcher extends PointerInteraction implements Sketch {
  private tookClick = false
  private readonly onMap: OLMap
  private readonly events: SketchEvents
  private draft: Draft
  private dragged: number | null = null
  private moved = false // since the pointer went down on it
  private pointer: LonLat | null = null
  private aim: Aim = matchMedia('(pointer: coarse)').matches ? 'centre' : 'pointer'
  private readonly source = new VectorSource()
  private readonly rubberSource = new VectorSource()
  private readonly layers = [this.source, this.rubberSource].map(source => new VectorLayer({ source }))
  private readonly onKey = (event: KeyboardEvent) => this.key(event)
  private readonly onView = () => this.stretch()

  constructor(map: OLMap, kind: SketchKind, events: SketchEvents, colours: MapColours, points?: readonly LonLat[]) {
    super()
    this.onMap = map
    this.events = events
    this.draft = newDraft(kind, points)
    this.paint(colours)
    for (const layer of this.layers) map.addLayer(layer)
    map.addInteraction(this)
    map.getView().on('change:center', this.onView)
    map.getTargetElement()?.addEventListener('keydown', this.onKey, true)
    this.become(this.draft, { what: 'begun', at: -1 })
  }

  paint(colours: MapColours) {
    for (const layer of this.layers) layer.setStyle(sketchStyle(colours))
  }

  /** Whether the last click was for the drawing, and not for what lies below it; asked once of each. */
  takeClick(): boolean {
    const { tookClick } = this
    this.tookClick = false
    return tookClick
  }

  /** The last click was for the drawing before this one. */
  oweClick() {
    this.tookClick = true
  }

  /** The next click is for the drawing. */
  get busy(): boolean {
    return this.getMap() !== null && (this.draft.held !== null || this.draft.mode === 'drawing')
  }

  state(): SketchState {
    return stateOf(this.draft)
  }

  add(point: LonLat = this.centre()) {
    const { held, mode } = this.draft
    if (held !== null) {
      this.become(withHeld(withMoved(this.draft, held, point), null), { what: 'moved', at: held })
    } else if (mode === 'drawing') {
      this.become(withPoint(this.draft, point), { what: 'added', at: this.draft.points.length })
      if (this.draft.mode === 'editing') this.events.finished(this.state())
    }
  }

  remove(at = this.draft.held ?? this.draft.points.length - 1) {
    if (this.draft.points[at]) this.become(withoutPoint(this.draft, at), { what: 'removed', at })
  }

  hold(at: number | null) {
    const held = this.draft.held
    this.become(withHeld(this.draft, at), at === null ? { what: 'released', at: held ?? -1 } : { what: 'held', at })
  }

  finish() {
    if (this.draft.mode !== 'drawing' || !finishable(this.draft)) return
    this.draft = { ...this.draft, mode: 'editing', held: null }
    this.draw()
    this.events.finished(this.state())
  }

  resume() {
    if (this.draft.kind === 'box') return
    this.draft = { ...this.draft, mode: 'drawing', held: null }
    this.become(this.draft, { what: 'begun', at: -1 })
  }

  cancel() {
    this.events.cancelled()
  }

  showCentre() {
    this.aimAt('centre')
  }

  override dispose() {
    const target = this.onMap.getTargetElement()
    target?.removeEventListener('keydown', this.onKey, true)
    if (target) for (const mark of ['sketch', 'aim']) delete target.dataset[mark]
    this.onMap.getView().un('change:center', this.onView)
    this.onMap.removeInteraction(this)
    for (const layer of this.layers) this.onMap.removeLayer(layer)
    super.dispose()
  }

  // --- pointers ---

  override handleEvent(event: MapBrowserEvent<PointerEvent>): boolean {
    if (event.type === 'click') return !this.click(event)
    if (event.type === 'pointermove') this.follow(event)
    return super.handleEvent(event)
  }

  override handleDownEvent(event: MapBrowserEvent<PointerEvent>): boolean {
    this.dragged = this.handles ? this.pointNear(event) : null
    if (this.dragged === null && this.draft.mode === 'editing') this.dragged = this.openMiddle(event)
    return this.dragged !== null
  }

  override handleDragEvent(event: MapBrowserEvent<PointerEvent>) {
    if (this.dragged === null) return
    this.moved = true
    this.become(withMoved(this.draft, this.dragged, at(event)), { what: 'moving', at: this.dragged })
  }

  override handleUpEvent(): boolean {
    const { dragged, moved } = this
    this.dragged = null
    this.moved = false
    if (dragged !== null && moved) this.become(withHeld(this.draft, null), { what: 'moved', at: dragged })
    return false
  }

  /** A click adds, ends, takes up or puts down; false where it means nothing to the drawing. */
  private click(event: MapBrowserEvent<PointerEvent>): boolean {
    this.aimAt(event.originalEvent.pointerType === 'touch' ? 'centre' : 'pointer')
    const near = this.pointNear(event)
    const took = this.busy || near !== null
    this.tookClick = took
    if (this.draft.held !== null) {
      if (near === this.draft.held) this.hold(null)
      else this.add(at(event))
    } else if (this.draft.mode === 'drawing') this.clickDrawing(event, near)
    else if (near !== null) this.hold(near)
    return took
  }

  /** The last point again ends the drawing, and so does an area's first. A finger beside the last means another. */
  private clickDrawing(event: MapBrowserEvent<PointerEvent>, near: number | null) {
    const again = this.nearest(this.draft.points.slice(-1), event, reachPx.mouse) !== null
    const closes = this.draft.kind === 'polygon' && near === 0 && finishable(this.draft)
    if (!again && !closes) this.add(at(event))
    else this.finish()
  }

  private follow(event: MapBrowserEvent<PointerEvent>) {
    if (event.originalEvent.pointerType === 'touch') return
    this.pointer = at(event)
    this.aimAt('pointer')
    const grab = this.handles && (this.pointNear(event) !== null || this.middleNear(event) !== null)
    const target = this.onMap.getTargetElement()
    if (target) target.style.cursor = grab && this.draft.mode === 'editing' ? 'grab' : ''
  }

  private get handles(): boolean {
    return this.draft.points.length <= mostHandles
  }

  private pointNear(event: MapBrowserEvent<PointerEvent>): number | null {
    return this.handles ? this.nearest(this.draft.points, event) : null
  }

  private middleNear(event: MapBrowserEvent<PointerEvent>): number | null {
    return this.handles && this.draft.mode === 'editing' ? this.nearest(this.middles(), event) : null
  }

  private nearest(points: readonly LonLat[], event: MapBrowserEvent<PointerEvent>, within = 0): number | null {
    const reach = within || reachPx[event.originalEvent.pointerType === 'touch' ? 'touch' : 'mouse']
    const far = points.map(point => {
      const [x = 0, y = 0] = this.onMap.getPixelFromCoordinate(fromLonLat([...point])) ?? []
      return Math.hypot(x - (event.pixel[0] ?? 0), y - (event.pixel[1] ?? 0))
    })
    const least = Math.min(...far)
    return least <= reach ? far.lastIndexOf(least) : null
  }

  /** Middles of the segments as the map shows them: where a new point can be drawn out. */
  private middles(): LonLat[] {
    if (this.draft.kind === 'box') return []
    const edge = edgeOf(this.draft).map(point => fromLonLat([...point]))
    return edge.slice(1).map(([x = 0, y = 0], i) => {
      const [x0 = 0, y0 = 0] = edge[i] ?? []
      return lonLat([(x + x0) / 2, (y + y0) / 2])
    })
  }

  /** A new point from the middle under the pointer, ready to be dragged. */
  private openMiddle(event: MapBrowserEvent<PointerEvent>): number | null {
    const middle = this.middleNear(event)
    const point = middle === null ? undefined : this.middles()[middle]
    if (middle === null || !point) return null
    this.become(withInserted(this.draft, middle + 1, point), { what: 'added', at: middle + 1 })
    return middle + 1
  }

  // --- keys ---

  /** Keys of the map while it is drawn on; all others keep their meaning. */
  private key(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key.startsWith('Arrow')) {
      this.showCentre()
      this.sayAim()
      if (!event.shiftKey) return // the map pans
      this.nudge(event.key)
    } else if (!this.command(event)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  /** True where the key was for the drawing. */
  private command({ key, shiftKey }: KeyboardEvent): boolean {
    const { held, points } = this.draft
    const { busy } = this
    if (key === 'Enter' && busy) {
      const ends = shiftKey || (held === null && this.aim === 'pointer' && finishable(this.draft))
      if (ends) this.finish()
      else this.add()
    } else if ((key === 'Backspace' || key === 'Delete') && busy) {
      if (points.length > 0) this.remove()
    } else if (key === 'Escape' && busy) {
      if (held !== null) this.hold(null)
      else this.cancel()
    } else return false
    return true
  }

  /** Once the map has come to rest, unless something was drawn by then. */
  private sayAim() {
    const { draft } = this
    this.onMap.once('moveend', () => {
      if (this.busy && draft === this.draft) this.events.changed(this.state(), { what: 'aimed', at: -1 })
    })
  }

  private nudge(key: string) {
    const view = this.onMap.getView()
    const [x = 0, y = 0] = view.getCenter() ?? []
    const step = nudgePx * (view.getResolution() ?? 0)
    const east = Number(key === 'ArrowRight') - Number(key === 'ArrowLeft')
    const north = Number(key === 'ArrowUp') - Number(key === 'ArrowDown')
    view.cancelAnimations()
    view.setCenter([x + east * step, y + north * step])
  }

  /** Where the crosshair is, or will be once the map has come to rest. */
  private centre(): LonLat {
    this.onMap.getView().cancelAnimations()
    return lonLat(this.onMap.getView().getCenter() ?? [0, 0])
  }

  // --- drawing ---

  private become(draft: Draft, step: SketchStep) {
    this.draft = draft
    this.draw()
    this.events.changed(this.state(), step)
  }

  private aimAt(aim: Aim) {
    this.aim = aim
    this.stretch()
  }

  private draw() {
    const features: Feature[] = [line(edgeOf(this.draft), 'edge')]
    if (this.handles) {
      if (this.draft.mode === 'editing') features.push(...this.middles().map(point => dot(point, 'middle')))
      const { held } = this.draft
      features.push(...this.draft.points.map((point, i) => dot(point, i === held ? 'held' : 'point')))
    }
    this.source.clear(true)
    this.source.addFeatures(features)
    this.stretch()
  }

  /** The line from the last point to where the next one would be. */
  private stretch() {
    const { held, mode, points } = this.draft
    const { busy } = this
    const target = this.onMap.getTargetElement()
    if (!target) return
    target.dataset.sketch = busy ? 'drawing' : mode
    target.dataset.aim = busy ? this.aim : 'pointer'
    const from = points[held ?? points.length - 1]
    const to = this.aim === 'centre' ? lonLat(this.onMap.getView().getCenter() ?? [0, 0]) : this.pointer
    this.rubberSource.clear(true)
    if (!busy || !from || !to) return
    const corners = { kind: this.draft.kind, points: [from, to] }
    this.rubberSource.addFeature(line(this.draft.kind === 'box' ? edgeOf(corners) : [from, to], 'rubber'))
  }
}

function line(points: readonly LonLat[], part: SketchPart): Feature {
  return new Feature({ geometry: new LineString(points.map(point => fromLonLat([...point]))), part })
}

function dot(point: LonLat, part: SketchPart): Feature {
  return new Feature({ geometry: new Point(fromLonLat([...point])), part })
}

function lonLat(coordinate: readonly number[]): LonLat {
  const [lon = 0, lat = 0] = toLonLat([...coordinate])
  return [lon, lat]
}

const at = (event: MapBrowserEvent<PointerEvent>) => lonLat(event.coordinate)
