import { effect } from '@preact/signals'
import { lang, t } from '../../i18n'
import { along } from '../../i18n/format'
import type { LonLat, MapPort, Shape } from '../../map/port'
import { atM, dense, lengthM, sliceM } from '../../state/geodesic'
import { foundPlace } from '../../state/near'
import { encodeLine } from '../../state/polyline'
import { port } from '../../ui/mapcontrol'
import { sketching } from '../../ui/sketching'
import { ringsOf } from './geometry'
import { preview } from './making'
import { inHand, kmAtHand, opened, saved, shownReport, stretch, whole, width, widthAtHand } from './state'

const layers = ['saved', 'outline', 'corridor', 'draft', 'pin'] as const

/** Draws the corridor in hand and the saved ones while the screen stands; gives the way to stop. */
export function followOnMap(): () => void {
  const stops = [
    drawing('saved', savedShapes),
    drawing('outline', outlineShapes),
    drawing('corridor', lineShapes),
    drawing('draft', draftShapes),
    drawing('pin', pinShapes),
  ]
  return () => {
    kmAtHand.value = null
    for (const stop of stops) stop()
    for (const layer of layers) if (layer !== 'pin') port.peek()?.setShapes(layer, [])
  }
}

function drawing(layer: (typeof layers)[number], shapes: () => Shape[]): () => void {
  return effect(() => {
    const map: MapPort | null = port.value
    map?.setShapes(layer, shapes())
  })
}

function savedShapes(): Shape[] {
  return saved.value
    .filter(({ id }) => id !== opened.value?.id)
    .map(({ id, name, line }) => ({ form: 'line', points: dense(line.coordinates), label: name, id }))
}

/** The server's outline; while a hand is at the width or the line, the band of the draft stands for it. */
function outlineShapes(): Shape[] {
  const report = shownReport.value.data.value
  if (!report || !inHand.value || widthAtHand.value !== null || isDrawing()) return []
  return ringsOf(report.outline).map(points => ({ form: 'area', points }))
}

function lineShapes(): Shape[] {
  const hand = inHand.value
  if (!hand || isDrawing()) return []
  const { points } = hand
  const shapes: Shape[] = [{ form: 'line', points: dense(points) }]
  if (stretch.value) shapes.push({ form: 'line', points: dense(stretchPoints(points)), strong: true })
  return [...shapes, ...endShapes(points)]
}

/** Where km 0 and the last km are; while points are moved, they mark the ends themselves. */
function endShapes(points: readonly LonLat[]): Shape[] {
  lang.value
  const last = points.at(-1)
  if (sketching.value || !points[0] || !last) return []
  const length = whole.data.value?.length_km ?? lengthM(points) / 1000
  return [
    { form: 'point', points: [points[0]], label: t('corridor.kmMark', { km: along(0) }) },
    { form: 'point', points: [last], label: t('corridor.kmMark', { km: along(length) }) },
  ]
}

function stretchPoints(points: readonly LonLat[]): LonLat[] {
  const { fromKm, toKm } = stretch.value ?? { fromKm: 0, toKm: 0 }
  return sliceM(points, metresAt(fromKm), metresAt(toKm))
}

/** Metres by our own measure of a km by the server's: they differ by less than a pixel, and ends meet. */
function metresAt(atKm: number): number {
  const points = inHand.value?.points ?? []
  const length = whole.data.value?.length_km
  return length ? (atKm / length) * lengthM(points) : atKm * 1000
}

/** Where on the ground a km of the line is. */
export function placeAt(atKm: number): LonLat {
  return atM(inHand.value?.points ?? [], metresAt(atKm))
}

/** The ground between two km, for the map to show. */
export function groundOf(fromKm: number, toKm: number): LonLat[] {
  return sliceM(inHand.value?.points ?? [], metresAt(fromKm), metresAt(toKm))
}

function draftShapes(): Shape[] {
  if (preview.value) return [{ form: 'line', points: dense(preview.value) }, ...endsOf(preview.value)]
  const points = sketching.value?.state.points ?? inHand.value?.points ?? []
  const shown = widthAtHand.value !== null || isDrawing() || outdated()
  if (!shown || points.length < 2) return []
  return [{ form: 'line', points: dense(points), bandM: 2 * width.value, round: inHand.value?.ends === 'round' }]
}

function endsOf(points: readonly LonLat[]): Shape[] {
  return points[0] ? [{ form: 'point', points: [points[0]], label: t('corridor.start') }] : []
}

function isDrawing(): boolean {
  const now = sketching.value
  return now !== null && (now.state.mode === 'drawing' || pointsDiffer(now.state.points))
}

/** A point is under way, and the corridor in hand does not know it yet. */
function pointsDiffer(points: readonly LonLat[]): boolean {
  return !inHand.value || encodeLine(points) !== encodeLine(inHand.value.points)
}

/** No answer about this line yet. */
function outdated(): boolean {
  return shownReport.value.data.value === null
}

/** The km at hand, beside the place that was searched for last, which the map pane keeps there. */
function pinShapes(): Shape[] {
  const found = foundPlace.value
  const place: Shape[] = found ? [{ form: 'point', points: [[found.lon, found.lat]] }] : []
  const at = kmAtHand.value
  if (at === null || !inHand.value) return place
  return [...place, { form: 'point', points: [placeAt(at)], label: t('corridor.kmMark', { km: along(at) }) }]
}
