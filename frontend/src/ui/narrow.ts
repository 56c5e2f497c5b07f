import { type Signal, signal } from '@preact/signals'

/** Where panels are one sheet below the map; as in layout.css. */
export const narrow = matching('(max-width: 1023.98px)')
/** Where the top bar has room for what belongs to the link. */
export const roomy = matching('(min-width: 1280px)')

function matching(condition: string): Signal<boolean> {
  const query = typeof matchMedia === 'undefined' ? null : matchMedia(condition)
  const matches = signal(query?.matches ?? false)
  query?.addEventListener('change', event => {
    matches.value = event.matches
  })
  return matches
}
