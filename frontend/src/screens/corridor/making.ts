import { effect, signal } from '@preact/signals'
import type { LonLat, SketchState, SketchStep } from '../../map/port'
import { page } from '../../state/page'
import { encodeLine } from '../../state/polyline'
import { port } from '../../ui/mapcontrol'
import { narrow } from '../../ui/narrow'
import { sheet } from '../../ui/sheet'
import { endSketch, sketching, startSketch } from '../../ui/sketching'
import { inHand, newLine, setLine } from './state'

/** The ways to a line. */

export const ways = ['draw', 'type', 'file', 'border'] as const
export type Way = (typeof ways)[number]

/** The way whose panel is open; drawing has none. */
export const way = signal<Exclude<Way, 'draw'> | null>(null)
/** A line that is offered and not taken yet. */
export const preview = signal<readonly LonLat[] | null>(null)

export function closeWay() {
  way.value = null
  preview.value = null
}

/** Draws a new line; its points stay in hand to be moved. */
export function draw() {
  closeWay()
  startSketch({
    kind: 'line',
    finished: ({ points }) => {
      newLine(points)
      movePoints()
      sheet.value = 'results'
      if (narrow.peek()) showAll(points)
    },
  })
}

/** Puts the line's points into hand. */
export function movePoints() {
  closeWay()
  const points = inHand.peek()?.points
  if (points) startSketch({ kind: 'line', points, changed: keepMoved, finished: ({ points }) => setLine(points) })
}

/** Goes on after the last point. */
export function drawOn() {
  if (!sketching.peek()) movePoints()
  sketching.peek()?.sketch.resume()
  sheet.value = null
}

const lasting: readonly SketchStep['what'][] = ['moved', 'removed', 'added']

/** Each change of a finished line is a step of the browser's history. */
function keepMoved({ mode, points, held }: SketchState, { what }: SketchStep) {
  if (mode === 'editing' && held === null && lasting.includes(what) && points.length > 1) setLine(points)
}

/** Takes a line that did not come from the hand, and shows all of it. */
export function take(points: readonly LonLat[], how: (points: readonly LonLat[]) => void = newLine) {
  endSketch()
  closeWay()
  how(points)
  showAll(points)
}

/** What was brought into view last, until a hand moves the map. */
let shown: readonly LonLat[] | null = null

/**
 * Brings a line into view once the panels around the map have taken their place,
 * and again whenever they take another.
 */
export function showAll(points: readonly LonLat[]) {
  shown = points
  requestAnimationFrame(() => requestAnimationFrame(() => shown === points && port.peek()?.fit(points)))
}

/** Where the line was changed elsewhere (a step back, another corridor), the points in hand follow. */
export function followLine() {
  const now = sketching.peek()
  if (!now || now.state.mode === 'drawing' || now.state.held !== null) return
  const points = inHand.value?.points
  if (!points) endSketch()
  else if (encodeLine(points) !== encodeLine(now.state.points)) movePoints()
}

/** A link, or a search, that says nothing of the map shows the whole corridor that it names. */
export function fitNamed(): () => void {
  let named = '' // the id that was fitted
  let pending = page.peek().view === null && inHand.peek() !== null
  const resized = new ResizeObserver(() => shown && showAll(shown))
  const map = document.getElementById('map')
  if (map) resized.observe(map)
  for (const kind of hands) window.addEventListener(kind, leave, { capture: true })
  const stop = effect(() => {
    const id = page.value.own.corridor ?? ''
    if (id && id !== named && page.value.view === null) pending = true
    const points = inHand.value?.points
    if (!pending || !port.value || !points) return
    pending = false
    named = id
    showAll(points)
  })
  return () => {
    for (const kind of hands) window.removeEventListener(kind, leave, { capture: true })
    resized.disconnect()
    shown = null
    stop()
  }
}

const hands = ['pointerdown', 'wheel', 'keydown', 'popstate'] as const

/** A hand on the map, its buttons or the search: what the map shows is the reader's from now on. */
function leave({ target }: Event) {
  if (!(target instanceof Element) || target.closest('.map-pane, .top')) shown = null
}
