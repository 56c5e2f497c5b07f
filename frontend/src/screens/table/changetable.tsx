import type { AssessedCell } from '../../api/types'
import { number, t } from '../../i18n'
import { distance } from '../../i18n/format'
import { inradiusM } from '../../state/cells'
import { comparedText, figure } from '../../ui/change'
import { FailureOf, LoadingBar, Slow } from '../../ui/parts'
import { placeText } from '../../ui/place'
import { chosenOf } from './actions'
import { CellListing } from './celllisting'
import type { Column } from './columns'
import { stated } from './listing'
import { changed, changedShown } from './state'

/** Change against usual in words: the cells that stand out first, those without an incident among them. */
export function ChangeTable() {
  const about = changed.data.value
  const shown = changedShown.value
  const chosen = chosenOf(about?.cells)
  return (
    <>
      <LoadingBar busy={changed.loading.value} />
      <Slow of={changed} />
      <FailureOf of={changed} />
      {about && (
        <p class="hint">
          {t('legend.size', { distance: distance(2 * inradiusM(about.res)) })}. {comparedText(about)}{' '}
          {t('table.changeWhat')}
        </p>
      )}
      {about && (
        <CellListing
          columns={columnsOf(about.cells)}
          usual={['change', 'found', 'expected', 'n', 'place', 'km']}
          usualSort={{ id: 'change', down: false }}
          rows={shown}
          chosen={chosen}
          townOf={row => row.town}
        />
      )}
    </>
  )
}

function columnsOf(cells: readonly AssessedCell[]): Column<AssessedCell>[] {
  const order = new Map(cells.map(({ h3 }, place) => [h3, place]))
  return [
    {
      id: 'change',
      title: t('table.change'),
      width: 232,
      text: row => t(`state.${row.state}`),
      key: row => order.get(row.h3) ?? null,
    },
    {
      id: 'found',
      title: t('table.found'),
      width: 84,
      numeric: true,
      text: row => number(row.n_disk),
      key: row => row.n_disk,
    },
    {
      id: 'expected',
      title: t('table.expected'),
      width: 92,
      numeric: true,
      text: row => figure(row.expected) || '–',
      key: row => row.expected,
    },
    { id: 'n', title: t('table.n'), width: 92, numeric: true, text: row => number(row.n), key: row => row.n },
    {
      id: 'place',
      title: t('table.place'),
      width: 210,
      text: ({ town }) => (town ? placeText(town) : '–'),
      key: ({ town }) => town?.name ?? null,
    },
    {
      id: 'km',
      title: t('table.km'),
      width: 92,
      numeric: true,
      text: row => stated(row.border_km),
      key: row => row.border_km,
    },
    { id: 'id', title: t('table.cellId'), width: 164, text: row => row.h3, key: row => row.h3 },
  ]
}
