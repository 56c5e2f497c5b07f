import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Break, State } from '../api/types'
import { number, t, tn } from '../i18n'
import { distance } from '../i18n/format'
import { breaks, classes, finest, outside, pinned, res, unspoken } from '../state/answers'
import { finestOfAll, inradiusM } from '../state/cells'
import { pinsOf } from '../state/classes'
import { alone, keptRes, showAlone } from '../state/legend'
import { metric, mixed, pins, setMetric, setOwn, setPins } from '../state/page'
import { metrics } from '../state/url'
import { theme } from '../theme/apply'
import { rampOf } from '../theme/themes'
import { ChangeLegend } from './change'
import { lazy } from './lazy'
import { FailureOf, LoadingBar, Section, Slow } from './parts'
import { PopUp } from './popup'
import { Speaks } from './speaks'
import { Swatch } from './swatch'

const optionsWanted = signal(false)
const ClassOptions = lazy(async () => (await import('../screens/map/classes')).ClassOptions)

export function Legend() {
  return (
    <Section title={t('legend.title')} aside={mixed.value ? <span class="tag">{t('mix.mixed')}</span> : null}>
      <MetricSelect />
      {metric.value === 'count' ? <CountLegend /> : <ChangeLegend />}
      <Speaks />
      {outside.value > 0 && <p class="hint">{tn('note.outside', outside.value)}</p>}
    </Section>
  )
}

function MetricSelect() {
  return (
    <label class="field metric" for="metric">
      <span class="visually-hidden">{t('legend.metric')}</span>
      <select
        id="metric"
        value={metric.value}
        onChange={event => setMetric(metrics.find(name => name === event.currentTarget.value) ?? 'count')}
      >
        {metrics.map(name => (
          <option key={name} value={name}>
            {t(`metric.${name}`)}
          </option>
        ))}
      </select>
    </label>
  )
}

function CountLegend() {
  const resolution = breaks.data.value?.res ?? res.value
  return (
    <>
      <LoadingBar busy={breaks.loading.value} />
      <Slow of={breaks} />
      <FailureOf of={breaks} />
      {classes.value.length > 0 ? <Classes /> : breaks.data.value && !unspoken.value && <p>{t('legend.none')}</p>}
      {resolution !== null && <CellSize resolution={resolution} />}
      <p class="hint">{t(unspoken.value ? 'legend.unspoken' : 'legend.blank')}</p>
    </>
  )
}

function Classes() {
  const shown = classes.value
  const kept = pinned.value !== null
  const fills = rampOf(theme.value.map, shown.length)
  return (
    <>
      <ol class="classes">
        {shown.map(
          (range, i) =>
            (range.cells > 0 || kept) && (
              <LegendRow key={range.from} one={i} cells={range.cells}>
                <Swatch fill={fills[i] ?? ''} edge={theme.value.map.cellEdge} />
                <span class="range">{rangeText(range, kept && i === shown.length - 1)}</span>
              </LegendRow>
            ),
        )}
      </ol>
      <Lock />
    </>
  )
}

/** A row that shows its cells alone, or all again. */
export function LegendRow(props: { one: number | State; cells: number; children: ComponentChildren }) {
  const { one, cells } = props
  const pressed = alone.value === one
  return (
    <li class={alone.value === null || pressed ? '' : 'dim'}>
      <button
        type="button"
        class="class-row"
        aria-pressed={pressed}
        title={t('legend.alone')}
        onClick={() => showAlone(one)}
      >
        {props.children}
        <span class="count">{tn('legend.cells', cells)}</span>
      </button>
    </li>
  )
}

/** Keeps the classes, so that two periods can be compared by colour. */
function Lock() {
  const { value: kept } = pins
  const answer = breaks.data.value
  const lock = () => setPins(kept ? null : answer && pinsOf(answer.breaks ?? [], answer.res))
  return (
    <div class="lock">
      <button type="button" class="chip" aria-pressed={kept !== null} title={t('legend.pinWhy')} onClick={lock}>
        {t('legend.pin')}
      </button>
      <PopUp label={t('classes.menu')} below opened={() => (optionsWanted.value = true)}>
        {optionsWanted.value && <ClassOptions />}
      </PopUp>
      {kept && !pinned.value && (
        <span class="hint">{t('legend.pinElsewhere', { distance: distance(2 * inradiusM(kept.resolution)) })}</span>
      )}
    </div>
  )
}

/** "1", "3–4"; "10+" for a class that stays open. */
export function rangeText({ from, to }: Break, open: boolean): string {
  if (open) return `${number(from)}+`
  return from === to ? number(from) : `${number(from)}–${number(to)}`
}

/** fixed: the same at every zoom. */
export function CellSize(props: { resolution: number; fixed?: boolean }) {
  const { resolution } = props
  const smallest = resolution === finest.value && finest.value < finestOfAll
  return (
    <>
      <p class="cell-size">
        <strong>{t('legend.size', { distance: distance(2 * inradiusM(resolution)) })}.</strong>{' '}
        <span class="muted">{sizeText(resolution, props.fixed ?? false, smallest)}</span>
      </p>
      {!props.fixed && <KeepSize />}
    </>
  )
}

function sizeText(resolution: number, fixed: boolean, smallest: boolean): string {
  const n = resolution
  if (fixed) return t('legend.fixed', { n })
  if (keptRes.value !== null) return t(keptRes.value === n ? 'legend.kept' : 'legend.keptFiner', { n })
  return t(smallest ? 'legend.smallest' : 'legend.resolution', { n })
}

/** Cells of one size at every zoom. */
function KeepSize() {
  const sizes = Array.from({ length: finest.value - 2 }, (_, i) => i + 3)
  return (
    <label class="field cell-keep" for="cell-size">
      <span>{t('legend.keepSize')}</span>
      <select
        id="cell-size"
        value={keptRes.value === null ? '' : String(keptRes.value)}
        onChange={event => setOwn({ res: event.currentTarget.value })}
      >
        <option value="">{t('legend.byZoom')}</option>
        {sizes.map(n => (
          <option key={n} value={String(n)}>
            {distance(2 * inradiusM(n))}
          </option>
        ))}
      </select>
    </label>
  )
}
