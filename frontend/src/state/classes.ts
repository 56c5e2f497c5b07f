import type { Break } from '../api/types'

/** Class bounds that a reader has pinned: the lowest count of each class, for one cell size. */
export interface Pins {
  resolution: number
  from: readonly number[]
}

/** Pins what is shown. The lowest class takes in all smaller counts, so that none falls out later. */
export function pinsOf(breaks: readonly Break[], resolution: number): Pins | null {
  if (breaks.length === 0) return null
  return { resolution, from: breaks.map(({ from }, i) => (i === 0 ? 1 : from)) }
}

/** Pinned classes with the cells of these counts in each; the last one is open. */
export function pinnedClasses({ from }: Pins, counts: readonly number[]): Break[] {
  return from.map((low, i) => {
    const above = from[i + 1] ?? Number.POSITIVE_INFINITY
    const inside = counts.filter(n => n >= low && n < above)
    return { from: low, to: Number.isFinite(above) ? above - 1 : Math.max(low, ...inside), cells: inside.length }
  })
}

/** "5:1,2,5,10": the resolution, then where each class begins. */
export function writePins({ resolution, from }: Pins): string {
  return `${resolution}:${from.join()}`
}

const form = /^([3-9]):(1(?:,\d{1,7}){0,8})$/

export function readPins(text: string): Pins | null {
  const [, resolution = '', list = ''] = form.exec(text) ?? []
  const from = list.split(',').map(Number)
  const rising = from.every((n, i) => i === 0 || n > (from[i - 1] ?? 0))
  return resolution && rising ? { resolution: Number(resolution), from } : null
}
