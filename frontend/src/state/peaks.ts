import type { MonthByYear } from '../api/types'

/** Where most of something lies, told only as far as the counts tell it. */

const mostNamed = 3

/**
 * Indexes of the largest values in their own order: at most three, and none
 * that only its place sets apart from an equal one.
 */
export function largest(values: readonly number[]): number[] {
  const order = values.map((n, i) => ({ n, i })).sort((a, b) => b.n - a.n)
  let named = mostNamed
  while (named > 0 && order[named - 1]?.n === (order[named]?.n ?? 0)) named--
  return order
    .slice(0, named)
    .map(({ i }) => i)
    .sort((a, b) => a - b)
}

export interface Span {
  from: number
  until: number // exclusive, after the last round as from 0
  n: number
  /** false: only its place sets it apart from another that is as short and as full. */
  alone: boolean
}

/** The shortest run of values, going round, that holds at least half of them all; of equal runs the fullest. */
export function shortestHalf(values: readonly number[]): Span | null {
  const total = values.reduce((sum, n) => sum + n, 0)
  for (let length = 1; total > 0 && length <= values.length; length++) {
    const runs = values.map((_, from) => ({ from, n: sumFrom(values, from, length) }))
    const best = runs.reduce((most, next) => (next.n > most.n ? next : most))
    if (2 * best.n < total) continue
    const alone = runs.filter(({ n }) => n === best.n).length === 1
    return { ...best, until: (best.from + length) % values.length, alone }
  }
  return null
}

function sumFrom(values: readonly number[], from: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += values[(from + i) % values.length] ?? 0
  return sum
}

/** With fewer incidents months show nothing but chance. */
export const monthsNeeded = 12

interface Month {
  year: number
  month: number // 0 = January
  n: number
}

/** The month with most; null where there are too few to have one, or several with as many. */
export function fullestMonth({ years }: MonthByYear): Month | null {
  const all = (years ?? []).flatMap(({ year, months }) => months.map((n, month) => ({ year, month, n })))
  const [first, second] = all.sort((a, b) => b.n - a.n)
  const total = all.reduce((sum, { n }) => sum + n, 0)
  return first && total >= monthsNeeded && first.n !== second?.n ? first : null
}
