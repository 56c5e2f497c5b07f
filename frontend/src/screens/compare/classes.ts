import type { Break } from '../../api/types'
import { type Pins, pinnedClasses } from '../../state/classes'

/**
 * Classes that hold for several maps alike. They are cut by the server's rule
 * for one map, from the counts of all of them together; the first takes in 1 and
 * the last stays open, so that no map has a cell without a class.
 */
export function sharedStarts(counts: readonly (readonly number[])[]): number[] {
  const sorted = counts.flat().sort((a, b) => a - b)
  const largest = sorted.at(-1) ?? 0
  const starts = largest <= smallCounts ? [2, 3, 5, 10] : quantileStarts(sorted)
  return [1, ...starts.filter(start => start > 1 && start <= largest)].slice(0, mostClasses)
}

/** A map's cells in each of the shared classes. */
export function classesOf(starts: readonly number[], counts: readonly number[]): Break[] {
  const pins: Pins = { resolution: 0, from: starts }
  return pinnedClasses(pins, counts)
}

const mostClasses = 5
const smallCounts = 60 // up to here the classes are numbers that a reader knows by heart

/** As many cells in each class as round numbers allow. */
function quantileStarts(sorted: readonly number[]): number[] {
  const starts: number[] = []
  let [last, taken] = [sorted[0] ?? 1, 0]
  for (let left = mostClasses; left > 1; left--) {
    const wanted = roundNumber(sorted[taken + Math.floor((sorted.length - taken) / left)] ?? last)
    const start = wanted > last ? wanted : nextRound(last)
    taken = sorted.findIndex(n => n >= start)
    if (taken < 0) break
    starts.push(start)
    last = start
  }
  return starts
}

/** 1, 2, 5, 10, 20 ... */
function roundNumbers(beyond: number): number[] {
  const out: number[] = []
  for (let scale = 1; scale <= 10 * beyond; scale *= 10) out.push(scale, 2 * scale, 5 * scale)
  return out
}

function nextRound(n: number): number {
  return roundNumbers(n).find(round => round > n) ?? n + 1
}

/** The nearest round number, by ratio. */
function roundNumber(n: number): number {
  const away = (round: number) => Math.max(round / n, n / round)
  return roundNumbers(n).reduce((best, round) => (away(round) < away(best) ? round : best), 1)
}
