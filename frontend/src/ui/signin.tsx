import { useState } from 'preact/hooks'
import { getJSON, Problem, sendJSON } from '../api/client'
import { t } from '../i18n'

const path = '/api/v1/session'

interface Session {
  name: string
}

/** Stands before everything when the server asks for an access token and there is none, or no longer. */
export function SignIn() {
  const [token, setToken] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)

  async function trade(event: Event) {
    event.preventDefault()
    setBusy(true)
    try {
      await sendJSON<Session>(path, { token: token.trim() })
      location.reload() // with the cookie, everything is asked anew
    } catch (cause) {
      setWrong(cause instanceof Problem && cause.status === 401 ? t('signin.wrong') : String(cause))
      setBusy(false)
    }
  }

  return (
    <section class="signin" aria-labelledby="signin-title">
      <form onSubmit={event => void trade(event)}>
        <h2 id="signin-title">{t('signin.title')}</h2>
        <p>{t('signin.lead')}</p>
        <label for="signin-token">{t('signin.token')}</label>
        <input
          id="signin-token"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          required
          value={token}
          onInput={event => setToken(event.currentTarget.value)}
        />
        {wrong && (
          <p class="failure" role="alert">
            {wrong}
          </p>
        )}
        <button type="submit" class="button" disabled={busy || !token.trim()}>
          {t('signin.do')}
        </button>
        <p class="hint">{t('signin.where')}</p>
      </form>
    </section>
  )
}

/** Who is signed in; empty where nobody needs to be. */
export async function signedInAs(): Promise<string> {
  const session = await getJSON<Session>(path).catch(() => null)
  return session?.name ?? ''
}

export async function signOut() {
  await sendJSON<Session>(path, undefined, { method: 'DELETE' }).catch(() => null)
  location.reload()
}
