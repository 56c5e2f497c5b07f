import type { LonLat } from '../map/port'
import { type Filters, noFilters } from './filters'
import { readNear, ringAround } from './near'
import { decodeLine, encodeLine } from './polyline'

/** Areas that are asked about: a box, a drawn polygon, a circle around a place. */

export type Bounds = readonly [west: number, south: number, east: number, north: number]

const decimals = 4 // about 10 m, and a link that can be read

export function writeBox(bounds: Bounds): string {
  return bounds.map(degrees => Number(degrees.toFixed(decimals))).join()
}

/** The box with these opposite corners. */
export function boxOf(corners: readonly LonLat[]): Bounds {
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)]
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

/** One area takes the place of another. */
export function inBox(bounds: Bounds): Partial<Filters> {
  return { ...noArea, bbox: writeBox(bounds) }
}

export function inPolygon(points: readonly LonLat[]): Partial<Filters> {
  return { ...noArea, polygon: encodeLine(points) }
}

export const noArea = { bbox: noFilters.bbox, polygon: noFilters.polygon, near: noFilters.near }

export function asksArea({ bbox, polygon, near }: Filters): boolean {
  return bbox !== '' || polygon !== '' || near !== ''
}

/** The closed edges of the areas asked about. */
export function edgesAsked({ bbox, polygon, near }: Filters): LonLat[][] {
  const circle = near ? readNear(near) : null
  const drawn = polygon ? decodeLine(polygon) : null
  const [first] = drawn ?? []
  return [
    ...(bbox ? [boxEdge(bbox.split(',').map(Number))] : []),
    ...(drawn && first ? [[...drawn, first]] : []),
    ...(circle ? [ringAround(circle)] : []),
  ]
}

function boxEdge([west = 0, south = 0, east = 0, north = 0]: number[]): LonLat[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}
