import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Bar, Report } from '../../api/corridors'
import { number, t } from '../../i18n'
import { fromKm, toKm } from '../../i18n/units'
import { showAll } from './making'
import { groundOf } from './onmap'
import { barText } from './profile'
import { fitted, type Placed, placeLabels, snapped, ticks } from './profilescale'
import { kmAtHand, setStretch, stretch } from './state'

const room = { top: 14, plot: 76, axis: 15, places: 15, left: 36, right: 10 }
const dragPx = 6
const whiskersFromPx = 7

/**
 * Bars by km. The pointer or the arrow keys put a pin on the map; a click or
 * Enter shows the bar's ground; a drag, or two clicks after Space, choose a
 * stretch of whole bars.
 */
export function ProfileChart({ report, width }: { report: Report; width: number }) {
  const box = useRef<HTMLDivElement>(null)
  const brush = useSignal<{ from: number; to: number; held: boolean } | null>(null)
  const scale = fitted(report, width - room.left - room.right)
  const x = (atKm: number) => room.left + scale.x(atKm)
  const names = placeLabels(report.landmarks, scale.x, width - room.left - room.right)
  const height = room.top + room.plot + room.axis + room.places * (1 + Math.max(0, ...names.map(({ row }) => row)))

  const kmOf = (event: PointerEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0
    return scale.km(event.clientX - left - room.left)
  }
  const choose = (from: number, to: number) => {
    brush.value = null
    setStretch(snapped(report.profile, from, to))
  }
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    const at = kmOf(event)
    if (brush.value?.held) choose(brush.value.from, at)
    else brush.value = { from: at, to: at, held: false }
    box.current?.setPointerCapture(event.pointerId)
  }
  const onMove = (event: PointerEvent) => {
    kmAtHand.value = kmOf(event)
    if (brush.value) brush.value = { ...brush.value, to: kmOf(event) }
  }
  const onUp = (event: PointerEvent) => {
    const now = brush.value
    if (!now || now.held) return
    if (Math.abs(scale.x(now.from) - scale.x(kmOf(event))) > dragPx) choose(now.from, kmOf(event))
    else {
      brush.value = null
      show(barAt(report, now.from))
    }
  }
  const onKey = (event: KeyboardEvent) => {
    const at = barIndex(report, kmAtHand.value ?? 0)
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key]
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? report.profile.length - 1 : at + (step ?? 0)
    if (step || event.key === 'Home' || event.key === 'End') {
      kmAtHand.value = middle(report.profile[Math.min(report.profile.length - 1, Math.max(0, to))])
      if (brush.value) brush.value = { ...brush.value, to: kmAtHand.value ?? 0 }
    } else if (event.key === 'Enter') show(report.profile[at])
    else if (event.key === ' ') {
      const here = middle(report.profile[at]) ?? 0
      if (brush.value?.held) choose(brush.value.from, here)
      else brush.value = { from: here, to: here, held: true }
    } else if (event.key === 'Escape' && (brush.value || stretch.value)) {
      if (!brush.value) setStretch(null)
      brush.value = null
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const bar = report.profile[barIndex(report, kmAtHand.value ?? 0)]
  const marked = brush.value ? snapped(report.profile, brush.value.from, brush.value.to) : stretch.value
  return (
    <div
      ref={box}
      class="profile-hand"
      role="slider"
      tabIndex={0}
      aria-label={t('corridor.profileKeys')}
      aria-valuemin={0}
      aria-valuemax={report.profile.length - 1}
      aria-valuenow={barIndex(report, kmAtHand.value ?? 0)}
      aria-valuetext={bar && barText(bar)}
      onKeyDown={onKey}
      onFocus={() => {
        if (kmAtHand.value === null) kmAtHand.value = middle(report.profile[0])
      }}
      onBlur={leave}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerLeave={leave}
      onPointerCancel={() => {
        brush.value = null
      }}
    >
      <svg
        class="chart profile-chart"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        aria-hidden="true"
      >
        {marked && (
          <rect
            class="profile-brush"
            x={x(marked.fromKm)}
            y={room.top - 6}
            width={Math.max(1, x(marked.toKm) - x(marked.fromKm))}
            height={room.plot + 6}
          />
        )}
        <Frame report={report} width={width} most={scale.most} x={x} />
        <g transform={`translate(${room.left} ${room.top})`}>
          {report.profile.map(one => (
            <BarMark key={one.km_from} bar={one} report={report} scale={scale} />
          ))}
        </g>
        <Places names={names} />
        {kmAtHand.value !== null && (
          <line class="profile-cursor" x1={x(kmAtHand.value)} x2={x(kmAtHand.value)} y1={4} y2={room.top + room.plot} />
        )}
      </svg>
    </div>
  )
}

function leave() {
  kmAtHand.value = null
}

function middle(bar: Bar | undefined): number | null {
  return bar ? (bar.km_from + bar.km_to) / 2 : null
}

function barIndex({ profile }: Report, atKm: number): number {
  const at = profile.findIndex(({ km_to }) => atKm < km_to)
  return at < 0 ? profile.length - 1 : at
}

function barAt(report: Report, atKm: number): Bar | undefined {
  return report.profile[barIndex(report, atKm)]
}

function show(bar: Bar | undefined) {
  if (bar) showAll(groundOf(bar.km_from, bar.km_to))
}

type Scale = ReturnType<typeof fitted>

/** One bar, marked where it stands out, with the interval of its count where there is room. */
function BarMark({ bar, report, scale }: { bar: Bar; report: Report; scale: Scale }) {
  const [left, right] = [scale.x(bar.km_from), scale.x(bar.km_to)]
  const wide = right - left
  const y = (n: number) => room.plot * (1 - Math.min(1, n / scale.most))
  const busy = report.busiest.some(({ km_from }) => km_from === bar.km_from)
  const mid = (left + right) / 2
  return (
    <g>
      <rect
        class={busy ? 'chart-bar busy' : 'chart-bar'}
        x={left}
        y={y(bar.n)}
        width={Math.max(0.6, wide - (wide > 4 ? 1 : 0.3))}
        height={room.plot - y(bar.n)}
      />
      {wide >= whiskersFromPx && bar.n > 0 && (
        <path class="whisker" d={`M${mid} ${y(bar.lo ?? 0)}V${y(bar.hi ?? 0)}`} />
      )}
      {busy && <circle class="busy-mark" cx={mid} cy={y(bar.hi ?? bar.n) - 6} r="3" />}
    </g>
  )
}

/** Axes: counts to the left, kilometres or miles below. */
function Frame(props: { report: Report; width: number; most: number; x: (km: number) => number }) {
  const { report, width, most, x } = props
  const foot = room.top + room.plot
  return (
    <>
      <line class="grid" x1={room.left} x2={width - room.right} y1={room.top + 0.5} y2={room.top + 0.5} />
      <text class="tick-text" x={room.left - 4} y={room.top + 4} text-anchor="end">
        {number(most)}
      </text>
      <text class="tick-text" x={room.left - 4} y={foot + 3} text-anchor="end">
        0
      </text>
      <line class="axis" x1={room.left} x2={width - room.right} y1={foot + 0.5} y2={foot + 0.5} />
      {ticks(fromKm(report.length_km), width).map((at, i) => (
        <text key={at} class="tick-text" x={x(toKm(at))} y={foot + 12} text-anchor={i === 0 ? 'start' : 'middle'}>
          {i === 0 ? t('corridor.kmMark', { km: number(at, 1) }) : number(at, 1)}
        </text>
      ))}
    </>
  )
}

/** Towns and crossings below the axis; a crossing has a filled mark. */
function Places({ names }: { names: readonly Placed[] }) {
  const foot = room.top + room.plot
  return (
    <g transform={`translate(${room.left} ${foot})`}>
      {names.map(({ mark, x, row, anchor }) => (
        <g key={`${mark.name} ${mark.km}`}>
          <path class={mark.kind === 'crossing' ? 'place-mark crossing' : 'place-mark'} d={`M${x} 0l3.5 -5h-7z`} />
          <line class="place-stem" x1={x} x2={x} y1="0" y2={room.axis + room.places * row} />
          <text class="tick-text place-name" x={x} y={room.axis + room.places * row + 10} text-anchor={anchor}>
            {mark.name}
          </text>
        </g>
      ))}
    </g>
  )
}
