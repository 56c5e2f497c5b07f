import type { Break } from '../api/types'
import { number, t, tn } from '../i18n'
import { distance } from '../i18n/format'
import { breaks, classes, finest, pinned, res } from '../state/answers'
import { finestOfAll, inradiusM } from '../state/cells'
import { pinsOf } from '../state/classes'
import { metric, mixed, pins, setMetric, setPins } from '../state/page'
import { metrics } from '../state/url'
import { theme } from '../theme/apply'
import { rampOf } from '../theme/themes'
import { ChangeLegend } from './change'
import { FailureOf, LoadingBar, Section, Slow } from './parts'
import { Speaks } from './speaks'
import { Swatch } from './swatch'

export function Legend() {
  return (
    <Section title={t('legend.title')} aside={mixed.value ? <span class="tag">{t('mix.mixed')}</span> : null}>
      <MetricSelect />
      {metric.value === 'count' ? <CountLegend /> : <ChangeLegend />}
      <Speaks />
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
      {classes.value.length > 0 ? <Classes /> : breaks.data.value && <p>{t('legend.none')}</p>}
      {resolution !== null && <CellSize resolution={resolution} />}
      <p class="hint">{t('legend.blank')}</p>
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
              <li key={range.from}>
                <Swatch fill={fills[i] ?? ''} edge={theme.value.map.cellEdge} />
                <span class="range">{rangeText(range, kept && i === shown.length - 1)}</span>
                <span class="count">{tn('legend.cells', range.cells)}</span>
              </li>
            ),
        )}
      </ol>
      <Lock />
    </>
  )
}

/** Keeps the classes, so that two periods can be compared by colour. */
function Lock() {
  const { value: kept } = pins
  const answer = breaks.data.value
  const lock = () => setPins(kept ? null : answer && pinsOf(answer.breaks ?? [], answer.res))
  return (
    <p class="lock">
      <button type="button" class="chip" aria-pressed={kept !== null} title={t('legend.pinWhy')} onClick={lock}>
        {t('legend.pin')}
      </button>
      {kept && !pinned.value && (
        <span class="hint">{t('legend.pinElsewhere', { distance: distance(2 * inradiusM(kept.resolution)) })}</span>
      )}
    </p>
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
    <p class="cell-size">
      <strong>{t('legend.size', { distance: distance(2 * inradiusM(resolution)) })}.</strong>{' '}
      <span class="muted">
        {t(props.fixed ? 'legend.fixed' : smallest ? 'legend.smallest' : 'legend.resolution', { n: resolution })}
      </span>
    </p>
  )
}
