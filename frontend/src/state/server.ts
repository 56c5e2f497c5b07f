import { batch, effect, signal } from '@preact/signals'
import { copyOf, Problem } from '../api/client'
import type { Ready } from '../api/types'

/** starting: it answers, but has not folded its journal yet; gone: it does not answer. */
export type Server = 'ok' | 'starting' | 'gone'

export const server = signal<Server>('ok')
export const readiness = signal<Ready | null>(null)
export const lastSync = signal<Date | null>(null)
/** Grows when the store has changed or the server is back: every answer is then asked for again. */
export const generation = signal(0)
/** Grows when tiles are to be asked for again. */
export const tilesGeneration = signal(0)

const pollMs: Record<Server, number> = { starting: 500, gone: 2000, ok: 15_000 }

/** Notes what a request says about the server, and passes its answer or problem on. */
export async function tracked<T>(request: Promise<T>): Promise<T> {
  try {
    const answer = await request
    const kept = copyOf(answer)
    if (kept) meetCopy(kept)
    else lastSync.value = new Date()
    return answer
  } catch (cause) {
    if (cause instanceof Problem && cause.gone) void probe()
    throw cause
  }
}

/** A kept answer says that the server is away, and how old what is shown may be. */
function meetCopy(since: Date) {
  if (!lastSync.value || since < lastSync.value) lastSync.value = since
  if (server.value === 'ok') void probe()
}

/** Asks the server how it is. A changed journal, or a return, begins a new generation of answers. */
export async function probe(): Promise<Server> {
  const { state, ready } = await askReady()
  batch(() => {
    const changed = server.value !== 'ok' || (readiness.value !== null && readiness.value.seq !== ready?.seq)
    server.value = state
    if (state === 'gone') return
    readiness.value = ready
    lastSync.value = new Date()
    if (state !== 'ok' || !changed) return
    generation.value++
    tilesGeneration.value++
  })
  return state
}

async function askReady(): Promise<{ state: Server; ready: Ready | null }> {
  try {
    const response = await fetch('/readyz', { headers: { Accept: 'application/json' } })
    const ready = (await response.json().catch(() => null)) as Ready | null
    if (response.ok) return { state: 'ok', ready }
    return { state: response.status === 503 ? 'starting' : 'gone', ready }
  } catch {
    return { state: 'gone', ready: null }
  }
}

/** Waits until the server has folded its journal, or is away and there are copies of its answers to show. */
export async function whenReady() {
  for (;;) {
    const state = await probe()
    if (state === 'ok' || (state === 'gone' && (await anyCopies()))) return
    await new Promise(resolve => setTimeout(resolve, pollMs[state]))
  }
}

async function anyCopies(): Promise<boolean> {
  return 'caches' in window && (await caches.match('/api/v1/sources')) !== undefined
}

/** Looks after the server from then on: often while it is away, seldom while it is there. */
export function watchServer() {
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(look, pollMs[server.peek()])
  }
  const look = async () => {
    if (!document.hidden) await probe()
    later()
  }
  document.addEventListener('visibilitychange', look)
  effect(() => {
    server.value
    later()
  })
}
