import { batch } from '@preact/signals'
import { useState } from 'preact/hooks'
import { t, tn } from '../../i18n'
import { dayOf } from '../../i18n/format'
import { newestDay } from '../../state/answers'
import { setFilters, setOwn } from '../../state/page'
import { type Period as Days, daysIn, isDay, monthsIn, presetPeriod } from '../../state/period'
import { FilterPanel } from '../../ui/filters'
import { Section } from '../../ui/parts'
import { Dates, Presets } from '../../ui/period'
import { counts, lastSeason, seasons, type Unit, unitsFor, writeMany } from './periods'
import { many, manyOf, mode, modes, periodA, periodB, withChoice } from './state'

/** What to compare with what. */
export function Controls() {
  return (
    <>
      <Section title={t('compare.a')}>
        <Dates />
        <div class="row presets">
          <Presets />
          {mode.value !== 'multiples' && <Seasons />}
        </div>
      </Section>
      {mode.value === 'multiples' ? <ManySection /> : <OtherSection />}
    </>
  )
}

export function MoreFilters() {
  return (
    <details class="group more-filters">
      <summary>
        <span class="group-name">{t('compare.more')}</span>
      </summary>
      <FilterPanel />
    </details>
  )
}

/** How to show it. */
export function ModeButtons() {
  return (
    <fieldset class="row plain">
      <legend class="visually-hidden">{t('compare.show')}</legend>
      {modes.map(name => (
        <button
          key={name}
          type="button"
          class="chip"
          aria-pressed={mode.value === name}
          onClick={() => setOwn({ compare: name === 'maps' ? '' : name })}
        >
          {t(`compare.mode.${name}`)}
        </button>
      ))}
    </fieldset>
  )
}

/** The last winter or summer against the one before it. */
function Seasons() {
  const newest = newestDay.value
  const a = periodA.value
  if (!newest) return null
  const show = (period: Days) =>
    batch(() => {
      setFilters({ ...period, months: [] })
      setOwn({ with: 'last_year' })
    })
  return (
    <>
      {seasons.map(name => {
        const period = lastSeason(name, newest)
        const shown = a?.from === period.from && a.until === period.until && withChoice.value === 'last_year'
        return (
          <button key={name} type="button" class="chip" aria-pressed={shown} onClick={() => show(period)}>
            {t(`compare.season.${name}`)}
          </button>
        )
      })}
    </>
  )
}

// --- period B ---

const choices = ['previous', 'last_year', 'own'] as const

function OtherSection() {
  const b = periodB.value
  const chosen = withChoice.value.includes('/') ? 'own' : withChoice.value || 'previous'
  const choose = (choice: string) => {
    if (choice === 'own') setOwn({ with: b ? `${b.from}/${b.until}` : '' })
    else setOwn({ with: choice === 'previous' ? '' : choice })
  }
  return (
    <Section title={t('compare.b')}>
      <label class="field" for="compare-with">
        <span>{t('compare.with')}</span>
        <select id="compare-with" value={chosen} onChange={event => choose(event.currentTarget.value)}>
          {choices.map(name => (
            <option key={name} value={name}>
              {t(`compare.with.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {chosen === 'own' && b && <OwnDates period={b} />}
      {b && <AboutB b={b} />}
    </Section>
  )
}

function AboutB({ b }: { b: Days }) {
  const a = periodA.value
  const [days, other] = [a ? daysIn(a) : 0, daysIn(b)]
  const months = a && monthsIn(a)
  const equal = days === other || (months !== null && months === monthsIn(b))
  return (
    <>
      <p class="period-b">
        {t('compare.bIs', { from: dayOf(b.from), until: dayOf(b.until) })}{' '}
        {equal && <span class="muted">{months ? tn('compare.months', months) : tn('compare.days', other)}</span>}
      </p>
      {!equal && <p class="hint">{t('compare.unequal', { a: days, b: other })}</p>}
    </>
  )
}

/** Both ends are taken together: half a period is none. */
function OwnDates({ period }: { period: Days }) {
  const [draft, setDraft] = useState<Days | null>(null)
  const shown = draft ?? period
  const take = (next: Days) => {
    const good = isDay(next.from) && isDay(next.until) && next.from <= next.until && next.from >= '1900'
    setDraft(good ? null : next)
    if (good) setOwn({ with: `${next.from}/${next.until}` })
  }
  return (
    <div class="dates">
      <label class="field" for="with-from">
        <span>{t('filter.from')}</span>
        <input
          id="with-from"
          type="date"
          value={shown.from}
          onChange={event => take({ ...shown, from: event.currentTarget.value })}
        />
      </label>
      <label class="field" for="with-until">
        <span>{t('filter.until')}</span>
        <input
          id="with-until"
          type="date"
          value={shown.until}
          onChange={event => take({ ...shown, until: event.currentTarget.value })}
        />
      </label>
    </div>
  )
}

// --- many periods ---

function ManySection() {
  const [chosen, a] = [many.value, periodA.value]
  if (!chosen || !a) return null
  const first = manyOf.value[0]
  return (
    <Section title={t('compare.mode.multiples')}>
      <label class="field" for="compare-unit">
        <span>{t('compare.split')}</span>
        <select
          id="compare-unit"
          value={chosen.unit}
          onChange={event => setOwn({ multiples: writeMany({ ...chosen, unit: event.currentTarget.value as Unit }) })}
        >
          {unitsFor(a).map(unit => (
            <option key={unit} value={unit}>
              {t(`compare.unit.${unit}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="field" for="compare-count">
        <span>{t('compare.many')}</span>
        <select
          id="compare-count"
          value={String(chosen.count)}
          onChange={event => setOwn({ multiples: writeMany({ ...chosen, count: Number(event.currentTarget.value) }) })}
        >
          {counts.map(count => (
            <option key={count} value={String(count)}>
              {count}
            </option>
          ))}
        </select>
      </label>
      {first && <p class="period-b">{t('compare.bIs', { from: dayOf(first.from), until: dayOf(a.until) })}</p>}
    </Section>
  )
}

/** Where the page's period is open at its beginning. */
export function NeedsStart() {
  const newest = newestDay.value
  return (
    <div class="question">
      <p>{t('compare.needsStart')}</p>
      <div class="row">
        {(['90d', '12m', '5y'] as const).map(name => (
          <button
            key={name}
            type="button"
            class="button"
            disabled={!newest}
            onClick={() => newest && setFilters(presetPeriod(name, newest))}
          >
            {t(`preset.${name}`)}
          </button>
        ))}
      </div>
    </div>
  )
}

/** Periods that overlap: an incident would stand on both sides. */
export function SharedDays() {
  return (
    <div class="question">
      <p role="alert">{t('compare.sharedDays')}</p>
      <div class="row">
        {(['previous', 'last_year'] as const).map(choice => (
          <button
            key={choice}
            type="button"
            class="button"
            onClick={() => setOwn({ with: choice === 'previous' ? '' : choice })}
          >
            {t(`compare.with.${choice}`)}
          </button>
        ))}
      </div>
    </div>
  )
}
