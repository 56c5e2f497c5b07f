import type { Compared, Figures } from '../../api/corridors'
import { t, tn } from '../../i18n'
import { areaText, lengthText } from '../../i18n/format'
import { untold } from '../../state/answers'
import { FailureOf, LoadingBar, Section, Slow } from '../../ui/parts'
import { dash, figures, helpCount, rateText, widthText } from './say'
import { compared, setBeside } from './state'

/** Two to ten corridors on one scale: how often for every 10 km, what they share, what each adds. */
export function Beside() {
  const about = compared.data.value
  if (!about && !compared.loading.value && !compared.error.value) return null
  return (
    <Section
      title={t('corridor.beside')}
      aside={
        <button type="button" class="button quiet" onClick={() => setBeside([])}>
          {t('panel.close')}
        </button>
      }
    >
      <LoadingBar busy={compared.loading.value} />
      <Slow of={compared} />
      <FailureOf of={compared} />
      {about && <Rows about={about} />}
    </Section>
  )
}

function Rows({ about }: { about: Compared }) {
  const most = Math.max(0.001, ...about.corridors.map(({ rates }) => rates.per_10km_year.hi ?? 0))
  return (
    <>
      <p class="hint">{t('corridor.besideScale', { most: figures(most) })}</p>
      <ol class="beside">
        {about.corridors.map((one, i) => (
          <Row key={i} about={about} one={one} at={i} most={most} />
        ))}
      </ol>
      {about.corridors.some(one => Object.values(helpOf(one)).includes(dash)) && (
        <p class="hint">{t('corridor.helpUntold')}</p>
      )}
      <Overlaps about={about} />
      <p class="hint">{t('corridor.gainMore')}</p>
    </>
  )
}

/** Rescues and deaths; a dash where no source tells of them. */
function helpOf({ humanitarian: { rescues, deaths } }: Figures) {
  return { rescues: helpCount(rescues, untold('rescue')), deaths: helpCount(deaths, untold('death')) }
}

function nameOf({ names }: Compared, at: number): string {
  return names[at] || t('corridor.thisOne')
}

function Row({ about, one, at, most }: { about: Compared; one: Figures; at: number; most: number }) {
  const gain = about.gains[at]
  return (
    <li>
      <p>
        <strong>{nameOf(about, at)}</strong>
        <span class="count">{tn('sentence.incidents', one.n)}</span>
      </p>
      <Interval rate={one.rates.per_10km_year} most={most} label={nameOf(about, at)} />
      <p class="muted">
        {one.outside_km >= 1 && <>{t('corridor.offShort', { outside: lengthText(one.outside_km) })} · </>}
        {t('corridor.about', { length: lengthText(one.length_km), width: widthText(one.half_width_m) })}
        {' · '}
        {t('corridor.helpShort', helpOf(one))}
        {one.comparison && one.comparison.days > 0 && (
          <>
            {' · '}
            {t(`corridor.short.${one.comparison.reading}`)}
          </>
        )}
      </p>
      {at > 0 && gain && (
        <p class="muted">
          {t('corridor.gain', {
            n: tn('sentence.incidents', gain.n),
            area: areaText(gain.area_km2),
          })}
        </p>
      )}
    </li>
  )
}

const plot = { width: 300, height: 18, dot: 5 }

/** A rate with its interval, on the scale of all rows. */
function Interval({ rate, most, label }: { rate: Figures['rates']['per_10km_year']; most: number; label: string }) {
  const x = (value: number | null) => plot.dot + ((value ?? 0) / most) * (plot.width - 2 * plot.dot)
  const middle = plot.height / 2
  return (
    <div class="interval">
      <svg viewBox={`0 0 ${plot.width} ${plot.height}`} role="img" aria-label={`${label}: ${rateText(rate)}`}>
        <line class="axis" x1="0" x2={plot.width} y1={plot.height - 0.5} y2={plot.height - 0.5} />
        <line class="whisker" x1={x(rate.lo)} x2={x(rate.hi)} y1={middle} y2={middle} />
        <circle class="whisker-dot" cx={x(rate.value)} cy={middle} r={plot.dot} />
      </svg>
      <span>{rateText(rate)}</span>
    </div>
  )
}

function Overlaps({ about }: { about: Compared }) {
  if (about.overlaps.length === 0) return <p class="hint">{t('corridor.overlapNone')}</p>
  return (
    <ul class="notes">
      {about.overlaps.map(({ a, b, n, area_km2, km_of_a, km_of_b }) => (
        <li key={`${a} ${b}`}>
          {t('corridor.overlap', {
            a: nameOf(about, a),
            b: nameOf(about, b),
            n: tn('sentence.incidents', n),
            area: areaText(area_km2),
            lengthA: lengthText(km_of_a),
            lengthB: lengthText(km_of_b),
          })}
        </li>
      ))}
    </ul>
  )
}
