import { signal } from '@preact/signals'
import { getJSON, sendJSON, signedOut } from '../api/client'
import { addWords, t } from '../i18n'
import { signinWords } from './signinwords'

addWords(signinWords)

const path = '/api/v1/session'

interface Session {
  required: boolean
  name: string // '' where nobody is signed in
  scopes: string[]
}

/** Who is signed in, and what they may do; null until that is known. */
export const session = signal<Session | null>(null)

export async function findSession() {
  session.value = await getJSON<Session>(path).catch(() => null)
}

export async function signIn(token: string) {
  await sendJSON<Session>(path, { token })
  others?.postMessage('in')
  location.reload() // with the cookie, everything is asked anew
}

export async function signOut() {
  await sendJSON<Session>(path, undefined, { method: 'DELETE' }).catch(() => null)
  others?.postMessage('out')
  location.reload()
}

/** The cookie is the same in all tabs: what one does holds for the others. */
const others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('linea-session')
if (others) {
  others.onmessage = ({ data }) => {
    if (data === 'out') signedOut.value = true
    else if (signedOut.peek()) location.reload()
  }
}

/** Whether whoever is signed in may only read. */
export function readOnly(): boolean {
  return session.value?.required === true && session.value.name !== '' && !session.value.scopes.includes('write')
}

/** Why nothing can be added or changed; nothing where it can. */
export function ReadOnly() {
  return readOnly() ? <p class="hint">{t('signin.readOnly', { name: session.value?.name ?? '' })}</p> : null
}
