import { signal } from '@preact/signals'
import { recall, remember } from '../theme/apply'

/** Views that a reader keeps under a name, in this browser alone: each is a link. */

export interface SavedView {
  name: string
  /** The link's query string, without "?". */
  link: string
}

const key = 'linea.views'
const longestName = 80

export const savedViews = signal<readonly SavedView[]>(readViews(recall(key)))

/** What was kept, as far as it can be understood. */
export function readViews(text: string | null): SavedView[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(kept) ? inOrder(kept.filter(isView).map(({ name, link }) => ({ name, link }))) : []
  } catch {
    return []
  }
}

function isView(one: unknown): one is SavedView {
  const { name, link } = (one ?? {}) as Partial<Record<string, unknown>>
  return typeof name === 'string' && nameOf(name) !== '' && typeof link === 'string'
}

/** A name as it is kept: without blanks around it, at most 80 characters; '' is none. */
export function nameOf(text: string): string {
  return text.trim().slice(0, longestName)
}

function inOrder(views: readonly SavedView[]): SavedView[] {
  return [...views].sort((a, b) => a.name.localeCompare(b.name))
}

function keep(views: readonly SavedView[]) {
  savedViews.value = inOrder(views)
  remember(key, JSON.stringify(savedViews.value))
}

/** Keeps a view; one of the same name gives way to it. */
export function saveView(view: SavedView) {
  keep([...savedViews.peek().filter(({ name }) => name !== view.name), view])
}

/** Gives a view another name; false where another view has that one already. */
export function renameView(from: string, to: string): boolean {
  const all = savedViews.peek()
  if (from !== to && all.some(({ name }) => name === to)) return false
  keep(all.map(view => (view.name === from ? { ...view, name: to } : view)))
  return true
}

export function deleteView(name: string) {
  keep(savedViews.peek().filter(view => view.name !== name))
}
