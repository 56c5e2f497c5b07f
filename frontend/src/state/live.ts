import { signal } from '@preact/signals'
import { filters } from './page'
import { generation, readiness, server, tilesGeneration } from './server'
import type { Kind } from './words'

/**
 * Follows what is written to the store. Of all tabs one listens to the server,
 * because a browser allows few connections to a host, and tells the others.
 */

/** What the server tells of one moment. */
export interface Change {
  seq: number
  kinds?: readonly string[] | null // absent: anything may have changed
  n?: number // incidents written
}

/** Incidents of the kinds shown that have just been written; null for none. */
export const justWritten = signal<number | null>(null)

const noteMs = 8000
const againMs = 5000
const name = 'linea-live'

/** Listens until the page goes. */
export function followStore(show: () => Promise<unknown>) {
  const others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
  const taker = new Taker(show)
  if (others) others.onmessage = ({ data }: MessageEvent<Change>) => taker.take(data)
  const lead = () =>
    listen(taker, change => {
      taker.take(change)
      others?.postMessage(change)
    })
  // Without locks, as on a page that is not secure, every tab listens by itself.
  if (navigator.locks) void navigator.locks.request(name, () => new Promise(lead))
  else lead()
  document.addEventListener('visibilitychange', () => taker.catchUp())
}

/** Opens the stream after what is known, and again where the server refused it. */
function listen(taker: Taker, tell: (change: Change) => void) {
  const stream = new EventSource(taker.seq ? `/api/v1/events?after=${taker.seq}` : '/api/v1/events')
  const hear = ({ data }: MessageEvent<string>) => tell(JSON.parse(data) as Change)
  stream.addEventListener('change', hear)
  stream.addEventListener('reset', hear)
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(taker, tell), againMs)
  }
}

/** Takes changes in: tiles first, because they are looked at, then all other answers. */
class Taker {
  seq = readiness.peek()?.seq ?? 0
  private readonly show: () => Promise<unknown>
  private busy = false
  private stale = false
  private forget: ReturnType<typeof setTimeout> | undefined

  /** show resolves once the map has been painted. */
  constructor(show: () => Promise<unknown>) {
    this.show = show
  }

  take(change: Change) {
    if (change.seq <= this.seq) return
    this.seq = change.seq
    const ready = readiness.peek()
    if (ready) readiness.value = { ...ready, seq: change.seq }
    this.note(change)
    this.stale = true
    void this.catchUp()
  }

  /** Asks again, once for all that came while it was asking; a page that nobody sees waits. */
  async catchUp() {
    if (!this.stale || this.busy || document.hidden || server.peek() !== 'ok') return
    this.busy = true
    while (this.stale && !document.hidden) {
      this.stale = false
      tilesGeneration.value++
      await this.show()
      generation.value++
    }
    this.busy = false
  }

  private note({ kinds, n }: Change) {
    const shown = filters.peek().kinds
    const concerns = shown.length === 0 || (kinds ?? []).some(kind => shown.includes(kind as Kind))
    if (!n || !concerns) return
    clearTimeout(this.forget)
    justWritten.value = (justWritten.peek() ?? 0) + n
    this.forget = setTimeout(() => {
      justWritten.value = null
    }, noteMs)
  }
}
