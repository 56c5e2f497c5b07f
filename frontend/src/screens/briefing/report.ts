import type { Excluded, Reading } from '../../api/types'

/** What a briefing uses of a corridor's report. */

export interface RateOf {
  value: number
  lo: number
  hi: number | null
}

export interface CorridorReport {
  name?: string
  line?: { coordinates: [number, number][] }
  length_km: number
  n_excluded: Excluded
  half_width_m: number
  n: number
  n_sure: number
  n_up_to: number
  rates: { per_year: RateOf; per_10km_year: RateOf }
  profile: { km_from: number; km_to: number; n: number }[]
  comparison: { interval: string; n: number; n_now: number; reading: Reading; clipped_to: string | null } | null
  humanitarian: { rescues: number; medical: number; missing_person: number; deaths: number }
  land: { name: string; km_from: number; km_to: number; n: number }[] | null
  busiest: { km_from: number; km_to: number; n: number; expected: number }[] | null
  incidents: { id: string; kind: string; occurred_at: string; km: number; offset_m: number; compass: string }[] | null
  outline: { coordinates: [number, number][][] } | null
}
