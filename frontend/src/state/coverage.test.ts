import { describe, expect, it } from 'vitest'
import type { SourceStatus } from '../api/types'
import { anySpoken, besideOf, daysOf, monthCovered, runsOf, sourcesIn } from './coverage'

const ogis = { slug: 'ogis', first_record: '1981-11-25', last_record: '2024-09-30' } as SourceStatus
const iom = { slug: 'iom', first_record: '2014-01-06', last_record: '2026-04-18' } as SourceStatus
const open = { from: '', until: '' }

describe('what sources speak for', () => {
  it('is asked of those that have rows in the answer and are chosen', () => {
    const counts = [
      { value: 'ogis', n: 5 },
      { value: 'iom', n: 2 },
    ]
    expect(sourcesIn([ogis, iom], counts, [])).toEqual([ogis, iom])
    expect(sourcesIn([ogis, iom], counts, ['iom'])).toEqual([iom])
    expect(sourcesIn([ogis, iom], [{ value: 'ogis', n: 0 }], [])).toEqual([])
  })

  it('are its own days before its records', () => {
    expect(daysOf({ ...ogis, last_day: '2024-10-31' })).toEqual({ from: '1981-11-25', until: '2024-10-31' })
    expect(daysOf({ slug: 'new' } as SourceStatus)).toBeNull()
  })

  it('are several runs of days where no file covers those between', () => {
    const silent = [
      { first: '2022-01-01', last: '2026-01-03' },
      { first: '2019-12-31', last: '2019-12-31' },
    ]
    expect(runsOf({ ...iom, silent })).toEqual([
      { from: '2014-01-06', until: '2019-12-30' },
      { from: '2020-01-01', until: '2021-12-31' },
      { from: '2026-01-04', until: '2026-04-18' },
    ])
    expect(runsOf({ ...iom, silent: null })).toEqual([{ from: '2014-01-06', until: '2026-04-18' }])
    expect(runsOf({ ...iom, silent: [{ first: '2010-01-01', last: '2014-01-06' }] })).toEqual([
      { from: '2014-01-07', until: '2026-04-18' },
    ])
    expect(runsOf({ slug: 'new' } as SourceStatus)).toEqual([])
  })

  it('may be nothing of what is asked, and lie before it, after it or both', () => {
    const runs = runsOf({ ...iom, silent: [{ first: '2019-12-31', last: '2026-01-03' }] })
    const asked = (from: string, until: string) => [anySpoken({ from, until }, runs), besideOf({ from, until }, runs)]
    expect(asked('2020-01-01', '2026-01-03')).toEqual([false, { before: '2019-12-30', after: '2026-01-04' }])
    expect(asked('2026-04-19', '')).toEqual([false, { before: '2026-04-18', after: '' }])
    expect(asked('', '2014-01-05')).toEqual([false, { before: '', after: '2014-01-06' }])
    expect(anySpoken({ from: '2020-01-01', until: '2026-01-04' }, runs)).toBe(true)
    expect(anySpoken({ from: '2020-01-01T07:00:00Z', until: '2026-01-04T06:59:00Z' }, runs)).toBe(false)
    expect(anySpoken(open, runs)).toBe(true)
  })

  it.each([
    [1981, 9, open, false],
    [1981, 10, open, true],
    [2024, 8, open, true],
    [2024, 9, open, false],
    [2019, 8, { from: '2019-10-01', until: '' }, false],
    [2019, 9, { from: '2019-10-31', until: '' }, true],
    [2020, 1, { from: '', until: '2020-02-01T07:00:00Z' }, true],
    [2020, 1, { from: '', until: '2020-02-01T06:59:00Z' }, false],
  ])('in %d, month %d, within %o: %s', (year, month, asked, covered) => {
    expect(monthCovered(year, month, asked, [{ from: '1981-11-25', until: '2024-09-30' }])).toBe(covered)
  })
})
