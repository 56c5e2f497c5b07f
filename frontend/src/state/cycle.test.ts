import { describe, expect, it } from 'vitest'
import { hoursOf, painted, paintHours, runs, stretch } from './cycle'

describe('slots that come round', () => {
  it('are painted either way', () => {
    expect(stretch(10, 7)).toEqual([7, 8, 9, 10])
    expect(painted([12, 1], stretch(2, 3), true)).toEqual([1, 2, 3, 12])
    expect(painted([1, 2, 3, 12], [2], false)).toEqual([1, 3, 12])
  })

  it('make one stretch over the turn of the year', () => {
    expect(runs([0, 1, 11], 12)).toEqual([{ from: 11, length: 3 }])
    expect(runs([0, 3, 4], 12)).toEqual([
      { from: 0, length: 1 },
      { from: 3, length: 2 },
    ])
    expect(runs([], 12)).toEqual([])
    expect(runs(stretch(0, 11), 12)).toEqual([{ from: 0, length: 12 }])
  })
})

describe('hours', () => {
  it.each(['20-4', '0-24', '23-24', '0-1', '8-16', '4-3'])('%s survive being read and written', text => {
    expect(paintHours(text, [], true)).toBe(text)
  })

  it('of a stretch over midnight are all there', () => {
    expect(hoursOf('22-2')).toEqual([0, 1, 22, 23])
    expect(hoursOf('0-24')).toHaveLength(24)
    expect(hoursOf('')).toEqual([])
  })

  it('join what they touch, and replace what they do not', () => {
    expect(paintHours('20-24', [0, 1, 2, 3], true)).toBe('20-4')
    expect(paintHours('20-4', [10, 11], true)).toBe('10-12')
    expect(paintHours('', [22, 23], true)).toBe('22-24')
    expect(paintHours('0-22', [22, 23], true)).toBe('0-24')
  })

  it('leave the longer side when they are taken out', () => {
    expect(paintHours('8-16', [8, 9], false)).toBe('10-16')
    expect(paintHours('8-16', [10, 11], false)).toBe('12-16')
    expect(paintHours('22-24', [22, 23], false)).toBe('')
    expect(paintHours('0-24', [12], false)).toBe('13-12')
  })
})
