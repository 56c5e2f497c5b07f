import { describe, expect, it } from 'vitest'
import type { SourceStatus } from '../api/types'
import { daysOf, monthCovered, sourcesIn } from './coverage'

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
