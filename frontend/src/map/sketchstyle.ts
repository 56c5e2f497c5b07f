import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style, { type StyleFunction } from 'ol/style/Style'
import type { MapColours } from '../theme/themes'

/** edge: what has been drawn; rubber: to where the next point would be; middle: where a new one can be drawn out. */
export type SketchPart = 'edge' | 'rubber' | 'point' | 'middle' | 'held'

/** How a drawing looks while it is made: points large enough to be seen, smaller than what a finger hits. */
export function sketchStyle({ selected, selectedHalo }: MapColours): StyleFunction {
  const stroke = (color: string, width: number, lineDash?: number[]) =>
    new Style({ stroke: new Stroke({ color, width, ...(lineDash ? { lineDash } : {}) }) })
  const circle = (radius: number, fill: string, edge: string, width: number) =>
    new Style({
      image: new CircleStyle({ radius, fill: new Fill({ color: fill }), stroke: new Stroke({ color: edge, width }) }),
    })
  const styles: Record<SketchPart, Style | Style[]> = {
    edge: [stroke(selectedHalo, 6), stroke(selected, 3)],
    rubber: [stroke(selectedHalo, 4), stroke(selected, 1.5, [6, 5])],
    point: circle(5, selectedHalo, selected, 2.5),
    middle: circle(3.5, selectedHalo, selected, 1.25),
    held: [circle(10, selectedHalo, selected, 2), circle(5, selected, selected, 1)],
  }
  return (feature: FeatureLike) => styles[feature.get('part') as SketchPart]
}
