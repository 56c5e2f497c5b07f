import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style, { type StyleFunction } from 'ol/style/Style'
import Text from 'ol/style/Text'
import type { Break } from '../api/types'
import type { Lang } from '../state/url'
import type { MapColours } from '../theme/themes'

/** Styles are pure functions of colours, language and zoom. Zooms are those of 512-px tiles. */

export const font = "'Noto Sans', sans-serif"

/** Land and water, below the cells. */
export function fillStyle(colours: MapColours): StyleFunction {
  const styles: Record<string, Style> = {
    land: new Style({
      fill: new Fill({ color: colours.land }),
      stroke: new Stroke({ color: colours.coast, width: 0.75 }),
      zIndex: 0,
    }),
    water: new Style({ fill: new Fill({ color: colours.water }), zIndex: 1 }),
  }
  return feature => styles[layerOf(feature)]
}

/** Borders and names, above the cells. */
export function labelStyle(colours: MapColours, lang: Lang): StyleFunction {
  const edges = edgeStyles(colours)
  const places = placeStyles(colours)
  return (feature, resolution) => {
    const layer = layerOf(feature)
    return layer === 'place'
      ? placeStyle(feature, zoomOf(resolution), lang, places)
      : edges[layer]?.(zoomOf(resolution))
  }
}

function edgeStyles(colours: MapColours): Record<string, (zoom: number) => Style | Style[] | undefined> {
  const county = new Style({ stroke: new Stroke({ color: colours.countyEdge, width: 0.8 }), zIndex: 2 })
  const state = new Style({
    stroke: new Stroke({ color: colours.stateEdge, width: 1.2, lineDash: [6, 3] }),
    zIndex: 3,
  })
  const line = [
    new Style({ stroke: new Stroke({ color: colours.lineHalo, width: 4.5 }), zIndex: 4 }),
    new Style({ stroke: new Stroke({ color: colours.line, width: 2 }), zIndex: 5 }),
  ]
  return {
    county: zoom => (zoom >= 6 ? county : undefined),
    state: () => state,
    line: () => line,
  }
}

interface PlaceStyles {
  town(weight: number, size: number): Style
  crossing: Style
}

function placeStyles(colours: MapColours): PlaceStyles {
  const halo = new Stroke({ color: colours.halo, width: 3 })
  const dot = (radius: number, fill: string, edge: string) =>
    new CircleStyle({ radius, fill: new Fill({ color: fill }), stroke: new Stroke({ color: edge, width: 1.25 }) })
  const text = (size: number, weight: number, colour: string) =>
    new Text({
      font: `${weight} ${size}px ${font}`,
      fill: new Fill({ color: colour }),
      stroke: halo,
      textAlign: 'left',
      offsetX: 7,
      offsetY: 1,
      padding: [2, 3, 2, 3],
    })
  const town = (weight: number, size: number) =>
    new Style({
      image: dot(size > 12 ? 3 : 2.25, colours.halo, colours.label),
      text: text(size, weight, weight > 400 ? colours.label : colours.labelMinor),
    })
  const crossing = new Style({
    image: dot(3.25, colours.line, colours.lineHalo),
    text: text(11.5, 600, colours.label),
  })
  return { town, crossing }
}

/** Rank 1 is the largest place; from which zoom each rank is named. */
const rankZoom = [0, 4, 5.5, 6.5, 7.5, 8.5]

function placeStyle(feature: FeatureLike, zoom: number, lang: Lang, styles: PlaceStyles): Style | undefined {
  const rank = Number(feature.get('rank') ?? 5)
  const crossing = feature.get('kind') === 'crossing'
  if (zoom < (crossing ? 8 : (rankZoom[rank] ?? 9))) return undefined
  const style = crossing ? styles.crossing.clone() : styles.town(rank <= 2 ? 600 : 400, rank <= 1 ? 13.5 : 12)
  style.getText()?.setText(nameOf(feature, lang))
  style.setZIndex(100 - rank)
  return style
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
export function cellStyle(breaks: readonly Break[], fills: readonly string[], edge: string): StyleFunction {
  const stroke = new Stroke({ color: edge, width: 1 })
  const styles = fills.map(colour => new Style({ fill: new Fill({ color: `${colour}e6` }), stroke }))
  const plain = new Style({ stroke })
  return feature => styles[classOf(breaks, Number(feature.get('n')))] ?? plain
}

/** Index of the class that holds n: the last one that begins at or below it. */
export function classOf(breaks: readonly Break[], n: number): number {
  let at = 0
  for (let i = 0; i < breaks.length; i++) if (n >= (breaks[i] as Break).from) at = i
  return at
}

export function outlineStyle(colours: MapColours): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: colours.selectedHalo, width: 6 }) }),
    new Style({ stroke: new Stroke({ color: colours.selected, width: 3 }) }),
  ]
}
