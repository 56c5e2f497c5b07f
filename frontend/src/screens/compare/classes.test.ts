import { expect, it } from 'vitest'
import { classesOf, sharedStarts } from './classes'

it('few distinct counts have the classes that a reader knows by heart', () => {
  expect(
    sharedStarts([
      [1, 1, 4],
      [2, 30],
    ]),
  ).toEqual([1, 2, 3, 5, 10])
  expect(sharedStarts([[1, 1], [2]])).toEqual([1, 2])
  expect(sharedStarts([[], []])).toEqual([1])
})

it('many counts are shared out at round numbers, over all maps together', () => {
  const wide = Array.from({ length: 1000 }, (_, i) => i + 1)
  expect(sharedStarts([wide, []])).toEqual([1, 200, 500, 1000])
  expect(sharedStarts([wide.slice(0, 500), wide.slice(500)])).toEqual([1, 200, 500, 1000])
})

it('every cell of every map has a class', () => {
  const maps = [[1, 3, 80], [2, 200, 7], []]
  const starts = sharedStarts(maps)
  for (const counts of maps) {
    expect(classesOf(starts, counts).reduce((n, { cells }) => n + cells, 0)).toBe(counts.length)
  }
})
