import { computed, effect, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { lang, number, t, tn } from '../i18n'
import { type CellHit, type LonLat, type MapPort, sameView } from '../map/port'
import { parts } from '../screens'
import { cell, cellsResAt, classes, classesDue, mapBusy, tilesURL } from '../state/answers'
import { type Bounds, edgesAsked, inBox } from '../state/area'
import { alone, namesShown, opacity } from '../state/legend'
import { lite } from '../state/lite'
import { foundPlace } from '../state/near'
import { followOverlays, overlayCredits, overlaysDrawn } from '../state/overlays'
import { filters, openCorridor, page, phase, selectCell, selectedCell, setFilters, setView, zoom } from '../state/page'
import { meetSilence, news, tilesGeneration } from '../state/server'
import { shelfShapes } from '../state/shelf'
import type { Page } from '../state/url'
import { theme } from '../theme/apply'
import { rampOf } from '../theme/themes'
import { askAround } from './area'
import { lazy } from './lazy'
import { announce } from './live'
import { fontsLoaded, hovered, port } from './mapcontrol'
import { narrow } from './narrow'
import { LoadingBar } from './parts'
import { stepByRank } from './results'
import { endSketch, SketchBar, sketching } from './sketching'

const loading = signal(false)
const failedTiles = signal(0)
const NearPlace = lazy(async () => (await import('./near')).NearPlace)

/** The map, with single-click ways for everything that a drag or a wheel does. */
export function MapPane() {
  const target = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = target.current
    if (!element) return
    let dispose = () => {}
    let gone = false
    void Promise.all([import('../map/openlayers'), fontsLoaded()]).then(([{ makeMap }]) => {
      if (!gone) dispose = startMap(element, makeMap)
    })
    return () => {
      gone = true
      dispose()
    }
  }, [])
  const Over = parts.value?.Over
  return (
    <section class="map-pane" aria-label={t('map.label')}>
      <div
        ref={target}
        id="map"
        class="map"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map is worked by keyboard
        tabIndex={0}
        role="application"
        aria-label={t('map.label')}
        aria-describedby="map-keys sentence"
        onKeyDown={onKey}
        onContextMenu={onContextMenu}
        onPointerDown={onPress}
      />
      <p id="map-keys" class="visually-hidden">
        {t('map.describe')}
      </p>
      <svg class="crosshair" viewBox="0 0 40 40" aria-hidden="true">
        <path d="M20 2v14M20 24v14M2 20h14M24 20h14" />
      </svg>
      <div class="map-top">
        {Over && phase.value === 'ready' && <Over />}
        {!narrow.value && <SketchBar />}
        {foundPlace.value && <NearPlace />}
        <Slow />
      </div>
      <LoadingBar busy={loading.value && phase.value === 'ready'} />
      <MapButtons />
      <Readout />
      <p class="map-credit">{[t('map.credit'), ...overlayCredits()].join(' · ')}</p>
    </section>
  )
}

/** A word after 5 s. */
function Slow() {
  if (!loading.value || phase.value !== 'ready') return null
  return <p class="slow">{t('map.slow')}</p>
}

function MapButtons() {
  return (
    <div class="map-buttons">
      <button type="button" aria-label={t('map.zoomIn')} title={t('map.zoomIn')} onClick={() => port.value?.zoomBy(1)}>
        +
      </button>
      <button
        type="button"
        aria-label={t('map.zoomOut')}
        title={t('map.zoomOut')}
        onClick={() => port.value?.zoomBy(-1)}
      >
        −
      </button>
      <button type="button" class="wide" onClick={showHome}>
        {t('map.home')}
      </button>
    </div>
  )
}

function showHome() {
  setView(null)
  port.value?.home()
}

/** What lies under the pointer, and tiles that failed: one line, counted once. */
function Readout() {
  const hit = hovered.value
  return (
    <div class="readout">
      {failedTiles.value > 0 && (
        <p class="failure" role="alert">
          {t('map.tiles')}{' '}
          <button type="button" class="button small" onClick={retryTiles}>
            {t('error.retry')}
          </button>
        </p>
      )}
      {news.value.text && (
        <p class={news.value.help ? 'hover help' : 'hover'} role="status">
          {news.value.text}
        </p>
      )}
      {hit && <p class="hover">{hoverText(hit)}</p>}
    </div>
  )
}

function hoverText({ n, change }: CellHit): string {
  if (!change) return tn('map.hover', n)
  const state = t(`state.${change.state}`)
  if (change.state === 'no_data') return state
  if (change.expected === null) return t('map.hoverFound', { state, found: change.found })
  return t('map.hoverChange', { state, found: change.found, expected: number(change.expected, 1) })
}

function retryTiles() {
  failedTiles.value = 0
  port.value?.reload()
}

function onKey(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Enter') inspectCentre()
  else if (event.key === 'a') askAround()
  else if (event.key === 'n' || event.key === 'p') void stepByRank(event.key === 'n' ? 1 : -1)
}

/** A right click, or the menu key for the crosshair. */
function onContextMenu(event: MouseEvent) {
  if (sketching.value) return
  event.preventDefault()
  const byKey = event instanceof PointerEvent && event.pointerType === ''
  askAround(byKey ? undefined : placeUnder(event))
}

const longPressMs = 600
const stillPx = 10

/** A finger that stays; the place is where it went down. */
function onPress(event: PointerEvent) {
  if (event.pointerType !== 'touch' || !event.isPrimary || sketching.value) return
  const place = placeUnder(event)
  const timer = setTimeout(() => place && askAround(place), longPressMs)
  const end = (later: PointerEvent) => {
    const moved = Math.hypot(later.clientX - event.clientX, later.clientY - event.clientY) > stillPx
    if (later === event || (later.type === 'pointermove' && later.isPrimary && !moved)) return
    clearTimeout(timer)
    for (const kind of pressEnds) window.removeEventListener(kind, end)
  }
  for (const kind of pressEnds) window.addEventListener(kind, end)
}

const pressEnds = ['pointermove', 'pointerup', 'pointercancel', 'pointerdown'] as const

function placeUnder(event: MouseEvent): LonLat | undefined {
  const box = document.getElementById('map')?.getBoundingClientRect()
  return (box && port.value?.placeAt([event.clientX - box.left, event.clientY - box.top])) ?? undefined
}

function inspectCentre() {
  const hit = port.value?.cellAt()
  if (hit) selectCell(hit.id)
  else announce(t('map.noCell'))
}

/** Makes the map and keeps it as the page says. */
function startMap(element: HTMLElement, makeMap: typeof import('../map/openlayers').makeMap): () => void {
  const colours = theme.peek().map
  const map = makeMap(element, mapEvents, colours, lang.peek())
  const asked = page.peek().view
  if (asked) map.moveTo(asked)
  else map.home()
  port.value = map
  zoom.value = map.view().zoom
  const stops = [followOverlays(), ...followPage(map)]
  window.addEventListener('popstate', lookAsAsked)
  return () => {
    window.removeEventListener('popstate', lookAsAsked)
    for (const stop of stops) stop()
    endSketch()
    port.value = null
    mapBusy.value = false
    map.dispose()
  }
}

/** A step back wins over a map that is still on its way: where it was to arrive is not kept. */
function lookAsAsked() {
  const { view } = page.peek()
  if (view) port.peek()?.moveTo(view)
  else port.peek()?.home()
}

/** Whether the map has been painted whole before. */
let stood = false

/** Where the map last said that it looks: it is not asked to go there again, when it may be on its way elsewhere. */
let told: Page['view'] = null

const mapEvents = {
  moved(view: NonNullable<ReturnType<MapPort['view']>>, home: boolean) {
    zoom.value = view.zoom
    told = home ? null : view
    setView(told)
  },
  clicked(hit: CellHit | null) {
    selectCell(hit?.id ?? '')
  },
  corridorClicked(id: string) {
    openCorridor(id)
  },
  hovered(hit: CellHit | null) {
    hovered.value = lite.peek() ? null : hit
  },
  boxed(bounds: Bounds) {
    setFilters(inBox(bounds))
  },
  loading(busy: boolean, failed: number) {
    loading.value = busy
    if (!busy) stood = true
    mapBusy.value = busy && stood
    if (failed > failedTiles.peek()) meetSilence(true)
    failedTiles.value = failed
  },
}

/** One effect for each thing that the map must follow. */
export function* followPage(map: MapPort): Generator<() => void> {
  yield effect(() => map.setCells(tilesURL.value, cellsResAt.value))
  yield effect(() => {
    map.setClasses(classes.value, rampOf(theme.value.map, classes.value.length))
  })
  yield effect(() => map.awaitClasses(classesDue.value))
  yield effect(() => map.isolate(alone.value))
  yield effect(() => map.setOpacity(opacity.value))
  yield effect(() => map.setNames(namesShown.value))
  yield effect(() => map.setOverlays(overlaysDrawn()))
  yield effect(() => map.setColours(theme.value.map))
  yield effect(() => map.setLang(lang.value))
  yield effect(() => {
    const boundary = selectedCell.value ? cell.data.value?.boundary : undefined
    map.setShapes('selected', boundary ? [{ form: 'area', points: boundary }] : [])
  })
  const asked = computed(() => {
    const { bbox, polygon, near } = filters.value
    return [bbox, polygon, near].join(' ')
  })
  yield effect(() => {
    const edges = asked.value.trim() ? edgesAsked(filters.peek()) : []
    map.setShapes(
      'asked',
      edges.map(points => ({ form: 'area', points })),
    )
  })
  yield effect(() => {
    const place = foundPlace.value
    map.setShapes('pin', place ? [{ form: 'point', points: [[place.lon, place.lat]] }] : [])
  })
  yield effect(() => map.setShapes('shelf', shelfShapes.value))
  yield effect(() => {
    if (tilesGeneration.value > 0) map.reload()
  })
  const look = computed(() => page.value.view)
  yield effect(() => {
    if (look.value && look.value === told) return
    if (!look.value) map.home()
    else if (!sameView(look.value, map.view())) map.moveTo(look.value)
  })
}
