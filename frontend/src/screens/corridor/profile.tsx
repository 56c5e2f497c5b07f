import { useSignal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Bar, Report } from '../../api/corridors'
import { t, tn } from '../../i18n'
import { lengthText } from '../../i18n/format'
import { fromKm, toKm } from '../../i18n/units'
import { setOwn } from '../../state/page'
import { DataTable } from '../../ui/chart'
import { ProfileChart } from './profilechart'
import { figures, stretchText } from './say'
import { bars, inHand, kmAtHand, setStretch, stretch, whole } from './state'

const barWidths = [0.5, 1, 2, 5, 10, 20, 50] as const
const widestKm = 50 // that the server makes
const mostBars = 400

/** Incidents by km of the whole line, with the stretch chosen, if any. */
export function Profile() {
  const report = whole.data.value
  const [asTable, setAsTable] = useState(false)
  if (!report || !inHand.value) return null
  const head = [t('corridor.kmHead'), t('chart.count'), t('corridor.intervalHead')]
  const rows = report.profile.map(bar => [stretchText(bar.km_from, bar.km_to), bar.n, boundsText(bar)])
  return (
    <figure class={whole.loading.value ? 'profile stale' : 'profile'}>
      <figcaption>
        <h2>{t('corridor.profile')}</h2>
        <BarWidth report={report} />
        <StretchFields report={report} />
        <button type="button" class="button quiet small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.drawing') : t('chart.table')}
        </button>
      </figcaption>
      {asTable ? <DataTable title={t('corridor.profile')} head={head} rows={rows} /> : <Sized report={report} />}
      <p class="hint">
        {readout(report)} {kmAtHand.value === null && report.n > 0 && t('corridor.whiskers')}{' '}
        {kmAtHand.value === null && report.busiest.length > 0 && t('corridor.dots')}
      </p>
    </figure>
  )
}

function boundsText({ lo, hi }: Bar): string {
  return t('corridor.bounds', { lo: figures(lo ?? 0), hi: figures(hi ?? 0) })
}

/** What the bar at hand says; without one, the fullest. */
function readout(report: Report): string {
  const at = kmAtHand.value
  const bar = at === null ? undefined : report.profile.find(({ km_from, km_to }) => at >= km_from && at <= km_to)
  if (bar) return barText(bar)
  const most = Math.max(...report.profile.map(({ n }) => n))
  const fullest = report.profile.find(({ n }) => n === most)
  if (!fullest || most === 0) return t('corridor.profileNone')
  return t('corridor.profileMost', { stretch: stretchText(fullest.km_from, fullest.km_to), n: most })
}

export function barText(bar: Bar): string {
  const stretch = stretchText(bar.km_from, bar.km_to)
  return t('corridor.barText', { stretch, n: tn('sentence.incidents', bar.n), bounds: boundsText(bar) })
}

function BarWidth({ report }: { report: Report }) {
  const fitting = barWidths
    .map(units => Number(toKm(units).toFixed(3)))
    .filter(km => km <= widestKm && report.length_km / km <= mostBars && km < Math.max(1, report.length_km))
  return (
    <label class="inline-field" for="bars">
      <span>{t('corridor.bars')}</span>
      <select id="bars" value={bars.value} onChange={event => setOwn({ bin: event.currentTarget.value })}>
        <option value="">{t('corridor.barsAuto', { length: lengthText(report.bin_km) })}</option>
        {fitting.map(km => (
          <option key={km} value={String(km)}>
            {lengthText(km)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The stretch by its two numbers: the same as two clicks or a drag on the chart. */
function StretchFields({ report }: { report: Report }) {
  const chosen = stretch.value
  const from = chosen?.fromKm ?? null
  const to = chosen?.toKm ?? null
  const set = (next: { from?: number; to?: number }) => {
    const [a, b] = [next.from ?? from ?? 0, next.to ?? to ?? report.length_km]
    const [low, high] = [Math.max(0, Math.min(a, b)), Math.min(report.length_km, Math.max(a, b))]
    setStretch(high > low ? { fromKm: low, toKm: high } : null)
  }
  return (
    <span class="stretch-fields">
      <KmField id="stretch-from" label={t('corridor.stretchFrom')} value={from} set={km => set({ from: km })} />
      <KmField id="stretch-to" label={t('corridor.stretchTo')} value={to} set={km => set({ to: km })} />
      {chosen && (
        <button type="button" class="button small" onClick={() => setStretch(null)}>
          {t('corridor.wholeLine')}
        </button>
      )}
    </span>
  )
}

function KmField(props: { id: string; label: string; value: number | null; set: (km: number) => void }) {
  return (
    <label class="inline-field" for={props.id}>
      <span>{props.label}</span>
      <input
        id={props.id}
        type="number"
        inputMode="decimal"
        min="0"
        step="any"
        value={props.value === null ? '' : Number(fromKm(props.value).toFixed(3))}
        onChange={event => {
          const units = event.currentTarget.valueAsNumber
          if (Number.isFinite(units)) props.set(toKm(units))
        }}
      />
    </label>
  )
}

/** The chart, as wide as there is room. */
function Sized({ report }: { report: Report }) {
  const box = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0)
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  return (
    <div ref={box} class="profile-box">
      {width.value > 0 && <ProfileChart report={report} width={width.value} />}
    </div>
  )
}
