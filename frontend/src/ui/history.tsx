import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { AssessedCell, Hotspots, Words } from '../api/types'
import { addWords, lang, number, t } from '../i18n'
import { dayOf } from '../i18n/format'
import { answer, ask, query } from '../state/answers'
import { resolutionOf } from '../state/cells'
import { selectedCell } from '../state/page'
import { addDays } from '../state/period'
import { chance } from './method'
import { methodWords } from './methodwords'
import { FailureOf, LoadingBar } from './parts'

addWords(methodWords)

/** Since when a place is as it is: the history of a cell and its six neighbours, period by period. */

const steps = ['year', 'quarter', 'month'] as const
const step = signal<(typeof steps)[number]>('year')

interface Histories extends Hotspots {
  steps: { starts: string[]; until: string; classes: { class: string; label: Words; explain: Words }[] }
  cells: Told[]
}

/** Class and trend are known only of a history that could be classified; the slope only of a clear trend. */
interface Told extends AssessedCell {
  history: 'no_data' | 'too_few' | 'classified'
  class?: string
  trend_p?: number
  trend_slope?: number
}

const wanted = signal(false)
const told = answer<Histories>(() => {
  const { value: h3 } = selectedCell
  if (!wanted.value || !h3) return null
  return ask('/api/v1/hotspots', query.value, `res=${resolutionOf(h3)}&h3=${h3}&step=${step.value}`)
})

/** Asks while it is on the page. */
export function CellHistory() {
  useEffect(() => {
    wanted.value = true
    return () => {
      wanted.value = false
    }
  }, [])
  const about = told.data.value
  return (
    <div class="history">
      <div class="row">
        <label class="field inline" for="history-step">
          <span>{t('history.step')}</span>
          <select
            id="history-step"
            value={step.value}
            onChange={event => {
              step.value = event.currentTarget.value as typeof step.value
            }}
          >
            {steps.map(name => (
              <option key={name} value={name}>
                {t(`history.${name}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <LoadingBar busy={told.loading.value} />
      <FailureOf of={told} />
      <div role="status">{about?.cells[0] && <Said about={about} of={about.cells[0]} />}</div>
    </div>
  )
}

const leastSteps = 10

function Said({ about, of }: { about: Histories; of: Told }) {
  const { starts, until } = about.steps
  if (of.history === 'no_data') return <p>{t('history.no_data')}</p>
  if (starts.length < leastSteps) return <p>{t('history.short')}</p>
  const range = t('sentence.range', { from: dayOf(starts[0] ?? ''), until: dayOf(addDays(until, -1)) })
  return (
    <>
      {of.history === 'too_few' ? <p>{t('history.few')}</p> : <Classified about={about} of={of} />}
      <p class="hint">{t('history.over', { range, n: starts.length })}</p>
    </>
  )
}

function Classified({ about, of }: { about: Histories; of: Told }) {
  const named = about.steps.classes.find(known => known.class === of.class)
  const plain = !named || named.class === 'no_pattern'
  return (
    <>
      <p>
        <strong>{plain ? t('history.plain') : `${named.label[lang.value]}.`}</strong>{' '}
        {plain ? t('history.plainMore') : named.explain[lang.value]}
      </p>
      <p>{trendText(of)}</p>
    </>
  )
}

function trendText({ trend_slope: slope, trend_p: p }: Told): string {
  if (!slope) return t('history.level')
  return t(slope > 0 ? 'history.rising' : 'history.falling', { n: number(Math.abs(slope), 2), p: chance(p ?? null) })
}
