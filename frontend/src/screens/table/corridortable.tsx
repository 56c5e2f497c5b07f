import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { getJSON, isAbort } from '../../api/client'
import type { Saved } from '../../api/corridors'
import { number, t } from '../../i18n'
import { distance } from '../../i18n/format'
import { rateByUnit } from '../../i18n/units'
import { ask, query } from '../../state/answers'
import { generation, tracked } from '../../state/server'
import { goTo, port } from '../../ui/mapcontrol'
import { FailureOf, LoadingBar } from '../../ui/parts'
import type { Column } from './columns'
import { Listing } from './listing'
import { corridors } from './state'

/** What a saved corridor's report says that a row has room for. */
interface Report {
  n: number
  n_up_to: number
  rates: { per_10km_year: { value: number | null; lo: number | null; hi: number | null } }
}

const reports = signal<ReadonlyMap<string, Report>>(new Map())
const mostReports = 50

/** Saved corridors, with what the page's filters find along them. */
export function CorridorTable() {
  const rows = [...(corridors.data.value?.corridors ?? [])] // put in order anew as their figures come
  const [chosen, choose] = useState('')
  useReports(rows)
  useEffect(() => () => port.value?.setShapes('pin', []), [])
  if (corridors.data.value && rows.length === 0) return <p class="grid-empty">{t('table.noCorridors')}</p>
  return (
    <>
      <LoadingBar busy={corridors.loading.value} />
      <FailureOf of={corridors} />
      <Listing
        label={t('table.corridorsLabel')}
        columns={columns()}
        usual={['name', 'length', 'width', 'n', 'rate']}
        usualSort={{ id: 'name', down: false }}
        rows={rows}
        total={rows.length}
        keyOf={({ id }) => id}
        chosen={chosen}
        onPoint={row => draw(row ?? rows.find(({ id }) => id === chosen) ?? null)}
        onChoose={row => {
          choose(row.id)
          const middle = row.line.coordinates[Math.floor(row.line.coordinates.length / 2)]
          if (middle) goTo(middle)
        }}
        empty=""
      />
    </>
  )
}

function draw(row: Saved | null) {
  port.value?.setShapes('pin', row ? [{ form: 'line', points: row.line.coordinates }] : [])
}

/** Asks one corridor after another, so that many do not crowd out the map. */
function useReports(rows: readonly Saved[]) {
  const question = query.value
  useEffect(() => {
    const abort = new AbortController()
    reports.value = new Map()
    void readReports(rows.slice(0, mostReports), question, abort.signal)
    return () => abort.abort()
  }, [rows.map(({ id, length_km }) => `${id} ${length_km}`).join(), question, generation.value])
}

async function readReports(rows: readonly Saved[], question: string, signal: AbortSignal) {
  for (const { id } of rows) {
    try {
      const report = await tracked(
        getJSON<Report>(ask(`/api/v1/corridors/${encodeURIComponent(id)}/report`, question), signal),
      )
      if (signal.aborted) return
      reports.value = new Map(reports.value).set(id, report)
    } catch (cause) {
      if (isAbort(cause)) return // one that fails stays without figures
    }
  }
}

function columns(): Column<Saved>[] {
  const of = ({ id }: Saved) => reports.value.get(id)
  return [
    { id: 'name', title: t('table.name'), width: 200, text: row => row.name, key: row => row.name },
    {
      id: 'length',
      title: t('table.length'),
      width: 100,
      numeric: true,
      text: row => distance(row.length_km * 1000),
      key: row => row.length_km,
    },
    {
      id: 'width',
      title: t('table.halfWidth'),
      width: 120,
      numeric: true,
      text: row => distance(row.half_width_m),
      key: row => row.half_width_m,
    },
    {
      id: 'n',
      title: t('table.n'),
      width: 92,
      numeric: true,
      text: row => countText(of(row)),
      key: row => of(row)?.n ?? null,
    },
    {
      id: 'rate',
      title: t('table.rate'),
      width: 210,
      numeric: true,
      text: row => rateText(of(row)),
      key: row => of(row)?.rates.per_10km_year.value ?? null,
    },
    { id: 'note', title: t('table.note'), width: 220, text: row => row.note || '–', key: row => row.note || null },
  ]
}

function countText(report: Report | undefined): string {
  return report ? number(report.n) : '…'
}

function rateText(report: Report | undefined): string {
  const rate = report && rateByUnit(report.rates.per_10km_year)
  if (!rate || rate.value === null) return '–'
  const [value, lo, hi] = [rate.value, rate.lo, rate.hi].map(n => (n === null ? '–' : number(n, 1)))
  return t('table.rateOf', { value: value ?? '', lo: lo ?? '', hi: hi ?? '' })
}
