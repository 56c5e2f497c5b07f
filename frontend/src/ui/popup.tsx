import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** While a box is open, a click outside it or Escape closes it; after Escape its button has the focus. */
export function useDismissal(box: { current: HTMLElement | null }, isOpen: () => boolean, close: () => void) {
  useEffect(() => {
    const elsewhere = (event: Event) => {
      if (isOpen() && !box.current?.contains(event.target as Node)) close()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !isOpen()) return
      event.preventDefault()
      close()
      box.current?.querySelector<HTMLElement>('summary, [aria-expanded]')?.focus()
    }
    document.addEventListener('pointerdown', elsewhere)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', elsewhere)
      document.removeEventListener('keydown', onKey)
    }
  }, [])
}

/** A button that opens a small box above or below itself; Escape or a click elsewhere closes it. */
export function PopUp(props: {
  label: ComponentChildren
  name?: string
  below?: boolean
  opened?: () => void
  children: ComponentChildren
}) {
  const box = useRef<HTMLDetailsElement>(null)
  const isOpen = () => box.current?.open ?? false
  const close = () => {
    if (box.current) box.current.open = false
  }
  useDismissal(box, isOpen, close)
  return (
    <details
      ref={box}
      class={props.below ? 'popup below' : 'popup'}
      onToggle={event => event.currentTarget.open && props.opened?.()}
    >
      <summary class="button" {...(props.name ? { 'aria-label': props.name } : {})}>
        {props.label}
      </summary>
      <div class="popup-box">{props.children}</div>
    </details>
  )
}
