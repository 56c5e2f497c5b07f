import { useMemo } from 'preact/hooks'
import { number, t } from '../../i18n'
import { setView } from '../../state/page'
import { placeText } from '../../ui/place'
import { MapGroup, SideMap } from '../../ui/sidemap'
import { Caption, PanelMap } from './panel'
import {
  comparison,
  differenceStates,
  differenceTiles,
  manyOf,
  mode,
  type Panel,
  panels,
  sharedZoom,
  sides,
  twoMaps,
} from './state'
import { Swipe } from './swipe'
import { heldShare } from './texts'

/** Two maps, or the one of differences; they look where the page's view says. */
export function Stage() {
  const { value: shown } = mode
  const group = useMemo(() => new MapGroup(sharedZoom), [shown])
  return (
    <div class={`stage ${shown}`} data-maps={shown === 'multiples' ? manyOf.value.length : undefined}>
      <MoveButtons group={group} />
      <Maps key={shown} group={group} />
      <Hovered group={group} />
    </div>
  )
}

function Maps({ group }: { group: MapGroup }) {
  switch (mode.value) {
    case 'difference':
      return <DifferenceMap group={group} />
    case 'swipe':
      return <Swipe group={group} />
    default:
      return <Panels group={group} />
  }
}

function MoveButtons({ group }: { group: MapGroup }) {
  const home = () => {
    setView(null)
    group.leader.value?.home()
  }
  return (
    <fieldset class="row plain move">
      <legend class="visually-hidden">{t('compare.move')}</legend>
      <button
        type="button"
        class="button small"
        aria-label={t('map.zoomIn')}
        onClick={() => group.leader.value?.zoomBy(1)}
      >
        +
      </button>
      <button
        type="button"
        class="button small"
        aria-label={t('map.zoomOut')}
        onClick={() => group.leader.value?.zoomBy(-1)}
      >
        −
      </button>
      <button type="button" class="button small" onClick={home}>
        {t('map.home')}
      </button>
      <span class="hint map-source">{t('map.credit')}</span>
    </fieldset>
  )
}

const names = ['A', 'B'] as const

function Panels({ group }: { group: MapGroup }) {
  const two = mode.value === 'maps'
  const periods = two ? (sides.value ? [sides.value.a, sides.value.b] : []) : manyOf.value
  return (
    <ol class="side-maps">
      {periods.map((period, i) => (
        <li key={i} class="panel-map">
          <Caption name={two ? names[i] : undefined} period={period} panel={panels.value[i]} />
          <PanelMap group={group} name={two ? names[i] : undefined} period={period} panel={panels.value[i]} />
        </li>
      ))}
    </ol>
  )
}

function DifferenceMap({ group }: { group: MapGroup }) {
  return (
    <div class="side-maps one">
      <SideMap
        group={group}
        label={t('compare.mapDifference')}
        tiles={differenceTiles.value}
        states={differenceStates.value}
      />
    </div>
  )
}

/** The cell under the pointer, on every side. Its line is always there, so that nothing jumps. */
function Hovered({ group }: { group: MapGroup }) {
  const id = group.hovered.value
  return <p class="hover-line hint">{(id && hoverText(id)) || '\u00a0'}</p>
}

function hoverText(id: string): string {
  if (mode.value === 'difference') {
    const cell = comparison.data.value?.cells.find(({ h3 }) => h3 === id)
    if (!cell) return ''
    const here = t('compare.here', { place: placeText(cell.town), a: cell.n, b: cell.n_before })
    return `${here}. ${t(`compare.reading.${cell.reading}`)}.`
  }
  const found = panels.value.map(({ cells }) => cells.data.value?.cells?.find(({ h3 }) => h3 === id))
  const town = found.find(cell => cell?.place)?.place?.town
  if (!town) return ''
  const values = found.map(cell => cell?.n ?? 0)
  if (twoMaps.value) return t('compare.here', { place: placeText(town), a: values[0] ?? 0, b: values[1] ?? 0 })
  return `${placeText(town)}: ${values.map(n => number(n)).join(' · ')}`
}

export function heldOf(panel: Panel | undefined): number | null {
  return heldShare(panel?.cells.data.value ?? null)
}
