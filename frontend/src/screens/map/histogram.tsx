import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { number, t } from '../../i18n'
import { bin, day, monthName } from '../../i18n/format'
import { stripDays, stripStep } from '../../state/answers'
import { type BarStep, type Spoken, type Tick, ticksOf } from '../../state/timeline'
import { type Axis, edgesOf, xOf } from './axis'
import { type Bar, barsShown, stretches } from './bars'
import { anchor, Brush } from './brush'
import { stripPeriod } from './window'

/** The bar under the pointer. */
const pointed = signal<Bar | null>(null)

/** Pixels of the drawing. */
const height = 76
const foot = 18 // dates and the band of who speaks
const top = 10
const tickEveryPx = 64

export function Histogram() {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const [days, step, bars] = [stripDays.value, stripStep.value, barsShown.value]
  const axis = days && { days, width }
  return (
    <div class="histogram" ref={box}>
      {axis && step && (
        <>
          <Drawing axis={axis} step={step} bars={bars} />
          <Brush axis={axis} step={step} bars={bars} point={bar => (pointed.value = bar)} />
        </>
      )}
    </div>
  )
}

/** What the bar pointed at says, else what the drawing means. */
export function Key() {
  return <p class="strip-key hint">{keyText(stripStep.value)}</p>
}

function keyText(step: BarStep | null): string {
  if (anchor.value) return t('strip.extend')
  const bar = pointed.value
  if (bar && step) return barText(bar, step)
  const speaks = (who: Spoken['sources']) => stretches.value.some(({ sources }) => sources === who)
  return [t('strip.key'), speaks('none') ? t('strip.keyNone') : '', speaks('some') ? t('strip.keySome') : ''].join(' ')
}

function barText({ start, n, before, spoken }: Bar, step: BarStep): string {
  const when = bin(start, step)
  if (!spoken) return t('strip.barNone', { when })
  return before === null ? t('strip.bar', { when, n }) : t('strip.barBefore', { when, n, before })
}

function useWidth(box: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return width
}

interface Drawn {
  axis: Axis
  step: BarStep
  bars: Bar[]
}

function Drawing({ axis, step, bars }: Drawn) {
  const most = Math.max(1, ...bars.map(bar => Math.max(bar.n, bar.before ?? 0)))
  const yOf = (n: number) => height - foot - ((height - foot - top) * n) / most
  return (
    <svg class="strip-drawing" width={axis.width} height={height} role="img" aria-label={summaryOf(bars, step)}>
      <Gaps axis={axis} />
      <line class="grid" x1="0" x2={axis.width} y1={top - 0.5} y2={top - 0.5} />
      <BarShapes axis={axis} bars={bars} yOf={yOf} />
      <path class="strip-ghost" d={ghostPath(bars, axis, yOf)} />
      <text class="tick-text" x="2" y={top - 2}>
        {bars.length > 0 ? number(most) : ''}
      </text>
      <line class="axis" x1="0" x2={axis.width} y1={height - foot + 0.5} y2={height - foot + 0.5} />
      {ticksOf(axis.days, axis.width / tickEveryPx).map(tick => (
        <TickMark key={tick.day} tick={tick} axis={axis} />
      ))}
    </svg>
  )
}

function summaryOf(bars: Bar[], step: BarStep): string {
  const most = Math.max(0, ...bars.map(({ n }) => n))
  const [first, last] = [bars[0], bars.at(-1)]
  const peak = bars.find(({ n }) => n === most)
  if (!first || !last || !peak || most === 0) return t('strip.empty')
  return t('strip.chart', {
    step: t(`chart.step.${step}`),
    from: bin(first.start, step),
    until: bin(last.start, step),
    max: most,
    when: bin(peak.start, step),
  })
}

/** One path for bars in the period and one for the others: hundreds of elements would cost every move of the brush. */
function BarShapes({ axis, bars, yOf }: { axis: Axis; bars: Bar[]; yOf: (n: number) => number }) {
  const period = stripPeriod.value
  const inside = (bar: Bar) => period !== null && bar.until >= period.from && bar.from <= period.until
  return (
    <>
      <path
        class="strip-out"
        d={barsPath(
          bars.filter(bar => !inside(bar)),
          axis,
          yOf,
        )}
      />
      <path class="strip-in" d={barsPath(bars.filter(inside), axis, yOf)} />
    </>
  )
}

function barsPath(bars: Bar[], axis: Axis, yOf: (n: number) => number): string {
  const foot = yOf(0)
  return bars
    .filter(({ n }) => n > 0)
    .map(bar => {
      const [left, right] = edgesOf(bar, axis)
      const gap = right - left > 5 ? 1 : right - left > 2.5 ? 0.5 : 0
      return `M${round(left)} ${foot}V${round(yOf(bar.n))}H${round(Math.max(left + 0.75, right - gap))}V${foot}z`
    })
    .join('')
}

/** A line in steps over the counts of a year earlier, broken where no source spoke then. */
function ghostPath(bars: Bar[], axis: Axis, yOf: (n: number) => number): string {
  let drawing = false
  return bars
    .map(bar => {
      if (bar.before === null) {
        drawing = false
        return ''
      }
      const [left, right] = edgesOf(bar, axis)
      const y = round(yOf(bar.before))
      const start = drawing ? `V${y}` : `M${round(left)} ${y}`
      drawing = true
      return `${start}H${round(right)}`
    })
    .join('')
}

const round = (px: number) => Math.round(px * 10) / 10

/** Days that nobody speaks for are hatched over the whole height; a band below says whether all sources speak. */
function Gaps({ axis }: { axis: Axis }) {
  return (
    <>
      <defs>
        <pattern id="strip-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
          <path class="strip-hatch" d="M-1 7 7 -1M-1 1 1 -1M5 7 7 5" />
        </pattern>
      </defs>
      {stretches.value.map(stretch => {
        const [left, right] = edgesOf(stretch, axis)
        return stretch.sources === 'none' ? (
          <rect
            key={stretch.from}
            x={left}
            width={right - left}
            y={top}
            height={height - foot - top}
            fill="url(#strip-hatch)"
          />
        ) : (
          <line
            key={stretch.from}
            class={`strip-speaks ${stretch.sources}`}
            x1={left}
            x2={right}
            y1={height - foot + 3}
            y2={height - foot + 3}
          />
        )
      })}
    </>
  )
}

function TickMark({ tick, axis }: { tick: Tick; axis: Axis }) {
  const x = xOf(tick.day, axis)
  const text = tickText(tick)
  const room = text.length * 6.2
  if (x + room > axis.width) return null
  return (
    <>
      <line class="axis" x1={x} x2={x} y1={height - foot} y2={height - foot + 7} />
      <text class="tick-text" x={x + 2} y={height - 3}>
        {text}
      </text>
    </>
  )
}

function tickText({ day: text, unit }: Tick): string {
  if (unit === 'year' || (unit === 'month' && text.slice(5, 7) === '01')) return text.slice(0, 4)
  if (unit === 'month') return monthName(Number(text.slice(5, 7)) - 1)
  return day(text).replace(/ \d{4}$/, '')
}
