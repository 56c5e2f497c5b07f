import { lengthM } from '../state/geodesic'
import type { LonLat, SketchKind, SketchState } from './port'

/** A shape being drawn, apart from any map: each step makes the next draft. */
export interface Draft {
  kind: SketchKind
  mode: SketchState['mode']
  points: readonly LonLat[] // a box has two opposite corners
  /** The point that the next click puts elsewhere. */
  held: number | null
}

const degreesKept = 5 // about a metre: what a link keeps
const round = (degrees: number) => Number(degrees.toFixed(degreesKept))

export function newDraft(kind: SketchKind, points: readonly LonLat[] = []): Draft {
  return { kind, points: points.map(rounded), held: null, mode: complete(kind, points.length) ? 'editing' : 'drawing' }
}

function rounded([lon, lat]: LonLat): LonLat {
  return [round(lon), round(lat)]
}

export function withPoint(draft: Draft, point: LonLat): Draft {
  const points = [...draft.points, rounded(point)]
  const full = draft.kind === 'box' && points.length >= 2
  return { ...draft, points, mode: full ? 'editing' : draft.mode }
}

export function withoutPoint(draft: Draft, at: number): Draft {
  const points = draft.points.filter((_, i) => i !== at)
  const mode = complete(draft.kind, points.length) ? draft.mode : 'drawing'
  return { ...draft, points, held: null, mode }
}

/** The point at an index put elsewhere; the finger stays on it until it is let go. */
export function withMoved(draft: Draft, at: number, to: LonLat): Draft {
  return { ...draft, points: draft.points.map((point, i) => (i === at ? rounded(to) : point)) }
}

/** A new point between two neighbours, so that it has this index. */
export function withInserted(draft: Draft, at: number, point: LonLat): Draft {
  return { ...draft, points: [...draft.points.slice(0, at), rounded(point), ...draft.points.slice(at)] }
}

export function withHeld(draft: Draft, held: number | null): Draft {
  return { ...draft, held: held !== null && draft.points[held] ? held : null }
}

export function finishable(draft: Draft): boolean {
  return complete(draft.kind, draft.points.length)
}

function complete(kind: SketchKind, points: number): boolean {
  return points >= (kind === 'polygon' ? 3 : 2)
}

/** The edge as it is drawn: closed for areas, four corners for a box. */
export function edgeOf({ kind, points }: Pick<Draft, 'kind' | 'points'>): readonly LonLat[] {
  const [a, b] = points
  if (kind === 'box' && a && b) return [a, [b[0], a[1]], b, [a[0], b[1]], a]
  return kind === 'polygon' && points.length > 2 && a ? [...points, a] : points
}

export function stateOf(draft: Draft): SketchState {
  const { kind, mode, points, held } = draft
  return { kind, mode, points, held, lengthM: lengthM(edgeOf(draft)), finishable: finishable(draft) }
}
