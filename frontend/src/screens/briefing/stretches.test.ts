import { expect, it } from 'vitest'
import { along, fullest, fullStretches } from './stretches'

const line = [
  [-112, 31],
  [-112, 32],
  [-112, 33],
] as const

it('finds the fullest stretches in the order of the line, with the point in their middle', () => {
  const profile = [
    { km_from: 0, km_to: 50, n: 2 },
    { km_from: 50, km_to: 100, n: 0 },
    { km_from: 100, km_to: 150, n: 1 },
    { km_from: 150, km_to: 200, n: 5 },
  ]
  const found = fullStretches({ profile, length_km: 200 }, line, 2)
  expect(found.map(({ n, lat }) => [n, lat])).toEqual([
    [2, 31.25],
    [5, 32.75],
  ])
})

it('keeps to the line at its ends, and passes points that stand twice', () => {
  expect(along(line, 0)).toEqual([-112, 31])
  expect(along(line, 1)).toEqual([-112, 33])
  expect(along([line[0], line[0], line[1]], 0.5)).toEqual([-112, 31.5])
})

it('keeps the fullest where there is room for few, not the first along the line', () => {
  const along = [13, 2, 10, 2, 4].map((n, km) => ({ n, km }))
  expect(fullest(along, 3).map(({ n }) => n)).toEqual([13, 10, 4])
  expect(fullest(along, 4).map(({ km }) => km)).toEqual([0, 1, 2, 4])
})
