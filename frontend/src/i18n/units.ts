import { signal } from '@preact/signals'

/**
 * The unit that lengths are shown and typed in. The server speaks metres and
 * and so does everything that is kept; only texts and fields ask here.
 */
export const unitNames = ['km', 'mi'] as const
export type Unit = (typeof unitNames)[number]

export const unit = signal<Unit>('km')

interface System {
  km: number // that one unit has
  small: 'm' | 'ft'
  smallM: number
  /** Lengths below are said in the small unit. */
  smallBelowM: number
}

const systems: Record<Unit, System> = {
  km: { km: 1, small: 'm', smallM: 1, smallBelowM: 950 },
  mi: { km: 1.609344, small: 'ft', smallM: 0.3048, smallBelowM: 290 },
}

export const system = () => systems[unit.value]

/** A number of kilometres in the reader's unit. */
export function fromKm(km: number): number {
  return km / system().km
}

/** What a reader typed or a round number of the reader's unit, in kilometres. */
export function toKm(units: number): number {
  return units * system().km
}

interface Rate {
  value: number | null
  lo: number | null
  hi: number | null
}

/** A rate for every 10 km as one for every 10 of the reader's unit. */
export function rateByUnit({ value, lo, hi }: Rate): Rate {
  const by = (n: number | null) => (n === null ? null : n * system().km)
  return { value: by(value), lo: by(lo), hi: by(hi) }
}
