import { describe, expect, it } from 'vitest'
import type { SourceStatus } from '../../api/types'
import { daysIn, monthsIn, previousPeriod } from '../../state/period'
import {
  closed,
  endsOf,
  lastSeason,
  manyPeriods,
  otherPeriod,
  readMany,
  samePart,
  stretches,
  stretchOf,
  unevenSources,
  writeMany,
  yearsBefore,
} from './periods'

const period = (text: string) => {
  const [from = '', until = ''] = text.split('/')
  return { from, until }
}
const texts = (periods: { from: string; until: string }[]) => periods.map(({ from, until }) => `${from}/${until}`)

it('the last season is the last that is over', () => {
  const over = (season: 'winter' | 'summer', newest: string) => texts([lastSeason(season, newest)])[0]
  expect(over('winter', '2024-09-30')).toBe('2023-12-01/2024-02-29')
  expect(over('winter', '2025-02-28')).toBe('2024-12-01/2025-02-28')
  expect(over('winter', '2025-02-27')).toBe('2023-12-01/2024-02-29')
  expect(over('summer', '2024-08-31')).toBe('2024-06-01/2024-08-31')
  expect(over('summer', '2024-08-30')).toBe('2023-06-01/2023-08-31')
})

describe('period B', () => {
  it('is as many months before months, and as many days before days', () => {
    const cases = [
      ['2019-10-01/2024-09-30', '2014-10-01/2019-09-30'],
      ['2024-03-01/2024-03-31', '2024-02-01/2024-02-29'],
      ['2023-12-15/2024-02-14', '2023-10-15/2023-12-14'],
      ['2024-03-05/2024-03-14', '2024-02-24/2024-03-04'],
      ['2024-05-01/2024-05-01', '2024-04-30/2024-04-30'],
    ] as const
    for (const [a, b] of cases) expect(previousPeriod(period(a)), a).toEqual(period(b))
  })

  it('is the same part of the year before, whatever a leap year does', () => {
    expect(texts([yearsBefore(period('2024-02-01/2024-02-29'), 1)])).toEqual(['2023-02-01/2023-02-28'])
    expect(texts([yearsBefore(period('2023-12-01/2024-02-29'), 1)])).toEqual(['2022-12-01/2023-02-28'])
    expect(texts([yearsBefore(period('2024-01-01/2024-12-31'), 3)])).toEqual(['2021-01-01/2021-12-31'])
  })

  it('follows the link, and falls back to the period before', () => {
    const a = period('2024-01-01/2024-12-31')
    expect(texts([otherPeriod(a, ''), otherPeriod(a, 'last_year'), otherPeriod(a, '2020-01-01/2020-06-30')])).toEqual([
      '2023-01-01/2023-12-31',
      '2023-01-01/2023-12-31',
      '2020-01-01/2020-06-30',
    ])
    expect(texts([otherPeriod(a, '2020-06-30/2020-01-01'), otherPeriod(a, '2020-02-30/2020-03-01')])).toEqual([
      '2023-01-01/2023-12-31',
      '2023-01-01/2023-12-31',
    ])
  })
})

it('a period without a beginning cannot be compared; one without an end goes to the newest record', () => {
  expect(closed(period('2020-01-01/'), '2024-09-30')).toEqual(period('2020-01-01/2024-09-30'))
  expect(closed(period('/2020-01-01'), '2024-09-30')).toBeNull()
  expect(closed(period('2025-01-01/'), '2024-09-30')).toBeNull()
  expect(closed(period('2024-01-01T00:00:00-07:00/2024-01-02T00:00:00-07:00'), null)).toEqual(
    period('2024-01-01/2024-01-02'),
  )
})

describe('many periods', () => {
  it('are equally long, end to end, and end with A', () => {
    const months = manyPeriods(period('2024-01-01/2024-09-30'), { unit: '3m', count: 4 })
    expect(texts(months)).toEqual([
      '2023-10-01/2023-12-31',
      '2024-01-01/2024-03-31',
      '2024-04-01/2024-06-30',
      '2024-07-01/2024-09-30',
    ])
    expect(months.map(monthsIn)).toEqual([3, 3, 3, 3])
  })

  it('or the same part of each year', () => {
    expect(texts(manyPeriods(period('2023-12-01/2024-02-29'), { unit: 'year', count: 4 }))).toEqual([
      '2020-12-01/2021-02-28',
      '2021-12-01/2022-02-28',
      '2022-12-01/2023-02-28',
      '2023-12-01/2024-02-29',
    ])
  })

  it('stand in the link, and follow A where it says nothing', () => {
    const a = period('2019-10-01/2024-09-30')
    expect(readMany(writeMany({ unit: '6m', count: 12 }), a)).toEqual({ unit: '6m', count: 12 })
    expect(readMany('', a)).toEqual({ unit: '12m', count: 5 })
    expect(readMany('yearx6', a)).toEqual({ unit: '12m', count: 5 }) // five years would overlap
    expect(readMany('', period('1981-01-01/2024-12-31'))).toEqual({ unit: '12m', count: 12 })
    expect(readMany('', period('2024-01-01/2024-12-31'))).toEqual({ unit: '3m', count: 4 })
    expect(readMany('', period('2023-12-01/2024-02-29'))).toEqual({ unit: 'year', count: 6 })
  })
})

describe('series side by side', () => {
  it('lose nothing when bins are put together', () => {
    const bins = Array.from({ length: 10 }, (_, i) => ({ start: `d${i}`, n: i }))
    expect(stretches(bins, 4)).toEqual([
      { from: 'd0', n: 6 },
      { from: 'd4', n: 22 },
      { from: 'd8', n: 17 },
    ])
  })

  it('are of months only where both begin with one, and never too many', () => {
    expect(stretchOf(period('2019-10-01/2024-09-30'), period('2014-10-01/2019-09-30'))).toEqual({
      step: 'month',
      each: 3,
    })
    expect(stretchOf(period('2024-01-01/2024-12-31'), period('2023-01-01/2023-12-31'))).toEqual({
      step: 'month',
      each: 1,
    })
    expect(stretchOf(period('2024-01-10/2024-12-31'), period('2023-01-18/2024-01-09'))).toEqual({
      step: 'day',
      each: 14,
    })
    const long = period('1981-01-02/2024-12-31')
    const { each } = stretchOf(long, long)
    expect(daysIn(long) / each).toBeLessThan(150)
  })
})

it('names the part of the year that both sides have', () => {
  expect(samePart(period('2024-01-01/2024-09-30'), period('2023-01-01/2023-09-30'))).toEqual({ from: 0, until: 8 })
  expect(samePart(period('2024-01-01/2024-09-29'), period('2023-01-01/2023-09-29'))).toBeNull()
  expect(samePart(period('2023-10-01/2024-09-30'), period('2022-10-01/2023-09-30'))).toBeNull()
})

it('sources that speak for a part of the periods are told from those that speak for all or none', () => {
  const source = (slug: string, first_day: string, last_day: string) => ({ slug, first_day, last_day }) as SourceStatus
  const sources = [
    source('all', '1981-11-25', '2024-09-30'),
    source('ended', '2014-01-06', '2019-12-30'),
    source('before', '1990-01-01', '1999-12-31'),
  ]
  const winters = ['2018-12-01/2019-02-28', '2019-12-01/2020-02-29', '2020-12-01/2021-02-28'].map(period)
  const named = (periods: typeof winters) => unevenSources(sources, periods).map(({ slug }) => slug)
  expect(named(winters)).toEqual(['ended'])
  expect(named(winters.slice(0, 1))).toEqual([])
  expect(named([])).toEqual([])
})

it('the same part of years before never shares a day with what it is compared with', () => {
  const before = (a: string) => texts([otherPeriod(period(a), 'last_year')])[0]
  expect(before('2023-12-01/2024-02-29')).toBe('2022-12-01/2023-02-28')
  expect(before('2019-10-01/2024-09-30')).toBe('2014-10-01/2019-09-30')
  expect(before('2023-01-01/2024-01-01')).toBe('2021-01-01/2022-01-01')
  expect(before('2023-01-01/2023-12-31')).toBe('2022-01-01/2022-12-31')
})

it('of many periods all with most and all with fewest are named, and none where they are alike', () => {
  const of = (...counts: number[]) => endsOf(counts.map((n, i) => ({ text: 'abcdef'.charAt(i), n })))
  expect(of(3, 18, 0, 18)).toEqual({ most: ['b', 'd'], n: 18, least: ['c'], m: 0 })
  expect(of(5, 5, 5)).toBeNull()
  expect(of(5)).toBeNull()
  expect(of()).toBeNull()
})
