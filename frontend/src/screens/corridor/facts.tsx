import type { BusyHours, BusyKm, LandStretch, Report } from '../../api/corridors'
import { listOf, number, t, tn } from '../../i18n'
import { along, hourText } from '../../i18n/format'
import { valueName } from '../../state/sentence'
import { Section } from '../../ui/parts'
import { showAll } from './making'
import { groundOf } from './onmap'
import { stretchText } from './say'
import { kmAtHand, setStretch } from './state'

const mostTold = 5

/** Stretches and hours that hold more than an even spread would give them: facts about what was, no forecast. */
export function Busiest({ report }: { report: Report }) {
  const { busiest, busiest_hours: hours } = report
  if (report.n === 0) return null
  return (
    <Section title={t('corridor.standOut')}>
      {busiest.length + hours.length === 0 && <p class="hint">{t('corridor.standOutNone')}</p>}
      <ul class="busy">
        {busiest.slice(0, mostTold).map(one => (
          <BusyStretch key={one.km_from} one={one} />
        ))}
        {hours.slice(0, mostTold).map(one => (
          <li key={`h${one.hour_from}`}>{hoursTold(one)}</li>
        ))}
      </ul>
      {busiest.length + hours.length > 0 && <p class="hint">{t('corridor.standOutMore')}</p>}
    </Section>
  )
}

function BusyStretch({ one }: { one: BusyKm }) {
  const middle = (one.km_from + one.km_to) / 2
  return (
    <li onPointerEnter={() => (kmAtHand.value = middle)} onPointerLeave={() => (kmAtHand.value = null)}>
      <span>
        <strong>{stretchText(one.km_from, one.km_to)}</strong>:{' '}
        {t('corridor.foundExpected', { n: one.n, expected: number(one.expected ?? 0, 1) })}
      </span>
      <span class="row">
        <button
          type="button"
          class="button small"
          aria-label={t('corridor.showStretch', { stretch: stretchText(one.km_from, one.km_to) })}
          onFocus={() => (kmAtHand.value = middle)}
          onBlur={() => (kmAtHand.value = null)}
          onClick={() => showAll(groundOf(one.km_from, one.km_to))}
        >
          {t('corridor.show')}
        </button>
        <button
          type="button"
          class="button small"
          aria-label={t('corridor.chooseStretchOf', { stretch: stretchText(one.km_from, one.km_to) })}
          onClick={() => setStretch({ fromKm: one.km_from, toKm: one.km_to })}
        >
          {t('corridor.chooseIt')}
        </button>
      </span>
    </li>
  )
}

function hoursTold({ hour_from, hour_to, n, expected }: BusyHours): string {
  return t('corridor.hoursTold', {
    from: hourText(hour_from),
    until: hourText(hour_to),
    n,
    expected: number(expected ?? 0, 1),
  })
}

/** Who manages the ground, as far as the rows say so. */
export function Land({ report }: { report: Report }) {
  const lands = byName(report.land)
  if (lands.length === 0) return null
  return (
    <Section title={t('corridor.land')}>
      <ul class="lands">
        {lands.map(({ name, n, stretches }) => (
          <li key={name}>
            <span>{valueName('land', name)}</span>
            <span class="count">{tn('sentence.incidents', n)}</span>
            <span class="muted">{listOf(stretches.slice(0, mostTold).map(placeText))}</span>
          </li>
        ))}
      </ul>
      <p class="hint">{t('corridor.landMore')}</p>
    </Section>
  )
}

function placeText({ km_from, km_to }: LandStretch): string {
  const same = along(km_from, 0) === along(km_to, 0)
  return same
    ? t('corridor.kmMark', { km: along(km_from, 0) })
    : t('corridor.kmRange', { from: along(km_from, 0), to: along(km_to, 0) })
}

/** All stretches of one land together, those with most incidents first. */
function byName(land: readonly LandStretch[]) {
  const lands = new Map<string, { name: string; n: number; stretches: LandStretch[] }>()
  for (const one of land) {
    const known = lands.get(one.name) ?? { name: one.name, n: 0, stretches: [] }
    known.n += one.n
    known.stretches.push(one)
    lands.set(one.name, known)
  }
  return [...lands.values()].sort((a, b) => b.n - a.n)
}
