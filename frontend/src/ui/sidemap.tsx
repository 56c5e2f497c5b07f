import { type Signal, signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Break, State } from '../api/types'
import { lang } from '../i18n'
import { type CellHit, type LonLat, type MapPort, sameView } from '../map/port'
import { cell } from '../state/answers'
import { page, selectCell, selectedCell, setView } from '../state/page'
import { generation } from '../state/server'
import type { View } from '../state/url'
import { theme } from '../theme/apply'
import { rampOf } from '../theme/themes'
import { fontsLoaded, sideMaps } from './mapcontrol'
import { LoadingBar } from './parts'

/** Maps that move together. The first one leads; the page's view is where they look. */
export class MapGroup {
  readonly leader: Signal<MapPort | null> = signal(null)
  /** The cell under the pointer in any of them. */
  readonly hovered: Signal<string | null> = signal(null)
  /** Their zoom; null until they stand. */
  readonly zoom: Signal<number | null>

  constructor(zoom: Signal<number | null>) {
    this.zoom = zoom
  }

  join(map: MapPort) {
    sideMaps.add(map)
    const leader = this.leader.peek()
    if (leader) map.follow(leader)
    else this.lead(map)
  }

  leave(map: MapPort) {
    sideMaps.delete(map)
    if (this.leader.peek() === map) this.leader.value = null
  }

  moved(map: () => MapPort | null, view: View, home: boolean) {
    if (map() !== this.leader.peek()) return
    this.zoom.value = view.zoom
    setView(home ? null : view)
  }

  private lead(map: MapPort) {
    this.leader.value = map
    const asked = page.peek().view
    if (asked) map.moveTo(asked)
    else map.home()
    this.zoom.value = map.view().zoom
  }
}

interface SideMapProps {
  group: MapGroup
  label: string
  tiles: string | null
  /** Fills {res} in the tiles' address; the same function at every render. */
  resAt?: (zoom: number) => number
  breaks?: readonly Break[]
  states?: ReadonlyMap<string, State> | null
}

const noBreaks: readonly Break[] = []

/** One of several maps on the screen; the engine is fetched when the first of them stands. */
export function SideMap(props: SideMapProps) {
  const { group, label, tiles, resAt, breaks = noBreaks, states = null } = props
  const target = useRef<HTMLDivElement>(null)
  const [busy, setBusy] = useState(false)
  const map = useMap(group, target, setBusy)
  const colours = theme.value.map
  const boundary = selectedCell.value ? cell.data.value?.boundary : undefined
  useEffect(() => map?.setColours(colours), [map, colours])
  useEffect(() => map?.setLang(lang.value), [map, lang.value])
  useEffect(() => map?.setClasses(breaks, rampOf(colours, breaks.length)), [map, breaks, colours])
  useEffect(() => map?.setStates(states), [map, states])
  useEffect(() => map?.setCells(tiles, resAt), [map, tiles, resAt])
  useEffect(() => map?.highlight(group.hovered.value), [map, group.hovered.value])
  useEffect(() => map?.setShapes('selected', outlineOf(boundary)), [map, boundary])
  useEffect(() => {
    if (generation.value > 0) map?.reload()
  }, [map, generation.value])
  useLead(group, map)
  return (
    <div class="side-map">
      <div
        ref={target}
        class="map"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map is worked by keyboard
        tabIndex={0}
        role="application"
        aria-label={label}
      />
      <LoadingBar busy={busy} />
    </div>
  )
}

function outlineOf(boundary: readonly LonLat[] | undefined) {
  return boundary ? [{ form: 'area' as const, points: boundary }] : []
}

function useMap(group: MapGroup, target: { current: HTMLDivElement | null }, setBusy: (busy: boolean) => void) {
  const [map, setMap] = useState<MapPort | null>(null)
  useEffect(() => {
    const element = target.current
    let made: MapPort | null = null
    let gone = false
    const events = {
      moved: (view: View, home: boolean) => group.moved(() => made, view, home),
      clicked: (hit: CellHit | null) => selectCell(hit?.id ?? ''),
      hovered: (hit: CellHit | null) => {
        group.hovered.value = hit?.id ?? null
      },
      loading: (busy: boolean) => setBusy(busy),
    }
    void Promise.all([import('../map/openlayers'), fontsLoaded()]).then(([{ makeMap }]) => {
      if (gone || !element) return
      made = makeMap(element, events, theme.peek().map, lang.peek())
      group.join(made)
      setMap(made)
    })
    return () => {
      gone = true
      if (!made) return
      group.leave(made)
      made.dispose()
    }
  }, [])
  return map
}

/** The leader goes where the page says. */
function useLead(group: MapGroup, map: MapPort | null) {
  const asked = page.value.view
  useEffect(() => {
    if (!map || group.leader.peek() !== map) return
    if (!asked) map.home()
    else if (!sameView(asked, map.view())) map.moveTo(asked)
  }, [map, asked])
}
