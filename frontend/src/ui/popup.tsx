import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** A button that opens a small box above or below itself; Escape or a click elsewhere closes it. */
export function PopUp(props: {
  label: ComponentChildren
  name?: string
  below?: boolean
  opened?: () => void
  children: ComponentChildren
}) {
  const box = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const elsewhere = (event: Event) => {
      if (box.current?.open && !box.current.contains(event.target as Node)) box.current.open = false
    }
    document.addEventListener('pointerdown', elsewhere)
    return () => document.removeEventListener('pointerdown', elsewhere)
  }, [])
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !box.current?.open) return
    event.preventDefault()
    box.current.open = false
    box.current.querySelector('summary')?.focus()
  }
  return (
    <details
      ref={box}
      class={props.below ? 'popup below' : 'popup'}
      onKeyDown={onKey}
      onToggle={event => event.currentTarget.open && props.opened?.()}
    >
      <summary class="button" {...(props.name ? { 'aria-label': props.name } : {})}>
        {props.label}
      </summary>
      <div class="popup-box">{props.children}</div>
    </details>
  )
}
