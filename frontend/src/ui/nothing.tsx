import { useEffect, useState } from 'preact/hooks'
import { getJSON, isAbort } from '../api/client'
import type { SourceStatus, Summary } from '../api/types'
import { addWords, listOf, number, t } from '../i18n'
import { day, dayOf } from '../i18n/format'
import { ask, newestDay, query, speakingSources, unspoken, wholeTime } from '../state/answers'
import { besideOf, runsOf } from '../state/coverage'
import { type Filters, toQuery } from '../state/filters'
import { clearFilters, filters, setFilters } from '../state/page'
import { presetPeriod, widerYear } from '../state/period'
import { removable } from '../state/sentence'
import { readable } from '../state/url'
import { nothingWords } from './nothingwords'
import { sourceName } from './speaks'

addWords(nothingWords)

interface Way {
  name: string
  without: Filters
  n: number
}

/** Nothing matches: says which condition empties the answer, or that no source could fill it, and offers the ways out. */
export function NothingMatches() {
  const { ways, year } = useWaysOut()
  const wholeTimeCount = wholeTime.data.value?.total ?? 0
  return (
    <section class="nothing">
      {unspoken.value ? <p class="unspoken">{unspokenText()}</p> : <h2>{t('empty.title')}</h2>}
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
        {year && (
          <button type="button" class="button" onClick={() => setFilters(year.without)}>
            {year.name}
          </button>
        )}
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

/** "No source speaks for these days: Medical examiner (OGIS) until 30 Sept 2024." */
function unspokenText(): string {
  return t('empty.unspoken', { sources: listOf(speakingSources.value.map(nextWords)) })
}

function nextWords(source: SourceStatus): string {
  const name = sourceName(source)
  const { before, after } = besideOf(filters.value, runsOf(source))
  const [until, from] = [before && day(before), after && day(after)]
  if (until && from) return t('empty.gap', { source: name, until, from })
  return until ? t('empty.until', { source: name, until }) : t('empty.from', { source: name, from })
}

interface WaysOut {
  ways: Way[]
  /** Twelve months that hold something. */
  year: Way | null
}

const noWays: WaysOut = { ways: [], year: null }

/** Counts what each condition alone keeps out; those that free something, most first. */
function useWaysOut(): WaysOut {
  const [found, setFound] = useState(noWays)
  const [asked, newest, silent] = [query.value, newestDay.value, unspoken.value]
  useEffect(() => {
    const abort = new AbortController()
    void waysOut(filters.peek(), silent ? newest : null, abort.signal)
      .then(setFound)
      .catch(error => {
        if (!isAbort(error)) setFound(noWays)
      })
    return () => abort.abort()
  }, [asked, newest, silent])
  return found
}

/** newest: the day that the latest twelve months end with, where no source speaks for the period asked. */
async function waysOut(current: Filters, newest: string | null, signal: AbortSignal): Promise<WaysOut> {
  const count = async <W extends { without: Filters }>(way: W) => {
    const url = ask('/api/v1/summary', readable(toQuery(way.without)))
    return { ...way, n: (await getJSON<Summary>(url, signal)).total }
  }
  const months = newest ? presetPeriod('12m', newest) : widerYear(current)
  const [year, ...ways] = await Promise.all([
    months && count({ name: '', without: { ...current, ...months } }),
    ...removable(current).map(count),
  ])
  return {
    ways: ways.filter(way => way !== null && way.n > 0).sort((a, b) => b.n - a.n),
    year: year && year.n > 0 ? { ...year, name: yearText(year, newest !== null) } : null,
  }
}

function yearText({ without: { from, until }, n }: Omit<Way, 'name'>, latest: boolean): string {
  return t(latest ? 'empty.latestYear' : 'empty.year', { from: dayOf(from), until: dayOf(until), n })
}
