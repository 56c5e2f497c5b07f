import type { Hotspots, LeftOut, State } from '../api/types'
import { lang, numberLocale, t } from '../i18n'
import { dayOf } from '../i18n/format'
import { numberFormat } from '../i18n/intl'
import { assessed, hotspots } from '../state/answers'
import { valueName } from '../state/sentence'
import { theme } from '../theme/apply'
import { lazy } from './lazy'
import { CellSize, LegendRow } from './legend'
import { FailureOf, LoadingBar, Slow } from './parts'
import { StateSwatch } from './swatch'

const Method = lazy(async () => (await import('./method')).Method)
const CellMethod = lazy(async () => (await import('./method')).CellMethod)

/** The legend of "change against usual": states in words, what was compared, and what to beware of. */
export function ChangeLegend() {
  const about = hotspots.data.value
  return (
    <>
      <LoadingBar busy={hotspots.loading.value} />
      <Slow of={hotspots} />
      <FailureOf of={hotspots} />
      {about && <AboutChange about={about} />}
    </>
  )
}

function AboutChange({ about }: { about: Hotspots }) {
  return (
    <>
      <ol class="classes">
        {about.states.map(
          ({ state, cells }) =>
            cells > 0 && (
              <LegendRow key={state} one={state} cells={cells}>
                <StateSwatch state={state} colours={theme.value.map} />
                <span class="range">{t(`state.${state}`)}</span>
              </LegendRow>
            ),
        )}
      </ol>
      <p class="compared">{comparedText(about)}</p>
      <Warnings about={about} />
      <CellSize resolution={about.res} fixed />
      <p class="hint">{t('change.means')}</p>
      <Method about={about} />
    </>
  )
}

/** "1 Oct 2019 to 30 Sept 2024, compared with 1 Oct 2014 to 30 Sept 2019". */
export function comparedText({ interval, comparison }: Pick<Hotspots, 'interval' | 'comparison'>): string {
  const before = [...comparison].sort()
  const [oldest] = before
  const newest = before.at(-1)
  if (!interval || !newest || !oldest) return t('change.nothing')
  const now = rangeText(interval)
  if (before.length === 1) return t('change.compared', { now, before: rangeText(newest) })
  return t('change.comparedMany', {
    now,
    n: before.length,
    first: yearsText(oldest),
    last: yearsText(newest),
  })
}

export function rangeText(interval: string): string {
  const [from = '', until = ''] = interval.split('/')
  return t('sentence.range', { from: dayOf(from), until: dayOf(until) })
}

function yearsText(interval: string): string {
  const [from = '', until = ''] = interval.split('/').map(end => end.slice(0, 4))
  return from === until ? from : `${from}–${until}`
}

function Warnings({ about }: { about: Hotspots }) {
  if (about.warnings.length + about.left_out.length === 0) return null
  return (
    <ul class="notes">
      {about.warnings.map(warning => (
        <li key={warning.code}>{warning[lang.value]}</li>
      ))}
      {about.left_out.map(left => (
        <li key={left.source}>{leftOutText(left)}</li>
      ))}
    </ul>
  )
}

/** "IOM Missing Migrants Project (5 Jan 2014 to 30 Sept 2024) is left out. It ...". */
export function leftOutText(left: LeftOut): string {
  const source = valueName('source', left.source)
  return `${t('change.leftOut', { source, days: rangeText(left.days) })} ${left[lang.value]}`
}

// --- one cell ---

/** What a cell's card says of its change. */
export function CellChange({ h3 }: { h3: string }) {
  const found = assessed.value?.cells.find(cell => cell.h3 === h3)
  const about = hotspots.data.value
  if (!found || !about) return null
  const { state } = found
  const covered = state !== 'no_data'
  return (
    <div class="change">
      <p class="change-state">
        <StateSwatch state={state} colours={theme.value.map} /> <strong>{t(`state.${state}`)}</strong>
      </p>
      {covered && <p>{found.finding[lang.value]}.</p>}
      <p class="hint">{comparedText(about)}</p>
      <p class="hint">{explained(about, state)}</p>
      {covered && <CellMethod found={found} />}
    </div>
  )
}

function explained(about: Hotspots, state: State): string {
  return about.states.find(known => known.state === state)?.explain[lang.value] ?? ''
}

export function ratioText({ ratio, lo, hi }: Record<'ratio' | 'lo' | 'hi', number | null>): string {
  if (ratio === null) return ''
  return t('method.ratioOf', { ratio: figure(ratio), lo: figure(lo ?? 0), hi: hi === null ? '∞' : figure(hi) })
}

/** Three digits that count. */
export function figure(value: number | null): string {
  if (value === null) return ''
  return numberFormat(numberLocale(), { maximumSignificantDigits: 3 }).format(value)
}
