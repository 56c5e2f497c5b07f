import type { Town } from '../../api/types'
import { t } from '../../i18n'
import { selectCell, selectedCell } from '../../state/page'
import { hovered, port } from '../../ui/mapcontrol'
import { CellActions, type ListedCell } from './actions'
import type { Column, Sort } from './columns'
import { Listing } from './listing'
import { inView } from './state'

interface CellListingProps<R> {
  columns: readonly Column<R>[]
  usual: readonly string[]
  usualSort: Sort
  rows: readonly R[]
  chosen: R | undefined
  /** The town by a cell. */
  townOf: (row: R) => Town | undefined
}

/** A list of cells, tied to the map both ways. */
export function CellListing<R extends ListedCell>({ chosen, townOf, ...list }: CellListingProps<R>) {
  return (
    <Listing
      {...list}
      label={t('table.cellsLabel')}
      total={list.rows.length}
      keyOf={({ h3 }) => h3}
      chosen={selectedCell.value}
      marked={hovered.value?.id ?? ''}
      onPoint={row => port.value?.highlight(row?.h3 ?? null)}
      onChoose={({ h3 }) => selectCell(h3)}
      inViewToo
      actions={<CellActions cell={chosen} town={chosen && townOf(chosen)} />}
      empty={inView.value && t('table.noneInView')}
    />
  )
}
