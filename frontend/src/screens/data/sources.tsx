import { useEffect, useState } from 'preact/hooks'
import type { SourceStatus, Summary } from '../../api/types'
import { listOf, number, t, tn } from '../../i18n'
import { day, dayOf, distance } from '../../i18n/format'
import { sources } from '../../state/answers'
import { daysOf, monthCovered, runsOf, silentDays } from '../../state/coverage'
import { noFilters } from '../../state/filters'
import { openFiltered } from '../../state/page'
import type { Resource } from '../../state/resource'
import { coverageName, valueName } from '../../state/sentence'
import { MonthChart } from '../../ui/chart'
import { FailureOf, LoadingBar, Section } from '../../ui/parts'
import { everythingOf } from './answers'

/** Every source: what it gives, whom to credit, where and when it speaks, how precise it is. */
export function Sources() {
  const all = sources.data.value?.sources?.filter(({ rows }) => rows > 0) ?? []
  return (
    <Section title={t('data.sources')}>
      <LoadingBar busy={sources.loading.value} />
      <FailureOf of={sources} />
      <ul class="data-cards">
        {all.map(source => (
          <Source key={source.slug} source={source} />
        ))}
      </ul>
    </Section>
  )
}

function Source({ source }: { source: SourceStatus }) {
  const days = daysOf(source)
  return (
    <li class="data-card">
      <h3>{nameOf(source)}</h3>
      <p>
        <strong>{tn('sentence.incidents', source.rows)}</strong>
        {source.first_record && source.last_record && (
          <>, {t('sentence.range', { from: dayOf(source.first_record), until: dayOf(source.last_record) })}</>
        )}
      </p>
      <dl class="data-facts">
        <dt>{t('data.mapped')}</dt>
        <dd>{number(source.mapped)}</dd>
        <dt>{t('data.unmapped')}</dt>
        <dd>{source.unmapped > 0 ? <UnmappedLink source={source} /> : number(0)}</dd>
        {source.duplicates > 0 && (
          <>
            <dt>{t('data.repeats')}</dt>
            <dd>{number(source.duplicates)}</dd>
          </>
        )}
        <dt>{t('data.speaks')}</dt>
        <dd>
          {coverageName(source.coverage)}
          {days && <>, {t('sentence.range', { from: day(days.from), until: day(days.until) })}</>}
          {silentDays(source).map(({ first, last }) => (
            <span key={first}>. {t('data.silent', { from: day(first), until: day(last) })}</span>
          ))}
        </dd>
        <dt>{t('data.precision')}</dt>
        <dd>{precision(source)}</dd>
        <dt>{t('data.credit')}</dt>
        <dd>
          <span lang="en">{source.credit ?? source.name}</span>
          {source.url && (
            <>
              {' · '}
              <a href={source.url} rel="noreferrer">
                {source.url.replace(/^https?:\/\//, '')}
              </a>
            </>
          )}
        </dd>
      </dl>
      <SharedPoints source={source} />
      <Calendar source={source} />
    </li>
  )
}

export function nameOf({ slug, name }: SourceStatus): string {
  const known = valueName('source', slug)
  return known === slug ? name : known
}

/** Opens the list of those rows on the map screen. */
function UnmappedLink({ source }: { source: SourceStatus }) {
  return (
    <button
      type="button"
      class="button quiet small"
      onClick={() => openFiltered({ ...noFilters, sources: [source.slug], mapped: 'false' }, 'all')}
    >
      {tn('data.unmappedList', source.unmapped)}
    </button>
  )
}

function precision(source: SourceStatus): string {
  const radii = (source.radii ?? []).filter(({ n }) => n > 0)
  if (radii.length === 0) return t('data.precisionNone')
  return listOf(
    radii.map(({ value, n }) =>
      Number(value) > 0
        ? t('data.precisionOf', { n, radius: distance(Number(value)) })
        : t('data.precisionUnstated', { n }),
    ),
  )
}

/** Coordinates that many rows share: offices, placeholders, centres of counties. */
function SharedPoints({ source }: { source: SourceStatus }) {
  const points = source.shared_points ?? []
  if (points.length === 0) return null
  return (
    <details>
      <summary>{tn('data.shared', points.length)}</summary>
      <p class="hint">{t('data.sharedWhy')}</p>
      <ul class="data-list">
        {points.map(({ lon, lat, rows, unmapped }) => (
          <li key={`${lon},${lat}`}>
            <code>
              {lat.toFixed(4)}, {lon.toFixed(4)}
            </code>
            : {tn('sentence.incidents', rows)}, {t(unmapped ? 'data.sharedOff' : 'data.sharedOn')}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** The months that hold rows, asked for when it is opened. A month that is not covered is struck through, not zero. */
function Calendar({ source }: { source: SourceStatus }) {
  const [about, setAbout] = useState<Resource<Summary> | null>(null)
  useEffect(() => () => about?.dispose(), [about])
  const months = about?.data.value?.month_by_year
  return (
    <details onToggle={event => event.currentTarget.open && !about && setAbout(everythingOf(source.slug))}>
      <summary>{t('data.calendar')}</summary>
      <LoadingBar busy={about?.loading.value ?? false} />
      {about && <FailureOf of={about} />}
      {months && <MonthChart months={months} found={false} covered={(year, month) => covers(source, year, month)} />}
    </details>
  )
}

function covers(source: SourceStatus, year: number, month: number): boolean {
  return monthCovered(year, month, noFilters, runsOf(source))
}

/** Who tells again what another source has told. */
export function Repeats() {
  const pairs = sources.data.value?.duplicates ?? []
  if (pairs.length === 0) return null
  const known = (slug: string) => {
    const source = sources.data.value?.sources?.find(other => other.slug === slug)
    return source ? nameOf(source) : slug
  }
  return (
    <Section title={t('data.duplicates')}>
      <p class="hint">{t('data.duplicatesWhy')}</p>
      <ul class="data-list">
        {pairs.map(({ source, repeats, n }) => (
          <li key={`${source} ${repeats}`}>
            {tn('note.repeatsOf', n, { source: known(source), other: known(repeats) })}{' '}
            <button
              type="button"
              class="button quiet small"
              onClick={() => openFiltered({ ...noFilters, sources: [source], duplicates: 'only' }, 'all')}
            >
              {t('note.list')}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
