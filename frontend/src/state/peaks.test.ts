import { describe, expect, it } from 'vitest'
import { fullestMonth, largest, shortestHalf } from './peaks'

describe('the largest values', () => {
  it('are at most three, in their own order', () => {
    expect(largest([5, 1, 9, 7, 2])).toEqual([0, 2, 3])
  })

  it('leave out those that only their place sets apart from an equal one', () => {
    expect(largest([4, 0, 3, 2, 4, 4, 10, 8])).toEqual([6, 7]) // three more have 4
    expect(largest([4, 4, 4, 4])).toEqual([])
    expect(largest([0, 0, 1, 0])).toEqual([2])
    expect(largest([])).toEqual([])
  })
})

describe('the shortest run that holds half', () => {
  const day = (at: Record<number, number>) => Array.from({ length: 24 }, (_, h) => at[h] ?? 0)

  it('goes round midnight, and takes the fullest of equal ones', () => {
    expect(shortestHalf(day({ 9: 4, 22: 3, 23: 4, 0: 5 }))).toEqual({ from: 23, until: 1, n: 9 })
    expect(shortestHalf(day({ 3: 2, 12: 3 }))).toEqual({ from: 12, until: 13, n: 3 })
  })

  it('is half the day where all hours are alike, and nothing where there is nothing', () => {
    const { n } = shortestHalf(Array(24).fill(2)) ?? { n: 0 }
    expect(n).toBe(24)
    expect(shortestHalf(day({}))).toBeNull()
  })

  it('agrees with trying every run', () => {
    for (let seed = 1; seed < 40; seed++) {
      const values = Array.from({ length: 24 }, (_, h) => 1 + ((seed * 7919 * (h + 3) * (h + seed)) % 11))
      const total = values.reduce((a, b) => a + b)
      const runs = values.flatMap((_, from) =>
        values.map((_, more) => ({
          more,
          n: [...values, ...values].slice(from, from + more + 1).reduce((a, b) => a + b),
        })),
      )
      const shortest = Math.min(...runs.filter(({ n }) => 2 * n >= total).map(({ more }) => more)) + 1
      const found = shortestHalf(values)
      expect(((found?.until ?? 0) - (found?.from ?? 0) + 24) % 24 || 24).toBe(shortest)
      expect(found?.n).toBe(Math.max(...runs.filter(({ more }) => more + 1 === shortest).map(({ n }) => n)))
    }
  })
})

describe('the fullest month', () => {
  const of = (...counts: number[]) => {
    const months = Array.from({ length: 12 }, (_, m) => counts[m] ?? 0)
    return fullestMonth({
      years: [
        { year: 2023, months },
        { year: 2024, months: Array(12).fill(1) },
      ],
      unknown: 0,
    })
  }

  it('is told, with its year', () => {
    expect(of(2, 0, 5)).toEqual({ year: 2023, month: 2, n: 5 })
  })

  it('is not told where several have as many, or all together are too few', () => {
    expect(of(5, 0, 5)).toBeNull()
    expect(fullestMonth({ years: [{ year: 2023, months: [3, 8] }], unknown: 0 })).toBeNull()
    expect(fullestMonth({ years: null, unknown: 0 })).toBeNull()
  })
})
