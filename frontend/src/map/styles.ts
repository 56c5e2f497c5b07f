import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style, { type StyleFunction } from 'ol/style/Style'
import Text from 'ol/style/Text'
import type { Break, State } from '../api/types'
import { featureOfCell } from '../state/cells'
import type { Lang } from '../state/url'
import type { MapColours } from '../theme/themes'
import { hatched } from './hatch'

/** Styles are pure functions of colours, language and zoom. Zooms are those of 512-px tiles. */

export const font = "'Noto Sans', sans-serif"

/** Land, water and county edges, below the cells. */
export function fillStyle(colours: MapColours): StyleFunction {
  const county = new Style({ stroke: new Stroke({ color: colours.countyEdge, width: 0.8 }), zIndex: 2 })
  const land = new Style({ fill: new Fill({ color: colours.land }), zIndex: 0 })
  const water = new Style({ fill: new Fill({ color: colours.water }), zIndex: 1 })
  return (feature, resolution) => {
    const layer = layerOf(feature)
    if (layer === 'county' && !isPoint(feature)) return zoomOf(resolution) >= 6 ? county : undefined
    if (!isPolygon(feature)) return undefined
    if (layer === 'land') return land
    return layer === 'water' || layer === 'sea' ? water : undefined
  }
}

function isPolygon(feature: FeatureLike): boolean {
  return feature.getGeometry()?.getType().endsWith('Polygon') ?? false
}

function isPoint(feature: FeatureLike): boolean {
  return feature.getGeometry()?.getType() === 'Point'
}

/** Borders and names, above the cells. */
export function labelStyle(colours: MapColours, lang: Lang, named = true): StyleFunction {
  const edges = edgeStyles(colours)
  const places = placeStyles(colours)
  return (feature, resolution) => {
    const zoom = zoomOf(resolution)
    if (isPoint(feature) && !named) return undefined
    if (isPoint(feature)) return nameStyle(feature, zoom, lang, places)
    return isPolygon(feature) ? undefined : edges[layerOf(feature)]
  }
}

function edgeStyles(colours: MapColours): Record<string, Style | Style[]> {
  const edge = (color: string, width: number, zIndex: number, lineDash?: number[]) =>
    new Style({ stroke: new Stroke({ color, width, ...(lineDash ? { lineDash } : {}) }), zIndex })
  const coast = edge(colours.coast, 0.8, 1)
  const state = edge(colours.stateEdge, 1.2, 3, [6, 3])
  const line = [edge(colours.lineHalo, 4.5, 4), edge(colours.line, 2, 5)]
  return {
    coast,
    state,
    line,
  }
}

interface PlaceStyles {
  town: Style
  minorTown: Style
  crossing: Style
  area: Style
  minorArea: Style
  water: Style
}

function placeStyles(colours: MapColours): PlaceStyles {
  const halo = new Stroke({ color: colours.halo, width: 3 })
  const dot = (radius: number, fill: string, edge: string) =>
    new CircleStyle({ radius, fill: new Fill({ color: fill }), stroke: new Stroke({ color: edge, width: 1.25 }) })
  const text = (style: string, colour: string, beside: boolean) =>
    new Text({
      font: `${style} ${font}`,
      fill: new Fill({ color: colour }),
      stroke: halo,
      padding: [2, 3, 2, 3],
      ...(beside ? { textAlign: 'left', offsetX: 7, offsetY: 1 } : {}),
    })
  const beside = (style: string, colour: string, image: CircleStyle) =>
    new Style({ image, text: text(style, colour, true) })
  const over = (style: string, colour: string) => new Style({ text: text(style, colour, false) })
  return {
    town: beside('600 13px', colours.label, dot(3, colours.halo, colours.label)),
    minorTown: beside('400 12px', colours.labelMinor, dot(2.25, colours.halo, colours.label)),
    crossing: beside('600 11.5px', colours.label, dot(3.25, colours.line, colours.lineHalo)),
    area: over('600 11.5px', colours.labelMinor),
    minorArea: over('italic 400 11.5px', colours.labelMinor),
    water: over('italic 400 12.5px', colours.labelMinor),
  }
}

/** From which zoom a place of each rank (1 = largest) is named. */
const rankZoom = [0, 4, 5.5, 6.5, 7.5, 8.5, 9]
const largest = 2

function nameStyle(feature: FeatureLike, zoom: number, lang: Lang, styles: PlaceStyles): Style | undefined {
  const name = nameOf(feature, lang)
  const found = name ? labelFor(feature, zoom, styles) : undefined
  if (!found) return undefined
  const style = found.style.clone()
  style.getText()?.setText(found.spaced ? spaced(name) : name)
  style.setZIndex(found.order)
  return style
}

/** Names of regions are set wide in capitals, as on paper maps, and so told from towns. */
function spaced(name: string): string {
  return [...name.toLocaleUpperCase()].join('\u2009')
}

interface Label {
  style: Style
  order: number // on a crowded map higher orders win
  spaced?: boolean
}

function labelFor(feature: FeatureLike, zoom: number, styles: PlaceStyles): Label | undefined {
  const rank = Number(feature.get('rank') ?? 6)
  switch (feature.get('kind') === 'crossing' ? 'crossing' : layerOf(feature)) {
    case 'crossing':
      return zoom >= 8 ? { style: styles.crossing, order: 50 } : undefined
    case 'place':
    case 'town':
      if (zoom < (rankZoom[rank] ?? 9)) return undefined
      return { style: rank <= largest ? styles.town : styles.minorTown, order: 100 - rank + size(feature) }
    case 'state':
      return zoom < 9 ? { style: styles.area, order: 40, spaced: true } : undefined
    case 'county':
      return zoom >= 7 && zoom < 11 ? { style: styles.minorArea, order: 10 } : undefined
    default:
      return { style: styles.water, order: 20 }
  }
}

/** Less than 1: of two towns of one rank the larger wins. */
function size(feature: FeatureLike): number {
  return Math.log10(1 + Number(feature.get('population') ?? 0)) / 10
}

export function nameOf(feature: FeatureLike, lang: Lang): string {
  const spanish = lang === 'es' ? feature.get('name_es') : undefined
  return String(spanish ?? feature.get('name') ?? '')
}

export function layerOf(feature: FeatureLike): string {
  return String(feature.get('layer') ?? '')
}

const metresPerPixelAt0 = 78271.51696402048 // of 512-px tiles, at the equator

export function zoomOf(resolution: number): number {
  return Math.log2(metresPerPixelAt0 / resolution)
}

/** Cells by class. A count beyond the last class (tiles newer than the classes) takes the last. */
export function cellStyle(
  breaks: readonly Break[],
  fills: readonly string[],
  colours: MapColours,
  only: number | State | null = null,
): StyleFunction {
  const stroke = new Stroke({ color: colours.cellEdge, width: 1 })
  const states = onceAsked(() => [stateStyles(colours, 0.6), stateStyles(colours, 1.5)] as const)
  const styles = fills.map(colour => new Style({ fill: new Fill({ color: `${colour}e6` }), stroke }))
  const plain = new Style({ stroke })
  const faint = new Style({ stroke: new Stroke({ color: `${colours.cellEdge}55`, width: 0.6 }) })
  return (feature, resolution) => {
    const state = feature.get('state') as State | undefined
    const own = state ?? classOf(breaks, Number(feature.get('n')))
    if (only !== null && own !== only) return faint
    if (!state) return styles[own as number] ?? plain
    const [far, near] = states()
    return (zoomOf(resolution) < edgedFrom ? far : near)[state]
  }
}

/** Made when it is first needed: most maps show counts, and patterns are slow to draw. */
function onceAsked<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** Cells by states from elsewhere, by H3 id. Of those without, only the tiles' "no data" is drawn. */
export function readStyle(states: ReadonlyMap<string, State>, colours: MapColours): StyleFunction {
  const byFeature = new Map([...states].map(([cell, state]) => [featureOfCell(cell), state]))
  const [far, near] = [stateStyles(colours, 0.6), stateStyles(colours, 1.5)]
  far.no_data = new Style({ fill: new Fill({ color: hatched('diagonal', colours.change.noneLine, null) }) })
  return (feature, resolution) => {
    const known = byFeature.get(Number(feature.getId()))
    const state = feature.get('state') === 'no_data' ? 'no_data' : known
    return state && (zoomOf(resolution) < edgedFrom ? far : near)[state]
  }
}

/** The edge of one cell: a dark line in a light casing, over any fill. */
export function litStyle(colours: MapColours, lit: () => number | null): StyleFunction {
  const edge = [
    new Style({ stroke: new Stroke({ color: colours.selectedHalo, width: 6 }) }),
    new Style({ stroke: new Stroke({ color: colours.selected, width: 3 }) }),
  ]
  return feature => (feature.getId() === lit() ? edge : undefined)
}

/** Below this zoom an edge would hide the fill that it goes around. */
const edgedFrom = 7

/** Cells by state: those that stand out are edged, so wide in px, and above the others. */
function stateStyles({ change, cellEdge }: MapColours, edgePx: number): Record<State, Style> {
  const style = (fill: string | CanvasPattern, edge: Stroke, zIndex: number) =>
    new Style({ fill: new Fill({ color: fill }), stroke: edge, zIndex })
  const thin = new Stroke({ color: change.thinEdge, width: 0.5 })
  const thick = new Stroke({ color: cellEdge, width: edgePx })
  return {
    hot: style(`${change.more}e6`, thick, 2),
    cold: style(hatched('level', change.fewerLine, `${change.fewer}e6`), thick, 2),
    not_significant: style(`${change.same}cc`, thin, 1),
    too_few: style(`${change.few}cc`, thin, 1),
    no_data: style(hatched('diagonal', change.noneLine, null), thin, 0),
  }
}

/** Index of the class that holds n: the last one that begins at or below it. */
export function classOf(breaks: readonly Break[], n: number): number {
  let at = 0
  for (let i = 0; i < breaks.length; i++) if (n >= (breaks[i] as Break).from) at = i
  return at
}
