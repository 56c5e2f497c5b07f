import { batch, signal } from '@preact/signals'
import { getJSON, isAbort, Problem } from '../api/client'
import type { Cell, Incident, Incidents } from '../api/types'
import { admits, parentOf, resolutionOf } from './cells'
import { type Filters, toQuery } from './filters'
import { tracked } from './server'
import { type ListName, readable } from './url'

/**
 * Lists of incidents. The API pages through what a filter matches; a list that
 * is part of it (no usable place, one cell) is picked out on the way.
 */

export interface Wanted {
  url: string
  keep: (incident: Incident) => boolean
  /** How many there are in all, where an answer already says so. */
  total: number | null
}

export interface ListContext {
  filters: Filters
  resolution: number
  cell: Cell | null
  counts: { unmapped: number; imprecise: number; duplicates: number; total: number }
}

const pageSize = 500
const shownAtOnce = 50
/** Pages read for one "look further", so that a rare row does not read a whole store unasked. */
const pagesAtOnce = 10

export function wanted(name: ListName, context: ListContext): Wanted | null {
  const { filters, resolution, counts } = context
  switch (name) {
    case 'all':
      return { url: listURL(filters, shownAtOnce), keep: () => true, total: counts.total }
    case 'duplicates':
      return {
        url: listURL({ ...filters, duplicates: 'only' }, shownAtOnce),
        keep: () => true,
        total: counts.duplicates,
      }
    case 'unmapped':
      return { url: listURL(filters, pageSize), keep: incident => !incident.mapped, total: counts.unmapped }
    case 'imprecise':
      return {
        url: listURL(filters, pageSize),
        keep: incident => incident.mapped && !admits(resolution, incident.radius_m),
        total: counts.imprecise,
      }
    case 'cell':
      return context.cell && inCell(filters, context.cell)
  }
}

/** A box wider than the cell, since its finest cells reach over its edges; then by the id of the finest cell. */
function inCell(filters: Filters, cell: Cell): Wanted {
  const bbox = filters.bbox || boxAround(cell.boundary)
  const resolution = resolutionOf(cell.h3)
  return {
    url: listURL({ ...filters, bbox }, pageSize),
    keep: ({ h3, radius_m }) =>
      Boolean(h3) && admits(resolution, radius_m) && parentOf(h3 ?? '', resolution) === cell.h3,
    total: cell.n,
  }
}

export function boxAround(ring: readonly (readonly [number, number])[]): string {
  const [lons, lats] = [ring.map(p => p[0]), ring.map(p => p[1])]
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)]
  const [dx, dy] = [(east - west) / 6, (north - south) / 6]
  return [west - dx, south - dy, east + dx, north + dy].map(degrees => degrees.toFixed(5)).join()
}

function listURL(filters: Filters, limit: number): string {
  return `/api/v1/incidents?${[readable(toQuery(filters)), `limit=${limit}`].filter(Boolean).join('&')}`
}

// --- reading ---

export class ListReader {
  readonly found = signal<Incident[]>([])
  readonly read = signal(0)
  readonly matched = signal<number | null>(null)
  readonly busy = signal(false)
  readonly problem = signal<Problem | null>(null)
  /** The next page; null once everything has been read. */
  readonly next = signal<string | null>(null)

  private readonly want: Wanted
  private readonly abort = new AbortController()

  constructor(want: Wanted) {
    this.want = want
    this.next.value = want.url
  }

  /** Reads on until a screenful more is found, all there is, or enough pages were read. */
  async more() {
    if (this.busy.value) return
    const enough = this.found.value.length + shownAtOnce
    this.busy.value = true
    this.problem.value = null
    for (
      let pages = 0;
      pages < pagesAtOnce && this.next.value && !this.complete && this.found.value.length < enough;
      pages++
    ) {
      if (!(await this.page(this.next.value))) break
    }
    this.busy.value = false
  }

  get complete(): boolean {
    return this.want.total !== null && this.found.value.length >= this.want.total
  }

  stop() {
    this.abort.abort()
  }

  private async page(url: string): Promise<boolean> {
    try {
      const answer = await tracked(getJSON<Incidents>(url, this.abort.signal))
      batch(() => {
        const kept = answer.features.map(feature => ({ ...feature.properties, id: feature.id })).filter(this.want.keep)
        this.found.value = [...this.found.value, ...kept]
        this.read.value += answer.features.length
        this.matched.value = answer.numberMatched
        this.next.value = nextOf(answer)
      })
      return true
    } catch (cause) {
      if (!isAbort(cause)) this.problem.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
      return false
    }
  }
}

/** The path of the next page: the link may be absolute, and we stay on our own origin. */
function nextOf(answer: Incidents): string | null {
  const href = answer.links?.find(link => link.rel === 'next')?.href
  if (!href || answer.features.length === 0) return null
  const url = new URL(href, 'http://localhost')
  return url.pathname + url.search
}
