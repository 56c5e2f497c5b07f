import type { LonLat } from '../map/port'

/** Lengths on the ground, for figures shown while a hand is still drawing; those that stay come from the server. */

const equatorM = 6_378_137 // WGS 84
const flattening = 1 / 298.257223563
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Metres between two points, by Lambert's formula: within 0.01 % up to 2,000 km. */
export function distanceM([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const reduced = (lat: number) => Math.atan((1 - flattening) * Math.tan(radians(lat)))
  const [b1, b2] = [reduced(lat1), reduced(lat2)]
  const half = Math.sin((b2 - b1) / 2) ** 2 + Math.cos(b1) * Math.cos(b2) * Math.sin(radians(lon2 - lon1) / 2) ** 2
  const angle = 2 * Math.asin(Math.min(1, Math.sqrt(half)))
  if (angle === 0) return 0
  const [middle, difference] = [(b1 + b2) / 2, (b2 - b1) / 2]
  const x = (angle - Math.sin(angle)) * ((Math.sin(middle) * Math.cos(difference)) / Math.cos(angle / 2)) ** 2
  const y = (angle + Math.sin(angle)) * ((Math.cos(middle) * Math.sin(difference)) / Math.sin(angle / 2)) ** 2
  return equatorM * (angle - (flattening / 2) * (x + y))
}

/** Metres along the points. */
export function lengthM(points: readonly LonLat[]): number {
  return points.reduce((sum, point, i) => (i === 0 ? 0 : sum + distanceM(points[i - 1] as LonLat, point)), 0)
}

/** The point at a share (0..1) of the way between two, along the great circle. */
export function between(a: LonLat, b: LonLat, share: number): LonLat {
  if (share <= 0 || share >= 1) return share <= 0 ? a : b
  const [from, to] = [toVector(a), toVector(b)]
  const angle = Math.acos(Math.min(1, Math.max(-1, from[0] * to[0] + from[1] * to[1] + from[2] * to[2])))
  if (angle < 1e-9) return share < 0.5 ? a : b
  const [p, q] = [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)]
  const [x, y, z] = [0, 1, 2].map(i => p * (from[i] as number) + q * (to[i] as number)) as [number, number, number]
  return [degrees(Math.atan2(y, x)), degrees(Math.atan2(z, Math.hypot(x, y)))]
}

const degrees = (angle: number) => (angle * 180) / Math.PI

function toVector([lon, lat]: LonLat): [number, number, number] {
  const [east, north] = [radians(lon), radians(lat)]
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)]
}

const stepM = 5000 // a great circle leaves its chord on the map by less than a pixel

/** The line with points enough that a flat map shows where it really runs. */
export function dense(points: readonly LonLat[]): LonLat[] {
  return points.flatMap((point, i) => {
    const before = points[i - 1]
    if (!before) return [point]
    const pieces = Math.ceil(distanceM(before, point) / stepM) || 1
    return Array.from({ length: pieces }, (_, k) =>
      k + 1 === pieces ? point : between(before, point, (k + 1) / pieces),
    )
  })
}

/** The points of the line from one distance (m from its start) to another, its ends included. */
export function sliceM(points: readonly LonLat[], fromM: number, toM: number): LonLat[] {
  const inner: LonLat[] = []
  let along = 0
  for (const [i, point] of points.entries()) {
    along += i === 0 ? 0 : distanceM(points[i - 1] as LonLat, point)
    if (along > fromM && along < toM) inner.push(point)
  }
  return [atM(points, fromM), ...inner, atM(points, toM)]
}

/** The point so far (m) along the line, held to its ends. */
export function atM(points: readonly LonLat[], metres: number): LonLat {
  let left = metres
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1] as LonLat, points[i] as LonLat]
    const piece = distanceM(a, b)
    if (left <= piece) return between(a, b, piece === 0 ? 0 : Math.max(0, left / piece))
    left -= piece
  }
  return points.at(-1) ?? [0, 0]
}
