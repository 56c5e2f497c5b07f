import type { Humanitarian, Report } from '../../api/corridors'
import { number, t, tn } from '../../i18n'
import { areaText, lengthText } from '../../i18n/format'
import { rateByUnit } from '../../i18n/units'
import { untold } from '../../state/answers'
import { Section } from '../../ui/parts'
import { crossesItself } from './geometry'
import { countedText } from './left'
import { doubtText, helpCount, howOften, intervalText, rateText, stretchText, widthText } from './say'
import { inHand, setStretch, stretch } from './state'

/** How many, how sure, over which ground and days, how often. */
export function Headline({ report }: { report: Report }) {
  const doubt = doubtText(report)
  const often = howOften(report.days_between)
  return (
    <section class="section headline">
      {stretch.value && <StretchLine />}
      <h2 class="big">
        {tn('sentence.incidents', report.n)} {doubt && <span class="doubt">({doubt})</span>}
      </h2>
      <p>
        {t('corridor.size', {
          length: lengthText(report.length_km),
          width: widthText(report.half_width_m),
          area: areaText(report.area_km2),
        })}
      </p>
      <p class="muted">{countedText()}</p>
      {report.days > 0 && (
        <p class="often">
          {often && <strong>{often}. </strong>}
          {t('corridor.perYear', { rate: rateText(report.rates.per_year) })}{' '}
          {t('corridor.per10Km', { rate: rateText(rateByUnit(report.rates.per_10km_year)) })}
        </p>
      )}
      {report.persons > report.n && <p>{t('corridor.persons', { n: report.persons })}</p>}
    </section>
  )
}

function StretchLine() {
  const { fromKm, toKm } = stretch.value ?? { fromKm: 0, toKm: 0 }
  return (
    <p class="stretch-line">
      <strong>{t('corridor.onlyStretch', { stretch: stretchText(fromKm, toKm) })}</strong>
      <button type="button" class="button small" onClick={() => setStretch(null)}>
        {t('corridor.wholeLine')}
      </button>
    </p>
  )
}

/** Help and loss, always and first, whatever kinds are counted. */
export function Help({ report }: { report: Report }) {
  const help = report.humanitarian
  const rows = [
    ['rescue', help.rescues],
    ['medical', help.medical],
    ['missing_person', help.missing_person],
    ['death', help.deaths],
  ] as const
  return (
    <Section title={t('corridor.help')}>
      <dl class="help-numbers">
        {rows.map(([kind, n]) => (
          <div key={kind}>
            <dd>{helpCount(n, untold(kind))}</dd>
            <dt>{t(`kind.${kind}`)}</dt>
          </div>
        ))}
      </dl>
      {help.deaths > 0 && <p class="hint">{t('corridor.deathDates', { n: foundSoon(help), deaths: help.deaths })}</p>}
      {rows.some(([kind, n]) => n === 0 && untold(kind)) && <p class="hint">{t('corridor.helpUntold')}</p>}
      <p class="hint">{t('corridor.helpMore')}</p>
    </Section>
  )
}

const soonDays = 7

/** Deaths found within a week: only their month says when they happened. */
function foundSoon({ found_within_days }: Humanitarian): number {
  return found_within_days.reduce((sum, { value, n }) => (value && Number(value) <= soonDays ? sum + n : sum), 0)
}

const told = [
  'window_from_records',
  'clipped_to_coverage',
  'gap_in_coverage',
  'outside_coverage',
  'line_leaves_study_area',
  'line_over_sea',
  'imprecise_positions',
  'line_passes_again',
] as const

/** How far from the border the study area reaches. */
const studyReachKm = 100

/** What a reader must know of these figures. */
export function Warnings({ report }: { report: Report }) {
  const codes = told.filter(code => report.warnings.includes(code))
  const points = inHand.value?.points ?? []
  const crosses = points.length < 1500 && crossesItself(points)
  const { duplicates, unmapped } = report.n_excluded
  if (codes.length + duplicates + unmapped === 0 && !crosses) return null
  return (
    <Section title={t('corridor.mind')}>
      <ul class="notes">
        {crosses && <li>{t('corridor.crosses')}</li>}
        {codes.map(code => (
          <li key={code}>
            {t(`corridor.warn.${code}`, {
              interval: intervalText(report.interval),
              days: number(report.days),
              outside: lengthText(report.outside_km),
              sea: lengthText(report.sea_km),
              length: lengthText(report.length_km),
              reach: lengthText(studyReachKm),
            })}
          </li>
        ))}
        {duplicates > 0 && <li>{tn('note.repeats', duplicates)}</li>}
        {unmapped > 0 && <li>{tn('note.placeless', unmapped)}</li>}
      </ul>
    </Section>
  )
}
