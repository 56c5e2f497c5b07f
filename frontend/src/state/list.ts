import { batch, signal } from '@preact/signals'
import { getJSON, isAbort, Problem } from '../api/client'
import type { Incident, Incidents } from '../api/types'
import { admits, resolutionOf } from './cells'
import { type Filters, toQuery, withoutPlace } from './filters'
import { tracked } from './server'
import { type ListName, readable } from './url'

/**
 * Lists of incidents: each is a filter of its own, and the API pages through
 * it. Only "too rough for this cell size" is no filter, and is picked out on
 * the way.
 */

export interface Wanted {
  url: string
  /** Which rows belong; absent where all do. */
  keep?: (incident: Incident) => boolean
  /** How many of those that are picked out there are in all. */
  total?: number
}

export interface ListContext {
  filters: Filters
  resolution: number
  /** The selected cell, '' for none. */
  cell: string
  /** Rows too rough for the resolution. */
  imprecise: number
}

const pageSize = 500
const shownAtOnce = 50
/** Pages read for one "look further", so that a rare row does not read a whole store unasked. */
const pagesAtOnce = 10

export function wanted(name: ListName, context: ListContext): Wanted | null {
  const { filters, resolution, cell, imprecise } = context
  switch (name) {
    case 'all':
      return { url: listURL(filters, shownAtOnce) }
    case 'duplicates':
      return { url: listURL({ ...filters, duplicates: 'only' }, shownAtOnce) }
    case 'unmapped':
      return { url: listURL({ ...withoutPlace(filters), mapped: 'false' }, shownAtOnce) }
    case 'imprecise':
      return {
        url: listURL({ ...filters, mapped: 'true' }, pageSize),
        keep: incident => !admits(resolution, incident.radius_m),
        total: imprecise,
      }
    case 'cell':
      return cell ? { url: listURL({ ...filters, cell: finer(filters.cell, cell) }, shownAtOnce) } : null
  }
}

/** Of a cell filtered for and the selected one, the smaller: what lies in both. */
function finer(filtered: string, selected: string): string {
  return filtered && resolutionOf(filtered) > resolutionOf(selected) ? filtered : selected
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

  /** Reads on until so many are found (a screenful more), all there is, or enough pages were read. */
  async more(enough = this.found.value.length + shownAtOnce) {
    if (this.busy.value) return
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
    return this.want.total !== undefined && this.found.value.length >= this.want.total
  }

  /** How many rows the whole list has; null until an answer says so. */
  get total(): number | null {
    return this.want.keep ? (this.want.total ?? null) : this.matched.value
  }

  /** Whether it reads the same list as another, at another time. */
  asksAs(other: ListReader): boolean {
    return this.want.url === other.want.url
  }

  /** Nothing more is read, by whoever reads page after page either. */
  stop() {
    this.abort.abort()
    this.next.value = null
  }

  private async page(url: string): Promise<boolean> {
    try {
      const answer = await tracked(getJSON<Incidents>(url, this.abort.signal))
      if (this.abort.signal.aborted) return false
      batch(() => {
        const kept = answer.features.map(rowOf).filter(this.want.keep ?? (() => true))
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

function rowOf({ id, geometry, properties }: Incidents['features'][number]): Incident {
  return geometry ? { ...properties, id, point: geometry.coordinates } : { ...properties, id }
}

/** The path of the next page: the link may be absolute, and we stay on our own origin. */
function nextOf(answer: Incidents): string | null {
  const href = answer.links?.find(link => link.rel === 'next')?.href
  if (!href || answer.features.length === 0) return null
  const url = new URL(href, 'http://localhost')
  return url.pathname + url.search
}
