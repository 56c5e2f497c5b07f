import { expect, it } from 'vitest'
import type { LonLat } from '../map/port'
import { distanceM, lengthM } from './geodesic'

/** Metres by the server's geodesics (Karney's method). */
const known: [LonLat, LonLat, number][] = [
  [[-111.5437, 31.4872], [-110.9381, 31.3322], 60098.181],
  [[-114.8, 32.5], [-108.2, 31.3], 638234.293],
  [[-111, 31], [-111, 31.01], 1108.696],
  [[-111, 31.5], [-110.999, 31.5], 95.002],
]

it('lengths agree with the server’s to one in ten thousand', () => {
  for (const [a, b, metres] of known) expect(Math.abs(distanceM(a, b) / metres - 1)).toBeLessThan(1e-4)
  expect(distanceM([-111, 31], [-111, 31])).toBe(0)
})

it('the length of a line is the sum of its parts, and 0 for a point or none', () => {
  expect(lengthM([])).toBe(0)
  expect(lengthM([[-111, 31]])).toBe(0)
  expect(
    lengthM([
      [-111, 31],
      [-111, 31.01],
      [-111, 31],
    ]),
  ).toBeCloseTo(2 * distanceM([-111, 31], [-111, 31.01]), 6)
})
