import Feature from 'ol/Feature'
import type { State as LayerState } from 'ol/layer/Layer'
import VectorTileLayer from 'ol/layer/VectorTile'
import type { FrameState } from 'ol/Map'
import type { DeclutterEntry } from 'ol/render/canvas/Executor'
import RBush from 'rbush'

export const labelGroup = 'labels'
const outside = new Feature()
const declutterNodes = 9

/** Names that would be cut off at the map's edges find no room: all beyond them is taken. */
export class LabelLayer extends VectorTileLayer {
  override renderDeclutter(frame: FrameState, state: LayerState) {
    const taken = new RBush<DeclutterEntry>(declutterNodes)
    taken.load(beyondEdges(frame).map(box => ({ ...box, value: outside })))
    frame.declutter = { ...frame.declutter, [labelGroup]: taken }
    super.renderDeclutter(frame, state)
  }
}

function beyondEdges(frame: FrameState) {
  const [width, height] = frame.size.map(side => side * frame.pixelRatio) as [number, number]
  const far = 2 * (width + height)
  return [
    { minX: -far, minY: -far, maxX: 0, maxY: far },
    { minX: width, minY: -far, maxX: far, maxY: far },
    { minX: -far, minY: -far, maxX: far, maxY: 0 },
    { minX: -far, minY: height, maxX: far, maxY: far },
  ]
}
