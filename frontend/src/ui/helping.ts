import { signal } from '@preact/signals'

export const helpOpen = signal(false)

export function openHelp() {
  helpOpen.value = true
}
