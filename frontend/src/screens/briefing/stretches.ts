import type { Bar } from '../../api/corridors'
import type { LonLat } from '../../map/port'

export interface Stretch {
  id: string
  n: number
  km: { from: number; to: number }
  /** The middle of the stretch, on the line. */
  lon: number
  lat: number
}

/** The stretches of the profile that hold most, in the order of the line. */
export function fullStretches(
  { profile, length_km }: { profile: readonly Pick<Bar, 'km_from' | 'km_to' | 'n'>[]; length_km: number },
  line: readonly LonLat[],
  most: number,
): Stretch[] {
  return [...profile]
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n || a.km_from - b.km_from)
    .slice(0, most)
    .sort((a, b) => a.km_from - b.km_from)
    .map(({ km_from, km_to, n }) => {
      const [lon, lat] = along(line, (km_from + km_to) / 2 / length_km)
      return { id: `km${km_from}`, n, km: { from: km_from, to: km_to }, lon, lat }
    })
}

/** So many of them that hold most, in the order they stand in. */
export function fullest<T extends { n: number }>(places: readonly T[], most: number): T[] {
  const kept = new Set([...places].sort((a, b) => b.n - a.n).slice(0, most))
  return places.filter(place => kept.has(place))
}

/** The point at a share (0..1) of a line's length; straight between its points, good to print a coordinate by. */
export function along(line: readonly LonLat[], share: number): LonLat {
  const lengths = line.slice(1).map((to, i) => apart(line[i] as LonLat, to))
  let left = share * lengths.reduce((sum, length) => sum + length, 0)
  for (const [i, length] of lengths.entries()) {
    const [from, to] = [line[i] as LonLat, line[i + 1] as LonLat]
    if (left <= length && length > 0) return between(from, to, left / length)
    left -= length
  }
  return line[line.length - 1] ?? [0, 0]
}

function between([lonA, latA]: LonLat, [lonB, latB]: LonLat, share: number): LonLat {
  return [lonA + (lonB - lonA) * share, latA + (latB - latA) * share]
}

/** In degrees of latitude. */
function apart([lonA, latA]: LonLat, [lonB, latB]: LonLat): number {
  return Math.hypot((lonB - lonA) * Math.cos(((latA + latB) / 2) * (Math.PI / 180)), latB - latA)
}
