import { signal } from '@preact/signals'
import { Problem, sendJSON } from '../../api/client'
import type { Saved } from '../../api/corridors'
import { t } from '../../i18n'
import { tracked } from '../../state/server'
import { announce } from '../../ui/live'
import { bodyOf, type InHand, opened, openSaved, putAway, savedOnes } from './state'

/** Saving, renaming, copying and deleting; each change says which revision it saw. */

/** What went wrong with the last change; null for nothing. */
export const shelfProblem = signal<Problem | null>(null)
export const shelfBusy = signal(false)
/** What was deleted last, to bring it back. */
export const deleted = signal<Saved | null>(null)

interface Texts {
  name: string
  note: string
}

/** What was sent last without an answer, and by which key: sent again it is not saved twice. */
const none = { body: '', key: '' }
let unanswered = none

/** Saves what is in hand under a new id. */
export function saveNew(hand: InHand, texts: Texts) {
  return change(async () => {
    const fields = { ...bodyOf(hand), ...texts }
    const body = JSON.stringify(fields)
    if (unanswered.body !== body) unanswered = { body, key: `${Date.now()}-${Math.random()}` }
    const made = await send<Saved>('/api/v1/corridors', fields, { key: unanswered.key }).catch(cause => {
      // What it saved was changed or deleted since, and would be refused for ever.
      if (cause instanceof Problem && cause.status === 409) unanswered = none
      throw cause
    })
    unanswered = none
    openSaved(made.id)
    announce(t('corridor.savedAs', { name: made.name }))
  })
}

/** Writes what is in hand over what is saved. */
export function saveOver(hand: InHand & { saved: Saved }, texts: Texts) {
  return change(async () => {
    const { id, revision } = hand.saved
    const made = await send<Saved>(
      `/api/v1/corridors/${id}`,
      { ...bodyOf(hand), ...texts },
      { method: 'PUT', revision },
    )
    openSaved(made.id)
    announce(t('corridor.savedAs', { name: made.name }))
  })
}

export function duplicate(one: Saved) {
  return change(async () => {
    const name = t('corridor.copyOf', { name: one.name })
    const made = await send<Saved>('/api/v1/corridors', { ...fieldsOf(one), name })
    openSaved(made.id)
    announce(t('corridor.savedAs', { name }))
  })
}

export function remove(one: Saved) {
  return change(async () => {
    await send(`/api/v1/corridors/${one.id}`, undefined, { method: 'DELETE', revision: one.revision })
    deleted.value = one
    if (opened.peek()?.id === one.id) putAway()
    announce(t('corridor.deleted', { name: one.name }))
  })
}

/** A deleted corridor comes back under its own id, by the revision that its deletion made. */
export function undelete(one: Saved) {
  return change(async () => {
    const revision = one.revision + 1
    await send(`/api/v1/corridors/${one.id}`, fieldsOf(one), { method: 'PUT', revision })
    deleted.value = null
    openSaved(one.id)
    announce(t('corridor.back', { name: one.name }))
  })
}

function fieldsOf({ name, note, line, half_width_m: halfWidthM, ends }: Saved) {
  return { ...bodyOf({ points: line.coordinates, halfWidthM, ends }), name, note }
}

function send<T>(url: string, body: unknown, how: Parameters<typeof sendJSON>[2] = {}): Promise<T> {
  return tracked(sendJSON<T>(url, body, how))
}

async function change(work: () => Promise<void>): Promise<boolean> {
  shelfBusy.value = true
  shelfProblem.value = null
  try {
    await work()
    return true
  } catch (cause) {
    shelfProblem.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
    return false
  } finally {
    shelfBusy.value = false
    savedOnes.retry()
  }
}
