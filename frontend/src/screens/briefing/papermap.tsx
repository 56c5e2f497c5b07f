import { useEffect, useRef } from 'preact/hooks'
import type { Break } from '../../api/types'
import { t } from '../../i18n'
import type { MapEvents, MapPort, Shape } from '../../map/port'
import type { Lang, View } from '../../state/url'
import { themes } from '../../theme/themes'
import { mapZoom, paintingMaps } from './answers'

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
    void import('../../map/openlayers').then(({ makeMap }) => {
      if (gone) return
      map.current = makeMap(element, silent, themes.light.map, wanted.current.language, { pixelRatio, still: true })
      show(map.current, wanted.current)
    })
    return () => {
      gone = true
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
  const { view, tiles, breaks, fills, corridor, outline, marks } = props
  const around = outline[0]?.points
  if (around) map.fit(around)
  else if (view) map.moveTo({ ...view, zoom: view.zoom - 0.5 })
  else map.home()
  map.setCells(tiles)
  map.setClasses(breaks, fills)
  map.setShapes('corridor', corridor)
  map.setShapes('outline', outline)
  map.setShapes('mark', marks)
  mapZoom.value = map.view().zoom
  paintingMaps.value++
  void map.idle().then(() => paintingMaps.value--)
}

const silent: MapEvents = { moved() {}, clicked() {}, hovered() {}, loading() {} }
