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
