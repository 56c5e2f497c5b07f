// Cutting lines and polygons to a lon, lat box, and other planar helpers.

export const ringBox = ({ west, east, south, north }) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
]

export const polygonsOf = geometry => (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)

/** The area of a ring in square degrees; 1e-4 is about 1 km2 here. */
export function planarArea(ring) {
  let sum = 0
  for (let i = 1; i < ring.length; i++) sum += ring[i - 1][0] * ring[i][1] - ring[i][0] * ring[i - 1][1]
  return Math.abs(sum) / 2
}

/** The pieces of a line inside a box. */
export function clipLine(line, box) {
  const parts = [[]]
  for (let i = 1; i < line.length; i++) {
    const piece = clipSegment(line[i - 1], line[i], box)
    if (!piece) continue
    const last = parts.at(-1)
    const joins = last.length && same(last.at(-1), piece[0])
    if (joins) last.push(piece[1])
    else parts.push([...piece])
  }
  return parts.filter(p => p.length > 1)
}

const same = (a, b) => a[0] === b[0] && a[1] === b[1]

/** Liang and Barsky, 1984: the part of a segment inside a box, or nothing. */
function clipSegment(a, b, { west, east, south, north }) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  let [from, to] = [0, 1]
  for (const [p, q] of [
    [-dx, a[0] - west],
    [dx, east - a[0]],
    [-dy, a[1] - south],
    [dy, north - a[1]],
  ]) {
    if (p === 0 && q < 0) return null
    if (p < 0) from = Math.max(from, q / p)
    if (p > 0) to = Math.min(to, q / p)
  }
  if (from >= to) return null
  const at = t => (t === 0 ? a : t === 1 ? b : [a[0] + t * dx, a[1] + t * dy])
  return [at(from), at(to)]
}

/** A point for a name: the centre of the widest stretch at the middle latitude of the largest polygon. */
export function insidePoint(polygons) {
  const [ring] = polygons.reduce((a, b) => (planarArea(b[0]) > planarArea(a[0]) ? b : a))
  const lats = ring.map(p => p[1])
  const lat = (Math.min(...lats) + Math.max(...lats)) / 2 + 1e-6
  const cuts = []
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1], ring[i]]
    if (a[1] < lat !== b[1] < lat) cuts.push(a[0] + ((b[0] - a[0]) * (lat - a[1])) / (b[1] - a[1]))
  }
  cuts.sort((x, y) => x - y)
  let widest = [cuts[0], cuts[1]]
  for (let i = 0; i + 1 < cuts.length; i += 2)
    if (cuts[i + 1] - cuts[i] > widest[1] - widest[0]) widest = [cuts[i], cuts[i + 1]]
  return [(widest[0] + widest[1]) / 2, lat]
}
