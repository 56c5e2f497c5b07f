import { describe, expect, it } from 'vitest'
import type { LonLat } from '../map/port'
import { decodeLine, encodeLine } from './polyline'

const known: LonLat[] = [
  [-120.2, 38.5],
  [-120.95, 40.7],
  [-126.453, 43.252],
]

describe('encoded lines', () => {
  it('are those of everybody else', () => {
    expect(encodeLine(known)).toBe('_p~iF~ps|U_ulLnnqC_mqNvxq`@')
    expect(decodeLine('_p~iF~ps|U_ulLnnqC_mqNvxq`@')).toEqual(known)
  })

  it('come back to five decimals, whatever the line', () => {
    let seed = 7
    const next = () => {
      seed = (seed * 48271) % 2147483647
      return seed / 2147483647
    }
    const line = Array.from({ length: 500 }, (): LonLat => [-115 + 7 * next(), 30 + 3 * next()])
    const back = decodeLine(encodeLine(line)) ?? []
    expect(back.length).toBe(line.length)
    for (const [i, [lon, lat]] of line.entries()) {
      expect(Math.abs((back[i]?.[0] ?? 0) - lon)).toBeLessThanOrEqual(0.5e-5 + 1e-12)
      expect(Math.abs((back[i]?.[1] ?? 0) - lat)).toBeLessThanOrEqual(0.5e-5 + 1e-12)
    }
  })

  it('refuse what is none', () => {
    for (const text of ['_p~iF', '_p~iF~', 'hello world', '\u00ff\u00ff', '~~~~~~~~~~~~'])
      expect(decodeLine(text), text).toBeNull()
    expect(decodeLine('')).toEqual([])
  })
})
