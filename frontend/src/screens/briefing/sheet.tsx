import type { Report } from '../../api/corridors'
import type { Comparison, Incident, SourceStatus, Summary, ValueCount } from '../../api/types'
import { listOf, number, percent, spoken, t, tn, word } from '../../i18n'
import { dayOf, distance, when } from '../../i18n/format'
import { inradiusM } from '../../state/cells'
import type { Filters } from '../../state/filters'
import { previousPeriod } from '../../state/period'
import { conditions, valueName } from '../../state/sentence'
import type { View } from '../../state/url'
import { themes } from '../../theme/themes'
import { HourChart, hoursNeeded, knownHours, Mix, MonthChart } from '../../ui/chart'
import { allYears } from '../../ui/years'
import type { FullPlace } from './answers'
import { CorridorPart, changeRatio } from './corridorpart'
import { inDays } from './inwords'
import { PaperMap, type PaperMapProps } from './papermap'
import { gridHead, gridOf, minutesOf, placeName, squareOf } from './place'
import { fullest } from './stretches'

/**
 * One printed page, drawn from plain data: it reads no signal, because it may
 * be in another language than the app around it.
 */
export interface SheetData {
  /** The corridor that the page is about, '' = the map; each has a map of its own. */
  about: string
  paper: 'letter' | 'a4'
  preparedBy: string
  marking: string
  madeAt: Date
  link: string
  filters: Filters
  summary: Summary
  change: Comparison | null
  map: Omit<PaperMapProps, 'language'>
  view: View | null
  resolution: number
  places: readonly FullPlace[]
  rows: readonly { id: string; properties: Incident }[]
  /** unsaved: a line in hand, drawn or changed; its name is then '' or that of what it was. */
  corridor: (Report & { name: string; unsaved: boolean }) | null
  synthetic: boolean
  /** Those that the answer comes from. */
  sources: readonly SourceStatus[]
  /** Whether a month is asked for and spoken for by a source. */
  covered: (year: number, month: number) => boolean
}

/** How much of the page there is room for: what matters least goes first. */
export interface Fit {
  rows: number
  places: number
  figure: boolean
}

export const fits: readonly Fit[] = [
  { rows: 14, places: 5, figure: true },
  { rows: 9, places: 5, figure: true },
  { rows: 5, places: 5, figure: true },
  { rows: 3, places: 5, figure: true },
  { rows: 0, places: 5, figure: true },
  { rows: 0, places: 3, figure: true },
  { rows: 0, places: 3, figure: false },
]

export function Sheet({ data, fit }: { data: SheetData; fit: Fit }) {
  return (
    <article class={`sheet ${data.paper}`} lang={spoken()} style={paperColours()}>
      <div class="sheet-body">
        <Head data={data} />
        <div class="sheet-top">
          <PaperMap key={data.about} {...data.map} language={spoken()} />
          <div class="sheet-side">
            <KeyNumbers data={data} />
            <PaperLegend data={data} />
          </div>
        </div>
        <Change data={data} />
        {data.corridor && <CorridorPart report={data.corridor} />}
        {fit.figure && !data.corridor && <Figure data={data} />}
        <Places places={fullest(data.places, fit.places)} resolution={data.resolution} />
        {fit.rows > 0 && <Rows data={data} most={fit.rows} />}
      </div>
      <Foot data={data} />
    </article>
  )
}

/** Paper is light, whatever the screen is. */
function paperColours(): Record<string, string> {
  const { ui } = themes.light
  return Object.fromEntries(Object.entries({ ...ui, panel: '#ffffff' }).map(([name, colour]) => [`--${name}`, colour]))
}

/** What the page is about, as its title and the files made of it say. */
export function heading({ corridor }: Pick<SheetData, 'corridor'>): string {
  if (!corridor) return t('briefing.heading')
  const { name, unsaved } = corridor
  if (!unsaved) return t('briefing.about', { name })
  return name ? t('briefing.aboutChanged', { name }) : t('briefing.aboutDrawn')
}

function Head({ data }: { data: SheetData }) {
  const made = dayOf(data.madeAt.toISOString())
  return (
    <header class="sheet-head">
      {data.marking && <p class="sheet-marking">{data.marking}</p>}
      {data.synthetic && <p class="sheet-marking">{t('banner.synthetic')}</p>}
      <h2>{heading(data)}</h2>
      <p class="sheet-filter">{conditions(data.filters).join(', ')}</p>
      <p class="muted">
        {data.preparedBy
          ? t('briefing.preparedBy', { who: data.preparedBy, date: made })
          : t('briefing.prepared', { date: made })}
        {data.summary.as_of && <> · {t('briefing.newest', { date: dayOf(data.summary.as_of) })}</>}
      </p>
    </header>
  )
}

const help = ['rescue', 'medical', 'missing_person', 'death'] as const

/** The total, and help first: always there, whatever kinds were chosen. */
function KeyNumbers({ data: { summary, corridor, view } }: { data: SheetData }) {
  const reported = (kind: string) => summary.by_kind?.find(({ value }) => value === kind)?.n
  const inCorridor = {
    rescue: 'rescues',
    medical: 'medical',
    missing_person: 'missing_person',
    death: 'deaths',
  } as const
  const count = (kind: (typeof help)[number]) => {
    const n = reported(kind)
    if (n === undefined) return t('briefing.nobody')
    return number(corridor ? corridor.humanitarian[inCorridor[kind]] : n)
  }
  return (
    <div class="sheet-numbers">
      <p class="sheet-total">
        <strong>{number(corridor ? corridor.n : summary.total)}</strong> {t('briefing.incidents')}
        {!corridor && view && <span class="muted"> {t('briefing.offMap')}</span>}
      </p>
      <dl>
        {help.map(kind => (
          <div key={kind}>
            <dt>{t(`kind.${kind}`)}</dt>
            <dd>{count(kind)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function PaperLegend({ data }: { data: SheetData }) {
  const { breaks, fills } = data.map
  const edge = themes.light.map.cellEdge
  return (
    <div class="sheet-legend">
      <h3>{t('metric.count')}</h3>
      <ul>
        {breaks.map(({ from, to }, i) => (
          <li key={from}>
            <svg class="swatch" viewBox="0 0 22 20" aria-hidden="true">
              <path d="M6 1.5h10l5 8.5-5 8.5H6L1 10z" fill={fills[i]} stroke={edge} stroke-width="1.4" />
            </svg>
            {from === to ? number(from) : `${number(from)}–${number(to)}`}
          </li>
        ))}
      </ul>
      <p class="muted">{t('legend.size', { distance: distance(2 * inradiusM(data.resolution)) })}</p>
    </div>
  )
}

/** Against the equal period before, in words first. */
function Change({ data }: { data: SheetData }) {
  const { change, corridor } = data
  if (corridor) return null
  if (!change) return previousPeriod(data.filters) ? null : <p>{t('briefing.changeOpen')}</p>
  const { overall, n_used, n_before, interval, comparison } = change
  return (
    <p>
      <strong>{t(`briefing.change.${overall.reading}`)}.</strong>{' '}
      {t('briefing.changeOf', {
        now: n_used,
        before: n_before,
        period: inDays(interval),
        other: inDays(comparison[0]),
      })}
      {n_used < data.summary.total && <> {t('briefing.changeSome', { n: n_used, total: data.summary.total })}</>}{' '}
      {changeRatio(overall)} {t('briefing.changeMeans')}
    </p>
  )
}

/** When, and of what: hours where they are known, else months. */
function Figure({ data: { summary, covered, filters } }: { data: SheetData }) {
  const hours = knownHours(summary.hour_by_day) >= hoursNeeded
  const deaths = filters.kinds.length === 1 && filters.kinds[0] === 'death'
  return (
    <div class="sheet-figure">
      {hours ? (
        <HourChart hours={summary.hour_by_day} unknown={summary.hour_unknown} />
      ) : (
        <MonthChart months={allYears(summary.month_by_year, filters, covered)} found={false} covered={covered} />
      )}
      {deaths ? (
        <Mix title={t('chart.causes')} values={most(summary.by_cause)} name={value => word('cause', value)} />
      ) : (
        <Mix
          title={t('chart.kinds')}
          values={most(chosenKinds(summary.by_kind, filters))}
          name={value => word('kind', value)}
        />
      )}
    </div>
  )
}

/** A facet counts what the other filters leave; the page shows what was chosen. */
function chosenKinds(values: readonly ValueCount[] | null, { kinds }: Filters): ValueCount[] {
  return (values ?? []).filter(({ value }) => kinds.length === 0 || (kinds as readonly string[]).includes(value))
}

const mixAtMost = 5

function most(values: readonly ValueCount[] | null): ValueCount[] {
  return [...(values ?? [])].sort((a, b) => b.n - a.n).slice(0, mixAtMost)
}

function Places({ places, resolution }: { places: readonly FullPlace[]; resolution: number }) {
  if (places.length === 0) return null
  const square = squareOf(places)
  return (
    <section>
      <h3>
        {t(places[0]?.km ? 'briefing.stretches' : 'briefing.places', { distance: distance(2 * inradiusM(resolution)) })}
      </h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('briefing.place')}</th>
            {places[0]?.cell && <th scope="col">{t('briefing.km')}</th>}
            <th scope="col">{t('chart.count')}</th>
            <th scope="col">{gridHead(square)}</th>
            <th scope="col">{t('briefing.coordinates')}</th>
          </tr>
        </thead>
        <tbody>
          {places.map(place => (
            <tr key={place.id}>
              <th scope="row">{placeName(place)}</th>
              {place.cell && <td>{number(place.cell.border_km)}</td>}
              <td>{number(place.n)}</td>
              <td>{gridOf(place, square)}</td>
              <td>{minutesOf(place, square)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Rows({ data, most }: { data: SheetData; most: number }) {
  const shown = data.rows.slice(0, most)
  if (shown.length === 0) return null
  return (
    <section>
      <h3>{t('briefing.newestRows', { n: shown.length, total: data.summary.total })}</h3>
      <table>
        <tbody>
          {shown.map(({ id, properties: row }) => (
            <tr key={id}>
              <td>{when(row)}</td>
              <td>{word('kind', row.kind)}</td>
              <td>{row.cause ? word('cause', row.cause) : ''}</td>
              <td>{row.land ? valueName('land', row.land) : ''}</td>
              <td>
                {row.radius_m ? t('sentence.precision', { distance: distance(row.radius_m) }) : t('briefing.roughly')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What the numbers leave out, and who is behind them. */
function Foot({ data }: { data: SheetData }) {
  const left = data.corridor?.n_excluded ?? data.summary.n_excluded
  const total = data.corridor?.n ?? data.summary.total
  const notes = [
    left.imprecise > 0
      ? t('briefing.imprecise', { n: left.imprecise, share: percent(left.imprecise / Math.max(1, total)) })
      : '',
    left.unmapped > 0 ? tn(data.corridor ? 'note.placeless' : 'note.unmapped', left.unmapped) : '',
    left.duplicates > 0 ? tn('note.repeats', left.duplicates) : '',
    t('briefing.found'),
  ]
  return (
    <footer class="sheet-foot">
      <p>{notes.filter(Boolean).join('. ')}</p>
      <p>
        {t('footer.sources')}: {listOf(data.sources.map(({ credit, name }) => credit ?? name))}. {t('map.credit')}.
      </p>
      <p class="sheet-link">{data.link}</p>
    </footer>
  )
}
