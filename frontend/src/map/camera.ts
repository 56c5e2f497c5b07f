import { boundingExtent } from 'ol/extent'
import type OLMap from 'ol/Map'
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj'
import OLView from 'ol/View'
import type { View } from '../state/url'
import { type LonLat, sameView, studyArea } from './port'

/** Where the map looks, in the words of the port: lon, lat in degrees, zooms of 512-px tiles, pixels from the map's top left. */

const zoomRange = { min: 4, max: 15 }
const moveMs = 250
const closest = 12 // no nearer than this when everything is brought into view

/** Engine zoom (256-px tiles) of a zoom of 512-px tiles. */
const engineZoom = (zoom: number) => zoom + 1

/** The region, to be moved in. */
export function regionView(): OLView {
  return new OLView({
    center: fromLonLat([-111.8, 31.95]),
    zoom: engineZoom(6),
    minZoom: engineZoom(zoomRange.min),
    maxZoom: engineZoom(zoomRange.max),
    extent: transformExtent([-118, 26, -105, 38.5], 'EPSG:4326', 'EPSG:3857'),
    constrainOnlyCenter: true,
    enableRotation: false,
  })
}

/** West, south, east, north of an extent of the engine's. */
export function degreesOf(extent: number[]): [number, number, number, number] {
  return transformExtent(extent, 'EPSG:3857', 'EPSG:4326') as [number, number, number, number]
}

export class Camera {
  private readonly map: OLMap
  private readonly still: boolean
  /** Where home was when it was last shown; null once the map has been moved. */
  private homeView: View | null = null

  /** Still: nothing flies. */
  constructor(map: OLMap, still: boolean) {
    this.map = map
    this.still = still
    map.on('change:size', () => {
      if (this.homeView) this.home()
    })
  }

  get shown(): boolean {
    return this.map.getSize()?.every(side => side > 0) ?? false
  }

  /** Whether home is shown still, and not moved by hand, by keys, or with a map that is followed. */
  atHome(): boolean {
    if (this.homeView && !sameView(this.homeView, this.view())) this.homeView = null
    return this.homeView !== null
  }

  view(): View {
    const view = this.map.getView()
    const [lon = 0, lat = 0] = toLonLat(view.getCenter() ?? [0, 0])
    return { lon, lat, zoom: (view.getZoom() ?? engineZoom(zoomRange.min)) - 1 }
  }

  bounds() {
    return this.shown ? degreesOf(this.map.getView().calculateExtent(this.map.getSize())) : null
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

  /** Nothing flies where the reader wants no motion, or on paper. */
  private moveMs(): number {
    return this.still || matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : moveMs
  }
}
