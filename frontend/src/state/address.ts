import { computed, effect, signal } from '@preact/signals'
import { fillIn } from './firstview'
import { defaults, isNoStep, page, phase } from './page'
import { decodePage, encodePage, type Page } from './url'

/** A link that shows the same thing tomorrow. */
export function permalink(): string {
  return `${location.origin}${location.pathname}?${encodePage(page.value)}`
}

/**
 * Keeps the address bar and the page the same. Filters, selection and lists
 * are steps of the browser's history (its Back is undo); panning is not.
 */
export function followAddress() {
  window.addEventListener('popstate', restore)
  let before: Page | null = null // null until the first view stands
  effect(() => {
    const now = page.value
    if (phase.value !== 'ready' || !defaults.value) return
    const search = encodePage(now)
    const step = before !== null && !isNoStep(now) && isStep(before, now)
    before = now
    if (search === location.search.slice(1)) return
    if (step) pushStep(search)
    else history.replaceState(history.state, '', `?${search}`)
  })
}

/** Where this page stands among the steps that it has made itself. */
const place = signal({ at: 0, last: 0 })
export const canUndo = computed(() => place.value.at > 0)
export const canRedo = computed(() => place.value.at < place.value.last)

function pushStep(search: string) {
  const at = place.peek().at + 1
  place.value = { at, last: at }
  history.pushState({ step: at }, '', `?${search}`)
}

const steps = ['screen', 'own', 'filters', 'cell', 'list', 'metric', 'pins'] as const

function isStep(before: Page, now: Page): boolean {
  return steps.some(part => now[part] !== before[part])
}

function restore(event: PopStateEvent) {
  place.value = { ...place.peek(), at: Number((event.state as { step?: number } | null)?.step ?? 0) }
  openLink(location.search)
}

/** Shows what a link says, from its query string. */
export function openLink(search: string) {
  const { page: asked, given } = decodePage(search)
  if (defaults.value) page.value = fillIn(asked, given, defaults.value)
}
