import { effect } from '@preact/signals'
import { anyLoading, breaks, hotspots, summary } from './state/answers'
import { phase } from './state/page'
import { port, sideMaps } from './ui/mapcontrol'

/** What the browser journeys ask of the page: when it has come to rest, and where things are. */
export interface TestHook {
  idle(): Promise<void>
  /** As idle, without the answers that come after the map. */
  painted(): Promise<void>
  view(): { lon: number; lat: number; zoom: number } | null
  /** Pixels from the window's top left. */
  project(lon: number, lat: number): [number, number] | null
  cellAt(x: number, y: number): { id: string; n: number } | null
}

declare global {
  interface Window {
    __test?: TestHook
  }
}

export function exposeForTests() {
  window.__test = {
    idle: () => rest(() => anyLoading.value),
    painted: () => rest(() => [summary, breaks, hotspots].some(({ loading }) => loading.value)),
    view: () => port.value?.view() ?? null,
    project(lon, lat) {
      const pixel = port.value?.project([lon, lat])
      const box = document.getElementById('map')?.getBoundingClientRect()
      return pixel && box ? [pixel[0] + box.left, pixel[1] + box.top] : null
    },
    cellAt(x, y) {
      const box = document.getElementById('map')?.getBoundingClientRect()
      return box ? (port.value?.cellAt([x - box.left, y - box.top]) ?? null) : null
    },
  }
}

/** Resolves when the first view stands, no answer of those is under way, and the map is painted. */
async function rest(loading: () => boolean) {
  const busy = () => phase.value === 'starting' || !port.value || loading()
  do {
    await until(() => !busy())
    await port.value?.idle()
    for (const map of sideMaps) await map.idle()
  } while (busy())
}

/** Resolves as soon as it is so: a look from time to time would count its own waiting. */
function until(so: () => boolean): Promise<void> {
  return new Promise(resolve => {
    const stop = effect(() => {
      if (!so()) return
      queueMicrotask(() => {
        stop()
        resolve()
      })
    })
  })
}
