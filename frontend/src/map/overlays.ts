import Feature, { type FeatureLike } from 'ol/Feature'
import GeoJSON from 'ol/format/GeoJSON'
import Polygon from 'ol/geom/Polygon'
import VectorLayer from 'ol/layer/Vector'
import { fromLonLat, toLonLat } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import Fill from 'ol/style/Fill'
import RegularShape from 'ol/style/RegularShape'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import { ringAround } from '../state/near'
import type { MapColours } from '../theme/themes'
import { overlayDashes } from './dashes'
import type { OverlayShapes } from './port'

/** Layers of the operator's own. Fetched with the first of them. */

export function overlayLayer(overlay: OverlayShapes, colours: MapColours): VectorLayer {
  const features = new GeoJSON({ featureProjection: 'EPSG:3857' }).readFeatures(overlay.geojson)
  const layer = new VectorLayer({
    source: new VectorSource({ features: [...circles(features, overlay), ...features] }),
  })
  paintOverlay(layer, overlay, colours)
  return layer
}

export function paintOverlay(layer: VectorLayer, { order }: OverlayShapes, colours: MapColours) {
  const color = colours.overlays[order % colours.overlays.length] ?? colours.label
  const lineDash = overlayDashes[order % overlayDashes.length] ?? []
  const line = [
    new Style({ stroke: new Stroke({ color: colours.halo, width: 3.5 }) }),
    new Style({ stroke: new Stroke({ color, width: 1.5, lineDash: [...lineDash] }) }),
  ]
  const ring = new Style({ stroke: new Stroke({ color, width: 1, lineDash: [3, 3] }) })
  const edge = new Stroke({ color: colours.halo, width: 1.5 })
  const mark = new Style({
    image: new RegularShape({ points: 4, radius: 5.5, fill: new Fill({ color }), stroke: edge }),
  })
  layer.setStyle((feature: FeatureLike) => {
    if (feature.get(ringOf)) return ring
    return feature.getGeometry()?.getType().endsWith('Point') ? mark : line
  })
}

const ringOf = 'accuracy'

/** Around each point as far as it may be off. */
function circles(features: readonly Feature[], { accuracyM }: OverlayShapes): Feature[] {
  if (!accuracyM) return []
  return features.flatMap(feature => {
    const at = feature.getGeometry()
    if (at?.getType() !== 'Point') return []
    const [lon = 0, lat = 0] = toLonLat(at.getExtent().slice(0, 2))
    const ring = ringAround({ lon, lat, radiusM: accuracyM }).map(point => fromLonLat([...point]))
    const circle = new Feature(new Polygon([ring]))
    circle.set(ringOf, true)
    return [circle]
  })
}
