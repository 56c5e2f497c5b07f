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
    expect(shortestHalf(day({ 9: 4, 22: 3, 23: 4, 0: 5 }))).toEqual({ from: 23, until: 1, n: 9, alone: true })
    expect(shortestHalf(day({ 3: 2, 12: 3 }))).toEqual({ from: 12, until: 13, n: 3, alone: true })
  })

  it('is told from one that is not alone, and is none where there is nothing', () => {
    expect(shortestHalf(Array(24).fill(2))).toMatchObject({ n: 24, alone: false })
    expect(shortestHalf(day({ 3: 2, 12: 2 }))).toEqual({ from: 3, until: 4, n: 2, alone: false })
    expect(shortestHalf(day({}))).toBeNull()
  })

  it('agrees with trying every run', () => {
    let clear = 0
    for (let seed = 1; seed < 40; seed++) {
      const values = Array.from({ length: 24 }, (_, h) => 1 + ((seed * 7919 * (h + 3) * (h + seed)) % 11))
      const total = values.reduce((a, b) => a + b)
      const runs = values.flatMap((_, from) =>
        values.map((_, more) => ({
          from,
          more,
          n: [...values, ...values].slice(from, from + more + 1).reduce((a, b) => a + b),
        })),
      )
      const shortest = Math.min(...runs.filter(({ n }) => 2 * n >= total).map(({ more }) => more))
      const most = Math.max(...runs.filter(({ more }) => more === shortest).map(({ n }) => n))
      const [one, ...others] = runs.filter(({ more, n }) => more === shortest && n === most)
      const until = ((one?.from ?? 0) + shortest + 1) % 24
      expect(shortestHalf(values)).toEqual({ from: one?.from, until, n: most, alone: others.length === 0 })
      if (others.length === 0) clear++
    }
    expect(clear).toBeGreaterThan(9)
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
