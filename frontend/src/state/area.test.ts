import { describe, expect, it } from 'vitest'
import { asksArea, boxOf, edgesAsked, inBox, inPolygon, noArea } from './area'
import { noFilters } from './filters'

describe('an area', () => {
  it('is a box whichever corners are given', () => {
    const asked = {
      ...noFilters,
      ...inBox(
        boxOf([
          [-111, 32.00001],
          [-112, 31],
        ]),
      ),
    }
    expect(asked.bbox).toBe('-112,31,-111,32')
    expect(edgesAsked(asked)).toEqual([
      [
        [-112, 31],
        [-111, 31],
        [-111, 32],
        [-112, 32],
        [-112, 31],
      ],
    ])
  })

  it('is a polygon, closed on the map and open in the link', () => {
    const asked = {
      ...noFilters,
      ...inPolygon([
        [-112, 31],
        [-111, 31],
        [-111.5, 32],
      ]),
    }
    expect(edgesAsked(asked)).toEqual([
      [
        [-112, 31],
        [-111, 31],
        [-111.5, 32],
        [-112, 31],
      ],
    ])
  })

  it('takes the place of another, and can be taken away', () => {
    const near = { ...noFilters, near: '-111,31,5000', ...inBox([-112, 31, -111, 32]) }
    expect([near.near, asksArea(near), asksArea({ ...near, ...noArea })]).toEqual(['', true, false])
  })
})
