/** Sets of slots that come round again: months of a year, days of a week, hours of a day. */

/** The slots from one to another, whichever comes first. */
export function stretch(a: number, b: number): number[] {
  const [from, until] = a < b ? [a, b] : [b, a]
  return Array.from({ length: until - from + 1 }, (_, i) => from + i)
}

/** The set with some slots put in or taken out, ascending. */
export function painted(chosen: Iterable<number>, slots: readonly number[], on: boolean): number[] {
  const next = new Set(chosen)
  for (const slot of slots) {
    if (on) next.add(slot)
    else next.delete(slot)
  }
  return [...next].sort((a, b) => a - b)
}

export interface Run {
  from: number
  length: number
}

/** The stretches of slots that follow each other, of n slots that come round: November, December, January is one. */
export function runs(chosen: readonly number[], n: number): Run[] {
  const set = new Set(chosen)
  if (set.size >= n) return [{ from: 0, length: n }]
  const starts = chosen.filter(slot => !set.has((slot + n - 1) % n))
  return starts.map(from => {
    let length = 1
    while (set.has((from + length) % n)) length++
    return { from, length }
  })
}

const day = 24

/** The hours of a condition such as "20-4". */
export function hoursOf(text: string): number[] {
  const [from, until] = text.split('-').map(Number)
  if (text === '' || from === undefined || until === undefined) return []
  const length = (until - from + day) % day || day
  return Array.from({ length }, (_, i) => (from + i) % day).sort((a, b) => a - b)
}

/**
 * The condition with some hours put in or taken out. The server takes one
 * stretch: hours apart from those there replace them, and of what is left on
 * both sides of hours taken out the longer stays.
 */
export function paintHours(text: string, hours: readonly number[], on: boolean): string {
  const next = runs(painted(hoursOf(text), hours, on), day)
  if (next.length > 1 && on) return hoursText(runs(hours, day)[0])
  return hoursText(next.sort((a, b) => b.length - a.length)[0])
}

function hoursText(run: Run | undefined): string {
  if (!run) return ''
  if (run.length === day) return `0-${day}`
  return `${run.from}-${(run.from + run.length) % day || day}`
}
