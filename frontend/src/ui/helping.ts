import { signal } from '@preact/signals'

export const helpOpen = signal(false)

export function openHelp() {
  helpOpen.value = true
}

/** Whether the dialog of saved views is open. */
export const viewsOpen = signal(false)

export function openViews() {
  viewsOpen.value = true
}
