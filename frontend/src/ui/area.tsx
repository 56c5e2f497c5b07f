import { t } from '../i18n'
import { degrees } from '../i18n/format'
import type { LonLat, SketchKind } from '../map/port'
import { asksArea, boxOf, inBox, inPolygon, noArea } from '../state/area'
import { foundPlace, rememberPlace } from '../state/near'
import { filters, setFilters } from '../state/page'
import { announce } from './live'
import { port } from './mapcontrol'
import { PopUp } from './popup'
import { endSketch, startSketch } from './sketching'

/** Asking about a part of the map: a box, a drawn area, what is on the screen, or around the middle. */
export function AreaMenu() {
  const asked = asksArea(filters.value)
  return (
    <PopUp label={t('area.menu')} below>
      <Choice text={t('area.box')} choose={() => draw('box')} />
      <Choice text={t('area.polygon')} choose={() => draw('polygon')} />
      <Choice text={t('area.view')} choose={askView} />
      <Choice text={t('area.near')} choose={() => askAround()} />
      {asked && <Choice text={t('area.clear')} choose={clearArea} />}
      <p class="hint">{t('area.hint')}</p>
    </PopUp>
  )
}

function Choice({ text, choose }: { text: string; choose: () => void }) {
  return (
    <button
      type="button"
      class="button"
      onClick={event => {
        const box = event.currentTarget.closest('details')
        if (box) box.open = false
        choose()
      }}
    >
      {text}
    </button>
  )
}

/** The shape becomes a condition as soon as it is ended. */
function draw(kind: SketchKind) {
  startSketch({
    kind,
    finished: ({ points }) => {
      endSketch()
      setFilters(kind === 'box' ? inBox(boxOf(points)) : inPolygon(points))
    },
  })
}

function askView() {
  const bounds = port.peek()?.bounds()
  if (bounds) setFilters(inBox(bounds))
}

export function clearArea() {
  foundPlace.value = null
  setFilters(noArea)
}

/** Offers what lies around a point of the map, or around its middle. */
export function askAround(point?: LonLat) {
  const view = port.peek()?.view()
  const [lon, lat] = point ?? [view?.lon ?? 0, view?.lat ?? 0]
  const name = degrees(lat, lon)
  rememberPlace({ name, lon, lat })
  announce(t('near.title', { place: name }))
}
