import { useEffect, useRef, useState } from 'preact/hooks'
import type { TwoWay } from '../../api/types'
import { number, percent, t, tn } from '../../i18n'
import { layersShown } from '../../state/legend'
import { fetchOverlays } from '../../state/overlays'
import { filters, page, setOwn } from '../../state/page'
import { NothingMatches } from '../../ui/nothing'
import { FailureOf, LoadingBar, Slow } from '../../ui/parts'
import { langOf, matrixCSV, nameOf, outside, titleOf } from './crossnames'
import { save } from './listing'
import { by, type Dimension, dimensions, isOverlay, overlayDimensions, overlayOf, share, shares, twoWay } from './state'
import { patchOf, peakOf, shade, step } from './twoway'

/** Counts by two dimensions, with margins. Each number leads to its rows on the map. */
export function CrossTable() {
  useEffect(() => void fetchOverlays(), [])
  const about = twoWay.data.value
  if (about && about.total === 0 && !twoWay.loading.value) return <NothingMatches />
  return (
    <>
      <LoadingBar busy={twoWay.loading.value} />
      <Slow of={twoWay} />
      <FailureOf of={twoWay} />
      <Tools />
      {about && about.by.join() === by.value.join() && <Shown about={about} />}
    </>
  )
}

function Tools() {
  const [rows, columns] = by.value
  const set = (first: Dimension, second: Dimension) => setOwn({ by: `${first},${second}` })
  return (
    <div class="listing-tools">
      <DimensionSelect
        id="by-rows"
        label={t('table.byRows')}
        value={rows}
        set={chosen => set(chosen, chosen === columns ? rows : columns)}
      />
      <DimensionSelect
        id="by-columns"
        label={t('table.byColumns')}
        value={columns}
        set={chosen => set(chosen === rows ? columns : rows, chosen)}
      />
      <button type="button" class="button" onClick={() => set(columns, rows)}>
        {t('table.swap')}
      </button>
      <fieldset class="row plain">
        <legend class="visually-hidden">{t('table.numbers')}</legend>
        {shares.map(name => (
          <button
            key={name}
            type="button"
            class="chip"
            aria-pressed={share.value === name}
            onClick={() => setOwn({ share: name })}
          >
            {t(`table.as.${name || 'count'}`)}
          </button>
        ))}
      </fieldset>
      <button
        type="button"
        class="button"
        disabled={!twoWay.data.value?.total}
        onClick={() => twoWay.data.value && save(matrixCSV(twoWay.data.value))}
      >
        {t('table.csv')}
      </button>
    </div>
  )
}

function DimensionSelect(props: { id: string; label: string; value: Dimension; set: (chosen: Dimension) => void }) {
  return (
    <label class="field inline" for={props.id}>
      <span>{props.label}</span>
      <select id={props.id} value={props.value} onChange={event => props.set(event.currentTarget.value as Dimension)}>
        {dimensions.map(name => (
          <option key={name} value={name}>
            {titleOf(name)}
          </option>
        ))}
        {overlayDimensions.value.map(({ dimension, title }) => (
          <option key={dimension} value={dimension}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}

// --- the table ---

function Shown({ about }: { about: TwoWay }) {
  const peak = peakOf(about)
  const [first, second] = by.value
  return (
    <>
      <p class={twoWay.loading.value ? 'answer stale' : 'answer'}>
        {peak &&
          t('table.most', {
            row: nameOf(first, about.rows?.[peak.row] ?? ''),
            column: nameOf(second, about.columns?.[peak.column] ?? ''),
            n: peak.n,
          })}{' '}
        {peak && <OnMap values={[about.rows?.[peak.row] ?? null, about.columns?.[peak.column] ?? null]} />}
      </p>
      <p class="hint">
        {t('table.crossWhat')} {by.value.includes('year') && by.value.includes('month') && t('table.crossOut')}
        {about.n_excluded.duplicates > 0 && ` ${tn('note.repeats', about.n_excluded.duplicates)}.`}
      </p>
      <Matrix about={about} />
    </>
  )
}

function OnMap({ values }: { values: [string | null, string | null] }) {
  const patch = patchOf(by.value, values, filters.value)
  if (!patch) return null
  return (
    <button type="button" class="button" onClick={() => open(values)}>
      {t('table.onMap')}
    </button>
  )
}

/** One step of the history: the filters and the map together, with the layers that the rows are counted in. */
function open(values: [string | null, string | null]) {
  const patch = patchOf(by.value, values, filters.value)
  if (!patch) return
  const layers = new Set([...layersShown.peek(), ...by.value.filter(isOverlay).map(overlayOf)])
  const own = layers.size > 0 ? { ...page.value.own, layers: [...layers].sort().join() } : page.value.own
  page.value = { ...page.value, screen: 'map', filters: { ...filters.value, ...patch }, own }
}

function Matrix({ about }: { about: TwoWay }) {
  const [rows, columns, counts] = [about.rows ?? [], about.columns ?? [], about.counts ?? []]
  const [at, setAt] = useState<[number, number]>([0, 0])
  const table = useRef<HTMLTableElement>(null)
  const [first, second] = by.value
  const most = Math.max(0, ...counts.flat())
  useEffect(() => setAt([0, 0]), [about.by.join(), rows.length, columns.length])
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const [row, column] = at
    const next = step(event.key, at, [rows.length, columns.length])
    if (next) {
      setAt(next)
      table.current?.querySelector<HTMLElement>(`[data-at="${next.join()}"]`)?.focus()
    } else if (event.key === 'Enter') open([rows[row] ?? null, columns[column] ?? null])
    else return
    event.preventDefault()
  }
  return (
    <div class="matrix-box">
      <table
        ref={table}
        class="matrix"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern of a data grid, worked by keyboard
        role="grid"
        aria-label={`${titleOf(first)} × ${titleOf(second)}`}
        onKeyDown={onKey}
      >
        <thead>
          <tr>
            <th scope="col">{titleOf(first)}</th>
            {columns.map(name => (
              <th key={name} scope="col" lang={langOf(second, name)}>
                {nameOf(second, name)}
              </th>
            ))}
            <th scope="col">{t('chart.total')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((name, row) => (
            <MatrixRow key={name} about={about} row={row} most={most} at={at} setAt={setAt} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('chart.total')}</th>
            {columns.map((name, column) => (
              <td key={name} class="margin">
                {marginText(about, about.column_sum?.[column] ?? 0, 'column')}
              </td>
            ))}
            <td class="margin">{share.value ? percent(1) : number(about.total)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function MatrixRow(props: {
  about: TwoWay
  row: number
  most: number
  at: [number, number]
  setAt: (at: [number, number]) => void
}) {
  const { about, row, at } = props
  const [first] = by.value
  const [name, counts] = [about.rows?.[row] ?? '', about.counts?.[row] ?? []]
  return (
    <tr>
      <th scope="row" lang={langOf(first, name)}>
        {nameOf(first, name)}
      </th>
      {(about.columns ?? []).map((other, column) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is heard by the grid
        <td
          key={other}
          data-at={`${row},${column}`}
          tabIndex={row === at[0] && column === at[1] ? 0 : -1}
          class={patchOf(by.value, [name, other], filters.value) ? 'heat leads' : 'heat'}
          style={{ '--heat': `${Math.round(darkest * shade(counts[column] ?? 0, props.most))}%` }}
          onFocus={() => props.setAt([row, column])}
          onClick={() => open([name, other])}
        >
          {outside(about, row, column) ? <NotCovered /> : shownAs(about, row, column)}
        </td>
      ))}
      <td class="margin">{marginText(about, about.row_sum?.[row] ?? 0, 'row')}</td>
    </tr>
  )
}

/** Percent of colour under the largest number: text stays readable on it in every theme. */
const darkest = 55

function NotCovered() {
  return (
    <span class="not-covered" title={t('chart.monthsNone')}>
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">{t('chart.monthsNone')}</span>
    </span>
  )
}

function shownAs(about: TwoWay, row: number, column: number): string {
  const n = about.counts?.[row]?.[column] ?? 0
  if (share.value === '' || n === 0) return number(n)
  const all = share.value === 'row' ? about.row_sum?.[row] : about.column_sum?.[column]
  return percent(n / (all ?? n))
}

/** A margin along the share's own way is the whole; across it, its share of all. */
function marginText(about: TwoWay, sum: number, side: 'row' | 'column'): string {
  if (share.value === '') return number(sum)
  return percent(share.value === side ? 1 : sum / about.total)
}
