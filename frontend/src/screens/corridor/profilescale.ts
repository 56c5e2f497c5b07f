import type { Landmark, Report } from '../../api/corridors'
import type { Stretch } from './state'

/** Where things stand on the profile; all in px of its plot, and pure. */

/** Scales for a plot so wide: km across, counts up to the largest upper bound that bars are drawn with. */
export function fitted({ length_km: length, profile }: Pick<Report, 'length_km' | 'profile'>, width: number) {
  const most = Math.max(1, ...profile.map(({ n, hi }) => (n > 0 ? (hi ?? n) : n)))
  return {
    most: niceAbove(most),
    x: (km: number) => (km / length) * width,
    km: (x: number) => Math.min(length, Math.max(0, (x / width) * length)),
  }
}

function niceAbove(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 3, 4, 5, 6, 8, 10].map(times => times * unit).find(nice => nice >= value) ?? value
}

const tickPx = 70

/** Round km for the axis, from 0. */
export function ticks(lengthKm: number, width: number): number[] {
  const rough = lengthKm / Math.max(2, width / tickPx)
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(times => times * unit).find(nice => nice >= rough) ?? rough
  return Array.from({ length: Math.floor(lengthKm / step + 1e-9) + 1 }, (_, i) => Number((i * step).toFixed(3)))
}

/** The stretch of whole bars from one km to another; at least the bar that both lie in. */
export function snapped(profile: Report['profile'], from: number, to: number): Stretch {
  const [low, high] = from < to ? [from, to] : [to, from]
  const first = profile.find(({ km_to }) => km_to > low) ?? profile.at(-1)
  const last = profile.findLast(({ km_from }) => km_from < high) ?? profile[0]
  return { fromKm: first?.km_from ?? low, toKm: Math.max(last?.km_to ?? high, first?.km_to ?? high) }
}

export interface Placed {
  mark: Landmark
  x: number
  /** 0 is the row nearest to the axis. */
  row: number
  anchor: 'start' | 'middle' | 'end'
}

const rows = 2
const letterPx = 6.1
const gapPx = 8

/** Names that find room: crossings first, then what lies nearest to the line. */
export function placeLabels(marks: readonly Landmark[], x: (km: number) => number, width: number): Placed[] {
  const taken: { from: number; to: number }[][] = Array.from({ length: rows }, () => [])
  const order = [...marks].sort((a, b) => rank(a) - rank(b) || a.offset_m - b.offset_m).filter(isFirst)
  const placed = order.flatMap(mark => {
    const at = x(mark.km)
    const half = (mark.name.length * letterPx) / 2
    const anchor: Placed['anchor'] = at < half ? 'start' : at > width - half ? 'end' : 'middle'
    const from = anchor === 'start' ? at : anchor === 'end' ? at - 2 * half : at - half
    const to = from + 2 * half
    const row = taken.findIndex(names => names.every(n => to + gapPx < n.from || from - gapPx > n.to))
    if (row < 0) return []
    taken[row]?.push({ from, to })
    return [{ mark, x: at, row, anchor }]
  })
  return placed.sort((a, b) => a.x - b.x)
}

/** A crossing stands for the town of its name. */
function isFirst({ name }: Landmark, at: number, all: readonly Landmark[]): boolean {
  return all.findIndex(other => other.name === name) === at
}

function rank({ kind }: Landmark): number {
  return kind === 'crossing' ? 0 : 1
}
