import { computed } from '@preact/signals'
import type { Overlays, Report, Summary } from '../../api/types'
import { answer, ask } from '../../state/answers'
import { noFilters, toQuery } from '../../state/filters'
import { screen } from '../../state/page'
import { readable } from '../../state/url'

/** What the screen "data" asks the server, while it is shown. */

const shown = computed(() => screen.value === 'data')

export const imports = answer<{ imports: Report[] | null }>(() => (shown.value ? '/api/v1/imports' : null))
export const overlays = answer<Overlays>(() => (shown.value ? '/overlays' : null))

/** Everything in the store, whatever the page's filters say. */
export function everythingOf(source: string) {
  const query = readable(toQuery({ ...noFilters, sources: [source], duplicates: 'include' }))
  return answer<Summary>(() => (shown.value ? ask('/api/v1/summary', query, 'step=year') : null))
}
