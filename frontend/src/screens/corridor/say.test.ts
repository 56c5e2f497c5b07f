import { afterEach, expect, it } from 'vitest'
import type { Comparison } from '../../api/corridors'
import { addWords, lang } from '../../i18n'
import { comparedText, doubtText, helpCount, howOften, rateText, sameDays, widthText, yearsBetween } from './say'
import { corridorWords } from './words'

addWords(corridorWords)
afterEach(() => {
  lang.value = 'en'
})

it('says how sure a count is, and nothing where it is', () => {
  expect(doubtText({ n: 21, n_sure: 10, n_up_to: 87 })).toBe('10 sure, up to 87')
  expect(doubtText({ n: 21, n_sure: 21, n_up_to: 21 })).toBe('')
  expect(doubtText({ n: 0, n_sure: 0, n_up_to: 3 })).toBe('up to 3')
})

it('says how often as a crew would', () => {
  expect([0.25, 1, 3, 70, 400, 1000].map(howOften)).toEqual([
    'About 4 a day',
    'About one a day',
    'About one every 3 days',
    'About one every 10 weeks',
    'About one every 13 months',
    'About one every 3 years',
  ])
  expect(howOften(null)).toBe('')
})

it('never gives a rate without its interval, zero included', () => {
  expect(rateText({ value: 0.9666, lo: 0.7811, hi: 1.1829 })).toBe('0.97 (0.78 to 1.2)')
  expect(rateText({ value: 0, lo: 0, hi: 3.689 })).toBe('0 (up to 3.7)')
  expect(rateText({ value: null, lo: null, hi: null })).toBe('')
})

it('gives a ratio only where it says something', () => {
  const change: Comparison = {
    interval: '',
    n: 17,
    days: 363,
    n_now: 23,
    days_now: 363,
    ratio: 1.353,
    lo: 0.6918,
    hi: 2.698,
    p: 0.43,
    reading: 'no_clear_change',
    clipped_to: null,
    left_out: [],
  }
  expect(comparedText(change)).toBe('23 against 17, 1.4 times as often (between 0.69 and 2.7 times).')
  expect(comparedText({ ...change, reading: 'too_few' })).toBe('23 against 17.')
  expect(comparedText({ ...change, n: 0, ratio: null, hi: null })).toBe('23 against 0.')
  expect(comparedText({ ...change, hi: null })).toBe('23 against 17, 1.4 times as often (at least 0.69 times).')
})

it('writes widths as they are set', () => {
  expect([50, 850, 1000, 2500, 50_000].map(widthText)).toEqual(['50 m', '850 m', '1 km', '2.5 km', '50 km'])
})

it('calls a comparison by how many years it goes back, and says the same days once', () => {
  expect(yearsBetween('2023-01-01/2023-09-30', '2024-01-01/2024-09-30')).toBe(1)
  expect(yearsBetween('2016-04-19/2019-09-30', '2021-04-19/2024-09-30')).toBe(5)
  expect(yearsBetween('', '2024-01-01/2024-09-30')).toBe(0)
  const on = (interval: string, days: number) => ({ interval, days }) as Comparison
  expect(sameDays(on('2016-04-19/2019-10-01', 1261), on('2016-04-19/2019-09-30', 1260))).toBe(true)
  expect(sameDays(on('2023-10-01/2023-12-31', 92), on('2023-01-01/2023-03-31', 90))).toBe(false)
  expect(sameDays(on('', 0), on('', 0))).toBe(false)
})

it('calls nothing zero where no source tells of it', () => {
  expect([helpCount(0, true), helpCount(0, false), helpCount(3, true)]).toEqual(['–', '0', '3'])
})
