/**
 * Starts the service worker once the first view stands: it keeps the app and
 * its last answers, for when there is no server. Only over TLS or on loopback,
 * as browsers have it, and only in a built app.
 */
export function keepForOffline() {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const start = () => setTimeout(() => void begin(navigator.serviceWorker).catch(() => undefined), waitMs)
  if (document.readyState === 'complete') start()
  else window.addEventListener('load', start, { once: true })
}

const waitMs = 1500

/** What was read before there was a worker is in the browser's own store; the worker is told of it. */
async function begin(workers: ServiceWorkerContainer) {
  const first = workers.controller === null
  await workers.register('/sw.js')
  const { active } = await workers.ready
  const tell = () => active?.postMessage(performance.getEntriesByType('resource').map(({ name }) => name))
  if (!first) return
  tell()
  setTimeout(tell, underWayMs)
}

/** Until then what was under way when the worker came has come, too. */
const underWayMs = 8000
