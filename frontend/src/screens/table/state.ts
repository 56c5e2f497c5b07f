import { computed } from '@preact/signals'
import type { Shelf } from '../../api/corridors'
import type { Cells, Hotspots, TwoWay } from '../../api/types'
import { answer, ask, query, res } from '../../state/answers'
import { type Filters, toQuery } from '../../state/filters'
import { overlays } from '../../state/overlays'
import { filters, metric, page, phase, screen, zoom } from '../../state/page'
import { readable } from '../../state/url'
import { port } from '../../ui/mapcontrol'

/** What the screen "table" shows and asks, while it is open. */

export const subjects = ['cells', 'incidents', 'corridors', 'cross'] as const
export type Subject = (typeof subjects)[number]

const own = (name: string) => computed(() => page.value.own[name] ?? '')
const rowsChoice = own('rows')
export const sortChoice = own('sort')
export const columnChoice = own('cols')
const byChoice = own('by')
const shareChoice = own('share')
const inViewChoice = own('inview')

const open = computed(() => phase.value === 'ready' && screen.value === 'table')
export const subject = computed<Subject>(() => subjects.find(name => name === rowsChoice.value) ?? 'cells')
export const inView = computed(() => inViewChoice.value === '1')

type Bounds = readonly [number, number, number, number]

/** What the map shows; null where there is no map on the screen. */
export const bounds = computed<Bounds | null>(() => {
  void [page.value.view, zoom.value] // it moves with these
  return port.value?.bounds() ?? null
})

// --- cells ---

export const cells = answer<Cells>(() =>
  open.value && subject.value === 'cells' && metric.value === 'count' && res.value !== null
    ? ask('/api/v1/cells', query.value, `res=${res.value}`, 'places=true')
    : null,
)

export const cellsShown = computed(() => {
  const all = cells.data.value?.cells ?? []
  const box = inView.value ? bounds.value : null
  return box ? all.filter(({ lon, lat }) => within(box, lon, lat)) : all
})

/** Where the map shows change: every cell that a source speaks for, those that stand out first. */
export const changed = answer<Hotspots>(() =>
  open.value && subject.value === 'cells' && metric.value !== 'count'
    ? ask('/api/v1/hotspots', query.value, `limit=${allCells}`)
    : null,
)
const allCells = 25_000

export const changedShown = computed(() => {
  const all = (changed.data.value?.cells ?? []).filter(({ state }) => state !== 'no_data')
  const box = inView.value ? bounds.value : null
  return box ? all.filter(({ lon, lat }) => within(box, lon, lat)) : all
})

function within([west, south, east, north]: Bounds, lon: number, lat: number): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north
}

// --- incidents ---

const pageRows = 1000

/** Rows newest first; of those in view, only those with a place. */
export const incidentsURL = computed(() => {
  if (!open.value || subject.value !== 'incidents') return null
  return ask('/api/v1/incidents', readable(toQuery(filtersShown.value)), `limit=${pageRows}`, 'places=true')
})

const filtersShown = computed<Filters>(() => {
  const box = inView.value ? bounds.value : null
  if (!box || filters.value.bbox) return filters.value
  return { ...filters.value, bbox: box.map(degrees => Number(degrees.toFixed(3))).join() }
})

export const incidentsCSV = computed(() => ask('/api/v1/incidents', 'f=csv', readable(toQuery(filtersShown.value))))

// --- corridors ---

export const corridors = answer<Shelf>(() => (open.value && subject.value === 'corridors' ? '/api/v1/corridors' : null))

// --- two ways ---

export const dimensions = ['land', 'area', 'cause', 'kind', 'source', 'origin', 'side', 'year', 'month'] as const
type Fixed = (typeof dimensions)[number]
/** The polygons of one of the operator's overlays, by its name. */
type OfOverlay = `overlay:${string}`
export type Dimension = Fixed | OfOverlay

export function isOverlay(dimension: string): dimension is OfOverlay {
  return dimension.startsWith('overlay:')
}

/** The overlay's own name. */
export function overlayOf(dimension: OfOverlay): string {
  return dimension.slice('overlay:'.length)
}

/** The overlays that have polygons to count within. */
export const overlayDimensions = computed(() =>
  (overlays.value ?? [])
    .filter(({ geometry }) => geometry === 'polygon')
    .map(({ name, title }) => ({ dimension: `overlay:${name}` as const, title })),
)

export const by = computed<[Dimension, Dimension]>(() => {
  const [first, second] = byChoice.value
    .split(',')
    .map(name => (isOverlay(name) ? name : dimensions.find(known => known === name)))
  return first && second && first !== second ? [first, second] : ['year', 'month']
})

export const shares = ['', 'row', 'column'] as const
export type Share = (typeof shares)[number]
export const share = computed<Share>(() => shares.find(name => name === shareChoice.value) ?? '')

export const twoWay = answer<TwoWay>(() =>
  open.value && subject.value === 'cross' ? ask('/api/v1/table', query.value, `by=${by.value.join()}`) : null,
)
