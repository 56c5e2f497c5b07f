import { expect, it } from 'vitest'
import { allYears } from './years'

const one = { year: 2012, months: [0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0] }
const asked = { from: '2010-01-01', until: '2014-09-30' }
const years = (months: { years: { year: number }[] | null }) => (months.years ?? []).map(({ year }) => year)

it('shows every year asked for, with nothing in those that have nothing', () => {
  const all = allYears({ years: [one], unknown: 0 }, asked, () => true)
  expect(years(all)).toEqual([2010, 2011, 2012, 2013, 2014])
  expect(all.years?.[0]?.months).toEqual(Array(12).fill(0))
  expect(all.years?.[2]).toBe(one)
})

it('leaves out years that no source speaks for, and knows none where a period is open', () => {
  const from2012 = (year: number) => year >= 2012
  expect(years(allYears({ years: [one], unknown: 0 }, asked, from2012))).toEqual([2012, 2013, 2014])
  expect(years(allYears({ years: [one], unknown: 0 }, { from: '', until: '' }, () => true))).toEqual([2012])
  expect(years(allYears({ years: null, unknown: 4 }, asked, () => true))).toEqual([])
})
