import { effect } from '@preact/signals'
import { askMissed, meetCopy, pollMs, probe, server } from './server'

/** Looks after the server once the page stands: often while it is away, seldom while it is there. */
export function watchServer() {
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(look, pollMs[server.peek()])
  }
  const look = async () => {
    if (!document.hidden) {
      await probe()
      askMissed()
    }
    later()
  }
  document.addEventListener('visibilitychange', look)
  window.addEventListener('online', look)
  // The worker tells of tiles that it has kept: those do not say themselves that they are old.
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<string>) => meetCopy(new Date(data)))
  }
  effect(() => {
    server.value
    later()
  })
}
