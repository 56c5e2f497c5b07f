import type { LonLat } from '../../map/port'

/** Whether two stretches of a line cross, so that one place lies at two km. Neighbours only touch. */
export function crossesItself(points: readonly LonLat[]): boolean {
  for (let i = 1; i < points.length; i++) {
    for (let k = i + 2; k < points.length; k++) {
      if (meet(points[i - 1], points[i], points[k - 1], points[k])) return true
    }
  }
  return false
}

type Maybe = LonLat | undefined

function meet(a: Maybe, b: Maybe, c: Maybe, d: Maybe): boolean {
  if (!a || !b || !c || !d) return false
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

/** Above 0 where c lies to the left of the way from a to b. */
function turn(a: LonLat, b: LonLat, c: LonLat): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/** The rows of coordinates in a polygon or many, each ring closed. */
export function ringsOf(
  shape: { type: 'Polygon'; coordinates: LonLat[][] } | { type: 'MultiPolygon'; coordinates: LonLat[][][] },
): LonLat[][] {
  return shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat()
}
