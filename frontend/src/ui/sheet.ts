import { signal } from '@preact/signals'

/** On a narrow screen the panels are one sheet below the map: the left one, the right one, or none. */
export type Sheet = 'filters' | 'results' | null
export const sheet = signal<Sheet>(null)
