import { expect, it } from 'vitest'
import { pinnedClasses, pinsOf, readPins, writePins } from './classes'

const breaks = [
  { from: 2, to: 4, cells: 3 },
  { from: 5, to: 9, cells: 2 },
  { from: 10, to: 31, cells: 1 },
]

it('pins classes so that every later count has one', () => {
  const pins = pinsOf(breaks, 5)
  expect(pins).toEqual({ resolution: 5, from: [1, 5, 10] })
  expect(pins && pinnedClasses(pins, [1, 1, 4, 5, 80])).toEqual([
    { from: 1, to: 4, cells: 3 },
    { from: 5, to: 9, cells: 1 },
    { from: 10, to: 80, cells: 1 },
  ])
  expect(pins && pinnedClasses(pins, []).map(({ cells }) => cells)).toEqual([0, 0, 0])
  expect(pinsOf([], 5)).toBeNull()
})

it('carries pins in a link', () => {
  expect(writePins({ resolution: 5, from: [1, 5, 10] })).toBe('5:1,5,10')
  expect(readPins('5:1,5,10')).toEqual({ resolution: 5, from: [1, 5, 10] })
  for (const bad of ['', '5', '5:', '5:2,3', '5:1,5,5', '2:1,2', '5:1,x', '5:1,2,3,4,5,6,7,8,9,10']) {
    expect(readPins(bad), bad).toBeNull()
  }
})
