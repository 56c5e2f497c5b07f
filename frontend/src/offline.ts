/**
 * Starts the service worker once the first view stands: it keeps the app and
 * its last answers, for when there is no server. Only over TLS or on loopback,
 * as browsers have it, and only in a built app.
 */
export function keepForOffline() {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const start = () => setTimeout(() => void navigator.serviceWorker.register('/sw.js').catch(() => undefined), waitMs)
  if (document.readyState === 'complete') start()
  else window.addEventListener('load', start, { once: true })
}

const waitMs = 1500
