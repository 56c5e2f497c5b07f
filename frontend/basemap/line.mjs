// The Arizona-Sonora line and the areas on both sides of it.
import geodesic from 'geographiclib-geodesic'
import polygonClipping from 'polygon-clipping'
import { planarArea } from './clip.mjs'

const earth = geodesic.Geodesic.WGS84
const metres = (a, b) => earth.Inverse(a[1], a[0], b[1], b[0]).s12

/** Where the land line leaves the Colorado River, by the official name of the boundary monument. */
const monument205 = [-114.8136, 32.4941]
/** Studied: this far from the line, between these longitudes, on land. */
const study = { radiusM: 100_000, west: -115.2, east: -108.4, stepDeg: 0.01 }

/** The southern edge of Arizona, from the river's northern end to New Mexico. */
export function southernEdge(census) {
  const edges = census.outerEdges('Arizona')
  if (edges.length !== 1) throw new Error(`Arizona has ${edges.length} outer edges; expected the line alone`)
  const [edge] = edges
  const eastward = edge[0][0] < edge.at(-1)[0] ? edge : [...edge].reverse()
  const split = nearestIndex(eastward, monument205)
  return { river: eastward.slice(0, split + 1), land: eastward.slice(split), all: eastward }
}

function nearestIndex(line, p) {
  const d = line.map(q => metres(p, q))
  return d.indexOf(Math.min(...d))
}

/**
 * Sonora from Natural Earth, with its northern edge replaced by the line
 * itself and, east of it, by the edge of New Mexico: no gap and no overlap
 * along the line, where Natural Earth is up to 0.8 km off.
 */
export function sonora(divisions, land, newMexicoEdge) {
  const [main, ...islands] = divisions.get('MX.SO')
  const ring = main[0].slice(0, -1)
  const corner = land.at(-1)
  const [west, east] = [land[0], ring.filter(p => p[1] > 31.3).reduce((a, b) => (a[0] > b[0] ? a : b))]
  const iEast = ring.indexOf(east)
  const iWest = ring.findIndex(p => p[0] < west[0] - 0.01 && p[1] > 32.4)
  const kept = iWest < iEast ? ring.slice(iWest, iEast) : [...ring.slice(iWest), ...ring.slice(0, iEast)]
  const onEdge = [east[0], latitudeAt(newMexicoEdge, east[0])]
  const north = [onEdge, corner, ...land.slice(0, -1).reverse()]
  return [[close([...kept, ...north])], ...islands]
}

/** The southernmost latitude at which the lines cross a meridian. */
function latitudeAt(lines, lon) {
  let south = Infinity
  for (const line of lines)
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]]
      if ((a[0] - lon) * (b[0] - lon) > 0 || a[0] === b[0]) continue
      south = Math.min(south, a[1] + ((b[1] - a[1]) * (lon - a[0])) / (b[0] - a[0]))
    }
  return south
}

const close = ring => [...ring, ring[0]]

/** All land within study.radiusM of the line and between the two longitudes. */
export function studyArea(edge, divisions) {
  const distance = distanceTo(edge)
  const limit = (lon, from, to) => {
    let [near, far] = [from, to]
    for (let i = 0; i < 40; i++) {
      const mid = (near + far) / 2
      if (distance([lon, mid]) <= study.radiusM) near = mid
      else far = mid
    }
    return [lon, near]
  }
  const n = Math.round((study.east - study.west) / study.stepDeg)
  const lons = Array.from({ length: n + 1 }, (_, i) => study.west + i * study.stepDeg)
  const inside = lon => nearestLatitude(edge, lon)
  const south = lons.map(lon => limit(lon, inside(lon), 28))
  const north = lons.map(lon => limit(lon, inside(lon), 36))
  const around = [close([...south, ...north.reverse()])]
  const land = ['US.AZ', 'US.CA', 'US.NM', 'MX.SO', 'MX.BN', 'MX.CH'].map(code => divisions.get(code))
  const parts = polygonClipping.intersection(around, polygonClipping.union(...land))
  return parts.map(dropHoles).filter(([ring]) => planarArea(ring) > 1e-4)
}

/** Slivers between two states are not lakes. */
const dropHoles = ([ring, ...holes]) => [ring, ...holes.filter(h => planarArea(h) > 1e-4)]

/** A latitude near the line: where it crosses the meridian, else its nearer end. */
function nearestLatitude(edge, lon) {
  if (lon <= edge[0][0]) return 32.6
  return lon >= edge.at(-1)[0] ? edge.at(-1)[1] : latitudeAt([edge], lon)
}

/** The line with points along its geodesics, stepM apart or less. */
export function densify(line, stepM) {
  const dense = []
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]]
    const way = earth.InverseLine(a[1], a[0], b[1], b[0])
    const n = Math.ceil(way.s13 / stepM)
    for (let k = 0; k < n; k++) {
      const p = way.Position((way.s13 * k) / n)
      dense.push(k === 0 ? a : [p.lon2, p.lat2])
    }
  }
  return [...dense, line.at(-1)]
}

/** Geodesic distance to a line of geodesics, within half a metre at 100 km. */
function distanceTo(edge) {
  const dense = densify(edge, 250)
  return p => {
    const k = Math.cos((p[1] * Math.PI) / 180)
    let [best, least] = [0, Infinity]
    dense.forEach((q, i) => {
      const d = ((q[0] - p[0]) * k) ** 2 + (q[1] - p[1]) ** 2
      if (d < least) [best, least] = [i, d]
    })
    return Math.min(...dense.slice(Math.max(0, best - 3), best + 4).map(q => metres(p, q)))
  }
}
