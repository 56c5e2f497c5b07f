import { computed, signal } from '@preact/signals'
import { t, tn } from '../i18n'
import { degrees, lengthText } from '../i18n/format'
import type { LonLat, Sketch, SketchKind, SketchState, SketchStep } from '../map/port'
import { announce } from './live'
import { port } from './mapcontrol'
import { sheet } from './sheet'

/** What a screen wants drawn. */
export interface SketchJob {
  kind: SketchKind
  /** Where given, a shape to change. */
  points?: readonly LonLat[]
  /** After every step, also while a point is dragged (step.what is moving). */
  changed?: (state: SketchState, step: SketchStep) => void
  /** The drawing is ended; it stays on the map, to be changed, until endSketch(). */
  finished: (state: SketchState) => void
  cancelled?: () => void
}

interface Under {
  sketch: Sketch
  state: SketchState
}

/** The drawing under way; null for none. */
export const sketching = signal<Under | null>(null)

/** Whether the map waits for a point: a new one, or the new place of one taken up. */
export const placing = computed(() => {
  const state = sketching.value?.state
  return !!state && (state.mode !== 'editing' || state.held !== null)
})

/** Begins to draw on the map, in place of any drawing before; null while no map stands. */
export function startSketch(job: SketchJob): Sketch | null {
  endSketch()
  const map = port.peek()
  if (!map) return null
  let sketch: Sketch | null = null
  const follow = (state: SketchState) => {
    if (sketch) sketching.value = { sketch, state }
  }
  const events = {
    changed(state: SketchState, step: SketchStep) {
      follow(state)
      tell(state, step)
      job.changed?.(state, step)
    },
    finished(state: SketchState) {
      follow(state)
      announce(
        t('sketch.finished', {
          points: tn('sketch.points', state.points.length),
          km: lengthText(state.lengthM / 1000),
        }),
      )
      job.finished(state)
    },
    cancelled() {
      endSketch()
      announce(t('sketch.cancelled'))
      job.cancelled?.()
    },
  }
  sketch = map.sketch(job.kind, events, job.points)
  follow(sketch.state())
  if (sketch.state().mode === 'drawing') {
    sheet.value = null
    focusMap()
    if (document.activeElement?.matches(':focus-visible')) sketch.showCentre() // keys are at work
  }
  return sketch
}

/** Takes the drawing off the map. */
export function endSketch() {
  sketching.peek()?.sketch.dispose()
  sketching.value = null
}

export function focusMap() {
  document.getElementById('map')?.focus({ preventScroll: true })
}

/** Says each step with its place, and how long the line is by then. */
function tell({ points, lengthM }: SketchState, { what, at }: SketchStep) {
  const n = at + 1
  const km = lengthText(lengthM / 1000)
  const [lon, lat] = points[at] ?? [0, 0]
  if (what === 'added') announce(t('sketch.added', { n, place: degrees(lat, lon), km }))
  else if (what === 'moved') announce(t('sketch.moved', { n, place: degrees(lat, lon), km }))
  else if (what === 'removed') announce(t('sketch.removed', { n, km }))
  else if (what === 'held') announce(t('sketch.held', { n }))
  else if (what === 'aimed') announceCross()
}

function announceCross() {
  const view = port.peek()?.view()
  if (view) announce(t('sketch.aimed', { place: degrees(view.lat, view.lon) }))
}

/** On the map while it is drawn on, or below it where it would hide what is drawn: what a click does now, and a button for everything that a key does. */
export function SketchBar() {
  const now = sketching.value
  if (!now || !placing.value) return null
  return (
    <fieldset class="sketch-bar">
      <legend class="visually-hidden">{t('sketch.title')}</legend>
      <p>
        {hint(now.state)}
        {now.state.finishable && now.state.held === null && <span class="sketch-how"> {t('sketch.how')}</span>}
      </p>
      {now.state.held === null ? <Drawing {...now} /> : <Holding {...now} held={now.state.held} />}
    </fieldset>
  )
}

function hint({ held, kind, points, lengthM }: SketchState): string {
  if (held !== null) return t('sketch.place', { n: held + 1 })
  if (points.length === 0) return t(kind === 'box' ? 'sketch.startBox' : 'sketch.start')
  if (kind === 'box') return t('sketch.corner')
  return t('sketch.sofar', { points: tn('sketch.points', points.length), km: lengthText(lengthM / 1000) })
}

function Drawing({ sketch, state }: Under) {
  return (
    <div class="row">
      <Here sketch={sketch} text={t('sketch.here')} />
      <button type="button" class="button" disabled={state.points.length === 0} onClick={() => sketch.remove()}>
        {t('sketch.undo')}
      </button>
      {state.kind !== 'box' && (
        <button type="button" class="button" disabled={!state.finishable} onClick={() => sketch.finish()}>
          {t('sketch.finish')}
        </button>
      )}
      <button type="button" class="button quiet" onClick={() => sketch.cancel()}>
        {t('import.cancel')}
      </button>
    </div>
  )
}

function Holding({ sketch, state, held }: Under & { held: number }) {
  return (
    <div class="row">
      <Here sketch={sketch} text={t('sketch.putHere')} />
      <button type="button" class="button" disabled={state.kind === 'box'} onClick={() => sketch.remove(held)}>
        {t('sketch.remove')}
      </button>
      <button type="button" class="button quiet" onClick={() => sketch.hold(null)}>
        {t('sketch.release')}
      </button>
    </div>
  )
}

/** Sets a point at the cross, which shows as soon as the button is near. */
function Here({ sketch, text }: { sketch: Sketch; text: string }) {
  return (
    <button
      type="button"
      class="button primary"
      onClick={() => {
        sketch.showCentre()
        sketch.add()
      }}
      onFocus={() => sketch.showCentre()}
      onPointerEnter={() => sketch.showCentre()}
    >
      {text}
    </button>
  )
}
