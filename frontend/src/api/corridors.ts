import type { LonLat } from '../map/port'
import type { HourByDay, LeftOut, MonthByYear, Reading, Series, Used, ValueCount } from './types'

/** What the server says about corridors. null: undefined or without bound. */

export type Ends = 'flat' | 'round'

export interface Saved {
  id: string
  revision: number
  changed_at: string
  name: string
  note: string
  line: { coordinates: LonLat[] }
  half_width_m: number
  ends: Ends
  length_km: number
}

/** Every saved one, by name. */
export interface Shelf {
  corridors: Saved[] | null
}

export interface Rate {
  value: number | null
  lo: number | null
  hi: number | null
}

export interface Rates {
  per_year: Rate
  per_10km_year: Rate
  per_km_30d: Rate
}

export interface Comparison {
  interval: string
  n: number
  days: number
  n_now: number
  days_now: number
  ratio: number | null
  lo: number | null
  hi: number | null
  p: number | null
  reading: Reading
  clipped_to: string | null
  left_out: LeftOut[]
}

export interface Humanitarian {
  rescues: number
  medical: number
  missing_person: number
  deaths: number
  found_within_days: ValueCount[]
  months: number[]
  months_n: number
}

export interface Stretch {
  km_from: number
  km_to: number
}

export interface Bar extends Stretch {
  n: number
  lo: number | null
  hi: number | null
}

export interface BusyKm extends Stretch {
  n: number
  expected: number | null
  q: number | null
}

export interface BusyHours {
  hour_from: number
  hour_to: number
  n: number
  expected: number | null
  q: number | null
}

export interface Landmark {
  name: string
  kind: 'town' | 'place' | 'crossing'
  country: string
  km: number
  offset_m: number
  side: 'left' | 'right'
  compass: string
}

export interface LandStretch extends Stretch {
  name: string
  n: number
}

export interface IncidentAt {
  id: string
  kind: string
  occurred_at: string
  lon: number
  lat: number
  radius_m?: number // not where the source does not say
  km: number
  offset_m: number
  side: 'left' | 'right'
  compass: string
  p_in: number
  other_km?: number[]
}

/** What a report and a comparison have in common. */
export interface Figures extends Used {
  interval: string
  days: number
  length_km: number
  /** Off the study area, and of that over the sea. */
  outside_km: number
  sea_km: number
  area_km2: number
  half_width_m: number
  ends: Ends
  n: number
  n_sure: number
  n_up_to: number
  n_expected: number
  persons: number
  rates: Rates
  days_between: number | null
  by_kind: ValueCount[]
  comparison: Comparison | null
  humanitarian: Humanitarian
  busiest: BusyKm[]
  warnings: string[]
}

export interface Report extends Figures {
  seq: number
  begins_km: number
  sides: { left: number; right: number; left_is: string; right_is: string }
  bin_km: number
  profile: Bar[]
  month_by_year: MonthByYear
  hour_by_day: HourByDay
  hour_unknown: number
  series: Series
  landmarks: Landmark[]
  land: LandStretch[]
  busiest_hours: BusyHours[]
  outline: { type: 'Polygon'; coordinates: LonLat[][] } | { type: 'MultiPolygon'; coordinates: LonLat[][][] }
  incidents: IncidentAt[]
  next?: string
}

export interface Compared {
  names: string[]
  corridors: Figures[]
  overlaps: { a: number; b: number; area_km2: number; km_of_a: number; km_of_b: number; n: number }[]
  gains: {
    corridor: number
    n: number
    n_total: number
    area_km2: number
    area_total_km2: number
    n_per_10km: number | null
  }[]
}

/** A line that was read from a file. */
export interface LineRead {
  format: string
  lines: number
  chosen: number
  points: number
  dropped: number
  vertices: number
  length_km: number
  usable: boolean
  note: string
  line: { coordinates: LonLat[] }
  all: { points: number; length_km: number }[]
}

export interface BorderPart {
  from_km: number
  to_km: number
  length_km: number
  line: { coordinates: LonLat[] }
  accuracy: string
  crossings: { name: string; km: number }[]
}
