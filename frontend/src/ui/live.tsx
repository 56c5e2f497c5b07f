import { signal, useSignalEffect } from '@preact/signals'
import { useState } from 'preact/hooks'

const message = signal('')
const quietMs = 500

/** Says something politely to a screen reader. */
export function announce(text: string) {
  message.value = text
}

/** The polite live region; waits until changes have settled. */
export function Live() {
  const [said, say] = useState('')
  useSignalEffect(() => {
    const text = message.value
    const timer = setTimeout(() => say(text), quietMs)
    return () => clearTimeout(timer)
  })
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {said}
    </p>
  )
}
