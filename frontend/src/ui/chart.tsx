import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import type { HourByDay, MonthByYear, Series, ValueCount } from '../api/types'
import { listOf, number, t, tn } from '../i18n'
import { bin, dayOf, monthName, weekdayName } from '../i18n/format'
import { filters } from '../state/page'
import { fullestMonth, largest, monthsNeeded, shortestHalf } from '../state/peaks'
import { addDays } from '../state/period'

/**
 * Charts are figures: a title, a drawing, a sentence that says the same, and a
 * real table on demand. Drawings are SVG of our own.
 */

interface FigureProps {
  title: string
  summary: string
  note?: string | undefined
  drawing: ComponentChildren
  table: TableData
}

export interface TableData {
  head: string[]
  rows: (string | number)[][]
}

export function Figure(props: FigureProps) {
  const [asTable, setAsTable] = useState(false)
  return (
    <figure class="figure">
      <figcaption>
        <h3>{props.title}</h3>
        <button type="button" class="button quiet small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.drawing') : t('chart.table')}
        </button>
      </figcaption>
      {asTable ? <DataTable {...props.table} title={props.title} /> : props.drawing}
      <p class="hint">
        {props.summary} {props.note}
      </p>
    </figure>
  )
}

export function DataTable(props: TableData & { title: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section class="table-box" aria-label={props.title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {props.head.map(cell => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(([first, ...rest]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {rest.map((value, i) => (
                <td key={props.head[i + 1]}>{typeof value === 'number' ? number(value) : value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

// --- bars over time ---

const width = 300
const height = 84
const foot = 16

export function SeriesChart(props: { series: Series }) {
  const { step, unknown } = props.series
  const bins = props.series.bins ?? []
  const most = Math.max(0, ...bins.map(b => b.n))
  const peak = bins.find(b => b.n === most)
  const [first, last] = [bins[0], bins[bins.length - 1]]
  const total = bins.reduce((n, b) => n + b.n, 0)
  if (!first || !last || !peak || total === 0) return <p class="hint">{t('chart.seriesNone')}</p>
  const ends = step === 'week' ? weekEnds(first.start, last.start) : [bin(first.start, step), bin(last.start, step)]
  const summary = t(step === 'day' || step === 'week' ? 'chart.seriesDays' : 'chart.series', {
    n: tn('sentence.incidents', total),
    from: ends[0] ?? '',
    until: ends[1] ?? '',
    step: t(`chart.step.${step}`),
    max: most,
    when: bin(peak.start, step),
  })
  return (
    <Figure
      title={t('chart.byTime')}
      summary={summary}
      note={unknown > 0 ? `${tn('chart.unknown', unknown)}.` : undefined}
      drawing={<Bars label={summary} bins={bins} step={step} most={most} ends={ends} />}
      table={{ head: [t('chart.when'), t('chart.count')], rows: bins.map(b => [bin(b.start, step), b.n]) }}
    />
  )
}

/** The first and the last day counted: weeks at the ends may be asked for in part. */
function weekEnds(first: string, last: string): [string, string] {
  const { from, until } = filters.value
  const end = addDays(last, 6)
  return [dayOf(from > first ? from : first), dayOf(until && until < end ? until : end)]
}

interface BarsProps {
  label: string
  bins: { start: string; n: number }[]
  step: Series['step']
  most: number
  ends: string[]
}

function Bars(props: BarsProps) {
  const { bins, most, step, ends } = props
  const w = width / bins.length
  const scale = (height - foot - 12) / most
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.label}>
      <line class="grid" x1="0" x2={width} y1="11.5" y2="11.5" />
      <text class="tick-text" x={width} y="8" text-anchor="end">
        {number(most)}
      </text>
      {bins.map((b, i) => (
        <rect
          key={b.start}
          class="chart-bar"
          x={i * w}
          y={height - foot - b.n * scale}
          width={Math.max(0.6, w - (w > 4 ? 1 : 0.3))}
          height={b.n * scale}
        >
          <title>{`${bin(b.start, step)}: ${number(b.n)}`}</title>
        </rect>
      ))}
      <line class="axis" x1="0" x2={width} y1={height - foot + 0.5} y2={height - foot + 0.5} />
      <text class="tick-text" x="0" y={height - 3}>
        {ends[0]}
      </text>
      <text class="tick-text" x={width} y={height - 3} text-anchor="end">
        {ends[1]}
      </text>
    </svg>
  )
}

// --- months by year ---

/** With fewer, which months are fullest is chance. */
const fullestNeeded = 30

interface MonthProps {
  months: MonthByYear
  /** Whether the dates are those of finds. */
  found: boolean
  /** Whether a month (0 = January) is asked for and spoken for by a source. */
  covered: (year: number, month: number) => boolean
}

export function MonthChart(props: MonthProps) {
  const years = props.months.years ?? []
  const total = years.flatMap(y => y.months).reduce((n, v) => n + v, 0)
  if (total < monthsNeeded) return null
  const summary = (total >= fullestNeeded && fullest(years)) || `${tn('sentence.incidents', total)}.`
  const out = (year: number, m: number, n: number) => n === 0 && !props.covered(year, m)
  const anyOut = years.some(({ year, months }) => months.some((n, m) => out(year, m, n)))
  const notes = [
    props.months.unknown > 0 ? `${tn('chart.unknown', props.months.unknown)}.` : '',
    anyOut ? t('chart.monthsOut') : '',
  ]
  return (
    <Figure
      title={t(props.found ? 'chart.monthsFound' : 'chart.months')}
      summary={summary}
      note={notes.filter(Boolean).join(' ')}
      drawing={
        <Grid
          label={summary}
          columns={Array.from({ length: 12 }, (_, m) => monthName(m, 'narrow'))}
          rows={years.map(y => ({ name: String(y.year), values: y.months }))}
          describe={(row, m) => `${monthName(m)} ${row}`}
          out={(row, m, n) => out(Number(row), m, n)}
        />
      }
      table={{
        head: [t('chart.year'), ...Array.from({ length: 12 }, (_, m) => monthName(m)), t('chart.total')],
        rows: years.map(y => [
          String(y.year),
          ...y.months.map((n, m) => (out(y.year, m, n) ? '–' : n)),
          y.months.reduce((n, v) => n + v, 0),
        ]),
      }}
    />
  )
}

function fullest(years: { year: number; months: number[] }[]): string {
  const peak = fullestMonth({ years, unknown: 0 })
  const sums = Array.from({ length: 12 }, (_, m) => years.reduce((n, y) => n + (y.months[m] ?? 0), 0))
  const top = largest(sums).map(m => monthName(m, 'long'))
  const most =
    peak && t('chart.monthsMost', { month: monthName(peak.month, 'long'), year: String(peak.year), n: peak.n })
  return [most, top.length > 0 && t('chart.monthsTop', { top: listOf(top) })].filter(Boolean).join(' ')
}

// --- hours by weekday ---

/** Below this many rows with a known hour, hours say nothing. */
export const hoursNeeded = 20

export function knownHours(hours: HourByDay): number {
  return hours.flat().reduce((n, v) => n + v, 0)
}

/** In which hours half of them lie, and how many are known; '' where too few are. */
export function hoursInWords(hours: HourByDay, unknown: number): string {
  const known = knownHours(hours)
  if (known < hoursNeeded) return ''
  const half = shortestHalf(columnSums(hours.map(values => ({ values }))))
  const told = t('chart.hoursSummary', { unknown, total: known + unknown })
  if (!half) return told
  const { n, from, until, alone } = half
  return `${t(alone ? 'chart.hoursHalf' : 'chart.hoursEqual', { n, known, from, until })} ${told}`
}

export function HourChart(props: { hours: HourByDay; unknown: number }) {
  const known = knownHours(props.hours)
  const summary = hoursInWords(props.hours, props.unknown)
  if (!summary) return null
  const columns = Array.from({ length: 24 }, (_, h) => (h % 6 === 0 ? String(h) : ''))
  const rows = props.hours.map((values, day) => ({ name: weekdayName(day), values }))
  return (
    <Figure
      title={t('chart.hours')}
      summary={summary}
      drawing={<Grid label={summary} columns={columns} rows={rows} describe={(row, h) => `${row} ${h}:00`} totals />}
      table={{
        head: [t('chart.weekday'), ...Array.from({ length: 24 }, (_, h) => String(h)), t('chart.total')],
        rows: [
          ...rows.map(row => [row.name, ...row.values, sum(row.values)]),
          [t('chart.total'), ...columnSums(rows), known],
        ],
      }}
    />
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((n, v) => n + v, 0)
}

function columnSums(rows: readonly { values: number[] }[]): number[] {
  return (rows[0]?.values ?? []).map((_, i) => sum(rows.map(row => row.values[i] ?? 0)))
}

// --- a grid of shaded cells ---

interface GridProps {
  label: string
  columns: string[]
  rows: { name: string; values: number[] }[]
  describe: (row: string, column: number) => string
  /** Whether a cell says nothing, rather than zero. */
  out?: (row: string, column: number, n: number) => boolean
  /** Sums: of rows beside them, of columns as bars below. */
  totals?: boolean
}

const gridLeft = 34
const totalsWidth = 24
const totalsHeight = 18
/** Many rows are set close, and only some of them named. */
const manyRows = 15
const namedEvery = 5

function Grid({ label, columns, rows, describe, out = () => false, totals = false }: GridProps) {
  const most = Math.max(1, ...rows.flatMap(row => row.values))
  const w = (width - gridLeft - (totals ? totalsWidth : 0)) / columns.length
  const close = rows.length > manyRows
  const rowHeight = close ? 6 : 13
  const foot = rows.length * rowHeight + 16
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${foot + (totals ? totalsHeight : 0)}`} role="img" aria-label={label}>
      {totals && <ColumnTotals rows={rows} w={w} top={foot} />}
      {columns.map((name, i) => (
        <text key={i} class="tick-text" x={gridLeft + (i + 0.5) * w} y="9" text-anchor="middle">
          {name}
        </text>
      ))}
      {rows.map((row, y) => (
        <g key={row.name} transform={`translate(0 ${14 + y * rowHeight})`}>
          {(!close || Number(row.name) % namedEvery === 0) && (
            <text class="tick-text" x={gridLeft - 5} y={rowHeight / 2 + 3.5} text-anchor="end">
              {row.name}
            </text>
          )}
          {totals && (
            <text class="tick-text" x={width} y={rowHeight / 2 + 3.5} text-anchor="end">
              {number(sum(row.values))}
            </text>
          )}
          {row.values.map((n, x) => (
            <GridBack
              key={x}
              x={gridLeft + x * w}
              width={w - 1}
              height={rowHeight - 1}
              out={out(row.name, x, n)}
              title={`${describe(row.name, x)}: ${out(row.name, x, n) ? t('chart.monthsNone') : number(n)}`}
            />
          ))}
          {row.values.map((n, x) =>
            n === 0 ? null : (
              <rect
                key={x}
                class="grid-cell"
                x={gridLeft + x * w}
                y="0.5"
                width={w - 1}
                height={rowHeight - 1}
                opacity={0.2 + (0.8 * n) / most}
              />
            ),
          )}
        </g>
      ))}
    </svg>
  )
}

function ColumnTotals({ rows, w, top }: { rows: GridProps['rows']; w: number; top: number }) {
  const sums = columnSums(rows)
  const most = Math.max(1, ...sums)
  return (
    <g transform={`translate(${gridLeft} ${top})`}>
      {sums.map((n, i) => {
        const tall = ((totalsHeight - 2) * n) / most
        return <rect key={i} class="chart-bar" x={i * w} y={totalsHeight - tall} width={w - 1} height={tall} />
      })}
      <text class="tick-text" x={-5} y={totalsHeight - 4} text-anchor="end">
        {t('chart.total')}
      </text>
    </g>
  )
}

/** A cell's ground; one that says nothing is struck through. */
function GridBack(props: { x: number; width: number; height: number; out: boolean; title: string }) {
  const { x, width: w, height: h, out } = props
  return (
    <g>
      <title>{props.title}</title>
      <rect class={out ? 'grid-out' : 'grid-back'} x={x} y="0.5" width={w} height={h} />
      {out && <path class="grid-strike" d={`M${x} ${0.5 + h}L${x + w} 0.5`} />}
    </g>
  )
}

// --- a mix of values ---

export function Mix(props: { title: string; values: readonly ValueCount[] | null; name: (value: string) => string }) {
  const values = (props.values ?? []).filter(v => v.n > 0).sort((a, b) => b.n - a.n)
  const total = values.reduce((n, v) => n + v.n, 0)
  if (values.length === 0) return null
  return (
    <section class="mix">
      <h3>{props.title}</h3>
      <ul>
        {values.map(({ value, n }) => (
          <li key={value}>
            <span class="mix-name">{value ? props.name(value) : '–'}</span>
            <span class="count">{number(n)}</span>
            <svg class="tiny-bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(100 * n) / total} height="3" />
            </svg>
          </li>
        ))}
      </ul>
    </section>
  )
}
