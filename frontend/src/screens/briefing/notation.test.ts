import { expect, it } from 'vitest'
import { degreesMinutes, readableMGRS } from './notation'

it('writes degrees and decimal minutes, carrying a full minute over', () => {
  expect(degreesMinutes(31.662175, -111.147717)).toBe('31°39.73′ N 111°08.86′ W')
  expect(degreesMinutes(31.99999, -111.99999)).toBe('32°00.00′ N 112°00.00′ W')
  expect(degreesMinutes(-0.5, 0.05)).toBe('00°30.00′ S 000°03.00′ E')
})

it('sets MGRS in groups, and leaves alone what is none', () => {
  expect(readableMGRS('12RVA2435229630')).toBe('12R VA 24352 29630')
  expect(readableMGRS('Sasabe')).toBe('Sasabe')
})
