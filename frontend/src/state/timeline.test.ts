import { describe, expect, it } from 'vitest'
import { addDays, dayNumber } from './period'
import {
  barCount,
  barEnd,
  barStart,
  barSteps,
  barYearBefore,
  movePeriod,
  spokenFor,
  ticksOf,
  usualStep,
} from './timeline'

describe('bars', () => {
  it('start where the server starts them: Monday, the first of a month, quarter or year', () => {
    expect(barSteps.map(step => barStart('2024-11-28', step))).toEqual([
      '2024-11-28',
      '2024-11-25',
      '2024-11-01',
      '2024-10-01',
      '2024-01-01',
    ])
    expect(barStart('1969-12-28', 'week')).toBe('1969-12-22')
  })

  it('follow each other without a gap', () => {
    for (const step of barSteps) {
      let start = barStart('2019-12-30', step)
      for (let i = 0; i < 60; i++) {
        const next = addDays(barEnd(start, step), 1)
        expect(barStart(next, step), step).toBe(next)
        start = next
      }
    }
  })

  it('are as many as a walk over the days counts', () => {
    const days = { from: '2019-02-11', until: '2024-09-30' }
    for (const step of barSteps) {
      const starts = new Set<string>()
      for (let n = dayNumber(days.from); n <= dayNumber(days.until); n++) {
        starts.add(barStart(addDays(days.from, n - dayNumber(days.from)), step))
      }
      expect(barCount(days, step), step).toBe(starts.size)
    }
  })

  it('are as fine as there is room for', () => {
    expect(usualStep({ from: '2024-09-01', until: '2024-09-30' })).toBe('day')
    expect(usualStep({ from: '2020-01-01', until: '2025-12-31' })).toBe('month')
    expect(usualStep({ from: '1981-11-25', until: '2026-04-18' })).toBe('quarter')
  })

  it('are compared with the bar a year before', () => {
    expect(barYearBefore('2024-02-29', 'day')).toBe('2023-02-28')
    expect(barYearBefore('2024-10-01', 'quarter')).toBe('2023-10-01')
    expect(barStart(barYearBefore('2024-11-25', 'week'), 'week')).toBe('2023-11-27')
  })
})

describe('periods', () => {
  it('move by bars, and whole months stay whole', () => {
    expect(movePeriod({ from: '2024-01-01', until: '2024-01-31' }, 'month', 1)).toEqual({
      from: '2024-02-01',
      until: '2024-02-29',
    })
    expect(movePeriod({ from: '2021-04-19', until: '2022-04-18' }, 'quarter', -1)).toEqual({
      from: '2021-01-19',
      until: '2022-01-18',
    })
  })
})

describe('days spoken for', () => {
  const ogis = { from: '1981-11-25', until: '2024-09-30' }
  const iom = { from: '2014-01-06', until: '2026-04-18' }

  it('are told apart by whether all sources, some, or none speak', () => {
    expect(spokenFor({ from: '2013-01-01', until: '2026-12-31' }, [[ogis], [iom]])).toEqual([
      { from: '2013-01-01', until: '2014-01-05', sources: 'some' },
      { from: '2014-01-06', until: '2024-09-30', sources: 'all' },
      { from: '2024-10-01', until: '2026-04-18', sources: 'some' },
      { from: '2026-04-19', until: '2026-12-31', sources: 'none' },
    ])
  })

  it('may be several runs of one source', () => {
    const iomOften = [
      { from: '2014-01-06', until: '2019-12-30' },
      { from: '2026-01-04', until: '2026-04-18' },
    ]
    expect(spokenFor({ from: '2014-01-06', until: '2026-04-18' }, [[ogis], iomOften])).toEqual([
      { from: '2014-01-06', until: '2019-12-30', sources: 'all' },
      { from: '2019-12-31', until: '2024-09-30', sources: 'some' },
      { from: '2024-10-01', until: '2026-01-03', sources: 'none' },
      { from: '2026-01-04', until: '2026-04-18', sources: 'some' },
    ])
  })

  it('are none without a source', () => {
    expect(spokenFor({ from: '2013-01-01', until: '2013-12-31' }, [])).toEqual([
      { from: '2013-01-01', until: '2013-12-31', sources: 'none' },
    ])
  })
})

describe('an axis', () => {
  it('names round dates, no more than fit', () => {
    const long = ticksOf({ from: '1981-11-25', until: '2026-04-18' }, 12)
    expect(long.map(({ day }) => day.slice(0, 4))).toEqual([
      '1985',
      '1990',
      '1995',
      '2000',
      '2005',
      '2010',
      '2015',
      '2020',
      '2025',
    ])
    expect(ticksOf({ from: '2024-01-15', until: '2024-12-31' }, 4).map(({ day }) => day)).toEqual([
      '2024-04-01',
      '2024-07-01',
      '2024-10-01',
    ])
    for (const most of [3, 5, 8, 20]) {
      expect(ticksOf({ from: '2024-01-01', until: '2024-03-31' }, most).length).toBeLessThanOrEqual(most + 1)
    }
  })
})
