import { computed, signal } from '@preact/signals'
import type { Report } from '../../api/corridors'
import type { Breaks, Cell, Cells, Comparison, Incidents, Place } from '../../api/types'
import { along } from '../../i18n/format'
import { unit } from '../../i18n/units'
import type { LonLat, Shape } from '../../map/port'
import { answer, answerTo, ask, finest, query, res, summary } from '../../state/answers'
import { resolutionAt } from '../../state/cells'
import { lengthM } from '../../state/geodesic'
import { filters, page, screen } from '../../state/page'
import { previousPeriod } from '../../state/period'
import type { Resource } from '../../state/resource'
import { bodyOf, type InHand, inHand, saved, savedOnes } from '../corridor/state'
import { fullStretches } from './stretches'

/** What a briefing asks the server, while it is shown. */

const shown = computed(() => screen.value === 'briefing')
const own = computed(() => page.value.own)
export const corridors = savedOnes
const named = computed(() => own.value.about ?? '')
const savedNamed = computed(() => saved.value.find(({ id }) => id === named.value))
/** The link names a corridor that is not saved here; the page is then about the map. */
export const unknownId = computed(() =>
  !['', theMap, theHand].includes(named.value) && corridors.data.value && !savedNamed.value ? named.value : '',
)

/** A corridor that a page can be about. */
export interface Subject extends Pick<InHand, 'points' | 'halfWidthM' | 'ends'> {
  /** Of a saved one as it is saved; theHand for a line that is not. */
  id: string
  /** '' for a line that was never saved. */
  name: string
}

/** In `about`: the map, even where a corridor is in hand; and the line in hand, as it is not saved. */
export const theMap = 'map'
export const theHand = 'line'

/** The corridor in hand as a page is about it. */
export const atHand = computed<Subject | null>(() => {
  const hand = inHand.value
  if (!hand) return null
  const { saved: from, changed, ...line } = hand
  return { ...line, id: from && !changed ? from.id : theHand, name: from?.name ?? '' }
})

/** What the page is about: what the link says, else the corridor in hand; null for the map. */
export const subject = computed<Subject | null>(() => {
  const one = savedNamed.value
  if (one) {
    const { id, name, line, half_width_m: halfWidthM, ends } = one
    return { id, name, points: line.coordinates, halfWidthM, ends }
  }
  return named.value === '' || named.value === theHand ? atHand.value : null
})
/** '' = the map. */
export const about = computed(() => subject.value?.id ?? '')

/** How many maps on paper are not painted yet. */
export const paintingMaps = signal(0)
/** How many maps on paper lack tiles that the server did not give. */
export const brokenMaps = signal(0)
/** The zoom of the map on the paper; found when it has been laid out. */
export const mapZoom = signal<number | null>(null)
/**
 * As on the screen, where the paper's map is allowed cells that small: one finer than its own zoom has.
 * A corridor's map is not the screen's: its own zoom says.
 */
export const resolution = computed(() => {
  if (mapZoom.value === null || res.value === null) return null
  const own = resolutionAt(mapZoom.value, finest.value)
  return about.value ? own : Math.min(res.value, finest.value, own + 1)
})

const when = (url: () => string | null) => () => (shown.value ? url() : null)

export const breaks = answer<Breaks>(
  when(() => (resolution.value === null ? null : ask('/api/v1/breaks', query.value, `res=${resolution.value}`))),
)
export const mapTiles = computed(() =>
  resolution.value === null ? null : ask('/tiles/hotspots/{z}/{x}/{y}.mvt', query.value, `res=${resolution.value}`),
)

const before = computed(() => previousPeriod(filters.value))
/** All that match against the equal period before; not asked where the period is open. */
export const change = answer<Comparison>(
  when(() => {
    const period = before.value
    return period ? ask('/api/v1/compare', query.value, `with=${period.from}/${period.until}`, 'res=4') : null
  }),
)

export const corridor = answerTo<Report>(() => (shown.value && subject.value ? reportOn(subject.value) : null))

/** What is asked about a corridor, with so many of its incidents, by km. A saved one is asked for by its id. */
export function reportOn({ id, ...line }: Subject, incidents = 0): { url: string; body?: unknown } {
  if (id === theHand) {
    const list = incidents > 0 ? { incidents } : {}
    return { url: ask('/api/v1/corridors/query', query.value), body: { ...bodyOf(line), compare: 'previous', ...list } }
  }
  const list = incidents > 0 ? `incidents=${incidents}` : ''
  return { url: ask(`/api/v1/corridors/${encodeURIComponent(id)}/report`, query.value, 'compare=previous', list) }
}

export const rowsAtMost = 14
export const rows = answer<Incidents>(
  when(() => (about.value ? null : ask('/api/v1/incidents', query.value, `limit=${rowsAtMost}`))),
)

/** The corridor's line, and which of its ends is which: no stretch on paper is found without. */
export const corridorLine = computed<Shape[]>(() => {
  const points = subject.value?.points
  const [first, last] = [points?.[0], points?.at(-1)]
  if (!points || !first || !last) return []
  const length = corridor.data.value?.length_km ?? lengthM(points) / 1000
  return [
    { form: 'line', points },
    { form: 'point', points: [first], label: `${unit.value} 0` },
    { form: 'point', points: [last], label: `${unit.value} ${along(length, 0)}` },
  ]
})
/** Its edge. */
export const corridorEdge = computed<Shape[]>(() => {
  const outline = about.value ? corridor.data.value?.outline : undefined
  if (!outline) return []
  const parts = outline.type === 'Polygon' ? [outline.coordinates] : outline.coordinates
  return parts.flat().map(points => ({ form: 'area' as const, points }))
})

// --- kilometres of the border, marked on the map ---

const markedKm = [0, 100, 200, 300, 400, 500]
const marks = markedKm.map(km =>
  answer<{ line: { coordinates: LonLat[] } }>(when(() => `/api/v1/border?from_km=${km}&to_km=${km + 1}`)),
)
/** Not on a corridor's map: it has km of its own. */
export const borderMarks = computed<Shape[]>(() =>
  marks.flatMap(({ data }, i) => {
    const at = data.value?.line.coordinates[0]
    return at && !about.value ? [{ form: 'point' as const, points: [at], label: `km ${markedKm[i]}` }] : []
  }),
)

// --- the fullest places: cells of the map, or stretches of the corridor ---

export const placesAtMost = 5
const cells = answer<Cells>(
  when(() =>
    resolution.value === null || about.value ? null : ask('/api/v1/cells', query.value, `res=${resolution.value}`),
  ),
)
const fullest = computed(() =>
  [...(cells.data.value?.cells ?? [])].sort((a, b) => b.n - a.n || (a.h3 < b.h3 ? -1 : 1)).slice(0, placesAtMost),
)
const cards = Array.from({ length: placesAtMost }, (_, i) =>
  answer<Cell>(() => {
    const cell = fullest.value[i]
    return cell ? ask(`/api/v1/cells/${cell.h3}`, query.value) : null
  }),
)

export interface FullPlace {
  id: string
  n: number
  lon: number
  lat: number
  /** MGRS of the point, 1 m; '' until it is known. */
  mgrs: string
  /** Of a cell. */
  cell?: Cell
  /** Of a stretch of the corridor. */
  km?: { from: number; to: number }
}

const found = computed<Omit<FullPlace, 'mgrs'>[]>(() => {
  const report = corridor.data.value
  const line = subject.value?.points
  if (about.value) return report && line ? fullStretches(report, line, placesAtMost) : []
  return fullest.value.flatMap(({ h3, n, lon, lat }, i) => {
    const cell = cards[i]?.data.value
    return cell?.h3 === h3 ? [{ id: h3, n, lon, lat, cell }] : []
  })
})
const grids = Array.from({ length: placesAtMost }, (_, i) =>
  answer<{ places: Place[] | null }>(() => {
    const place = found.value[i]
    return place ? `/api/v1/places?q=${place.lat.toFixed(5)},${place.lon.toFixed(5)}` : null
  }),
)
export const places = computed<FullPlace[]>(() =>
  found.value.map((place, i) => ({ ...place, mgrs: grids[i]?.data.value?.places?.[0]?.detail ?? '' })),
)

const needed: readonly Resource<unknown>[] = [
  summary,
  breaks,
  rows,
  cells,
  ...cards,
  ...grids,
  change,
  corridors,
  corridor,
]
/** Whether something that a page needs was asked for and not answered: without it the page would mislead. */
export const unanswered = computed(
  () => brokenMaps.value > 0 || needed.some(({ error, loading }) => error.value !== null && !loading.value),
)
/** Whether everything that a page needs has been answered. */
export const complete = computed(
  () =>
    resolution.value !== null &&
    paintingMaps.value === 0 &&
    !unanswered.value &&
    (about.value === '' || corridor.data.value !== null) &&
    needed.every(({ loading }) => !loading.value),
)
