import { computed } from '@preact/signals'
import { getJSON } from '../api/client'
import type { Breaks, Cell, Sources, Summary, Version } from '../api/types'
import { finestResolution, resolutionAt } from './cells'
import { toQuery } from './filters'
import { filters, phase, selectedCell, zoom } from './page'
import { activePreset, localDay } from './period'
import { type Resource, resource } from './resource'
import { generation, server, tracked } from './server'
import { readable } from './url'

/** Everything that the screen asks the server, each answer following its question. */

function answer<T>(url: () => string | null): Resource<T> {
  return resource<T>(url, (question, signal) => tracked(getJSON<T>(question, signal)), generation)
}

const shown = computed(() => phase.value === 'ready')
/** The filters as the API's query string. */
export const query = computed(() => readable(toQuery(filters.value)))
const wholeTimeQuery = computed(() => readable(toQuery({ ...filters.value, from: '', until: '' })))

export const sources = answer<Sources>(() => (server.value === 'starting' ? null : '/api/v1/sources'))
export const version = answer<Version>(() => '/version')

const mappedInStore = computed(() => (sources.data.value?.sources ?? []).reduce((n, s) => n + s.mapped, 0))
/** The finest cells that this store draws. */
export const finest = computed(() => finestResolution(mappedInStore.value))
/** Resolution of the cells drawn. */
export const res = computed(() => (zoom.value === null ? null : resolutionAt(zoom.value, finest.value)))

export const summary = answer<Summary>(() =>
  shown.value && res.value !== null ? ask('/api/v1/summary', query.value, `res=${res.value}`) : null,
)
export const breaks = answer<Breaks>(() =>
  shown.value && res.value !== null ? ask('/api/v1/breaks', query.value, `res=${res.value}&classes=5`) : null,
)
export const cell = answer<Cell>(() =>
  shown.value && selectedCell.value ? ask(`/api/v1/cells/${selectedCell.value}`, query.value) : null,
)
/** The same question over all time: presets count back from its newest record. */
export const wholeTime = answer<Summary>(() => (shown.value ? ask('/api/v1/summary', wholeTimeQuery.value) : null))

export const newestDay = computed(() => {
  const asOf = wholeTime.data.value?.as_of
  return asOf ? localDay(asOf) : null
})
export const preset = computed(() => (newestDay.value ? activePreset(filters.value, newestDay.value) : null))

export const tilesURL = computed(() => (shown.value ? ask('/tiles/hotspots/{z}/{x}/{y}.mvt', query.value) : null))

export function ask(path: string, ...queries: string[]): string {
  const all = queries.filter(Boolean).join('&')
  return all ? `${path}?${all}` : path
}
