import type { CellCount, Whereabouts } from '../../api/types'
import { number, percent, t, word } from '../../i18n'
import { degrees, distance } from '../../i18n/format'
import { inradiusM } from '../../state/cells'
import { NothingMatches } from '../../ui/nothing'
import { FailureOf, LoadingBar, Slow } from '../../ui/parts'
import { placeText } from '../../ui/place'
import { chosenOf } from './actions'
import { CellListing } from './celllisting'
import type { Column } from './columns'
import { stated } from './listing'
import { cells, cellsShown } from './state'

/** The cells of the map in words: where each lies, and how much it has. */
export function CellTable() {
  const about = cells.data.value
  const shown = cellsShown.value
  const chosen = chosenOf(about?.cells)
  const all = about?.cells?.length ?? 0
  if (about && all === 0 && !cells.loading.value) return <NothingMatches />
  return (
    <>
      <LoadingBar busy={cells.loading.value} />
      <Slow of={cells} />
      <FailureOf of={cells} />
      {about && <p class="hint">{t('legend.size', { distance: distance(2 * inradiusM(about.res)) })}</p>}
      {about && (
        <CellListing
          columns={columnsOf(about.n_used, inradiusM(about.res))}
          usual={['n', 'place', 'line', 'km', 'side']}
          usualSort={{ id: 'n', down: true }}
          rows={shown}
          chosen={chosen}
          townOf={row => row.place?.town}
        />
      )}
    </>
  )
}

function columnsOf(total: number, radiusM: number): Column<CellCount>[] {
  const sideOf = ({ place }: CellCount) =>
    place && (reachesLine(place, radiusM) ? t('table.bothSides') : word('side', place.side))
  return [
    { id: 'n', title: t('table.n'), width: 92, numeric: true, text: row => number(row.n), key: row => row.n },
    { id: 'place', title: t('table.place'), width: 236, text: placeOf, key: ({ place }) => place?.town.name ?? null },
    {
      id: 'persons',
      title: t('table.persons'),
      width: 92,
      numeric: true,
      text: row => number(row.persons),
      key: row => row.persons,
    },
    {
      id: 'share',
      title: t('table.shareOfAll'),
      width: 92,
      numeric: true,
      text: row => percent(row.n / total),
      key: row => row.n / total,
    },
    {
      id: 'line',
      title: t('table.line'),
      width: 112,
      numeric: true,
      text: ({ place }) => (place ? distance(place.distance_to_line_m) : '–'),
      key: ({ place }) => place?.distance_to_line_m ?? null,
    },
    {
      id: 'km',
      title: t('table.km'),
      width: 100,
      numeric: true,
      text: ({ place }) => stated(place?.border_km),
      key: ({ place }) => place?.border_km ?? null,
    },
    {
      id: 'side',
      title: t('table.side'),
      width: 120,
      text: row => sideOf(row) ?? '–',
      key: row => sideOf(row) ?? null,
    },
    { id: 'at', title: t('table.centre'), width: 164, text: row => degrees(row.lat, row.lon), key: row => row.lat },
    { id: 'id', title: t('table.cellId'), width: 164, text: row => row.h3, key: row => row.h3 },
  ]
}

/** Whether a cell lies on both sides; its place is that of its centre. */
function reachesLine({ distance_to_line_m }: Whereabouts, radiusM: number): boolean {
  return distance_to_line_m < (2 / Math.sqrt(3)) * radiusM
}

function placeOf({ place }: CellCount): string {
  return place ? placeText(place.town) : '–'
}
