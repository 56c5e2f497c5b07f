import { describe, expect, it } from 'vitest'
import {
  edgeOf,
  finishable,
  newDraft,
  stateOf,
  withHeld,
  withInserted,
  withMoved,
  withoutPoint,
  withPoint,
} from './draft'
import type { LonLat } from './port'

const sasabe: LonLat = [-111.5437, 31.4872]
const arivaca: LonLat = [-111.3315, 31.5773]
const nogales: LonLat = [-110.9381, 31.3322]

const drawn = (kind: 'line' | 'polygon' | 'box', ...points: LonLat[]) => points.reduce(withPoint, newDraft(kind))

describe('a drawing', () => {
  it('grows by points, kept as exactly as a link keeps them', () => {
    const draft = drawn('line', [-111.54370001, 31.4872], arivaca)
    expect(draft.points).toEqual([sasabe, arivaca])
    expect(draft.mode).toBe('drawing')
  })

  it('needs two points for a line and three for an area', () => {
    expect([drawn('line', sasabe), drawn('line', sasabe, arivaca)].map(finishable)).toEqual([false, true])
    expect([drawn('polygon', sasabe, arivaca), drawn('polygon', sasabe, arivaca, nogales)].map(finishable)).toEqual([
      false,
      true,
    ])
  })

  it('stands at once where its points are given', () => {
    expect(newDraft('line', [sasabe, arivaca]).mode).toBe('editing')
    expect(newDraft('line', [sasabe]).mode).toBe('drawing')
  })

  it('is a box with its second corner', () => {
    const box = drawn('box', sasabe, nogales)
    expect(box.mode).toBe('editing')
    expect(edgeOf(box)).toEqual([sasabe, [-110.9381, 31.4872], nogales, [-111.5437, 31.3322], sasabe])
  })

  it('moves, takes in and gives up single points', () => {
    const line = withInserted(newDraft('line', [sasabe, nogales]), 1, arivaca)
    expect(line.points).toEqual([sasabe, arivaca, nogales])
    expect(withMoved(line, 1, [-111, 31.7]).points[1]).toEqual([-111, 31.7])
    expect(withoutPoint(line, 0).points).toEqual([arivaca, nogales])
  })

  it('goes on being drawn where too few points are left', () => {
    expect(withoutPoint(newDraft('line', [sasabe, arivaca]), 1).mode).toBe('drawing')
  })

  it('holds only points that it has, and none that was taken away', () => {
    const line = newDraft('line', [sasabe, arivaca, nogales])
    expect(withHeld(line, 7).held).toBeNull()
    expect(withoutPoint(withHeld(line, 2), 2).held).toBeNull()
  })

  it('says how long it is, around the edge for an area', () => {
    const there = stateOf(newDraft('line', [sasabe, nogales])).lengthM
    expect(stateOf(newDraft('line', [sasabe, nogales, sasabe])).lengthM).toBeCloseTo(2 * there, 6)
    expect(stateOf(newDraft('polygon', [sasabe, nogales, sasabe])).lengthM).toBeCloseTo(2 * there, 6)
  })
})
