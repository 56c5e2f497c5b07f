import { useEffect, useState } from 'preact/hooks'
import { getJSON, isAbort } from '../api/client'
import type { Summary } from '../api/types'
import { number, t } from '../i18n'
import { ask, query, wholeTime } from '../state/answers'
import { type Filters, toQuery } from '../state/filters'
import { clearFilters, filters, setFilters } from '../state/page'
import { removable } from '../state/sentence'
import { readable } from '../state/url'

interface Way {
  name: string
  without: Filters
  n: number
}

/** Nothing matches: says which condition empties the answer, and offers the ways out. */
export function NothingMatches() {
  const ways = useWaysOut()
  const wholeTimeCount = wholeTime.data.value?.total ?? 0
  return (
    <section class="nothing">
      <h2>{t('empty.title')}</h2>
      <ul>
        {ways.map(way => (
          <li key={way.name}>
            <span>{t('empty.because', { what: way.name, n: way.n })}</span>
            <button
              type="button"
              class="button"
              aria-label={`${t('empty.remove')}: ${way.name}`}
              onClick={() => setFilters(way.without)}
            >
              {t('empty.remove')}
            </button>
          </li>
        ))}
      </ul>
      <div class="row">
        {wholeTimeCount > 0 && (
          <button type="button" class="button" onClick={() => setFilters({ from: '', until: '' })}>
            {t('empty.widenCount', { n: number(wholeTimeCount) })}
          </button>
        )}
        <button type="button" class="button" onClick={clearFilters}>
          {t('empty.clear')}
        </button>
      </div>
    </section>
  )
}

/** Counts what each condition alone keeps out; those that free something, most first. */
function useWaysOut(): Way[] {
  const [ways, setWays] = useState<Way[]>([])
  const asked = query.value
  useEffect(() => {
    const abort = new AbortController()
    void waysOut(filters.peek(), abort.signal)
      .then(setWays)
      .catch(error => {
        if (!isAbort(error)) setWays([])
      })
    return () => abort.abort()
  }, [asked])
  return ways
}

async function waysOut(current: Filters, signal: AbortSignal): Promise<Way[]> {
  const counted = await Promise.all(
    removable(current).map(async way => {
      const url = ask('/api/v1/summary', readable(toQuery(way.without)))
      return { ...way, n: (await getJSON<Summary>(url, signal)).total }
    }),
  )
  return counted.filter(way => way.n > 0).sort((a, b) => b.n - a.n)
}
