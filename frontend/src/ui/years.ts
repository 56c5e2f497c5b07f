import type { MonthByYear } from '../api/types'

/**
 * The months of every year between the first and the last day asked for ('' = open), and not only of those with a
 * row: a year in which nothing was found is told apart from one that nobody asked about. Years without a covered month
 * stay out at both ends.
 */
export function allYears(
  months: MonthByYear,
  { from, until }: { from: string; until: string },
  covered: (year: number, month: number) => boolean,
): MonthByYear {
  const known = months.years ?? []
  const [first, last] = [known[0]?.year, known.at(-1)?.year]
  if (first === undefined || last === undefined) return months
  const speaks = (year: number) => noMonths.some((_, month) => covered(year, month))
  const before = yearsOf(from ? Number(from.slice(0, 4)) : first, first - 1).filter(speaks)
  const after = yearsOf(last + 1, until ? Number(until.slice(0, 4)) : last).filter(speaks)
  return { ...months, years: [...before.map(empty), ...known, ...after.map(empty)] }
}

const noMonths: readonly number[] = Array.from({ length: 12 }, () => 0)
const empty = (year: number) => ({ year, months: [...noMonths] })

function yearsOf(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
