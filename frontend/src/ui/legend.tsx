import type { Break } from '../api/types'
import { number, t, tn } from '../i18n'
import { distance } from '../i18n/format'
import { breaks, finest, res } from '../state/answers'
import { finestOfAll, inradiusM } from '../state/cells'
import { mixed } from '../state/page'
import { theme } from '../theme/apply'
import { rampOf } from '../theme/themes'
import { FailureOf, LoadingBar, Section } from './parts'

export function Legend() {
  const resolution = breaks.data.value?.res ?? res.value
  const classes = breaks.data.value?.breaks ?? []
  return (
    <Section title={t('legend.title')} aside={mixed.value ? <span class="tag">{t('mix.mixed')}</span> : null}>
      <LoadingBar busy={breaks.loading.value} />
      <FailureOf of={breaks} />
      {classes.length > 0 ? <Classes classes={classes} /> : breaks.data.value && <p>{t('legend.none')}</p>}
      {resolution !== null && <CellSize resolution={resolution} />}
      <p class="hint">{t('legend.blank')}</p>
    </Section>
  )
}

function Classes(props: { classes: readonly Break[] }) {
  const fills = rampOf(theme.value.map, props.classes.length)
  return (
    <ol class="classes">
      {props.classes.map((range, i) => (
        <li key={range.from}>
          <Swatch fill={fills[i] ?? ''} edge={theme.value.map.cellEdge} />
          <span class="range">{rangeText(range, i === props.classes.length - 1)}</span>
          <span class="count">{tn('legend.cells', range.cells)}</span>
        </li>
      ))}
    </ol>
  )
}

/** "1", "3–4", and for the last class "10+" where it reaches further. */
function rangeText({ from, to }: Break, last: boolean): string {
  if (from === to) return number(from)
  return last ? `${number(from)}+` : `${number(from)}–${number(to)}`
}

function Swatch(props: { fill: string; edge: string }) {
  return (
    <svg class="swatch" viewBox="0 0 22 20" aria-hidden="true">
      <path d="M6 1.5h10l5 8.5-5 8.5H6L1 10z" fill={props.fill} stroke={props.edge} stroke-width="1.4" />
    </svg>
  )
}

function CellSize(props: { resolution: number }) {
  const { resolution } = props
  const smallest = resolution === finest.value && finest.value < finestOfAll
  return (
    <p class="cell-size">
      <strong>{t('legend.size', { distance: distance(2 * inradiusM(resolution)) })}.</strong>{' '}
      <span class="muted">{t(smallest ? 'legend.smallest' : 'legend.resolution', { n: resolution })}</span>
    </p>
  )
}
