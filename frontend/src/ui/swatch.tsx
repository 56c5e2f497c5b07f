import type { State } from '../api/types'
import type { MapColours } from '../theme/themes'

/** Hexagons for legends, filled as on the map. */
export function Swatch(props: { fill: string; edge: string }) {
  return (
    <svg class="swatch" viewBox="0 0 22 20" aria-hidden="true">
      <path d={hexagon} fill={props.fill} stroke={props.edge} stroke-width="1.4" />
    </svg>
  )
}

const hexagon = 'M6 1.5h10l5 8.5-5 8.5H6L1 10z'

export function StateSwatch(props: { state: State; colours: MapColours }) {
  const { state, colours } = props
  const { change } = colours
  const fill = {
    hot: change.more,
    cold: change.fewer,
    not_significant: change.same,
    too_few: change.few,
    no_data: 'none',
  }
  return (
    <svg class="swatch" viewBox="0 0 22 20" aria-hidden="true">
      <path d={hexagon} fill={fill[state]} stroke={colours.cellEdge} stroke-width="1.4" />
      {state === 'cold' && <path d="M3.2 6h15.6M1 10h20M3.2 14h15.6" stroke={change.fewerLine} stroke-width="1.2" />}
      {state === 'no_data' && <path d="M4 13 13 2M4 18 17 3M10 18l9-10" stroke={change.noneLine} stroke-width="1.2" />}
    </svg>
  )
}
