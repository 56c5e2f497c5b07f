import { effect, untracked } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Break } from '../../api/types'
import { t } from '../../i18n'
import type { MapEvents, MapPort, Shape } from '../../map/port'
import { tilesGeneration } from '../../state/server'
import type { Lang, View } from '../../state/url'
import { themes } from '../../theme/themes'
import { brokenMaps, mapTiles, mapZoom, paintingMaps } from './answers'

export interface PaperMapProps {
  tiles: string | null
  breaks: readonly Break[]
  fills: readonly string[]
  /** null = the study area. */
  view: View | null
  /** The corridor and its outline, if the page is about one. */
  corridor: readonly Shape[]
  outline: readonly Shape[]
  /** Border km. */
  marks: readonly Shape[]
  language: Lang
}

/** Twice the dots of a screen, for print. */
const pixelRatio = 2

/** A map that only stands there. */
export function PaperMap(props: PaperMapProps) {
  const target = useRef<HTMLDivElement>(null)
  const map = useRef<MapPort | null>(null)
  const wanted = useRef(props)
  wanted.current = props
  useEffect(() => {
    const element = target.current
    if (!element) return
    let gone = false
    const watch = watching()
    void import('../../map/openlayers').then(({ makeMap }) => {
      if (gone) return
      const events = { ...silent, loading: watch.loading }
      map.current = makeMap(element, events, themes.light.map, wanted.current.language, { pixelRatio, still: true })
      show(map.current, wanted.current)
    })
    const again = effect(() => {
      if (tilesGeneration.value > 0) untracked(() => map.current && repaint(map.current))
    })
    return () => {
      gone = true
      again()
      watch.end()
      map.current?.dispose()
      map.current = null
    }
  }, [])
  const { view, tiles, breaks, corridor, outline, marks } = props
  useEffect(() => {
    if (map.current) show(map.current, wanted.current)
  }, [view, tiles, breaks, corridor, outline, marks])
  return <div ref={target} class="sheet-map" role="img" aria-label={t('map.label')} />
}

function show(map: MapPort, props: PaperMapProps) {
  const { view, breaks, fills, corridor, outline, marks } = props
  const around = outline[0]?.points
  if (around) map.fit(around)
  else if (view) map.moveTo({ ...view, zoom: view.zoom - 0.5 })
  else map.home()
  mapZoom.value = map.view().zoom
  map.setCells(mapTiles.peek()) // of the zoom that it has now, which those of the properties may not know
  map.setClasses(breaks, fills)
  map.setShapes('corridor', corridor)
  map.setShapes('outline', outline)
  map.setShapes('mark', marks)
  waitFor(map)
}

function repaint(map: MapPort) {
  map.reload()
  waitFor(map)
}

function waitFor(map: MapPort) {
  paintingMaps.value++
  void map.idle().then(() => paintingMaps.value--)
}

const silent: MapEvents = { moved() {}, clicked() {}, hovered() {}, loading() {} }

/** Counts a map among the broken ones while tiles of it are missing. */
function watching() {
  let broken = 0
  const count = (now: number) => {
    brokenMaps.value += now - broken
    broken = now
  }
  return { loading: (busy: boolean, failed: number) => !busy && count(failed > 0 ? 1 : 0), end: () => count(0) }
}
