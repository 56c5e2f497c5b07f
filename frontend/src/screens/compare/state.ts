import { computed, signal } from '@preact/signals'
import type { Cells, Comparison, Reading, State, Summary } from '../../api/types'
import { answer, ask, finest, newestDay, speakingSources } from '../../state/answers'
import { resolutionAt } from '../../state/cells'
import { runsOf } from '../../state/coverage'
import { toQuery } from '../../state/filters'
import { filters, page, phase, pins, screen } from '../../state/page'
import type { Period } from '../../state/period'
import { readable } from '../../state/url'
import { classesOf, sharedStarts } from './classes'
import { closed, counts as countChoices, manyPeriods, otherPeriod, readMany, sharesDays, stretchOf } from './periods'

/** What the screen "compare" shows and asks, while it is open. */

export const modes = ['maps', 'swipe', 'difference', 'multiples', 'series'] as const
export type Mode = (typeof modes)[number]

const own = (name: string) => computed(() => page.value.own[name] ?? '')
const modeChoice = own('compare')
export const withChoice = own('with')
const manyChoice = own('multiples')

const open = computed(() => phase.value === 'ready' && screen.value === 'compare')
export const mode = computed<Mode>(() => modes.find(name => name === modeChoice.value) ?? 'maps')

/** Both sides as maps, beside or over each other. */
export const twoMaps = computed(() => mode.value === 'maps' || mode.value === 'swipe')

/** The days of the two sides as asked; null where the page's period has no beginning. */
export const periodA = computed(() => closed(filters.value, newestDay.value))
export const periodB = computed(() => (periodA.value ? otherPeriod(periodA.value, withChoice.value) : null))

function queryOf({ from, until }: Period, sources: readonly string[] = filters.value.sources): string {
  return readable(toQuery({ ...filters.value, from, until, sources }))
}

/** Whether the periods have days in common: an incident would stand on both sides. */
export const overlapping = computed(() => {
  const [a, b] = [periodA.value, periodB.value]
  return mode.value !== 'multiples' && a !== null && b !== null && sharesDays(a, b)
})

const allCells = 25_000

export const comparison = answer<Comparison>(() => {
  const [a, b] = [periodA.value, periodB.value]
  if (!open.value || mode.value === 'multiples' || !a || !b || sharesDays(a, b)) return null
  return ask('/api/v1/compare', queryOf(a), `with=${b.from}/${b.until}`, `limit=${allCells}`)
})

/** What is really compared: the days that are covered on both sides; what was asked where there are none. */
export const sides = computed<{ a: Period; b: Period } | null>(() => {
  const [a, b, about] = [periodA.value, periodB.value, comparison.data.value]
  if (!a || !b) return null
  const [now, ...before] = about ? [about.interval, ...[...about.comparison].sort()] : []
  const [first, last] = [before[0], before.at(-1)]
  if (!now || !first || !last) return { a, b }
  return { a: ends(now), b: { from: ends(first).from, until: ends(last).until } }
})

function ends(interval: string): Period {
  const [from = '', until = ''] = interval.split('/')
  return { from, until }
}

/** Both sides count the sources that cover both. */
const kept = computed(() => comparison.data.value?.sources.map(({ source }) => source) ?? [])

export function sideQuery(side: 'a' | 'b'): string | null {
  const both = sides.value
  if (!both || !comparison.data.value) return null
  return queryOf(both[side], kept.value.length > 0 ? kept.value : filters.value.sources)
}

// --- maps side by side ---

/** The zoom of the maps that move together; null until they stand. */
export const sharedZoom = signal<number | null>(null)
const finestCounted = 7

/**
 * Small maps show more ground on fewer pixels: their cells are one size finer
 * than a large map's, but no finer than the whole comparison can have. One map
 * over the other is a large one.
 */
export function finerAt(zoom: number): number {
  const large = resolutionAt(zoom, finest.peek())
  if (mode.peek() === 'swipe') return large
  return Math.min(finest.peek(), Math.max(large, Math.min(finestCounted, large + 1)))
}

export const mapRes = computed(() => {
  void finest.value
  void mode.value
  return sharedZoom.value === null ? null : finerAt(sharedZoom.value)
})

/** One map: its question, and the counts behind its colours. */
export interface Panel {
  period: Period
  cells: ReturnType<typeof answer<Cells>>
  tiles: string
}

function cellsFor(query: () => string | null) {
  return answer<Cells>(() => {
    const question = open.value ? query() : null
    return question === null || mapRes.value === null
      ? null
      : ask('/api/v1/cells', question, `res=${mapRes.value}`, 'places=true')
  })
}

function tilesOf(query: string): string {
  return ask('/tiles/hotspots/{z}/{x}/{y}.mvt', query, 'res={res}')
}

export const cellsOf = {
  a: cellsFor(() => (twoMaps.value ? sideQuery('a') : null)),
  b: cellsFor(() => (twoMaps.value ? sideQuery('b') : null)),
}

export const many = computed(() => (periodA.value ? readMany(manyChoice.value, periodA.value) : null))
export const manyOf = computed(() =>
  mode.value === 'multiples' && periodA.value && many.value ? manyPeriods(periodA.value, many.value) : [],
)
const manyCells = Array.from({ length: Math.max(...countChoices) }, (_, i) =>
  cellsFor(() => {
    const period = manyOf.value[i]
    return period && speaks(period) !== 'none' ? queryOf(period) : null
  }),
)

/** The maps of the mode, from left to right. */
export const panels = computed<Panel[]>(() => {
  if (mapRes.value === null) return []
  if (twoMaps.value) {
    return (['a', 'b'] as const).flatMap(side => {
      const query = sideQuery(side)
      return query && sides.value ? [{ period: sides.value[side], cells: cellsOf[side], tiles: tilesOf(query) }] : []
    })
  }
  return manyOf.value.map((period, i) => ({
    period,
    cells: manyCells[i] as Panel['cells'],
    tiles: tilesOf(queryOf(period)),
  }))
})

/** Whether any source in the answer speaks for a period: for all of it, a part, or none. */
export function speaks({ from, until }: Period): 'all' | 'part' | 'none' {
  const spoken = speakingSources.value.flatMap(runsOf)
  if (spoken.length === 0) return 'all'
  if (spoken.some(days => days.from <= from && days.until >= until)) return 'all'
  return spoken.some(days => days.from <= until && days.until >= from) ? 'part' : 'none'
}

/** Where each shared class begins: the pinned ones, or those cut from all maps together. */
export const starts = computed(() => {
  if (pins.value && pins.value.resolution === mapRes.value) return pins.value.from
  return sharedStarts(panels.value.map(({ cells }) => countsIn(cells.data.value)))
})

export function countsIn(cells: Cells | null): number[] {
  return (cells?.cells ?? []).map(({ n }) => n)
}

/** The classes over all maps, for colours. */
export const sharedClasses = computed(() =>
  classesOf(
    starts.value,
    panels.value.flatMap(({ cells }) => countsIn(cells.data.value)),
  ),
)

// --- the difference map ---

export const stateOf: Record<Reading, State> = {
  more: 'hot',
  fewer: 'cold',
  no_clear_change: 'not_significant',
  too_few: 'too_few',
}

export const differenceStates = computed(
  () => new Map((comparison.data.value?.cells ?? []).map(({ h3, reading }) => [h3, stateOf[reading]])),
)

/** Tiles of change against usual hold every cell of the study area, and know where no source speaks. */
export const differenceTiles = computed(() => {
  const [a, b, about] = [periodA.value, periodB.value, comparison.data.value]
  if (!a || !b || !about || about.comparison.length === 0) return null
  return ask(
    '/tiles/hotspots/{z}/{x}/{y}.mvt',
    queryOf(a),
    `metric=significance&with=${b.from}/${b.until}&res=${about.res}`,
  )
})

// --- series ---

const stretch = computed(() => (sides.value ? stretchOf(sides.value.a, sides.value.b) : null))
export const stretchOfSides = stretch

function seriesOf(side: 'a' | 'b') {
  return answer<Summary>(() => {
    const query = open.value && mode.value === 'series' ? sideQuery(side) : null
    return query && stretch.value ? ask('/api/v1/summary', query, `step=${stretch.value.step}`) : null
  })
}

export const series = { a: seriesOf('a'), b: seriesOf('b') }
