import { computed, effect, signal } from '@preact/signals'
import { Problem } from '../api/client'
import { screen } from '../state/page'
import type { Screen } from '../state/url'
import { mapParts } from './map'
import type { Parts } from './parts'

/** Every screen but the map comes with its own code, texts and styles when it is first opened. */
const loaders: Record<Exclude<Screen, 'map'>, () => Promise<{ parts: Parts }>> = {
  corridor: () => import('./corridor/corridor'),
  compare: () => import('./compare/compare'),
  table: () => import('./table/table'),
  briefing: () => import('./briefing/briefing'),
  data: () => import('./data/data'),
}

const loaded = signal<Partial<Record<Screen, Parts>>>({ map: mapParts })
/** Why the screen asked for could not be fetched; null while there is hope. */
export const screenProblem = signal<Problem | null>(null)

/** The parts of the screen that the page names; null while they are being fetched. */
export const parts = computed(() => loaded.value[screen.value] ?? null)

/** Fetches each screen when the page first names it. */
export function followScreen() {
  effect(() => {
    const name = screen.value
    if (name !== 'map' && !loaded.peek()[name]) void load(name)
  })
}

export async function load(name: Exclude<Screen, 'map'>) {
  screenProblem.value = null
  try {
    const { parts } = await loaders[name]()
    loaded.value = { ...loaded.value, [name]: parts }
  } catch (cause) {
    screenProblem.value = new Problem(0, String(cause))
  }
}
