import type { Rate, Report } from '../../api/corridors'
import type { Change } from '../../api/types'
import { listOf, number, t } from '../../i18n'
import { lengthText } from '../../i18n/format'
import { fromKm, rateByUnit, unit } from '../../i18n/units'
import { valueName } from '../../state/sentence'
import { hoursInWords, hoursNeeded, knownHours } from '../../ui/chart'
import { ticks } from '../corridor/profilescale'
import { inDays, kmText } from './inwords'

/** What a briefing says of a corridor: width, rates, change, profile by km, stretches and land. */
export function CorridorPart({ report }: { report: Report }) {
  return (
    <section class="sheet-corridor">
      <p>
        {t('briefing.corridorSize', {
          length: lengthText(report.length_km, 0),
          width: lengthText(report.half_width_m / 1000),
        })}{' '}
        {report.outside_km >= 1 && t('briefing.corridorOff', { outside: lengthText(report.outside_km) })}{' '}
        {report.n_up_to !== report.n_sure && t('briefing.corridorSure', { sure: report.n_sure, most: report.n_up_to })}{' '}
        {t('briefing.corridorRate', {
          year: rateText(report.rates.per_year),
          km: rateText(rateByUnit(report.rates.per_10km_year)),
        })}
      </p>
      <Comparison report={report} />
      <Profile report={report} />
      <Hours report={report} />
      <Stretches report={report} />
    </section>
  )
}

/** "5.2 (4.6 to 5.9)"; "0 (up to 3.7)"; nothing where no day is covered. */
function rateText({ value, lo, hi }: Rate): string {
  if (value === null) return t('briefing.rateUnknown')
  const digits = value < 10 ? 1 : 0
  if (value === 0) return t('briefing.rateNone', { hi: number(hi ?? 0, 1) })
  return t('briefing.rate', { value: number(value, digits), lo: number(lo ?? 0, digits), hi: number(hi ?? 0, digits) })
}

function Comparison({ report: { comparison, n } }: { report: Report }) {
  if (!comparison) return <p>{t('briefing.changeOpen')}</p>
  return (
    <p>
      <strong>{t(`briefing.change.${comparison.reading}`)}.</strong>{' '}
      {t('briefing.changeCorridor', {
        now: comparison.n_now,
        before: comparison.n,
        other: inDays(comparison.interval),
      })}{' '}
      {changeRatio(comparison)}{' '}
      {comparison.n_now < n && <>{t('briefing.changeSome', { n: comparison.n_now, total: n })} </>}
      {t('briefing.changeMeans')}
    </p>
  )
}

/** "1.4 times as many a day (95% interval 0.7 to 2.7)."; '' where there is too little to tell. */
export function changeRatio({ ratio, lo, hi, reading }: Omit<Change, 'p'>): string {
  if (reading === 'too_few' || ratio === null || lo === null) return ''
  const bounds = { ratio: number(ratio, 2), lo: number(lo, 2), hi: number(hi ?? 0, 2) }
  return t(hi === null ? 'briefing.changeRatioOpen' : 'briefing.changeRatio', bounds)
}

const width = 720
const height = 70
const foot = 14

function Profile({ report: { profile, length_km } }: { report: Report }) {
  const most = Math.max(1, ...profile.map(({ n }) => n))
  const x = (km: number) => (km / length_km) * width
  const lengthIn = fromKm(length_km)
  return (
    <figure class="figure">
      <figcaption>
        <h3>{t('briefing.profile')}</h3>
      </figcaption>
      <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('briefing.profile')}>
        <text class="tick-text" x={width} y="9" text-anchor="end">
          {number(most)}
        </text>
        {profile.map(({ km_from, km_to, n }) => (
          <rect
            key={km_from}
            class="chart-bar"
            x={x(km_from)}
            width={Math.max(0.5, x(km_to) - x(km_from) - 1)}
            y={height - foot - (n / most) * (height - foot - 12)}
            height={(n / most) * (height - foot - 12)}
          />
        ))}
        <line class="axis" x1="0" x2={width} y1={height - foot} y2={height - foot} />
        {ticks(lengthIn, width).map(at => (
          <text
            key={at}
            class="tick-text"
            x={(at / lengthIn) * width}
            y={height - 2}
            text-anchor={at === 0 ? 'start' : at > 0.97 * lengthIn ? 'end' : 'middle'}
          >
            {at === 0 && unit.value} {number(at)}
          </text>
        ))}
      </svg>
    </figure>
  )
}

function Hours({ report: { hour_by_day, hour_unknown, n } }: { report: Report }) {
  if (n === 0) return null
  const few = t('briefing.hoursFew', { known: knownHours(hour_by_day), n, needed: hoursNeeded })
  return (
    <p>
      <strong>{t('briefing.hours')}</strong> {hoursInWords(hour_by_day, hour_unknown) || few}
    </p>
  )
}

const stretchesAtMost = 4
const landsAtMost = 6

/** Each land once, with where the rows say so. */
function landsOf(land: Report['land']): [name: string, where: string[]][] {
  const lands = new Map<string, string[]>()
  for (const { name, km_from, km_to } of land) lands.set(name, [...(lands.get(name) ?? []), kmText(km_from, km_to)])
  return [...lands]
}

/** What there is room for, and how many more there are. */
function some(texts: readonly string[], most: number): string {
  const left = texts.length - most
  return [...texts.slice(0, most), ...(left > 0 ? [t('briefing.andMore', { n: left })] : [])].join('; ')
}

function Stretches({ report: { busiest, land } }: { report: Report }) {
  return (
    <>
      <p>
        <strong>{t('briefing.busiest')}</strong>{' '}
        {busiest?.length
          ? some(
              busiest.map(({ km_from, km_to, n, expected }) =>
                t('briefing.busiestOf', { km: kmText(km_from, km_to), n, expected: number(expected ?? 0, 1) }),
              ),
              stretchesAtMost,
            )
          : t('briefing.busiestNone')}
      </p>
      {land && land.length > 0 && (
        <p>
          <strong>{t('briefing.land')}</strong>{' '}
          {some(
            landsOf(land).map(([name, where]) => `${valueName('land', name)} (${listOf(where)})`),
            landsAtMost,
          )}
        </p>
      )}
    </>
  )
}
