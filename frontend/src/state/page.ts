import { batch, computed, signal } from '@preact/signals'
import type { Problem } from '../api/client'
import { type Filters, noFilters } from './filters'
import { type Defaults, emptyPage, type Metric, type Own, type Page, type Screen } from './url'
import { groupsOf, type Kind } from './words'

/** starting: the store is not known yet; empty: it holds no incident. */
export type Phase = 'starting' | 'empty' | 'ready'

/** What a link carries. Everything else on the screen derives from this and from answers. */
export const page = signal<Page>(emptyPage)
export const screen = computed(() => page.value.screen)
export const filters = computed(() => page.value.filters)
export const selectedCell = computed(() => page.value.cell)
export const openList = computed(() => page.value.list)

export const metric = computed(() => page.value.metric)
export const pins = computed(() => page.value.pins)

export const phase = signal<Phase>('starting')
/** Why the first view could not be found. */
export const startProblem = signal<Problem | null>(null)
/** The filters of the first view. */
export const defaults = signal<Defaults | null>(null)
/** Parameters of the link that could not be understood. */
export const dropped = signal<string[]>([])
/** The map's zoom in 512-px tiles; null until the map stands. */
export const zoom = signal<number | null>(null)
/** Kinds that the reader is asked to confirm, because they would mix groups. */
export const askedMix = signal<readonly Kind[] | null>(null)

export const mixed = computed(() => groupsOf(filters.value.kinds).length > 1)

/** Changes the filters: one step of the browser's history. */
export function setFilters(patch: Partial<Filters>) {
  batch(() => {
    page.value = { ...page.value, filters: { ...filters.value, ...patch } }
    askedMix.value = null
  })
}

const noStep = new WeakSet<Page>()

/** Whether a page belongs to the step of the browser's history before it. */
export function isNoStep(page: Page): boolean {
  return noStep.has(page)
}

/** Shows a period within the current step of the history: a drag and a playback are one step each. */
export function passPeriod({ from, until }: Pick<Filters, 'from' | 'until'>) {
  const next = { ...page.peek(), filters: { ...filters.peek(), from, until } }
  noStep.add(next)
  page.value = next
}

/** Chooses kinds; asks first where that would newly mix groups. */
export function chooseKinds(chosen: readonly Kind[]) {
  if (groupsOf(chosen).length > 1 && !mixed.value) askedMix.value = chosen
  else setFilters({ kinds: chosen })
}

/** Back to the first view's filters. */
export function clearFilters() {
  setFilters({ ...noFilters, ...defaults.value })
}

export function selectCell(id: string) {
  page.value = { ...page.value, cell: id, list: null }
}

export function showList(list: Page['list']) {
  page.value = { ...page.value, list }
}

/** Shows the rows of another question on the map screen. */
export function openFiltered(filters: Filters, list: Page['list']) {
  page.value = { ...page.value, screen: 'map', filters, cell: '', list }
}

export function setMetric(metric: Metric) {
  page.value = { ...page.value, metric }
}

export function setPins(pins: Page['pins']) {
  page.value = { ...page.value, pins }
}

export function showScreen(screen: Screen) {
  page.value = { ...page.value, screen }
}

/** Shows a saved corridor on its own screen, the map open on it. */
export function openCorridor(id: string) {
  batch(() => {
    page.value = { ...page.value, screen: 'corridor', view: null }
    setOwn(corridorAsSaved(id))
  })
}

/** What the link keeps of a corridor that is as it is saved; '' for none in hand. */
export function corridorAsSaved(id: string): Own {
  return { corridor: id, line: '', width: '', ends: '', km: '' }
}

/** Changes what a screen keeps in the link; an empty text takes a parameter out. */
export function setOwn(patch: Own) {
  const own = Object.entries({ ...page.value.own, ...patch }).filter(([, text]) => text !== '')
  page.value = { ...page.value, own: Object.fromEntries(own) }
}

export function setView(view: Page['view']) {
  page.value = { ...page.value, view }
}
