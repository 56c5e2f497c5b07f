import { signal } from '@preact/signals'

/** Where panels are one sheet below the map; as in layout.css. */
const query = typeof matchMedia === 'undefined' ? null : matchMedia('(max-width: 1023.98px)')
export const narrow = signal(query?.matches ?? false)
query?.addEventListener('change', ({ matches }) => {
  narrow.value = matches
})
