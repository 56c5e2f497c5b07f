import { computed, effect, signal } from '@preact/signals'
import { getJSON, sendJSON } from '../api/client'
import type { Break, Breaks, Cell, Cells, Comparison, Hotspots, Sources, Summary, Version } from '../api/types'
import { coarsestOfAll, finestResolution, keptAt, resolutionAt, resolutionOf } from './cells'
import { pinnedClasses } from './classes'
import { anySpoken, daysOf, monthCovered, runsOf, sourcesIn } from './coverage'
import { noFilters, toQuery } from './filters'
import { cellsShown, classMethod, keptRes } from './legend'
import { charts, lite } from './lite'
import { filters, metric, phase, pins, screen, selectedCell, zoom } from './page'
import { activePreset, addMonths, isDay, localDay, presetPeriod } from './period'
import { type Resource, resource } from './resource'
import { generation, server, tracked } from './server'
import { chosenStep, closer } from './strip'
import { barCount, extent, mostBars, usualStep } from './timeline'
import { readable } from './url'

/** Everything that the screen asks the server, each answer following its question. */

const everything = signal<readonly Resource<unknown>[]>([])
/** Whether any answer is under way. */
export const anyLoading = computed(() => everything.value.some(({ loading }) => loading.value))

/** An answer that follows its question, asked again when the store has changed; null asks nothing. */
export function answer<T>(url: () => string | null): Resource<T> {
  const load = (question: string, signal: AbortSignal) =>
    takeEarly<T>(question) ?? tracked(getJSON<T>(question, signal))
  return listed(resource<T>(url, load, generation))
}

const early = new Map<string, { asked: Promise<unknown>; since: number }>()

/** Asks what the first view needs and the page's own answers after it: those take this one, once, and do not ask again. */
export function askEarly<T>(url: string): Promise<T> {
  const asked = tracked(getJSON<T>(url))
  early.set(url, { asked, since: generation.peek() })
  return asked
}

/** Nothing where the store has changed since. */
function takeEarly<T>(url: string): Promise<T> | undefined {
  const found = early.get(url)
  early.delete(url)
  return found?.since === generation.peek() ? (found.asked as Promise<T>) : undefined
}

/** The same for a question that may go with a body. */
export function answerTo<T>(question: () => { url: string; body?: unknown } | null): Resource<T> {
  const text = () => {
    const asked = question()
    return asked && JSON.stringify(asked)
  }
  const load = (text: string, signal: AbortSignal) => {
    const { url, body } = JSON.parse(text) as { url: string; body?: unknown }
    return tracked(body === undefined ? getJSON<T>(url, signal) : sendJSON<T>(url, body, { signal }))
  }
  return listed(resource<T>(text, load, generation))
}

function listed<T>(made: Resource<T>): Resource<T> {
  everything.value = [...everything.peek(), made as Resource<unknown>]
  return made
}

const shown = computed(() => phase.value === 'ready')
/** The filters as the API's query string. */
export const query = computed(() => readable(toQuery(filters.value)))
const wholeTimeQuery = computed(() => readable(toQuery({ ...filters.value, from: '', until: '' })))
const newestQuery = computed(() => {
  const { kinds, sources } = filters.value
  return readable(toQuery({ ...noFilters, kinds, sources }))
})

export const aboutSources = '/api/v1/sources'
export const sources = answer<Sources>(() =>
  phase.value === 'starting' || server.value === 'starting' ? null : aboutSources,
)
export const version = answer<Version>(() => '/version')

const mappedInStore = computed(() => (sources.data.value?.sources ?? []).reduce((n, s) => n + s.mapped, 0))
/** The finest cells that this store draws. */
export const finest = computed(() => finestResolution(mappedInStore.value))
const listedHotspots = 100
/** The cells drawn at each zoom: of the size kept, or as the zoom has it; one coarser where data is saved. */
const sizeAt = computed(() => {
  const [kept, least, coarser] = [keptRes.value, finest.value, lite.value ? 1 : 0]
  return (zoom: number) =>
    kept === null ? Math.max(coarsestOfAll, resolutionAt(zoom, least) - coarser) : keptAt(zoom, kept, least)
})
const resByZoom = computed(() => (zoom.value === null ? null : sizeAt.value(zoom.value)))

/**
 * Change against usual: the states, and the cells that stand out first. Its
 * cells are of one size at every zoom, which the server chooses.
 */
export const hotspots = answer<Hotspots>(() =>
  shown.value && metric.value === 'significance'
    ? ask('/api/v1/hotspots', query.value, `limit=${listedHotspots}`)
    : null,
)
/** Resolution of the cells drawn. */
export const res = computed(() => hotspots.data.value?.res ?? resByZoom.value)

/** Every cell's state, asked for only when a cell is opened that the list does not hold. */
const everyHotspot = answer<Hotspots>(() => {
  const listed = hotspots.data.value?.cells
  const { value: cell } = selectedCell
  if (!listed || metric.value === 'count' || !cell || listed.some(({ h3 }) => h3 === cell)) return null
  return ask('/api/v1/hotspots', query.value, 'limit=25000')
})
export const assessed = computed(() => everyHotspot.data.value ?? hotspots.data.value)

/** Whether change against usual is told of cells of a resolution. */
export function usualTold(size: number): boolean {
  return size >= 4 && size <= 7
}

/** The open cell against usual, where the map shows counts. */
export const cellUsual = answer<Hotspots>(() => {
  const { value: cell } = selectedCell
  if (!shown.value || !charts.value || metric.value !== 'count' || !cell) return null
  const size = resolutionOf(cell)
  return usualTold(size) ? ask('/api/v1/hotspots', query.value, `res=${size}&h3=${cell}`) : null
})

const summaryQuestion = computed(() =>
  shown.value && res.value !== null ? ask('/api/v1/summary', query.value, `res=${res.value}`) : null,
)
export const summary = answer<Summary>(() => summaryQuestion.value)

/**
 * Whether no source that tells of a kind speaks for any day asked for: its
 * absence is no zero. False while that is not known.
 */
export function untold(kind: string): boolean {
  const { value: known } = summary.data
  if (known === null) return false
  if (!known.by_kind?.some(({ value }) => value === kind)) return true
  const telling = sources.data.value?.sources?.filter(source => source.kinds?.some(({ value }) => value === kind))
  const spoken = telling?.flatMap(runsOf) ?? []
  return spoken.length > 0 && !anySpoken(filters.value, spoken)
}

/** Whether the map, once it has stood, is getting other cells. */
export const mapBusy = signal(false)

/** Whether the map's own answers are here and painted. Before the first of them all is asked at once: no map waits for it. */
const mapAnswered = computed(() => {
  const { answered, error } = summary
  if (answered.value === null) return true
  return !mapBusy.value && (answered.value === summaryQuestion.value || error.value !== null)
})

/** A question that may wait for the map's own: what is looked at first has the connections and the processor. */
function afterMap(question: () => string | null): () => string | null {
  const held = signal<string | null>(null)
  effect(() => {
    const now = question()
    if (now === null || mapAnswered.value) held.value = now
  })
  return () => held.value
}

/** All that match against the same part of the years before; not asked for all time, which has none. */
export const overall = answer<Comparison>(
  afterMap(() =>
    shown.value && charts.value && screen.value === 'map' && filters.value.from !== '' && !selectedCell.value
      ? ask('/api/v1/compare', query.value, 'limit=1')
      : null,
  ),
)
/**
 * Where nothing before the period can be compared, as in a first view of all that
 * the store holds: the period's last twelve months, against the time before them.
 */
export const latestYear = answer<Comparison>(
  afterMap(() => {
    const { from, until } = filters.value
    if (overall.data.value?.comparison.length !== 0 || !isDay(until)) return null
    const year = presetPeriod('12m', until)
    if (year.from <= from) return null
    return ask('/api/v1/compare', readable(toQuery({ ...filters.value, ...year })), 'limit=1')
  }),
)
export const breaks = answer<Breaks>(() =>
  shown.value && res.value !== null && metric.value === 'count'
    ? ask('/api/v1/breaks', query.value, `res=${res.value}&classes=5&method=${classMethod.value}`)
    : null,
)
/** The pinned classes belong to one cell size; others have their own. */
export const pinned = computed(() =>
  pins.value && pins.value.resolution === breaks.data.value?.res ? pins.value : null,
)
const counts = answer<Cells>(() => (pinned.value ? ask('/api/v1/cells', query.value, `res=${res.value}`) : null))

/** The classes that legend and map show. */
export const classes = computed<readonly Break[]>(() => {
  const own = breaks.data.value?.breaks ?? []
  return pinned.value
    ? pinnedClasses(
        pinned.value,
        (counts.data.value?.cells ?? []).map(({ n }) => n),
      )
    : own
})

/** Whether the map's cells are about to get other classes. */
export const classesDue = computed(() => metric.value === 'count' && breaks.loading.value)

export const cell = answer<Cell>(() =>
  shown.value && selectedCell.value ? ask(`/api/v1/cells/${selectedCell.value}`, query.value) : null,
)
/** The same question over all time, asked where nothing matches. */
export const wholeTime = answer<Summary>(() =>
  shown.value && summary.data.value?.total === 0 ? ask('/api/v1/summary', wholeTimeQuery.value) : null,
)

/**
 * Presets count back from the newest record of the kinds and sources chosen,
 * whatever else is asked: places are then compared over one period.
 */
const newest = answer<Summary>(
  afterMap(() => (shown.value ? ask('/api/v1/summary', newestQuery.value, askStudyArea) : null)),
)
/** The sources that have rows of the kinds and sources chosen, at any time. */
export const speakingSources = computed(() =>
  sourcesIn(sources.data.value?.sources ?? [], newest.data.value?.by_source ?? [], filters.value.sources),
)
/** All days that any of them can speak for. */
export const wholeTimeDays = computed(() => extent(speakingSources.value.flatMap(source => daysOf(source) ?? [])))
/** The days drawn in the strip. */
export const stripDays = computed(() => closer.value ?? wholeTimeDays.value)
export const stripStep = computed(() => {
  const [days, chosen] = [stripDays.value, chosenStep.value]
  if (!days) return null
  return chosen && barCount(days, chosen) <= mostBars ? chosen : usualStep(days)
})
const overTimeURL = computed(() => {
  const [days, step] = [stripDays.value, stripStep.value]
  if (!shown.value || !charts.value || !days || !step) return null
  const asked = { ...filters.value, from: addMonths(days.from, -12), until: days.until }
  return ask('/api/v1/summary', readable(toQuery(asked)), `step=${step}`)
})
/** The strip's bars, whatever the period, from a year before its first day. */
export const overTime = answer<Summary>(afterMap(() => overTimeURL.value))

/** The sources that have rows in the answer. */
export const answeringSources = computed(() =>
  sourcesIn(sources.data.value?.sources ?? [], summary.data.value?.by_source ?? [], filters.value.sources),
)

/** Whether a month lies in the period asked and in the days of any source in the answer. */
export function isCovered(year: number, month: number): boolean {
  return monthCovered(year, month, filters.value, answeringSources.value.flatMap(runsOf))
}

/** Whether no source with rows of the kinds and sources chosen speaks for any day asked for: nothing is not zero then. */
export const unspoken = computed(() => {
  const spoken = speakingSources.value.flatMap(runsOf)
  return spoken.length > 0 && !anySpoken(filters.value, spoken)
})

export const newestDay = computed(() => {
  const asOf = newest.data.value && newestOf(newest.data.value)
  return asOf ? localDay(asOf) : null
})
export const preset = computed(() => (newestDay.value ? activePreset(filters.value, newestDay.value) : null))

export const tilesURL = computed(() => {
  if (!shown.value || !cellsShown.value) return null
  if (metric.value !== 'count') return ask(cellTiles, query.value, `metric=${metric.value}`)
  return ask(cellTiles, query.value, cellsResAt.value ? 'res={res}' : '')
})
/** The resolution for each zoom of a tile, where it is not the one that the server would choose. */
export const cellsResAt = computed(() => {
  const usual = keptRes.value === null && !lite.value
  return usual || metric.value !== 'count' ? undefined : sizeAt.value
})
const cellTiles = '/tiles/hotspots/{z}/{x}/{y}.mvt'

/** Asks a summary how much of it lies in the study area too. */
export const askStudyArea = 'study_area=true'

/** The newest record in the study area; where none lies there, of all. */
export function newestOf({ study_area, as_of }: Pick<Summary, 'study_area' | 'as_of'>): string | null {
  return study_area?.as_of ?? as_of
}

const someOutside = computed(() => (newest.data.value?.study_area?.outside ?? 0) > 0)
const withOutside = answer<Summary>(
  afterMap(() => (shown.value && someOutside.value ? ask('/api/v1/summary', query.value, askStudyArea) : null)),
)
/** How many of the total lie outside the study area. */
export const outside = computed(() => (someOutside.value && withOutside.data.value?.study_area?.outside) || 0)

export function ask(path: string, ...queries: string[]): string {
  const all = queries.filter(Boolean).join('&')
  return all ? `${path}?${all}` : path
}
