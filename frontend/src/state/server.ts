import { batch, signal } from '@preact/signals'
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
/** Grows when asking has found what no event told: whoever listens for events is deaf. */
export const unheard = signal(0)
/** What has just changed of what is counted, in words; empty for nothing. Help is news that stays longer. */
export const news = signal({ text: '', help: false })

export const pollMs: Record<Server, number> = { starting: 500, gone: 2000, ok: 15_000 }
/** A server that says nothing for so long is gone, though nothing has broken: a bad link swallows what is sent. */
const patienceMs = 15_000

/** Something was not answered while the server was there; whoever watches it asks again in a while. */
let missed = false

/** Notes what a request says about the server, and passes its answer or problem on. */
export async function tracked<T>(request: Promise<T>): Promise<T> {
  try {
    const answer = await request
    const kept = copyOf(answer)
    if (kept) meetCopy(kept)
    else lastSync.value = new Date()
    return answer
  } catch (cause) {
    if (cause instanceof Problem && cause.gone) meetSilence(cause.status === 0)
    throw cause
  }
}

/** A kept answer says that the server is away, and how old what is shown may be. It is asked for again once the server is back. */
export function meetCopy(since: Date) {
  if (!lastSync.value || since < lastSync.value) lastSync.value = since
  if (server.value === 'ok') server.value = 'gone'
}

/** Looks what the matter is where something was not answered; again: it is worth asking once more. */
export function meetSilence(again: boolean) {
  missed ||= again
  void probe()
}

/** Asks once more what was not answered while the server seemed to be there. */
export function askMissed() {
  if (missed && server.peek() === 'ok') askAgain()
}

function askAgain() {
  missed = false
  batch(() => {
    generation.value++
    tilesGeneration.value++
  })
}

let probing: Promise<Server> | null = null

/** Asks the server how it is, once at a time. A changed journal, or a return, begins a new generation of answers. */
export function probe(): Promise<Server> {
  probing ??= look().finally(() => {
    probing = null
  })
  return probing
}

async function look(): Promise<Server> {
  const [known, heard] = [readiness.peek(), lastSync.peek()]
  const found = await askReady()
  // On a slow link the question may have waited behind answers that did come.
  if (!found) {
    if (lastSync.peek() === heard) server.value = 'gone'
    return server.peek()
  }
  const { state, ready } = found
  batch(() => {
    const back = server.value !== 'ok'
    server.value = state
    if (state === 'gone') return
    lastSync.value = new Date()
    if (state === 'ok' && readiness.value !== known) {
      if (back) askAgain() // an event told of what is newer than this
      return
    }
    readiness.value = ready
    const changed = known !== null && known.seq !== ready?.seq
    if (state !== 'ok' || !(back || changed)) return
    unheard.value++
    askAgain()
  })
  return state
}

/** Null for no word within patience. */
async function askReady(): Promise<{ state: Server; ready: Ready | null } | null> {
  try {
    const headers = { Accept: 'application/json' }
    const response = await fetch('/readyz', { headers, signal: AbortSignal.timeout(patienceMs) })
    const ready = (await response.json().catch(() => null)) as Ready | null
    if (response.ok) return { state: 'ok', ready }
    return { state: response.status === 503 ? 'starting' : 'gone', ready }
  } catch (cause) {
    return cause instanceof DOMException ? null : { state: 'gone', ready: null }
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
