import { useEffect, useState } from 'preact/hooks'
import type { ComparedCell, Comparison } from '../../api/types'
import { number, t, tn } from '../../i18n'
import { distance } from '../../i18n/format'
import { inradiusM } from '../../state/cells'
import { page, selectCell, selectedCell } from '../../state/page'
import { theme } from '../../theme/apply'
import { Section } from '../../ui/parts'
import { placeText } from '../../ui/place'
import { StateSwatch } from '../../ui/swatch'
import { comparison, mode, stateOf } from './state'
import { clearlyChanged, intervalText, kmText, timesText } from './texts'

/** The cells that changed, the clearest first: the difference map in words. */
export function Changed() {
  const about = comparison.data.value
  if (mode.value === 'multiples' || mode.value === 'series') return null
  if (!about || about.cells.length === 0) return null
  return <List about={about} />
}

const shownFirst = 12
const more = 50

function List({ about }: { about: Comparison }) {
  const changed = clearlyChanged(about)
  const [shown, show] = useState(shownFirst)
  useEffect(() => show(shownFirst), [about.filter, about.interval])
  const rows = about.cells.slice(0, Math.max(shown, Math.min(changed, more)))
  return (
    <Section title={changed > 0 ? tn('compare.changed', changed) : t('compare.changedNone')}>
      <p class="hint">
        {t('compare.changedSize', { distance: distance(2 * inradiusM(about.res)) })} {t('compare.changedWhy')}
      </p>
      <table class="changed">
        <thead>
          <tr>
            <th scope="col">{t('compare.place')}</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">{t('compare.ratio')}</th>
            <th scope="col">{t('compare.reading')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(cell => (
            <Row key={cell.h3} cell={cell} />
          ))}
        </tbody>
      </table>
      {rows.length < about.cells.length && (
        <button type="button" class="button" onClick={() => show(rows.length + more)}>
          {t('compare.listMore')}
        </button>
      )}
    </Section>
  )
}

function Row({ cell }: { cell: ComparedCell }) {
  const place = placeText(cell.town)
  const chosen = selectedCell.value === cell.h3
  return (
    <tr class={chosen ? 'chosen' : undefined}>
      <th scope="row">
        <button
          type="button"
          class="button quiet small place"
          aria-pressed={chosen}
          title={t('compare.onMap', { place })}
          onClick={() => choose(cell)}
        >
          {place}
        </button>{' '}
        <span class="muted">{kmText(cell.border_km)}</span>
      </th>
      <td>{number(cell.n)}</td>
      <td>{number(cell.n_before)}</td>
      <td>
        {timesText(cell) && <strong>{t('compare.times', { ratio: timesText(cell) })}</strong>}{' '}
        <span class="muted">{intervalText(cell)}</span>
      </td>
      <td class="reading">
        <StateSwatch state={stateOf[cell.reading]} colours={theme.value.map} /> {t(`compare.reading.${cell.reading}`)}
      </td>
    </tr>
  )
}

const closeZoom = 8

/** Edges the cell on the maps, and brings it into view. */
function choose(cell: ComparedCell) {
  if (selectedCell.value === cell.h3) {
    selectCell('')
    return
  }
  selectCell(cell.h3)
  page.value = {
    ...page.value,
    view: { lon: cell.lon, lat: cell.lat, zoom: Math.max(closeZoom, page.value.view?.zoom ?? 0) },
  }
}
