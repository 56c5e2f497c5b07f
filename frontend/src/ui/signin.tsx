import { useState } from 'preact/hooks'
import { Problem } from '../api/client'
import { t } from '../i18n'
import { phase } from '../state/page'
import { problemText } from './parts'
import { signIn } from './session'

/** Stands before everything when the server asks for an access token and there is none, or no longer. */
export function SignIn() {
  const [token, setToken] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)

  async function trade(event: Event) {
    event.preventDefault()
    setBusy(true)
    try {
      await signIn(token.trim())
    } catch (cause) {
      setWrong(whyNot(cause))
      setBusy(false)
    }
  }

  return (
    <section class="signin" aria-labelledby="signin-title">
      <form onSubmit={event => void trade(event)}>
        <h2 id="signin-title">{t('signin.title')}</h2>
        <p>{t(phase.value === 'ready' ? 'signin.ended' : 'signin.lead')}</p>
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

function whyNot(cause: unknown): string {
  if (!(cause instanceof Problem)) return String(cause)
  return cause.status === 401 ? t('signin.wrong') : problemText(cause)
}
