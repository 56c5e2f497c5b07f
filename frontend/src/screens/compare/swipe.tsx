import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { percent, t } from '../../i18n'
import type { MapGroup } from '../../ui/sidemap'
import { Caption, PanelMap } from './panel'
import { panels, sides } from './state'

const steps: Record<string, number> = {
  ArrowLeft: -2,
  ArrowDown: -2,
  ArrowRight: 2,
  ArrowUp: 2,
  PageDown: -20,
  PageUp: 20,
}
const stops = [
  ['compare.onlyA', 100],
  ['compare.half', 50],
  ['compare.onlyB', 0],
] as const

/** Both periods on one map: A to the left of a divider, B to its right. */
export function Swipe({ group }: { group: MapGroup }) {
  const share = useSignal(50)
  const both = sides.value
  if (!both) return null
  const [a, b] = panels.value
  return (
    <div class="swipe">
      <div class="side-maps">
        <Caption name="A" period={both.a} panel={a} />
        <Caption name="B" period={both.b} panel={b} />
      </div>
      <div class="swipe-maps">
        <PanelMap group={group} name="A" period={both.a} panel={a} />
        <div class="swipe-over" style={{ clipPath: `inset(0 0 0 ${share.value}%)` }}>
          <PanelMap group={group} name="B" period={both.b} panel={b} />
        </div>
        <Divider
          share={share.value}
          set={to => {
            share.value = Math.min(100, Math.max(0, to))
          }}
        />
      </div>
      <div class="row">
        {stops.map(([label, at]) => (
          <button
            key={label}
            type="button"
            class="chip"
            aria-pressed={share.value === at}
            onClick={() => {
              share.value = at
            }}
          >
            {t(label)}
          </button>
        ))}
      </div>
    </div>
  )
}

function Divider({ share, set }: { share: number; set: (share: number) => void }) {
  const held = useRef(false)
  const follow = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const box = event.currentTarget.parentElement?.getBoundingClientRect()
    if (held.current && box) set((100 * (event.clientX - box.left)) / box.width)
  }
  return (
    <div
      class="swipe-divider"
      style={{ left: `${share}%` }}
      role="slider"
      tabIndex={0}
      aria-label={t('compare.divider')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share)}
      aria-valuetext={t('compare.dividerAt', { share: percent(share / 100) })}
      onPointerDown={event => {
        held.current = true
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={follow}
      onPointerUp={() => {
        held.current = false
      }}
      onPointerCancel={() => {
        held.current = false
      }}
      onKeyDown={event => {
        const to = event.key === 'Home' ? 0 : event.key === 'End' ? 100 : share + (steps[event.key] ?? 0)
        if (to === share) return
        event.preventDefault()
        set(to)
      }}
    />
  )
}
