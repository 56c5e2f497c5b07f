import { expect, it } from 'vitest'
import type { LonLat } from '../map/port'
import { atM, dense, distanceM, lengthM, sliceM } from './geodesic'

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

const yuma: LonLat = [-114.8, 32.5]
const lordsburg: LonLat = [-108.2, 31.3]

it('a long line bends to the north of its chord on the map', () => {
  const line = dense([yuma, lordsburg])
  const [lon, lat] = line[Math.floor(line.length / 2)] ?? [0, 0]
  const chord = 32.5 + ((31.3 - 32.5) * (lon + 114.8)) / 6.6
  expect(lat - chord).toBeGreaterThan(0.03)
  expect(lengthM(line)).toBeCloseTo(distanceM(yuma, lordsburg), -2)
  expect([line[0], line.at(-1)]).toEqual([yuma, lordsburg])
})

it('points along a line are where its length says', () => {
  const line: LonLat[] = [yuma, [-112, 31.8], lordsburg]
  const whole = lengthM(line)
  for (const share of [0, 0.1, 0.4, 0.5, 0.9, 1]) {
    const before = lengthM(sliceM(line, 0, share * whole))
    expect(Math.abs(before - share * whole)).toBeLessThan(30)
  }
  expect(atM(line, 0)).toEqual(yuma)
  expect(atM(line, 2 * whole)).toEqual(lordsburg)
})
