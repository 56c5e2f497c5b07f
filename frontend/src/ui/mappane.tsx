import { computed, effect, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { lang, number, t, tn } from '../i18n'
import type { CellHit, MapPort } from '../map/port'
import { cell, classes, tilesURL } from '../state/answers'
import { readNear, ringAround } from '../state/near'
import { filters, page, phase, selectCell, selectedCell, setView, zoom } from '../state/page'
import { generation, probe } from '../state/server'
import { theme } from '../theme/apply'
import { rampOf } from '../theme/themes'
import { announce } from './live'
import { hovered, port } from './mapcontrol'
import { NearPlace } from './near'
import { LoadingBar } from './parts'
import { stepByRank } from './results'
import { endSketch, SketchBar } from './sketching'

const loading = signal(false)
const failedTiles = signal(0)

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
      />
      <p id="map-keys" class="visually-hidden">
        {t('map.describe')}
      </p>
      <svg class="crosshair" viewBox="0 0 40 40" aria-hidden="true">
        <path d="M20 2v14M20 24v14M2 20h14M24 20h14" />
      </svg>
      <div class="map-top">
        <SketchBar />
        <NearPlace />
        <Slow />
      </div>
      <LoadingBar busy={loading.value && phase.value === 'ready'} />
      <MapButtons />
      <Readout />
      <p class="map-credit">{t('map.credit')}</p>
    </section>
  )
}

/** A word after 5 s. */
function Slow() {
  if (!loading.value || phase.value !== 'ready') return null
  return <p class="slow">{t('map.slow')}</p>
}

/** Labels are drawn on a canvas, which does not wait for fonts. */
function fontsLoaded(): Promise<unknown> {
  const weights = [400, 600].map(weight => document.fonts.load(`${weight} 12px "Noto Sans"`))
  return Promise.allSettled(weights)
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
      {hit && <p class="hover">{hoverText(hit)}</p>}
    </div>
  )
}

function hoverText({ n, change }: CellHit): string {
  if (!change) return tn('map.hover', n)
  const state = t(`state.${change.state}`)
  if (change.state === 'no_data') return state
  return t('map.hoverChange', { state, found: change.found, expected: number(change.expected, 1) })
}

function retryTiles() {
  failedTiles.value = 0
  port.value?.reload()
}

function onKey(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Enter') inspectCentre()
  else if (event.key === 'n' || event.key === 'p') void stepByRank(event.key === 'n' ? 1 : -1)
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
  const stops = [...followPage(map)]
  return () => {
    for (const stop of stops) stop()
    endSketch()
    port.value = null
    map.dispose()
  }
}

const mapEvents = {
  moved(view: NonNullable<ReturnType<MapPort['view']>>, home: boolean) {
    zoom.value = view.zoom
    setView(home ? null : view)
  },
  clicked(hit: CellHit | null) {
    selectCell(hit?.id ?? '')
  },
  hovered(hit: CellHit | null) {
    hovered.value = hit
  },
  loading(busy: boolean, failed: number) {
    loading.value = busy
    if (failed > failedTiles.peek()) void probe()
    failedTiles.value = failed
  },
}

/** One effect for each thing that the map must follow. */
function* followPage(map: MapPort): Generator<() => void> {
  yield effect(() => map.setCells(tilesURL.value))
  yield effect(() => {
    map.setClasses(classes.value, rampOf(theme.value.map, classes.value.length))
  })
  yield effect(() => map.setColours(theme.value.map))
  yield effect(() => map.setLang(lang.value))
  yield effect(() => {
    const boundary = selectedCell.value ? cell.data.value?.boundary : undefined
    map.setShapes('selected', boundary ? [{ form: 'area', points: boundary }] : [])
  })
  const near = computed(() => filters.value.near)
  yield effect(() => {
    const circle = near.value ? readNear(near.value) : null
    map.setShapes('asked', circle ? [{ form: 'area', points: ringAround(circle) }] : [])
  })
  yield effect(() => {
    if (generation.value > 0) map.reload()
  })
  const asked = computed(() => page.value.view)
  yield effect(() => {
    if (!asked.value) map.home()
    else if (!sameView(asked.value, map.view())) map.moveTo(asked.value)
  })
}

function sameView(a: { lon: number; lat: number; zoom: number }, b: { lon: number; lat: number; zoom: number }) {
  return Math.abs(a.lon - b.lon) < 1e-3 && Math.abs(a.lat - b.lat) < 1e-3 && Math.abs(a.zoom - b.zoom) < 0.02
}
