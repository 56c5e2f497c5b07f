import { signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { t } from '../../i18n'
import { day } from '../../i18n/format'
import { wholeTimeDays } from '../../state/answers'
import { type Days, earlier, later } from '../../state/coverage'
import { passPeriod, setFilters } from '../../state/page'
import { addDays, dayNumber, dayOfNumber, type Period } from '../../state/period'
import { type BarStep, barEnd, barStart, moveBy, movePeriod } from '../../state/timeline'
import { type Axis, xOf } from './axis'
import type { Bar } from './bars'
import { canStep, play, playing, still } from './playback'
import { draft, dropDraft, shownPeriod, stripPeriod, within } from './window'

/** The bar that a click chose; the next click extends the period to another. */
export const anchor = signal<Days | null>(null)

type Grip = 'start' | 'end' | 'move'

interface Held {
  grip: Grip | 'new'
  /** The day under the pointer when it went down, and the period then. */
  day: string
  period: Period
  x: number
  moved: boolean
}

interface Props {
  axis: Axis
  step: BarStep
  bars: Bar[]
  point: (bar: Bar | null) => void
}

const clickPx = 4

/** The period over the bars: its ends and its middle can be dragged, clicked and moved by keys. */
export function Brush({ axis, step, bars, point }: Props) {
  const held = useRef<Held | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const period = stripPeriod.value
  const whole = wholeTimeDays.value
  if (!period || !whole) return null
  const dayAt = (event: PointerEvent) => dayUnder(event, box.current, axis)

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return
    const grip = (event.target as Element).closest<HTMLElement>('[data-grip]')?.dataset.grip as Grip | undefined
    held.current = { grip: grip ?? 'new', day: dayAt(event), period, x: event.clientX, moved: false }
    box.current?.setPointerCapture(event.pointerId)
  }
  const move = (event: PointerEvent) => {
    const hold = held.current
    if (!hold) {
      point(barUnder(bars, dayAt(event)))
      return
    }
    hold.moved ||= Math.abs(event.clientX - hold.x) >= clickPx
    if (hold.moved) draft.value = within(dragged(hold, dayAt(event), step), whole)
  }
  const up = (event: PointerEvent) => {
    const hold = held.current
    held.current = null
    if (hold && !hold.moved) clicked(barUnder(bars, dayAt(event)), event.shiftKey)
    else dropDraft()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups fields of a form
    <div
      ref={box}
      class="brush"
      role="group"
      aria-label={t('strip.title')}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => {
        held.current = null
        draft.value = null
      }}
      onPointerLeave={() => point(null)}
      onKeyDown={event => onKey(event, step)}
    >
      <Grips axis={axis} period={period} whole={whole} />
    </div>
  )
}

function dayUnder(event: PointerEvent, box: HTMLElement | null, { days, width }: Axis): string {
  const x = event.clientX - (box?.getBoundingClientRect().left ?? 0)
  const [first, end] = [dayNumber(days.from), dayNumber(days.until) + 1]
  const n = first + Math.floor((Math.min(Math.max(x, 0), width - 0.01) / Math.max(1, width)) * (end - first))
  return dayOfNumber(n)
}

function barUnder(bars: Bar[], under: string): Bar | null {
  return bars.find(({ from, until }) => from <= under && under <= until) ?? null
}

/** The period that a drag has made: its ends keep to whole bars. */
function dragged({ grip, day, period }: Held, now: string, step: BarStep): Period {
  switch (grip) {
    case 'start':
      return now <= period.until
        ? { from: barStart(now, step), until: period.until }
        : { from: period.until, until: barEnd(barStart(now, step), step) }
    case 'end':
      return now >= period.from
        ? { from: period.from, until: barEnd(barStart(now, step), step) }
        : { from: barStart(now, step), until: period.from }
    case 'move':
      return moved(period, dayNumber(now) - dayNumber(day))
    case 'new': {
      const [first, last] = day < now ? [day, now] : [now, day]
      return { from: barStart(first, step), until: barEnd(barStart(last, step), step) }
    }
  }
}

/** The whole period moved, no further than the sources speak. */
function moved({ from, until }: Period, days: number): Period {
  const whole = wholeTimeDays.peek()
  const [least, most] = [
    dayNumber(whole?.from ?? from) - dayNumber(from),
    dayNumber(whole?.until ?? until) - dayNumber(until),
  ]
  const by = Math.min(Math.max(days, least), most)
  return { from: addDays(from, by), until: addDays(until, by) }
}

/** A click chooses one bar; the next, or one with Shift, extends to another. */
function clicked(bar: Bar | null, extend: boolean) {
  const whole = wholeTimeDays.peek()
  if (!bar || !whole) return
  const first = anchor.peek() ?? (extend ? shownPeriod.peek() : null)
  const from = earlier(bar.from, first?.from ?? '')
  const until = later(bar.until, first?.until ?? '')
  anchor.value = first ? null : { from: bar.from, until: bar.until }
  setFilters(within({ from, until }, whole))
}

// --- ends and middle ---

function Grips({ axis, period, whole }: { axis: Axis; period: Period; whole: Days }) {
  const left = Math.max(0, xOf(period.from, axis))
  const right = Math.min(axis.width, xOf(addDays(period.until, 1), axis))
  if (right < 0 || left > axis.width) return null
  const ends: { grip: Grip; x: number; at: string; label: string }[] = [
    { grip: 'start', x: left, at: period.from, label: t('strip.start') },
    { grip: 'end', x: right, at: period.until, label: t('strip.end') },
  ]
  return (
    <>
      <Slider
        grip="move"
        label={t('strip.move')}
        at={period.from}
        text={t('strip.now', { from: day(period.from), until: day(period.until) })}
        whole={whole}
        style={{ left: `${left}px`, width: `${Math.max(1, right - left)}px` }}
      />
      {ends.map(({ grip, x, at, label }) => (
        <Slider key={grip} grip={grip} label={label} at={at} text={day(at)} whole={whole} style={{ left: `${x}px` }} />
      ))}
    </>
  )
}

interface SliderProps {
  grip: Grip
  label: string
  at: string
  text: string
  whole: Days
  style: Record<string, string>
}

function Slider({ grip, label, at, text, whole, style }: SliderProps) {
  return (
    <div
      class={`grip grip-${grip}`}
      data-grip={grip}
      style={style}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={dayNumber(whole.from)}
      aria-valuemax={dayNumber(whole.until)}
      aria-valuenow={dayNumber(at)}
      aria-valuetext={text}
    />
  )
}

// --- keys ---

function onKey(event: KeyboardEvent, step: BarStep) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === ' ' && canStep.peek() && !still()) {
    event.preventDefault()
    if (playing.peek()) playing.value = false
    else void play()
    return
  }
  if (event.key === 'Escape' && (anchor.peek() || draft.peek())) {
    event.preventDefault()
    anchor.value = null
    draft.value = null
    return
  }
  const grip = (event.target as Element).closest<HTMLElement>('[data-grip]')?.dataset.grip as Grip | undefined
  const next = grip && afterKey(event, grip, step)
  if (!next) return
  event.preventDefault()
  if (event.repeat) passPeriod(next)
  else setFilters(next)
}

/** Arrows move by a bar, with Shift by a day; Page Up and Down by a year; Home and End to the ends of all time. */
function afterKey(event: KeyboardEvent, grip: Grip, step: BarStep): Period | null {
  const [period, whole] = [shownPeriod.peek(), wholeTimeDays.peek()]
  const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 1, PageDown: -1 }[event.key]
  if (!period || !whole) return null
  if (way) {
    const by = event.key.startsWith('Page') ? 'year' : event.shiftKey ? 'day' : step
    return within(nudged(period, { grip, by, way }), whole)
  }
  const to = { Home: whole.from, End: whole.until }[event.key]
  if (!to) return null
  if (grip === 'move') return moved(period, event.key === 'Home' ? -1e6 : 1e6)
  return within(grip === 'start' ? { ...period, from: to } : { ...period, until: to }, whole)
}

/** An end on the edge of a bar goes to the next edge, else to the nearest one that way. */
function nudged(period: Period, { grip, by, way }: { grip: Grip; by: BarStep; way: number }): Period {
  const edge = (start: string) => {
    const floor = barStart(start, by)
    return way > 0 ? moveBy(floor, by, 1) : floor < start ? floor : moveBy(floor, by, -1)
  }
  switch (grip) {
    case 'start':
      return { from: earlier(edge(period.from), barStart(period.until, by)), until: period.until }
    case 'end': {
      const end = addDays(edge(addDays(period.until, 1)), -1)
      return { from: period.from, until: end < period.from ? barEnd(barStart(period.from, by), by) : end }
    }
    case 'move':
      return movePeriod(period, by, way)
  }
}
