// The offline basemap as one GeoJSON file. Every feature has a property `layer`:
// land, sea, coast, state, county, line, town, crossing. Areas are polygons,
// edges are lines, names are points (name, name_es where it differs, rank).
import polygonClipping from 'polygon-clipping'
import { clipLine, insidePoint, planarArea, polygonsOf, ringBox } from './clip.mjs'
import { densify } from './line.mjs'

/** What the map can show. */
export const box = { west: -118, east: -105, south: 26, north: 38.5 }

/** States with a name on the map: FIPS or HASC code, English, Spanish where it differs. */
const states = [
  ['04', 'Arizona'],
  ['06', 'California'],
  ['35', 'New Mexico', 'Nuevo México'],
  ['32', 'Nevada'],
  ['49', 'Utah'],
  ['08', 'Colorado'],
  ['48', 'Texas'],
  ['MX.SO', 'Sonora'],
  ['MX.BN', 'Baja California'],
  ['MX.BS', 'Baja California Sur'],
  ['MX.CH', 'Chihuahua'],
  ['MX.SI', 'Sinaloa'],
  ['MX.DU', 'Durango'],
]

/** Names set by hand where nothing else gives a place for them. */
const names = [
  ['state', 'United States', 'Estados Unidos', [-112.2, 35.6], 2],
  ['state', 'Mexico', 'México', [-108.9, 28.1], 2],
  ['sea', 'Gulf of California', 'Golfo de California', [-113.1, 30.0], 1],
  ['sea', 'Pacific Ocean', 'Océano Pacífico', [-117.2, 29.5], 1],
]

export function basemap({ census, divisions, sea, edge, places }) {
  const other = otherBoundary(census)
  return [
    ...ground(sea),
    ...stateEdges(census, divisions, [edge.all, ...other]),
    ...stateNames(census, divisions),
    ...counties(census),
    lines('line', { part: 'river', admin_level: 2 }, [densify(edge.river, 5000)]),
    lines('line', { part: 'land', admin_level: 2 }, [densify(edge.land, 5000)]),
    lines(
      'line',
      { part: 'other', admin_level: 2 },
      other.map(l => densify(l, 20_000)),
    ),
    ...names.map(([layer, name, name_es, at, admin_level]) => point(layer, { name, name_es, admin_level }, at)),
    ...places.map(placed),
  ].filter(Boolean)
}

const feature = (layer, properties, type, coordinates) => ({
  type: 'Feature',
  properties: { layer, ...properties },
  geometry: { type, coordinates },
})
const point = (layer, properties, at) => feature(layer, properties, 'Point', at)
const lines = (layer, properties, list) => {
  const clipped = list.flatMap(l => clipLine(l, box))
  return clipped.length ? feature(layer, properties, 'MultiLineString', clipped) : null
}

/** The sea is what no division of Natural Earth claims. */
export function seaOf(divisions) {
  const land = polygonClipping.intersection(
    ringBox(box),
    polygonClipping.union(...[...divisions.values()].filter(d => touches(d))),
  )
  return polygonClipping.difference(ringBox(box), land).filter(p => west(p) < -106 && big(p))
}

/** Land, sea and coast. */
function ground(sea) {
  const shore = sea.flatMap(p => p.flatMap(ring => offEdge(ring)))
  return [
    feature('land', {}, 'MultiPolygon', polygonClipping.difference(ringBox(box), sea)),
    feature('sea', {}, 'MultiPolygon', sea),
    lines('coast', {}, shore),
  ]
}

const touches = polygons =>
  polygons.some(([ring]) =>
    ring.some(([x, y]) => x > box.west - 3 && x < box.east + 3 && y > box.south - 3 && y < box.north + 3),
  )
const west = ([ring]) => Math.min(...ring.map(p => p[0]))
/** More than about 20 km2: slivers between neighbouring divisions are no sea. */
const big = ([ring]) => planarArea(ring) > 2e-3

/** The parts of a ring that do not run along the edge of the box. */
function offEdge(ring) {
  const onEdge = ([x, y]) => x === box.west || x === box.east || y === box.south || y === box.north
  const parts = [[]]
  for (let i = 1; i < ring.length; i++) {
    if (onEdge(ring[i - 1]) && onEdge(ring[i])) {
      if (parts.at(-1).length) parts.push([])
      continue
    }
    if (!parts.at(-1).length) parts.at(-1).push(ring[i - 1])
    parts.at(-1).push(ring[i])
  }
  return parts.filter(p => p.length > 1)
}

/** The international boundary besides the line: California, New Mexico, Texas. */
function otherBoundary(census) {
  const california = census.outerEdges('California').flatMap(l => southOf(l, 32.75))
  const rest = ['New Mexico', 'Texas'].flatMap(name => census.outerEdges(name))
  return [...california, ...rest]
}

/** The pieces of a line below a latitude; the coast ends where the land boundary begins. */
function southOf(line, lat) {
  const parts = [[]]
  for (const p of line) {
    if (p[1] < lat && p[0] > -117.13) parts.at(-1).push(p)
    else if (parts.at(-1).length) parts.push([])
  }
  return parts.filter(p => p.length > 1)
}

/** Edges between states; the Mexican ones end on the boundary itself. */
function stateEdges(census, divisions, boundary) {
  const mexico = [...divisions].filter(([code]) => code.startsWith('MX.')).map(([, polygons]) => polygons)
  const shared = sharedEdges(mexico).map(l => snapEnds(l, boundary))
  return [
    lines('state', { admin_level: 4, country: 'US' }, census.stateEdges().coordinates),
    lines('state', { admin_level: 4, country: 'MX' }, shared),
  ]
}

/** Chains of ring segments that two divisions have in common. */
function sharedEdges(divisions) {
  const owner = new Map()
  const key = (a, b) =>
    [a, b]
      .map(p => p.join(' '))
      .sort()
      .join('|')
  const out = []
  divisions.forEach((polygons, i) => {
    for (const [ring] of polygons) {
      let chain = []
      for (let k = 1; k < ring.length; k++) {
        const seen = owner.get(key(ring[k - 1], ring[k]))
        owner.set(key(ring[k - 1], ring[k]), i)
        if (seen === undefined || seen === i) {
          if (chain.length) out.push(chain)
          chain = []
          continue
        }
        if (!chain.length) chain.push(ring[k - 1])
        chain.push(ring[k])
      }
      if (chain.length) out.push(chain)
    }
  })
  return out
}

/** Natural Earth ends up to 1 km from the boundary: lead its ends there, to a corner if one is near. */
function snapEnds(line, boundary) {
  const corners = boundary.flat()
  const anywhere = boundary.flatMap(l => densify(l, 500))
  const nearest = (p, vertices) =>
    vertices.reduce(
      (best, v) => {
        const d = Math.hypot((v[0] - p[0]) * 0.85, v[1] - p[1])
        return d < best.d ? { d, v } : best
      },
      { d: Infinity },
    )
  const led = l => {
    let first = 0
    while (first + 2 < l.length && nearest(l[first + 1], anywhere).d < 0.015) first++
    const corner = nearest(l[first], corners)
    const ground = nearest(l[first], anywhere)
    if (ground.d >= 0.015) return l
    return [corner.d < 0.015 ? corner.v : ground.v, ...l.slice(first + 1)]
  }
  return led(led(line).reverse())
}

function stateNames(census, divisions) {
  return states.map(([code, name, name_es]) => {
    const polygons = code.startsWith('MX.') ? divisions.get(code) : polygonsOf(census.state(name).geometry)
    const at = insidePoint(polygonClipping.intersection(ringBox(box), polygons))
    return point('state', { name, ...(name_es && { name_es }), admin_level: 4 }, at)
  })
}

/** Counties of Arizona and its neighbours. */
function counties(census) {
  const neighbours = ['04', '06', '35', '32', '49', '08', '48']
  const edges = neighbours.flatMap(fips => census.countyEdges(fips).coordinates)
  const labels = neighbours
    .flatMap(fips => census.counties(fips))
    .map(f => {
      const inside = polygonClipping.intersection(ringBox(box), polygonsOf(f.geometry))
      if (!inside.length || !inside.some(big)) return null
      const { name } = f.properties
      return point('county', { name, admin_level: 6 }, insidePoint(inside))
    })
  return [lines('county', { admin_level: 6 }, edges), ...labels]
}

/** Towns by population class: 1 from 500,000, 2 from 100,000, 3 from 25,000, 4 from 5,000, 5 from 1,000, 6 below. */
const rank = population => 1 + [500_000, 100_000, 25_000, 5_000, 1_000].filter(n => population < n).length

const partRank = 4

function placed(p) {
  const at = [p.lon, p.lat]
  if (p.kind === 'crossing') return point('crossing', { name: p.name, state: p.state }, at)
  const properties = { name: p.name, rank: p.partOf ? partRank : rank(p.population), population: p.population, state: p.state }
  return point('town', p.kind === 'place' ? { ...properties, kind: 'place' } : properties, at)
}
