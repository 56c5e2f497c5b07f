import { computed, signal } from '@preact/signals'
import type { State } from '../api/types'
import { metric, page } from './page'

/** How cells are drawn, as the reader wants it. */

/** The class (its index) or the state that is looked at alone. */
const chosen = signal<number | State | null>(null)

/** Null where all are shown. */
export const alone = computed(() => {
  const isClass = typeof chosen.value === 'number'
  return isClass === (metric.value === 'count') ? chosen.value : null
})

/** Shows one alone, or all again. */
export function showAlone(one: number | State) {
  chosen.value = chosen.peek() === one ? null : one
}

export function showAllClasses() {
  chosen.value = null
}

export const methods = ['quantile', 'equal'] as const
export type ClassMethod = (typeof methods)[number]
export const classMethod = computed<ClassMethod>(() => (page.value.own.classes === 'equal' ? 'equal' : 'quantile'))

/** The resolution of cells that the reader keeps at every zoom; null = it follows the zoom. */
export const keptRes = computed(() => (page.value.own.res ? Number(page.value.own.res) : null))

/** Whether the hexagons lie on the map. */
export const cellsShown = computed(() => page.value.own.cells !== 'off')
/** How much cells cover what lies below them, 0 to 1. */
export const opacity = computed(() => (page.value.own.opacity ? Number(page.value.own.opacity) / 100 : 1))

/** Names of the overlays shown. */
export const layersShown = computed(() => (page.value.own.layers ?? '').split(',').filter(Boolean))
/** Whether saved corridors lie on the map. */
export const shelfShown = computed(() => page.value.own.shelf !== 'off')
/** Whether towns and crossings are named. */
export const namesShown = computed(() => page.value.own.names !== 'off')
