import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SourceStatus } from '../api/types'
import { listOf, t, tn } from '../i18n'
import { dayOf, momentOf } from '../i18n/format'
import { sources } from '../state/answers'
import { valueName } from '../state/sentence'
import { lastSync } from '../state/server'
import { LiteSwitch } from './lite'

const who = signal('')

/** Data age, number of incidents, and where they come from. */
export function Footer() {
  useEffect(findWho, [])
  const all = sources.data.value?.sources?.filter(source => source.rows > 0) ?? []
  const rows = all.reduce((n, source) => n + source.rows, 0)
  const newest = all
    .map(source => source.last_record ?? '')
    .sort()
    .pop()
  return (
    <footer class="foot">
      {rows > 0 && (
        <span>
          {tn('footer.rows', rows)}
          {newest && <>, {t('footer.newest', { date: dayOf(newest) })}</>}
        </span>
      )}
      {all.length > 0 && <Credits sources={all} />}
      {who.value && (
        <span>
          {who.value}{' '}
          <button type="button" class="button small" onClick={leave}>
            {t('signin.out')}
          </button>
        </span>
      )}
      <LiteSwitch />
      {lastSync.value && <span class="checked">{t('footer.checked', { time: momentOf(lastSync.value) })}</span>}
    </footer>
  )
}

function findWho() {
  void import('./session').then(async ({ findSession, session }) => {
    await findSession()
    who.value = session.value?.name ?? ''
  })
}

function leave() {
  void import('./session').then(({ signOut }) => signOut())
}

/** The sources by name; opened, each with its rows and the credit it asks for. */
function Credits(props: { sources: SourceStatus[] }) {
  const name = (source: SourceStatus) => {
    const known = valueName('source', source.slug)
    return known === source.slug ? source.name : known
  }
  return (
    <details class="credits">
      <summary>
        {t('footer.sources')}: {listOf(props.sources.map(name))}
      </summary>
      <ul>
        {props.sources.map(source => (
          <li key={source.slug}>
            <strong>{name(source)}</strong>, {tn('sentence.incidents', source.rows)}:{' '}
            <span lang="en">{source.credit ?? source.name}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
