import type { ComponentChildren } from 'preact'
import { t, tn } from '../i18n'
import { along, distance } from '../i18n/format'
import { res, sources, summary } from '../state/answers'
import { zoomForCoarser } from '../state/cells'
import { asksClock, asksPlace } from '../state/filters'
import { anythingLeftOut, roughRange } from '../state/notes'
import { filters, metric, setFilters, showList } from '../state/page'
import { valueName } from '../state/sentence'
import type { ListName } from '../state/url'
import { zoomTo } from './mapcontrol'
import { Section } from './parts'

/** What the map does not show, how much it is, and the way to it. The total never changes with zoom; this does. */
export function Notes() {
  const left = summary.data.value?.n_excluded
  const { duplicates } = filters.value
  if (!left || (!anythingLeftOut(left) && duplicates === 'exclude')) return null
  return (
    <Section title={t('note.title')}>
      <ul class="notes">
        {left.imprecise > 0 && <Imprecise n={left.imprecise} />}
        {left.unmapped > 0 && <Note text={unmappedText(left.unmapped)} list="unmapped" />}
        <Repeats n={left.duplicates} />
        {left.hour_unknown > 0 && (
          <Note text={tn(asksClock(filters.value) ? 'note.hours' : 'note.months', left.hour_unknown)} />
        )}
        {left.outside_coverage > 0 && <Note text={tn('note.coverage', left.outside_coverage)} />}
      </ul>
    </Section>
  )
}

function Note(props: { text: string; list?: ListName; children?: ComponentChildren }) {
  const { list } = props
  return (
    <li>
      <span>{props.text}</span>
      <span class="note-actions">
        {props.children}
        {list && (
          <button
            type="button"
            class="button quiet small"
            aria-label={`${t('note.list')}: ${props.text}`}
            onClick={() => showList(list)}
          >
            {t('note.list')}
          </button>
        )}
      </span>
    </li>
  )
}

/** What of the total has no place on the map, in words. */
export function notDrawn(): string[] {
  const { imprecise = 0, unmapped = 0 } = summary.data.peek()?.n_excluded ?? {}
  return [...(imprecise ? [impreciseText(imprecise)] : []), ...(unmapped ? [unmappedText(unmapped)] : [])]
}

function impreciseText(n: number): string {
  const range = roughRange(sources.data.value?.sources ?? [], res.value ?? 5)
  const why = range ? t('note.impreciseRange', { range: rangeText(range) }) : t('note.impreciseAny')
  return `${tn('note.imprecise', n)}: ${why}`
}

function unmappedText(n: number): string {
  return tn(asksPlace(filters.value) ? 'note.placeless' : 'note.unmapped', n)
}

function Imprecise(props: { n: number }) {
  const zoom = zoomForCoarser(res.value ?? 5)
  return (
    <Note text={impreciseText(props.n)} list="imprecise">
      {zoom !== null && metric.value === 'count' && (
        <button type="button" class="button quiet small" onClick={() => zoomTo(zoom)}>
          {t('note.larger')}
        </button>
      )}
    </Note>
  )
}

function rangeText({ from, to }: { from: number; to: number }): string {
  if (from === to) return distance(to)
  return from >= 1000 ? `${along(from / 1000)}–${distance(to)}` : `${distance(from)}–${distance(to)}`
}

/** Rows that repeat another source: said always, counted only when asked. */
function Repeats(props: { n: number }) {
  const { duplicates } = filters.value
  if (duplicates !== 'exclude') {
    return (
      <Note text={t(duplicates === 'only' ? 'note.onlyRepeats' : 'note.repeatsCounted')}>
        <button type="button" class="button quiet small" onClick={() => setFilters({ duplicates: 'exclude' })}>
          {t('note.leaveOut')}
        </button>
      </Note>
    )
  }
  if (props.n === 0) return null
  return (
    <Note text={repeatsText(props.n)} list="duplicates">
      <button type="button" class="button quiet small" onClick={() => setFilters({ duplicates: 'include' })}>
        {t('note.countThem')}
      </button>
    </Note>
  )
}

/** Names the two sources where there is only one such pair in the store. */
function repeatsText(n: number): string {
  const pairs = sources.data.value?.duplicates ?? []
  const [pair] = pairs
  if (pairs.length !== 1 || !pair) return tn('note.repeats', n)
  return tn('note.repeatsOf', n, {
    source: valueName('source', pair.source),
    other: valueName('source', pair.repeats),
  })
}
