import type { AssessedCell } from '../../api/types'
import { number, t } from '../../i18n'
import { distance } from '../../i18n/format'
import { inradiusM } from '../../state/cells'
import { selectCell, selectedCell } from '../../state/page'
import { comparedText, figure } from '../../ui/change'
import { hovered, port } from '../../ui/mapcontrol'
import { FailureOf, LoadingBar, Slow } from '../../ui/parts'
import { placeText } from '../../ui/place'
import { CellActions, chosenOf } from './actions'
import type { Column } from './columns'
import { Listing, stated } from './listing'
import { changed, changedShown, inView } from './state'

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
        <Listing
          label={t('table.cellsLabel')}
          columns={columnsOf(about.cells)}
          usual={['change', 'found', 'expected', 'n', 'place', 'km']}
          usualSort={{ id: 'change', down: false }}
          rows={shown}
          total={shown.length}
          keyOf={({ h3 }) => h3}
          chosen={selectedCell.value}
          marked={hovered.value?.id ?? ''}
          onPoint={row => port.value?.highlight(row?.h3 ?? null)}
          onChoose={({ h3 }) => selectCell(h3)}
          inViewToo
          actions={<CellActions cell={chosen} town={chosen?.town} />}
          empty={inView.value && t('table.noneInView')}
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
