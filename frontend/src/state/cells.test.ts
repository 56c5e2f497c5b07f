import { describe, expect, it } from 'vitest'
import { admits, cellOfFeature, featureOfCell, inradiusM, resolutionAt, resolutionOf, zoomForCoarser } from './cells'

describe('cells', () => {
  it('follows the zoom as the server does', () => {
    const zooms = [0, 4, 4.9, 5, 6, 7.99, 8, 9, 10, 11, 12, 17]
    expect(zooms.map(zoom => resolutionAt(zoom, 9))).toEqual([3, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9])
    expect(resolutionAt(12, 7)).toBe(7)
  })

  it('finds the zoom of the next coarser cells', () => {
    for (let resolution = 4; resolution <= 9; resolution++) {
      expect(resolutionAt(zoomForCoarser(resolution) as number, 9)).toBe(resolution - 1)
    }
    expect(zoomForCoarser(3)).toBeNull()
  })

  // Ids from the H3 library: one point (31.8 N, 111 W) at resolutions 3 to 9.
  const chain = [
    '8348e8fffffffff',
    '8448e8dffffffff',
    '8548e8d3fffffff',
    '8648e8d0fffffff',
    '8748e8d0affffff',
    '8848e8d0a1fffff',
    '8948e8d0a17ffff',
  ]

  it('carries an id through a tile exactly', () => {
    for (const cell of chain) {
      expect(cellOfFeature(featureOfCell(cell))).toBe(cell)
      expect(Number.isSafeInteger(featureOfCell(cell))).toBe(true)
    }
  })

  it('reads the resolution from the id', () => {
    expect(chain.map(resolutionOf)).toEqual([3, 4, 5, 6, 7, 8, 9])
  })

  it('knows which positions enter which resolution', () => {
    expect([9, 8, 7, 6, 5, 4, 3].map(inradiusM)).toEqual([189, 499, 1321, 3495, 9245, 24461, 64718])
    expect([admits(7, 2000), admits(6, 2000), admits(9, undefined), admits(9, 189)]).toEqual([false, true, true, true])
  })
})
