import { useEffect, useState } from 'preact/hooks'
import type { Incident } from '../../api/types'
import { t, word } from '../../i18n'
import { degrees, distance, when } from '../../i18n/format'
import type { ListReader } from '../../state/list'
import { ringAround } from '../../state/near'
import { valueName } from '../../state/sentence'
import { server } from '../../state/server'
import { positionText, sourceName } from '../../ui/list'
import { port } from '../../ui/mapcontrol'
import { NothingMatches } from '../../ui/nothing'
import { Failure, LoadingBar } from '../../ui/parts'
import { placeText } from '../../ui/place'
import { useReading } from '../../ui/reading'
import { IncidentActions } from './actions'
import type { Column } from './columns'
import { Listing, stated } from './listing'
import { incidentsCSV, incidentsURL, inView, sortChoice } from './state'

/** Above this many rows an order of one's own would mean reading them all. */
const mostSorted = 10_000

/** Every row of the filter, newest first, read on as the reader scrolls. */
export function IncidentTable() {
  const reader = useReader()
  const [chosen, choose] = useState<Incident | undefined>()
  useEffect(() => () => port.value?.setShapes('pin', []), [])
  if (!reader) return null
  const [rows, problem, total] = [reader.found.value, reader.problem.value, reader.total ?? 0]
  const complete = !reader.next.value
  const tooMany = !complete && total > mostSorted
  if (complete && rows.length === 0 && !reader.busy.value) return <NothingMatches />
  const choosePoint = (row: Incident) => {
    choose(row)
    point(row)
  }
  return (
    <>
      <LoadingBar busy={reader.busy.value} />
      {problem && server.value === 'ok' && <Failure problem={problem} retry={() => void reader.more()} />}
      <Listing
        label={t('table.incidentsLabel')}
        columns={columns()}
        usual={['when', 'kind', 'place', 'cause', 'precision']}
        usualSort={{ id: 'when', down: true }}
        rows={rows}
        total={total}
        keyOf={({ id }) => id}
        chosen={chosen?.id ?? ''}
        onPoint={row => point(row ?? chosen ?? null)}
        onChoose={choosePoint}
        onEnd={() => void reader.more()}
        fixedOrder={tooMany ? t('table.tooManyToSort', { n: mostSorted }) : null}
        beforeSort={() => void readAll(reader)}
        csvHref={incidentsCSV.value}
        inViewToo
        actions={<IncidentActions row={chosen} />}
        empty={!reader.busy.value && inView.value && t('table.noneInView')}
      />
    </>
  )
}

function useReader(): ListReader | null {
  const url = incidentsURL.value
  return useReading(url ? { url } : null, (reader, rows) =>
    sortChoice.peek() ? readAll(reader) : reader.more(rows || 1),
  )
}

/** An order needs every row; few enough are read for it. */
async function readAll(reader: ListReader) {
  do await reader.more()
  while (reader.next.value && !reader.problem.value && (reader.total ?? 0) <= mostSorted)
}

/** Marks where a row was, with the circle that its position is only known to. */
function point(row: Incident | null) {
  if (!row?.mapped || !row.point) {
    port.value?.setShapes('pin', [])
    return
  }
  const [lon, lat] = row.point
  const ring = row.radius_m ? [{ form: 'area' as const, points: ringAround({ lon, lat, radiusM: row.radius_m }) }] : []
  port.value?.setShapes('pin', [...ring, { form: 'point', points: [[lon, lat]] }])
}

const textOf = (value: string | undefined, name: (value: string) => string) => (value ? name(value) : '–')

/** The day, and that it is the one of the finding or of the report where it is not the day on which it happened. */
function whenTold(row: Incident): string {
  return row.time_kind === 'occurred' ? when(row) : t(`table.when.${row.time_kind}`, { day: when(row) })
}

function columns(): Column<Incident>[] {
  const cause = (row: Incident) => textOf(row.cause, value => word('cause', value))
  const land = (row: Incident) => textOf(row.land, value => valueName('land', value))
  return [
    { id: 'when', title: t('table.when'), width: 168, text: whenTold, key: row => row.occurred_at },
    {
      id: 'kind',
      title: t('table.kind'),
      width: 216,
      text: row => word('kind', row.kind),
      key: row => word('kind', row.kind),
    },
    {
      id: 'dated',
      title: t('table.dated'),
      width: 124,
      text: row => t(`list.date.${row.time_kind}`),
      key: row => row.time_kind,
    },
    {
      id: 'place',
      title: t('table.place'),
      width: 224,
      text: row => (row.town ? placeText(row.town) : positionText(row)),
      key: row => row.town?.name ?? null,
    },
    { id: 'cause', title: t('table.cause'), width: 112, text: cause, key: row => row.cause ?? null },
    { id: 'source', title: t('table.source'), width: 180, text: row => sourceName(row.source), key: row => row.source },
    {
      id: 'precision',
      title: t('table.precision'),
      width: 100,
      numeric: true,
      text: row => (row.radius_m ? `± ${distance(row.radius_m)}` : '–'),
      key: row => row.radius_m ?? null,
    },
    {
      id: 'persons',
      title: t('table.persons'),
      width: 92,
      numeric: true,
      text: row => stated(row.persons),
      key: row => row.persons ?? null,
    },
    { id: 'land', title: t('table.land'), width: 180, text: land, key: row => row.land ?? null },
    {
      id: 'area',
      title: t('table.area'),
      width: 140,
      lang: 'en',
      text: row => row.area ?? '–',
      key: row => row.area ?? null,
    },
    {
      id: 'line',
      title: t('table.line'),
      width: 112,
      numeric: true,
      text: row => (row.distance_to_line_m === undefined ? '–' : distance(row.distance_to_line_m)),
      key: row => row.distance_to_line_m ?? null,
    },
    {
      id: 'km',
      title: t('table.km'),
      width: 100,
      numeric: true,
      text: row => stated(row.border_km),
      key: row => row.border_km ?? null,
    },
    {
      id: 'at',
      title: t('table.position'),
      width: 164,
      text: row => (row.mapped && row.point ? degrees(row.point[1], row.point[0]) : '–'),
      key: row => row.point?.[1] ?? null,
    },
    { id: 'id', title: t('table.id'), width: 180, text: row => row.id, key: row => row.id },
  ]
}
