import { effect } from '@preact/signals'
import { signedOut } from '../api/client'
import { followNews } from './news'
import { generation, probe, readiness, server, tilesGeneration, unheard } from './server'
import { watchServer } from './watch'

/**
 * Follows what is written to the store. Of all tabs one listens to the server,
 * because a browser allows few connections to a host, and tells the others.
 */

/** What the server tells of one moment. */
export interface Change {
  seq: number
  reset: boolean // anything may have changed
}

const againMs = 5000
const longestMs = 15_000
const name = 'linea-live'

/** Looks after the server, and listens to it until the page goes. */
export function followStore(show: () => Promise<unknown>) {
  watchServer()
  followNews()
  const others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
  const taker = new Taker(show)
  if (others) others.onmessage = ({ data }: MessageEvent<Change>) => taker.take(data)
  const lead = () =>
    listen(change => {
      taker.take(change)
      others?.postMessage(change)
    })
  // Without locks, as on a page that is not secure, every tab listens by itself.
  if (navigator.locks) void navigator.locks.request(name, () => new Promise(lead))
  else lead()
  document.addEventListener('visibilitychange', () => taker.catchUp())
}

/**
 * Opens the stream after what is known, and again where the server refused it,
 * or where asking found what it did not tell: on a bad link a stream may be cut
 * and neither side hear of it.
 */
function listen(tell: (change: Change) => void) {
  const seq = readiness.peek()?.seq
  const stream = new EventSource(seq ? `/api/v1/events?after=${seq}` : '/api/v1/events')
  const hear = ({ data, type }: MessageEvent<string>) =>
    tell({ seq: (JSON.parse(data) as Change).seq, reset: type === 'reset' })
  stream.addEventListener('change', hear)
  stream.addEventListener('reset', hear)
  let over = false
  const again = (ms: number) => {
    if (over) return
    over = true
    deaf()
    stream.close()
    setTimeout(() => listen(tell), ms)
  }
  const began = unheard.peek()
  const deaf = effect(() => {
    if (unheard.value !== began) queueMicrotask(() => again(0))
  })
  stream.onerror = () => {
    if (stream.readyState !== EventSource.CLOSED || signedOut.peek()) return
    void probe() // it may be this reader who is refused
    again(againMs)
  }
}

/** Takes changes in: tiles first, because they are looked at, then all other answers. */
class Taker {
  private readonly show: () => Promise<unknown>
  private busy = false
  private stale = false

  /** show resolves once the map has been painted. */
  constructor(show: () => Promise<unknown>) {
    this.show = show
  }

  take({ seq, reset }: Change) {
    const known = readiness.peek()
    // A reset may lead back: the store was put back to an earlier state.
    if (known?.seq !== undefined && (reset ? seq === known.seq : seq <= known.seq)) return
    readiness.value = { ...(known ?? { ready: true }), seq }
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
      // A tile that never comes must not hold back the rest.
      await Promise.race([this.show(), new Promise(resolve => setTimeout(resolve, longestMs))])
      generation.value++
    }
    this.busy = false
  }
}
