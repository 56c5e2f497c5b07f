import { expect, it } from 'vitest'
import { boundsIn } from './classes'

it('reads class bounds as people type them, and begins with 1', () => {
  expect(boundsIn('1, 2, 5, 10')).toEqual([1, 2, 5, 10])
  expect(boundsIn('5 10 20')).toEqual([1, 5, 10, 20])
  for (const text of ['', 'many', '1, 1', '5, 3', '1.5, 2', '0, 2', '1,2,3,4,5,6,7,8,9,10'])
    expect(boundsIn(text), text).toBeNull()
})
