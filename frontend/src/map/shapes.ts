import Feature from 'ol/Feature'
import type Geometry from 'ol/geom/Geometry'
import LineString from 'ol/geom/LineString'
import Point from 'ol/geom/Point'
import Polygon from 'ol/geom/Polygon'
import VectorLayer from 'ol/layer/Vector'
import type OLMap from 'ol/Map'
import { fromLonLat } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import type { MapColours } from '../theme/themes'
import { type LonLat, type Shape, type ShapeLayer, shapeLayers } from './port'
import { shapeStyle } from './shapestyle'

/** What panels draw on the map, one layer of the engine for each name, in the order of the names. */
export class Shapes {
  readonly layers = shapeLayers.map(
    // Names along lines that lie side by side keep off each other.
    name => new VectorLayer({ source: new VectorSource(), declutter: name === 'saved' || name === 'shelf' }),
  )

  set(name: ShapeLayer, shapes: readonly Shape[]) {
    const source = this.layer(name).getSource()
    source?.clear()
    source?.addFeatures(shapes.map(featureOf))
  }

  paint(colours: MapColours) {
    for (const name of shapeLayers) this.layer(name).setStyle(shapeStyle(name, colours))
  }

  /** The id of the shape of a layer at a pixel of the map, '' for none. */
  at(name: ShapeLayer, map: OLMap, pixel: number[]): string {
    const layer = this.layer(name)
    if (!layer.getSource()?.getFeatures().length) return ''
    const hit = map.forEachFeatureAtPixel(pixel, feature => feature.getId(), {
      layerFilter: one => one === layer,
      hitTolerance: hitTolerancePx,
    })
    return String(hit ?? '')
  }

  private layer(name: ShapeLayer): VectorLayer {
    return this.layers[shapeLayers.indexOf(name)] as VectorLayer
  }
}

const hitTolerancePx = 6

function featureOf({ form, points, label, id, bandM, round, strong }: Shape): Feature {
  const feature = new Feature(geometryOf(form, points.map(at)))
  if (label) feature.set('label', label)
  if (id) feature.setId(id)
  if (strong) feature.set('strong', true)
  if (bandM) feature.setProperties({ bandM, round, lat: points[Math.floor(points.length / 2)]?.[1] ?? 0 })
  return feature
}

const at = ([lon, lat]: LonLat) => fromLonLat([lon, lat])

function geometryOf(form: Shape['form'], points: number[][]): Geometry {
  if (form === 'point') return new Point(points[0] ?? [0, 0])
  return form === 'line' ? new LineString(points) : new Polygon([points])
}
