import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { listOf, number, numberLocale, t, tn } from '../../i18n'
import { permalink } from '../../state/address'
import { answeringSources } from '../../state/answers'
import { filters, setOwn } from '../../state/page'
import { conditions } from '../../state/sentence'
import { copy } from '../../ui/clipboard'
import { announce } from '../../ui/live'
import { type Column, chosenColumns, csv, readSort, type Sort, sorted, tsv, writeSort } from './columns'
import { Grid } from './grid'
import { bounds, columnChoice, inView, sortChoice } from './state'

interface ListingProps<R> {
  label: string
  columns: readonly Column<R>[]
  /** Columns shown unless the link names others. */
  usual: readonly string[]
  usualSort: Sort
  rows: readonly R[]
  total: number
  keyOf: (row: R) => string
  chosen: string
  marked?: string
  onPoint: (row: R | null) => void
  onChoose: (row: R) => void
  onEnd?: () => void
  /** Why the order cannot be chosen; null where it can. */
  fixedOrder?: string | null
  /** Reads what is missing before rows are put into an order. */
  beforeSort?: () => void
  /** A file of all rows made by the server; else one is made of what is shown. */
  csvHref?: string
  inViewToo?: boolean
  /** What goes with the chosen row. */
  actions?: ComponentChildren
  empty: ComponentChildren
}

/** A list as a table, with its columns, its order, and its rows to take along. */
export function Listing<R>(props: ListingProps<R>) {
  const columns = chosenColumns(props.columns, columnChoice.value, props.usual)
  const sort = readSort(sortChoice.value, props.usualSort, props.columns)
  const rows = useMemo(
    () => (props.fixedOrder ? [...props.rows] : sorted(props.rows, props.columns, sort, numberLocale())),
    [props.rows, props.fixedOrder, sort.id, sort.down, numberLocale()],
  )
  const choose = (id: string) => {
    props.beforeSort?.()
    const numeric = props.columns.find(column => column.id === id)?.numeric ?? false
    const next = sort.id === id ? { id, down: !sort.down } : { id, down: numeric }
    setOwn({ sort: writeSort(next) })
  }
  return (
    <>
      <div class="listing-tools">
        {props.inViewToo && <InViewChip />}
        <ColumnChooser all={props.columns} shown={columns} />
        <Take {...props} columns={columns} rows={rows} />
        <p class="hint rows-shown" role="status">
          {rows.length < props.total
            ? t('table.readSoFar', { shown: rows.length, total: props.total })
            : tn('table.rows', rows.length)}
          {props.fixedOrder && ` ${props.fixedOrder}`}
        </p>
      </div>
      <Grid
        {...props}
        columns={columns}
        rows={rows}
        marked={props.marked ?? ''}
        sort={props.fixedOrder ? props.usualSort : sort}
        onSort={props.fixedOrder ? null : choose}
      />
      {props.actions}
    </>
  )
}

function InViewChip() {
  if (!bounds.value) return null
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={inView.value}
      onClick={() => setOwn({ inview: inView.value ? '' : '1' })}
    >
      {t('table.inView')}
    </button>
  )
}

function ColumnChooser<R>({ all, shown }: { all: readonly Column<R>[]; shown: readonly Column<R>[] }) {
  const ids = shown.map(({ id }) => id)
  const toggle = (id: string) => {
    const next = ids.includes(id) ? ids.filter(other => other !== id) : [...ids, id]
    if (next.length > 0) setOwn({ cols: next.join() })
  }
  return (
    <details class="chooser">
      <summary class="button">{t('table.columns', { n: shown.length, of: all.length })}</summary>
      <fieldset class="chooser-box">
        <legend class="visually-hidden">{t('table.choose')}</legend>
        {all.map(({ id, title }) => (
          <button key={id} type="button" class="chip" aria-pressed={ids.includes(id)} onClick={() => toggle(id)}>
            {title}
          </button>
        ))}
        <button type="button" class="button quiet small" onClick={() => setOwn({ cols: '' })}>
          {t('table.usual')}
        </button>
      </fieldset>
    </details>
  )
}

/** Rows for a spreadsheet: by the clipboard, or as a file. */
function Take<R>(props: ListingProps<R> & { columns: readonly Column<R>[]; rows: readonly R[] }) {
  const { columns, rows, csvHref } = props
  const copyRows = async () => {
    const done = await copy(tsv(columns, rows))
    announce(done ? tn('table.copied', rows.length) : t('table.copyFailed'))
  }
  return (
    <>
      <button type="button" class="button" disabled={rows.length === 0} onClick={() => void copyRows()}>
        {t('table.copy')}
      </button>
      {csvHref ? (
        <a class="button" href={csvHref} download="">
          {t('table.csv')}
        </a>
      ) : (
        <button
          type="button"
          class="button"
          disabled={rows.length === 0}
          onClick={() => save(csv(columns, rows, whatIsTold()))}
        >
          {t('table.csv')}
        </button>
      )}
    </>
  )
}

/** What the rows are, for those who find the file later. */
export function whatIsTold(): string[] {
  const credits = answeringSources.value.map(({ credit, name }) => credit ?? name)
  return [conditions(filters.value).join(', '), permalink(), `${t('footer.sources')}: ${listOf(credits)}`]
}

export function save(text: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`\ufeff${text}`], { type: 'text/csv;charset=utf-8' }))
  link.download = 'linea-table.csv'
  link.click()
  URL.revokeObjectURL(link.href)
}

/** "–" where a value is not stated. */
export function stated(value: number | undefined, digits = 0): string {
  return value === undefined ? '–' : number(value, digits)
}
