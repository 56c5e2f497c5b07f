import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style, { type StyleFunction } from 'ol/style/Style'
import Text from 'ol/style/Text'
import type { MapColours } from '../theme/themes'
import type { ShapeLayer } from './port'
import { font } from './styles'

/** How the shapes of a layer look: edges of areas are dashed, so that no cell looks like them. */
export function shapeStyle(layer: ShapeLayer, colours: MapColours): StyleFunction {
  const cased = casedBy[layer].map(casing => edgeStyle(casing, colours))
  const strong = casedBy[layer].map(casing => edgeStyle({ ...casing, width: casing.width + 4 }, colours))
  if (layer === 'outline') cased.unshift(new Style({ fill: new Fill({ color: `${colours.selected}12` }) }))
  const dot = layer === 'mark' ? markStyle(colours) : pinStyle(colours)
  return (feature, resolution) => {
    if (feature.get('bandM')) return bandStyle(feature, resolution, colours)
    if (feature.getGeometry()?.getType() === 'Point') return named(dot, feature)
    if (feature.get('strong')) return strong
    return feature.get('label') ? [...cased, named(alongStyle(colours), feature)] : cased
  }
}

function named(style: Style, feature: FeatureLike): Style {
  style.getText()?.setText(String(feature.get('label') ?? ''))
  return style
}

interface Casing {
  halo?: boolean
  width: number // px
  lineDash?: number[]
}

const dashed: Casing[] = [
  { halo: true, width: 5 },
  { width: 2, lineDash: [7, 5] },
]
const solid: Casing[] = [{ halo: true, width: 6 }, { width: 3 }]
const casedBy: Record<ShapeLayer, Casing[]> = {
  mark: solid,
  asked: dashed,
  shelf: [{ halo: true, width: 5 }, { width: 2 }],
  saved: [{ halo: true, width: 4 }, { width: 1.5 }],
  outline: [
    { halo: true, width: 3.5 },
    { width: 1.25, lineDash: [7, 5] },
  ],
  corridor: solid,
  selected: solid,
  draft: solid,
  pin: solid,
}

function edgeStyle({ halo, width, lineDash }: Casing, colours: MapColours): Style {
  const color = halo ? colours.selectedHalo : colours.selected
  return new Style({ stroke: new Stroke({ color, width, ...(lineDash ? { lineDash } : {}) }) })
}

/** A line as wide as on the ground where it has its middle latitude; the ground shines through. */
function bandStyle(feature: FeatureLike, resolution: number, colours: MapColours): Style {
  const scale = Math.cos((Number(feature.get('lat')) * Math.PI) / 180)
  const width = Math.max(1, Number(feature.get('bandM')) / (resolution * scale))
  const lineCap = feature.get('round') ? 'round' : 'butt'
  return new Style({ stroke: new Stroke({ color: `${colours.selected}33`, width, lineCap, lineJoin: 'round' }) })
}

function pinStyle(colours: MapColours): Style {
  return new Style({
    image: new CircleStyle({
      radius: 6,
      fill: new Fill({ color: colours.selectedHalo }),
      stroke: new Stroke({ color: colours.selected, width: 3 }),
    }),
    text: new Text({ ...lettering(colours), textAlign: 'left', offsetX: 11 }),
  })
}

/** A tick with its number, below it to the left: the border runs east and south, and leaves that side free. */
function markStyle(colours: MapColours): Style {
  return new Style({
    image: new CircleStyle({
      radius: 3,
      fill: new Fill({ color: colours.selectedHalo }),
      stroke: new Stroke({ color: colours.selected, width: 1.5 }),
    }),
    text: new Text({
      ...lettering(colours),
      font: `600 11px ${font}`,
      textAlign: 'right',
      offsetX: -2,
      offsetY: 12,
    }),
  })
}

/** A name along a line. */
function alongStyle(colours: MapColours): Style {
  return new Style({
    text: new Text({ ...lettering(colours), placement: 'line', textBaseline: 'bottom', offsetY: -3 }),
  })
}

function lettering({ label, halo }: MapColours) {
  return {
    font: `600 12.5px ${font}`,
    fill: new Fill({ color: label }),
    stroke: new Stroke({ color: halo, width: 3 }),
  }
}
