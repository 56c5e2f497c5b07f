import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const origin = 'http://localhost'
const source = readFileSync('worker/sw.js', 'utf8')

interface Asked {
  request: { url: string; method: string; mode: string }
  clientId: string
  waitUntil: (work: unknown) => void
  respondWith: (answer: Promise<Response>) => void
}

/** Starts the worker over a copy of everything and a server that takes its time, and gives what asks it. */
function startWorker(afterMs: () => number) {
  const handlers: Record<string, (event: Asked) => void> = {}
  const self = {
    location: { origin },
    clients: { get: async () => undefined },
    addEventListener: (type: string, handler: (event: Asked) => void) => {
      handlers[type] = handler
    },
  }
  const cache = { delete: async () => true, put: async () => undefined, keys: async () => [] }
  const caches = { match: async () => new Response('copy'), open: async () => cache, delete: async () => true }
  const fetch = () => new Promise(resolve => setTimeout(() => resolve(new Response('server')), afterMs()))
  new Function('self', 'caches', 'fetch', 'shell', 'version', source)(self, caches, fetch, [], '1')
  return async () => {
    let answer: Promise<Response> | undefined
    handlers.fetch?.({
      request: { url: `${origin}/api/v1/summary`, method: 'GET', mode: 'cors' },
      clientId: '',
      waitUntil: () => undefined,
      respondWith: given => {
        answer = given
      },
    })
    return (await answer)?.text()
  }
}

describe('the worker', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('gives a copy where nothing comes for long, and sooner while that goes on', async () => {
    const ask = startWorker(() => 60_000)
    const first = ask()
    await vi.advanceTimersByTimeAsync(12_000)
    expect(await first).toBe('copy')
    const second = ask()
    await vi.advanceTimersByTimeAsync(3000)
    expect(await second).toBe('copy')
  })

  it('waits as long for a slow server after a quiet time as before it', async () => {
    let afterMs = 100
    const ask = startWorker(() => afterMs)
    const first = ask()
    await vi.advanceTimersByTimeAsync(60_000) // the page asks for nothing
    expect(await first).toBe('server')
    afterMs = 5000
    const second = ask()
    await vi.advanceTimersByTimeAsync(5000)
    expect(await second).toBe('server')
  })
})
