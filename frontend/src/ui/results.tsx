import { useEffect, useRef, useState } from 'preact/hooks'
import type { Cell, MonthByYear, Summary, ValueCount } from '../api/types'
import { number, ordinal, t, tn, word } from '../i18n'
import { areaText, distance, monthName } from '../i18n/format'
import { cell, isCovered, summary, usualTold } from '../state/answers'
import { inradiusM } from '../state/cells'
import { charts } from '../state/lite'
import { filters, metric, openList, selectCell, selectedCell, setFilters, setMetric, showList } from '../state/page'
import { fullestMonth } from '../state/peaks'
import { addDays, addMonths } from '../state/period'
import { cellByRank, rankOfChange } from '../state/ranks'
import { valueName } from '../state/sentence'
import { askAround } from './area'
import { CellChange } from './change'
import { HourChart, hoursNeeded, knownHours, Mix, MonthChart, SeriesChart } from './chart'
import { copy } from './clipboard'
import { Download } from './download'
import { lazy } from './lazy'
import { ChartsButton } from './lite'
import { announce } from './live'
import { goTo, port } from './mapcontrol'
import { FailureOf, LoadingBar, Section, Slow } from './parts'
import { placeText } from './place'
import { CellUsual, OverallUsual } from './usual'

const IncidentList = lazy(async () => (await import('./list')).IncidentList)
const CellHistory = lazy(async () => (await import('./history')).CellHistory)
const NothingMatches = lazy(async () => (await import('./nothing')).NothingMatches)

/** The right panel: one cell, a list, or all that match. */
export function Results() {
  const shown = openList.value ?? (selectedCell.value ? 'card' : 'overview')
  const box = useRef<HTMLDivElement>(null)
  const before = useRef(shown)
  // Another thing is shown, and the button that led here may have gone with the focus on it.
  useEffect(() => {
    const lost = before.current !== shown && document.activeElement === document.body
    before.current = shown
    if (lost) box.current?.focus({ preventScroll: true })
  }, [shown])
  return (
    <div ref={box} tabIndex={-1}>
      {openList.value ? <IncidentList name={openList.value} /> : selectedCell.value ? <CellCard /> : <Overview />}
    </div>
  )
}

function Overview() {
  const about = summary.data.value
  return (
    <>
      <LoadingBar busy={summary.loading.value} />
      <Slow of={summary} />
      <FailureOf of={summary} />
      {about && about.total === 0 && <NothingMatches />}
      {about && about.total > 0 && <Everything about={about} />}
    </>
  )
}

function Everything({ about }: { about: Summary }) {
  return (
    <Section title={t('panel.overview')}>
      <p class="figure-number">
        <span class="big">{number(about.total)}</span> {tn('sentence.incidents', about.total).replace(/^\S+\s/, '')}
        {about.persons > about.total && <span class="muted"> · {tn('cell.persons', about.persons)}</span>}
      </p>
      <div class="row">
        <button type="button" class="button" onClick={() => stepByRank(1)}>
          {t(metric.value === 'count' ? 'cell.busiest' : 'cell.clearest')}
        </button>
        <button type="button" class="button" onClick={() => showList('all')}>
          {t('cell.list')}
        </button>
        <FullestMonth months={about.month_by_year} />
      </div>
      <OverallUsual />
      <Download rows={about.total} />
      {charts.value ? (
        <>
          <SeriesChart series={about.series} />
          <TimePattern {...about} />
          <Mix title={t('chart.kinds')} values={chosen(about.by_kind, 'kinds')} name={value => word('kind', value)} />
          <Mix
            title={t('chart.sources')}
            values={chosen(about.by_source, 'sources')}
            name={value => valueName('source', value)}
          />
        </>
      ) : (
        <ChartsButton />
      )}
    </Section>
  )
}

/** Makes the month with most the period. */
function FullestMonth({ months }: { months: MonthByYear }) {
  const most = fullestMonth(months)
  const several = (months.years ?? []).flatMap(({ months }) => months).filter(n => n > 0).length > 1
  if (!most || !several) return null
  const from = `${most.year}-${String(most.month + 1).padStart(2, '0')}-01`
  return (
    <button type="button" class="button" onClick={() => setFilters({ from, until: addDays(addMonths(from, 1), -1) })}>
      {t('cell.fullest', { month: monthName(most.month, 'long'), year: String(most.year), n: most.n })}
    </button>
  )
}

/** A facet counts under the *other* conditions; here only what was chosen in it belongs. */
function chosen(counts: ValueCount[] | null, field: 'kinds' | 'sources' | 'causes'): ValueCount[] {
  const wanted: readonly string[] = filters.value[field]
  return (counts ?? []).filter(({ value }) => wanted.length === 0 || wanted.includes(value))
}

/** Hours where enough rows have one; months of the year take their place. */
function TimePattern(props: Pick<Summary, 'hour_by_day' | 'hour_unknown' | 'month_by_year' | 'by_kind'>) {
  if (knownHours(props.hour_by_day) >= hoursNeeded) {
    return <HourChart hours={props.hour_by_day} unknown={props.hour_unknown} />
  }
  const found = chosen(props.by_kind, 'kinds').every(({ value, n }) => n === 0 || value === 'death')
  return <MonthChart months={props.month_by_year} found={found} covered={isCovered} />
}

// --- one cell ---

function CellCard() {
  const about = cell.data.value
  useEffect(() => {
    if (about) announce([tn('cell.count', about.n), about.town ? placeText(about.town) : ''].filter(Boolean).join(', '))
  }, [about])
  return (
    <section class="section">
      <LoadingBar busy={cell.loading.value} />
      <header class="section-head">
        <h2>{t('cell.title')}</h2>
        <button type="button" class="button quiet" onClick={() => selectCell('')}>
          {t('panel.close')}
        </button>
      </header>
      <Slow of={cell} />
      <FailureOf of={cell} />
      {about && <AboutCell about={about} />}
    </section>
  )
}

function AboutCell({ about }: { about: Cell }) {
  return (
    <>
      <p class="figure-number">
        <span class="big">{number(about.n)}</span> {tn('cell.count', about.n).replace(/^\S+\s/, '')}
        {about.persons > about.n && <span class="muted"> · {tn('cell.persons', about.persons)}</span>}
      </p>
      {about.n === 0 && <p>{t('cell.none')}</p>}
      {metric.value === 'significance' ? <CellChange h3={about.h3} /> : <CellUsual />}
      {usualTold(about.res) && <Since key={about.h3} />}
      <Where about={about} />
      <RankSteps about={about} />
      <CellActions about={about} />
      {about.n > 0 && !charts.value && <ChartsButton />}
      {about.n > 0 && charts.value && (
        <>
          <SeriesChart series={about.series} />
          <TimePattern {...about} />
          <Mix title={t('chart.kinds')} values={chosen(about.by_kind, 'kinds')} name={value => word('kind', value)} />
          <Mix
            title={t('chart.causes')}
            values={chosen(about.by_cause, 'causes')}
            name={value => word('cause', value)}
          />
        </>
      )}
    </>
  )
}

/** Asked only when it is opened: it counts every cell in every period. */
function Since() {
  const [open, setOpen] = useState(false)
  return (
    <details class="group" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="group-name">{t('cell.since')}</span>
      </summary>
      {open && <CellHistory />}
    </details>
  )
}

function Where({ about }: { about: Cell }) {
  return (
    <ul class="where">
      {about.town && <li>{placeText(about.town)}</li>}
      <li>
        {t('cell.line', { distance: distance(about.distance_to_line_m) })} · {word('side', about.side)} ·{' '}
        {t('cell.km', { km: number(about.border_km) })}
      </li>
      <li class="muted">
        <code>{about.h3}</code> · {t('cell.size', { area: areaText(about.area_km2, 10) })}
      </li>
    </ul>
  )
}

function RankSteps({ about }: { about: Cell }) {
  return (
    <div class="rank">
      <button
        type="button"
        class="button"
        aria-label={t(metric.value === 'count' ? 'cell.previous' : 'cell.previousChange')}
        onClick={() => stepByRank(-1)}
      >
        ‹
      </button>
      <span>{rankText(about)}</span>
      <button
        type="button"
        class="button"
        aria-label={t(metric.value === 'count' ? 'cell.next' : 'cell.nextChange')}
        onClick={() => stepByRank(1)}
      >
        ›
      </button>
    </div>
  )
}

function rankText({ h3, n, rank, of, res }: Cell): string {
  if (metric.value !== 'count') {
    const place = rankOfChange(h3)
    return place > 0 ? t('cell.rankChange', { rank: ordinal(place) }) : ''
  }
  if (n === 0) return ''
  return t('cell.rank', { rank: ordinal(rank), of, distance: distance(2 * inradiusM(res)) })
}

function CellActions({ about }: { about: Cell }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => setCopied(false), [about.h3])
  const zoomIn = () => goTo([about.lon, about.lat], Math.min(15, Math.floor(port.peek()?.view().zoom ?? 6) + 1))
  const copyId = async () => {
    setCopied(await copy(about.h3))
    announce(t('cell.copied'))
  }
  return (
    <div class="row">
      <button type="button" class="button" onClick={zoomIn}>
        {t('cell.zoom')}
      </button>
      <button type="button" class="button" disabled={about.n === 0} onClick={() => showList('cell')}>
        {t('cell.list')}
      </button>
      <button type="button" class="button" onClick={copyId}>
        {copied ? t('cell.copied') : t('cell.copy')}
      </button>
      <button type="button" class="button" onClick={() => askAround([about.lon, about.lat])}>
        {t('cell.near')}
      </button>
      {metric.value === 'count' && (
        <button type="button" class="button" onClick={() => setMetric('significance')}>
          {t('cell.usual')}
        </button>
      )}
    </div>
  )
}

/** Selects the next or previous cell by count and brings it into view. */
export async function stepByRank(step: 1 | -1) {
  const next = await cellByRank(step).catch(() => null)
  if (!next) {
    announce(t('map.noCells'))
    return
  }
  selectCell(next.h3)
  goTo([next.lon, next.lat])
}
