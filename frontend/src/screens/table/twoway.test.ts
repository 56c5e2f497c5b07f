import { describe, expect, it } from 'vitest'
import { patchOf, peakOf, shade, step } from './twoway'

const open = { from: '', until: '', within: '' }

describe('a number leads to its rows', () => {
  it('by both its values', () => {
    expect(patchOf(['land', 'cause'], ['Private', 'exposure'], open)).toEqual({
      lands: ['Private'],
      causes: ['exposure'],
    })
    expect(patchOf(['kind', 'side'], ['death', null], open)).toEqual({ kinds: ['death'] })
  })

  it('by a year or a month of it, cut by the period asked', () => {
    expect(patchOf(['year', 'month'], ['2024', '02'], open)).toEqual({ from: '2024-02-01', until: '2024-02-29' })
    expect(patchOf(['month', 'year'], ['07', '2023'], open)).toEqual({ from: '2023-07-01', until: '2023-07-31' })
    expect(patchOf(['year', 'land'], ['2024', null], { ...open, from: '2024-03-05', until: '2026-01-01' })).toEqual({
      from: '2024-03-05',
      until: '2024-12-31',
    })
    expect(patchOf(['year', 'land'], ['2024', null], { ...open, from: '2019-10-01', until: '2024-09-30' })).toEqual({
      from: '2024-01-01',
      until: '2024-09-30',
    })
  })

  it('by a month of every year', () => {
    expect(patchOf(['month', 'land'], ['07', 'Private'], open)).toEqual({ months: ['7'], lands: ['Private'] })
    expect(patchOf(['year', 'month'], [null, '12'], open)).toEqual({ months: ['12'] })
  })

  it('by a polygon of an overlay', () => {
    expect(patchOf(['overlay:zones', 'land'], ['North: old', 'Private'], open)).toEqual({
      within: 'zones:North: old',
      lands: ['Private'],
    })
  })

  it('only where the page can ask for them', () => {
    expect(patchOf(['land', 'cause'], ['', 'exposure'], open)).toBeNull()
    expect(patchOf(['overlay:zones', 'overlay:roads'], ['North', 'A'], open)).toBeNull()
    expect(patchOf(['overlay:zones', 'land'], ['North', 'Private'], { ...open, within: 'zones:South' })).toBeNull()
    expect(patchOf(['overlay:zones', 'land'], ['', 'Private'], open)).toBeNull()
  })
})

it('the fullest is one whose values are both stated', () => {
  const table = {
    rows: ['', '2023', '2024'],
    columns: ['01', '02'],
    counts: [
      [90, 91],
      [3, 7],
      [6, 1],
    ],
  }
  expect(peakOf(table)).toEqual({ row: 1, column: 1, n: 7 })
  expect(peakOf({ rows: ['2023'], columns: ['01'], counts: [[0]] })).toBeNull()
  expect(peakOf({ rows: null, columns: null, counts: null })).toBeNull()
  const two = { rows: ['2023', '2024'], columns: ['01'] }
  expect(peakOf({ ...two, counts: [[4], [4]] }), 'neither is the fullest').toBeNull()
  expect(peakOf({ ...two, counts: [[4], [5]] })).toEqual({ row: 1, column: 0, n: 5 })
})

it('shading rises with the number', () => {
  expect([0, 1, 25, 100].map(n => shade(n, 100))).toEqual([0, 0.1, 0.5, 1])
  expect(shade(0, 0)).toBe(0)
})

it('keys stay inside the table', () => {
  const size: [number, number] = [3, 12]
  expect(step('ArrowUp', [0, 5], size)).toEqual([0, 5])
  expect(step('ArrowRight', [1, 11], size)).toEqual([1, 11])
  expect(step('End', [1, 2], size)).toEqual([1, 11])
  expect(step('PageDown', [0, 2], size)).toEqual([2, 2])
  expect(step('x', [0, 2], size)).toBeNull()
})
