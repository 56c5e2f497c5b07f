import { computed, signal } from '@preact/signals'
import type { Compared, Ends, Report, Saved, Shelf } from '../../api/corridors'
import type { LonLat } from '../../map/port'
import { answer, answerTo, ask, query } from '../../state/answers'
import { lengthM } from '../../state/geodesic'
import { corridorAsSaved, page, phase, screen, setOwn } from '../../state/page'
import { decodeLine, encodeLine } from '../../state/polyline'

/** The corridor in hand, as the link keeps it, and everything asked about it. */

export const widthRangeM = { least: 50, most: 50_000, first: 2000 }
/** A link holds no longer lines; files are made simpler until they fit. */
export const mostPoints = 1000

export interface InHand {
  points: readonly LonLat[]
  halfWidthM: number
  ends: Ends
  /** The saved corridor that it is, or began as. */
  saved: Saved | null
  /** It differs from what is saved. */
  changed: boolean
}

const open = computed(() => screen.value === 'corridor' && phase.value === 'ready')
const own = computed(() => page.value.own)

const listed = computed(() => phase.value === 'ready' && ['corridor', 'briefing'].includes(screen.value))
export const savedOnes = answer<Shelf>(() => (listed.value ? '/api/v1/corridors' : null))
export const saved = computed(() => savedOnes.data.value?.corridors ?? [])

const asked = computed(() => own.value.corridor ?? '')
/** The saved corridor that the link names. */
export const opened = computed(() => saved.value.find(({ id }) => id === asked.value) ?? null)
/** The link names a corridor that is not saved here. */
export const unknownId = computed(() => (asked.value && savedOnes.data.value && !opened.value ? asked.value : ''))

const drawn = computed(() => (own.value.line ? decodeLine(own.value.line) : null))
/** The link holds a line that cannot be read. */
export const brokenLine = computed(() => Boolean(own.value.line) && (drawn.value?.length ?? 0) < 2)

export const inHand = computed<InHand | null>(() => {
  const from = opened.value
  const points = !brokenLine.value && drawn.value ? drawn.value : from?.line.coordinates
  if (!points) return null
  const halfWidthM = heldTo(Number(own.value.width ?? from?.half_width_m ?? widthRangeM.first))
  const ends = (own.value.ends as Ends | undefined) ?? from?.ends ?? 'flat'
  return { points, halfWidthM, ends, saved: from, changed: from !== null && differs(from, points, halfWidthM, ends) }
})

function heldTo(metres: number): number {
  return Math.min(widthRangeM.most, Math.max(widthRangeM.least, metres))
}

function differs(from: Saved, points: readonly LonLat[], halfWidthM: number, ends: Ends): boolean {
  return (
    from.half_width_m !== halfWidthM || from.ends !== ends || encodeLine(from.line.coordinates) !== encodeLine(points)
  )
}

/** Takes these points as the corridor's line: one step of the browser's history. */
export function setLine(points: readonly LonLat[]) {
  setOwn({ line: encodeLine(points), km: '' })
}

/** A new line, which is none of the saved corridors. */
export function newLine(points: readonly LonLat[]) {
  setOwn({ corridor: '', line: encodeLine(points), km: '' })
}

export function setWidth(metres: number) {
  setOwn({ width: String(Number(heldTo(metres).toFixed(1))) })
}

export function setEnds(ends: Ends) {
  setOwn({ ends })
}

export function openSaved(id: string) {
  setOwn(corridorAsSaved(id))
}

export function putAway() {
  setOwn({ ...corridorAsSaved(''), bin: '' })
}

// --- a stretch of it ---

export interface Stretch {
  fromKm: number
  toKm: number
}

const leastStretchKm = 0.2 // that the server counts in

/** The stretch chosen; null for the whole line. */
export const stretch = computed<Stretch | null>(() => {
  const [from = Number.NaN, to = Number.NaN] = (own.value.km ?? '').split('-').map(Number)
  const end = Math.min(to, inHand.value ? lengthM(inHand.value.points) / 1000 : 0)
  return end - from >= leastStretchKm ? { fromKm: from, toKm: to } : null
})
/** The link names a stretch that the line does not have. */
export const lostStretch = computed(() => (inHand.value && !stretch.value ? (own.value.km ?? '') : ''))

const kmDigits = 3

export function setStretch(chosen: Stretch | null) {
  const [from, to] = [chosen?.fromKm ?? 0, chosen?.toKm ?? 0].sort((a, b) => a - b) as [number, number]
  setOwn({ km: chosen ? `${Number(from.toFixed(kmDigits))}-${Number(to.toFixed(kmDigits))}` : '' })
}

/** km of the profile's bars; '' lets the data choose. */
export const bars = computed(() => own.value.bin ?? '')

// --- questions ---

/** The line, width and ends as the server takes them. */
export function bodyOf({ points, halfWidthM, ends }: Pick<InHand, 'points' | 'halfWidthM' | 'ends'>) {
  return { line: { type: 'LineString', coordinates: points }, half_width_m: halfWidthM, ends }
}

/** A corridor as it is saved is asked for by its name, so that its answer is kept for when there is no server. */
function reportOn(more: () => Record<string, string | number> | null) {
  return answerTo<Report>(() => {
    const hand = open.value ? inHand.value : null
    const extra = hand && more()
    if (!hand || !extra) return null
    if (!hand.saved || hand.changed)
      return { url: ask('/api/v1/corridors/query', query.value), body: { ...bodyOf(hand), ...extra } }
    const params = Object.entries(extra).map(([name, value]) => `${name}=${value}`)
    return { url: ask(`/api/v1/corridors/${encodeURIComponent(hand.saved.id)}/report`, query.value, ...params) }
  })
}

const binned = () => (bars.value ? { bin_km: Number(bars.value) } : {})

export const whole = reportOn(() => ({ ...binned(), compare: 'previous' }))
const part = reportOn(() => (stretch.value ? { ...partly(), compare: 'previous' } : null))
/** The same against last year; only its comparison is shown. */
export const lastYear = reportOn(() => ({ ...partly(), compare: 'last_year' }))

/** The stretch as the server takes it. */
export function partly() {
  return stretch.value ? { from_km: stretch.value.fromKm, to_km: stretch.value.toKm } : {}
}

/** The answer that the results show: about the stretch chosen, or the whole line. */
export const shownReport = computed(() => (stretch.value ? part : whole))

// --- side by side ---

export const beside = computed(() => (own.value.beside ?? '').split(',').filter(Boolean))
const mostBeside = 10

export function setBeside(ids: readonly string[]) {
  setOwn({ beside: ids.slice(0, mostBeside).join() })
}

/** What is compared: the corridor in hand, then the saved ones chosen; known ones only. */
export const candidates = computed(() => {
  const hand = inHand.value
  const others = beside.value.filter(id => saved.value.some(one => one.id === id))
  const own =
    hand && (!hand.saved || hand.changed || !others.includes(hand.saved.id)) ? [{ ...bodyOf(hand), name: '' }] : []
  return [...own, ...others.map(id => ({ id }))].slice(0, mostBeside)
})

export const compared = answerTo<Compared>(() =>
  open.value && beside.value.length > 0 && candidates.value.length > 1
    ? { url: ask('/api/v1/corridors/compare', query.value), body: { corridors: candidates.value, compare: 'previous' } }
    : null,
)

// --- what is shown only while a hand is at work ---

/** The half width while the slider moves; null otherwise. */
export const widthAtHand = signal<number | null>(null)
/** The km that the pointer or the focus is on. */
export const kmAtHand = signal<number | null>(null)
export const width = computed(() => widthAtHand.value ?? inHand.value?.halfWidthM ?? widthRangeM.first)
