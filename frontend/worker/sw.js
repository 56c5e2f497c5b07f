/*
 * What the app shows when the server is away. The build writes two constants
 * above this text: shell, the files that the app is made of, and version, which
 * changes with them.
 *
 * Answers are always asked of the server first and kept as they come; a kept
 * one is given only when the server does not answer, and says since when it has
 * been kept, so that the page can tell a copy from the truth. What a signed-out
 * reader may not see is thrown away.
 */

/* global shell, version */

const shellCache = `linea-shell-${version}`
const answerCache = 'linea-answers'
const groundCache = 'linea-ground'
const keptAt = 'Linea-Kept-At'

/** The oldest go when there are more. */
const most = { [answerCache]: 600, [groundCache]: 600 }
/** Whether the server is there is never answered from a copy. */
const neverKept = ['/readyz', '/healthz', '/metrics', '/api/v1/events', '/api/v1/session']
const files = /^\/api\/v1\/.*(f=csv|f=geojsonl|rejects\.csv|\/export)/

/** When the page last asked for anything, what is still to be kept, and how much has been. */
let lastAsked = 0
let keeping = Promise.resolve()
let stored = 0

self.addEventListener('install', event => {
  event.waitUntil(
    caches
      .open(shellCache)
      .then(cache => cache.addAll(shell))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', event => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()))
})

async function dropOldShells() {
  const names = await caches.keys()
  const old = names.filter(name => name.startsWith('linea-shell-') && name !== shellCache)
  await Promise.all(old.map(name => caches.delete(name)))
}

self.addEventListener('fetch', event => {
  lastAsked = Date.now()
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== self.location.origin) return
  if (url.pathname === '/api/v1/session' && request.method === 'DELETE') event.waitUntil(forget())
  if (request.method !== 'GET') return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (shell.includes(url.pathname)) event.respondWith(fromShell(request))
  else if (cacheOf(url) === groundCache) event.respondWith(ground(event))
  else if (cacheOf(url) === answerCache) event.respondWith(answer(event))
})

/** The addresses that a page had read before this worker was there, on somebody's first visit. */
self.addEventListener('message', event => event.waitUntil(keepSeen(event.data)))

/** Where an answer is kept; null for those that never are. */
function cacheOf({ origin, pathname, search }) {
  if (origin !== self.location.origin || neverKept.includes(pathname) || files.test(pathname + search)) return null
  if (pathname.startsWith('/tiles/basemap/')) return groundCache
  return /^\/(api|tiles|overlays|version)/.test(pathname) ? answerCache : null
}

/** Taken out of the browser's own store: nothing is asked of the server a second time. */
async function keepSeen(addresses) {
  for (const address of addresses) {
    const name = cacheOf(new URL(address))
    if (!name || (await caches.match(address, { cacheName: name }))) continue
    const seen = await fetch(address, { cache: 'only-if-cached', mode: 'same-origin' }).catch(() => null)
    if (seen?.ok) await keep(name, address, seen)
  }
}

/** The page itself: the newest there is, else the kept one. */
async function page(request) {
  const asked = fetch(request).catch(() => null)
  const first = await Promise.race([asked, silence(asked)])
  return first ?? (await caches.match('/')) ?? (await asked) ?? Response.error()
}

/** Files whose names change with their contents. */
async function fromShell(request) {
  return (await caches.match(request, { cacheName: shellCache })) ?? fetch(request)
}

/** The ground hardly changes: the kept tile at once, a newer one for the next time. */
async function ground(event) {
  const kept = await caches.match(event.request, { cacheName: groundCache })
  const newer = fetch(event.request).then(response => {
    if (response.ok) event.waitUntil(keep(groundCache, event.request, response.clone()))
    return response
  })
  if (!kept) return newer.catch(cause => keptAfterAll(event.request, groundCache, cause))
  event.waitUntil(newer.catch(() => undefined))
  return kept
}

async function answer(event) {
  const asked = fromServer(event)
  const copy = asked.catch(cause => keptAfterAll(event.request, answerCache, cause))
  // What came in spite of all, or a copy, or what the server still says.
  const first = await Promise.race([
    copy,
    silence(asked).then(() => caches.match(event.request, { cacheName: answerCache })),
  ])
  const given = first ?? (await copy)
  await tellOfCopy(event, given)
  return given
}

async function fromServer(event) {
  const response = await fetch(event.request)
  lastCame = Date.now()
  silent = false
  if (response.status === 401) event.waitUntil(forget())
  if (response.ok) event.waitUntil(keep(answerCache, event.request, response.clone()))
  return response
}

/** A bad link swallows what is sent, and nothing breaks: when no answer at all has come for so long, there is none. */
const silentMs = 12_000
/** Once it is known to be silent, less is enough: else every question of a page that opens would wait so long. */
const stillSilentMs = 3000
let lastCame = 0
let silent = false

/** Ends once all is silent while something that was asked is open: a page that asks for nothing is no bad link. */
async function silence(asked) {
  const began = Date.now()
  let open = true
  const close = () => {
    open = false
  }
  asked.then(close, close)
  while (open) {
    const left = Math.max(began, lastCame) + (silent ? stillSilentMs : silentMs) - Date.now()
    if (left <= 0) {
      silent = true
      return
    }
    await new Promise(resolve => setTimeout(resolve, left))
  }
}

/** A tile does not say to the page that it is a copy. */
async function tellOfCopy({ clientId }, response) {
  const since = response.headers.get(keptAt)
  if (since) (await self.clients.get(clientId))?.postMessage(since)
}

/** A copy, once all that is to be kept is; without one, the cause. */
async function keptAfterAll(request, cacheName, cause) {
  await keeping
  const kept = await caches.match(request, { cacheName })
  if (kept) return kept
  throw cause
}

const quietMs = 200
const latestMs = 2000

/** Keeps an answer once the page asks for nothing more, or after a while: what is looked at goes first. */
function keep(name, request, response) {
  const latest = Date.now() + latestMs
  keeping = keeping
    .then(() => quiet(latest))
    .then(() => store(name, request, response))
    .catch(() => undefined)
  return keeping
}

async function quiet(latest) {
  while (Date.now() - lastAsked < quietMs && Date.now() < latest)
    await new Promise(resolve => setTimeout(resolve, quietMs))
}

async function store(name, request, response) {
  const headers = new Headers(response.headers)
  headers.delete('Content-Encoding') // the body below is decoded
  headers.set(keptAt, new Date().toISOString())
  const cache = await caches.open(name)
  const body = await response.blob()
  await cache.delete(request)
  await cache.put(request, new Response(body, { status: response.status, headers }))
  if (stored++ % seldom === 0) await dropOldest(cache, most[name])
}

/** To list all is slow, so a few too many may be kept for a while. */
const seldom = 40

async function dropOldest(cache, most) {
  const keys = await cache.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map(key => cache.delete(key)))
}

async function forget() {
  await keeping
  await caches.delete(answerCache)
}
