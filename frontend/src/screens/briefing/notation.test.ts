import { expect, it } from 'vitest'
import { degreesMinutes, plainDegrees, readableMGRS, squareM } from './notation'

it('knows no more of a centre than its cell is small', () => {
  expect([24_000, 9000, 1300, 460, 60, 3, 0].map(squareM)).toEqual([1000, 1000, 1000, 100, 10, 1, 1])
})

it('writes degrees and decimal minutes, carrying a full minute over', () => {
  expect(degreesMinutes(31.662175, -111.147717, 1)).toBe('31°39.73′ N 111°08.86′ W')
  expect(degreesMinutes(31.662175, -111.147717, 100)).toBe('31°39.7′ N 111°08.9′ W')
  expect(degreesMinutes(31.662175, -111.147717, 1000)).toBe('31°40′ N 111°09′ W')
  expect(degreesMinutes(31.99999, -111.99999, 1)).toBe('32°00.00′ N 112°00.00′ W')
  expect(degreesMinutes(31.9999, -111.05, 1000)).toBe('32°00′ N 111°03′ W')
  expect(degreesMinutes(-0.5, 0.05, 1)).toBe('00°30.00′ S 000°03.00′ E')
})

it('rounds degrees as coarsely', () => {
  expect([1000, 100, 1].map(square => plainDegrees(-111.147717, square))).toEqual([-111.15, -111.148, -111.14772])
})

it('sets MGRS in groups, cut off to the square, and leaves alone what is none', () => {
  expect(readableMGRS('12RVA2435229630', 1)).toBe('12R VA 24352 29630')
  expect(readableMGRS('12RVA2435229630', 100)).toBe('12R VA 243 296')
  expect(readableMGRS('12RVA2435229630', 1000)).toBe('12R VA 24 29')
  expect(readableMGRS('Sasabe', 1)).toBe('Sasabe')
})
