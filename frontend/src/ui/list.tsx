import type { Incident } from '../api/types'
import { t, tn, word } from '../i18n'
import { distance, when } from '../i18n/format'
import { res, sources, summary } from '../state/answers'
import { type ListReader, wanted } from '../state/list'
import { filters, selectedCell, showList } from '../state/page'
import { valueName } from '../state/sentence'
import type { ListName } from '../state/url'
import { Failure, LoadingBar } from './parts'
import { useReading } from './reading'

/** Incidents in words: date, kind, source and precision. Never anything about a person. */
export function IncidentList({ name }: { name: ListName }) {
  const reader = useReader(name)
  return (
    <section class="section">
      <header class="section-head">
        <h2>{t(`list.title.${name}`)}</h2>
        <button type="button" class="button quiet" onClick={() => showList(null)}>
          {t('panel.close')}
        </button>
      </header>
      {reader && <Rows reader={reader} />}
      <p class="hint">{t('list.newest')}</p>
    </section>
  )
}

function useReader(name: ListName): ListReader | null {
  const want = wanted(name, {
    filters: filters.value,
    resolution: res.value ?? 5,
    cell: selectedCell.value,
    imprecise: summary.data.value?.n_excluded.imprecise ?? 0,
  })
  return useReading(want && (!want.keep || summary.data.value) ? want : null)
}

function Rows({ reader }: { reader: ListReader }) {
  const found = reader.found.value
  const problem = reader.problem.value
  const done = !reader.busy.value && (reader.complete || !reader.next.value)
  return (
    <>
      <LoadingBar busy={reader.busy.value} />
      <p class="hint" role="status">
        {t('list.shown', { shown: found.length, total: reader.total ?? found.length })}
        {reader.busy.value && reader.read.value > found.length && (
          <> · {t('list.reading', { read: reader.read.value, total: reader.matched.value ?? 0 })}</>
        )}
      </p>
      <ol class="incidents">
        {found.map(incident => (
          <Row key={incident.id} incident={incident} />
        ))}
      </ol>
      {problem && <Failure problem={problem} retry={() => void reader.more()} />}
      {done && found.length === 0 && <p>{t('list.empty')}</p>}
      {!done && !problem && (
        <button type="button" class="button" disabled={reader.busy.value} onClick={() => void reader.more()}>
          {reader.read.value > found.length ? t('list.lookMore') : t('list.more')}
        </button>
      )}
    </>
  )
}

function Row({ incident }: { incident: Incident }) {
  return (
    <li>
      <p class="incident-head">
        <span class="muted">{t(`list.date.${incident.time_kind}`)}</span> <strong>{when(incident)}</strong>
      </p>
      <p>
        {word('kind', incident.kind)}
        {incident.cause && <> · {word('cause', incident.cause).toLowerCase()}</>}
        {(incident.persons ?? 1) > 1 && <> · {tn('list.persons', incident.persons ?? 1)}</>}
      </p>
      <p class="muted">
        {sourceName(incident.source)} · {positionText(incident)}
        {incident.found_within_days !== undefined && <> · {tn('list.foundWithin', incident.found_within_days)}</>}
        {incident.duplicate_of && <> · {t('list.repeats', { id: incident.duplicate_of })}</>}
      </p>
      <p class="muted">
        <code>{incident.id}</code>
      </p>
    </li>
  )
}

export function sourceName(slug: string): string {
  const known = valueName('source', slug)
  return known !== slug ? known : (sources.data.value?.sources?.find(s => s.slug === slug)?.name ?? slug)
}

export function positionText(incident: Incident): string {
  if (incident.mapped) {
    return incident.radius_m
      ? t('list.position', { distance: distance(incident.radius_m) })
      : t('list.positionUnstated')
  }
  if (incident.shared_point) return t('list.shared')
  return incident.location_method === 'moved' ? t('list.moved') : t('list.noPosition')
}
