/** The answers of the HTTP contract, as JSON. Absent means "not stated". */

export interface Used {
  filter: string
  n_used: number
  n_excluded: Excluded
  as_of: string | null
}

export interface Excluded {
  imprecise: number
  unmapped: number
  hour_unknown: number
  duplicates: number
  outside_coverage: number
}

export interface ValueCount {
  value: string
  n: number
}

export type Step = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

export interface Series {
  step: Step
  bins: { start: string; n: number }[] | null
  unknown: number
}

export interface MonthByYear {
  years: { year: number; months: number[] }[] | null
  unknown: number
}

/** Monday first, local hours. */
export type HourByDay = number[][]

export interface Summary extends Used {
  /** Only when asked for with study_area=true, and not with a polygon. */
  study_area?: { n: number; outside: number; as_of: string | null } | null
  total: number
  mapped: number
  persons: number
  episodes: number
  by_kind: ValueCount[] | null
  by_source: ValueCount[] | null
  by_origin: ValueCount[] | null
  by_side: ValueCount[] | null
  by_cause: ValueCount[] | null
  by_land: ValueCount[] | null
  by_area: ValueCount[] | null
  by_found_within_days: ValueCount[] | null
  series: Series
  month_by_year: MonthByYear
  hour_by_day: HourByDay
  hour_unknown: number
}

export interface SourceStatus {
  slug: string
  name: string
  credit?: string
  url?: string
  synthetic: boolean
  rows: number
  mapped: number
  unmapped: number
  duplicates: number
  /** The name of a polygon. */
  coverage: string
  /** Days it can speak for; absent = those of its records. */
  first_day?: string
  last_day?: string
  first_record?: string
  last_record?: string
  /** Days between the first and the last, both inclusive, that none of its files covers. */
  silent?: { first: string; last: string }[] | null
  radii: ValueCount[] | null
  /** Rows of each kind that it has any of; none from servers before they told. */
  kinds?: ValueCount[] | null
  /** Coordinates that many of its rows give. */
  shared_points?: { lon: number; lat: number; rows: number; unmapped: boolean }[] | null
}

export interface Sources {
  sources: SourceStatus[] | null
  synthetic: boolean
  duplicates: { source: string; repeats: string; n: number }[] | null
}

export interface Break {
  from: number
  to: number
  cells: number
}

export interface Breaks extends Used {
  res: number
  breaks: Break[] | null
  min: number
  max: number
  cells: number
}

export interface CellCount {
  h3: string
  n: number
  persons: number
  lon: number
  lat: number
  /** Asked for with places=true. */
  place?: Whereabouts
}

/** Where a point lies, in words. */
export interface Whereabouts {
  town: Town
  distance_to_line_m: number
  border_km: number
  side: string
}

export interface Cells extends Used {
  res: number
  cells: CellCount[] | null
}

/** Counts by two dimensions; '' is "not stated". */
export interface TwoWay extends Used {
  by: [string, string]
  rows: string[] | null
  columns: string[] | null
  counts: number[][] | null // [row][column]
  row_sum: number[] | null
  column_sum: number[] | null
  total: number
}

export interface Town {
  name: string
  country: string
  distance_m: number
  compass: string
}

export interface Cell extends Used {
  h3: string
  res: number
  n: number
  persons: number
  lon: number
  lat: number
  area_km2: number
  town?: Town | null
  distance_to_line_m: number
  border_km: number
  side: string
  rank: number
  of: number
  by_kind: ValueCount[] | null
  by_cause: ValueCount[] | null
  series: Series
  month_by_year: MonthByYear
  hour_by_day: HourByDay
  hour_unknown: number
  boundary: [number, number][]
}

export type State = 'hot' | 'cold' | 'not_significant' | 'too_few' | 'no_data'

/** One text in both languages. */
export interface Words {
  en: string
  es: string
}

/** A cell against what is usual; undefined and unbounded numbers are null. */
export interface AssessedCell {
  h3: string
  state: State
  n: number
  n_disk: number
  n_disk_before: number
  expected: number | null
  rr: number | null
  rr_lo: number | null
  rr_hi: number | null
  p: number | null
  q: number | null
  gi_z: number | null
  finding: Words
  lon: number
  lat: number
  town?: Town
  border_km: number
}

export interface Hotspots extends Used {
  res: number
  interval: string
  comparison: string[]
  universe_id: string
  n_cells: number
  n_covered: number
  neighbourhood: string
  method: { test: string; adjustment: string; alpha: number }
  n_before: number
  episodes: number
  episodes_before: number
  left_out: LeftOut[]
  warnings: ({ code: string } & Words)[]
  states: { state: State; cells: number; explain: Words }[]
  /** Those that stand out first; without coverage last. */
  cells: AssessedCell[]
}

/** Whether two counts differ by more than chance. */
export type Reading = 'more' | 'fewer' | 'no_clear_change' | 'too_few'

/** A ratio of rates with its interval; null where nothing bounds it. */
export interface Change {
  ratio: number | null
  lo: number | null
  hi: number | null
  p: number | null
  reading: Reading
}

export interface ComparedCell extends Change {
  h3: string
  n: number
  n_before: number
  q: number | null
  lon: number
  lat: number
  town: Town
  border_km: number
}

/** A source that an answer does not count, the days that it speaks for, and why. */
export interface LeftOut extends Words {
  source: string
  days: string
}

/** Two intervals on the days that every source counted covers on both sides. */
export interface Comparison extends Used {
  res: number
  interval: string
  comparison: string[]
  days: number
  days_before: number
  n_cells: number
  n_covered: number
  alpha: number
  tests: number
  unit: string
  n_before: number
  n_excluded_before: Excluded
  overall: Change
  readings: { reading: Reading; cells: number; label: Words; explain: Words }[]
  sources: { source: string; days: string }[]
  left_out: LeftOut[]
  warnings: ({ code: string } & Words)[]
  /** The clearest changes first. */
  cells: ComparedCell[]
}

export interface Incident {
  id: string
  source: string
  kind: string
  subkind?: string
  occurred_at: string
  time_precision: 'exact' | 'hour' | 'day' | 'month' | 'year'
  time_kind: 'occurred' | 'discovered' | 'reported'
  found_within_days?: number
  radius_m?: number
  location_method: string
  origin: string
  persons?: number
  cause?: string
  land?: string
  mapped: boolean
  shared_point?: boolean
  h3?: string
  duplicate_of?: string
  synthetic?: boolean
  area?: string
  side?: string
  distance_to_line_m?: number
  border_km?: number
  /** Asked for with places=true. */
  town?: Town
  /** From the feature's geometry: as reported, whether usable or not. */
  point?: [number, number]
}

export interface Incidents {
  features: { id: string; geometry: { coordinates: [number, number] } | null; properties: Incident }[]
  numberMatched: number
  numberReturned: number
  links?: { rel: string; href: string }[] | null
}

export interface Place {
  type: 'town' | 'crossing' | 'coordinate' | 'cell' | 'corridor'
  id?: string // of a corridor
  name: string
  detail?: string
  country?: string
  lon: number
  lat: number
  zoom: number
  notation?: string
}

export interface Ready {
  ready: boolean
  seq?: number
  incidents?: number
  progress?: number
}

export interface Version {
  version: string
  commit?: string
}

/** What an import did, or would do. */
export interface Report {
  id: string
  file: string
  format: string
  source: string // slugs, separated by ", "
  rows_read: number
  added: number
  revised: number
  unchanged: number
  kept: Record<string, number>
  rejected: number
  rejects_by_reason: Record<string, number> | null
  reject_lines?: { line: number; column: string; value: string; reason: string }[]
  unmapped: { no_point: number; moved: number; no_location: number; shared_point: number }
  shared_points: { rows: number }[] | null
  columns_left_out: string[] | null
  columns_ignored: string[] | null
  repeats_of: Record<string, number> | null
  unknown_kinds?: Record<string, number> // rows by the word of their kind, where that is none; '' for all further words
  first_day?: string
  last_day?: string
  finished_at: string
  warnings: string[] | null // sentences
}

/** A file of the folder of overlays. */
export interface OverlayItem {
  name: string
  title: string
  credit: string // '' where the file does not say
  license: string
  accuracy_m: number | null // null where it is not declared
  features: number
  geometry: 'polygon' | 'line' | 'point' | 'mixed'
  bounds: [number, number, number, number] // west, south, east, north
}

export interface Overlays {
  overlays: OverlayItem[] | null
  problems: { file: string; detail: string }[] | null
}
