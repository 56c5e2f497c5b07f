import { effect } from '@preact/signals'
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
    if (step) history.pushState(null, '', `?${search}`)
    else history.replaceState(null, '', `?${search}`)
  })
}

const steps = ['screen', 'own', 'filters', 'cell', 'list', 'metric', 'pins'] as const

function isStep(before: Page, now: Page): boolean {
  return steps.some(part => now[part] !== before[part])
}

function restore() {
  const { page: asked, given } = decodePage(location.search)
  if (defaults.value) page.value = fillIn(asked, given, defaults.value)
}
