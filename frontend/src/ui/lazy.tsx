import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'

/** A part of the page whose code comes when it is first shown; nothing until then. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const found = signal<ComponentType<P> | null>(null)
  return function Lazy(props: P) {
    useEffect(() => {
      if (found.peek()) return
      void load().then(part => {
        found.value = part
      })
    }, [])
    const Part = found.value
    return Part && <Part {...props} />
  }
}
