import type { Incident, Town } from '../../api/types'
import { t } from '../../i18n'
import { filters, page, selectedCell, showScreen } from '../../state/page'
import { goTo } from '../../ui/mapcontrol'
import { placeText } from '../../ui/place'

export interface ListedCell {
  h3: string
  lon: number
  lat: number
}

/** The cell whose row is chosen. */
export function chosenOf<C extends ListedCell>(cells: readonly C[] | null | undefined): C | undefined {
  return cells?.find(({ h3 }) => h3 === selectedCell.value)
}

/** What can be done with the chosen row; always there, so that rows do not jump. */
export function CellActions({ cell, town }: { cell: ListedCell | undefined; town: Town | undefined }) {
  if (!cell) return <p class="row-actions hint">{t('table.chooseRow')}</p>
  return (
    <div class="row-actions">
      <strong>{town && placeText(town)}</strong>
      <button type="button" class="button" onClick={() => showOnMap(cell)}>
        {t('table.onMap')}
      </button>
      <button type="button" class="button" onClick={() => listCell(cell.h3)}>
        {t('table.listCell')}
      </button>
    </div>
  )
}

const near = 8

/** Opens the map screen at the row. */
function showOnMap({ lon, lat }: { lon: number; lat: number }) {
  goTo([lon, lat])
  page.value = { ...page.value, view: { lon, lat, zoom: Math.max(near, page.value.view?.zoom ?? 0) } }
  showScreen('map')
}

function listCell(cell: string) {
  const own = Object.fromEntries(Object.entries(page.value.own).filter(([name]) => !['sort', 'cols'].includes(name)))
  page.value = { ...page.value, cell: '', filters: { ...filters.value, cell }, own: { ...own, rows: 'incidents' } }
}

export function IncidentActions({ row }: { row: Incident | undefined }) {
  if (!row) return <p class="row-actions hint">{t('table.chooseRow')}</p>
  return (
    <div class="row-actions">
      <strong>{row.id}</strong>
      {row.mapped && row.point ? (
        <button
          type="button"
          class="button"
          onClick={() => row.point && showOnMap({ lon: row.point[0], lat: row.point[1] })}
        >
          {t('table.onMap')}
        </button>
      ) : (
        <span class="hint">{t('table.noPlace')}</span>
      )}
    </div>
  )
}
