import type { Comparison, Report } from '../../api/corridors'
import { t } from '../../i18n'
import { leftOutText } from '../../ui/change'
import { FailureOf, Section } from '../../ui/parts'
import { comparedText, intervalText, sameDays, yearsBetween } from './say'
import { lastYear } from './state'

/** Against the equal period before, and against the same period last year, in words with their interval. */
export function Changes({ report }: { report: Report }) {
  const before = report.comparison
  const year = lastYear.data.value?.comparison ?? null
  if (report.warnings.includes('comparison_needs_interval')) {
    return (
      <Section title={t('corridor.change')}>
        <p class="hint">{t('corridor.changeOpen')}</p>
      </Section>
    )
  }
  const fewer = [before, year].some(c => c?.reading === 'fewer')
  return (
    <Section title={t('corridor.change')}>
      {before && <Change title={t('corridor.beforePeriod')} change={before} />}
      {year && !(before && sameDays(before, year)) && <Change title={yearTitle(report, year)} change={year} />}
      <FailureOf of={lastYear} />
      {fewer && <p class="hint">{t('corridor.fewerSearches')}</p>}
    </Section>
  )
}

function yearTitle(report: Report, { clipped_to, interval }: Comparison): string {
  const n = yearsBetween(interval, clipped_to ?? report.interval)
  return n > 1 ? t('corridor.yearsEarlier', { n }) : t('corridor.lastYear')
}

function Change({ title, change }: { title: string; change: Comparison }) {
  const uncovered = change.days === 0 || change.days_now === 0
  return (
    <div class="changed" data-reading={uncovered ? 'none' : change.reading}>
      <h3>{title}</h3>
      {uncovered ? (
        <p>{t('corridor.notCovered')}</p>
      ) : (
        <>
          <p>
            <strong>{t(`corridor.reading.${change.reading}`)}</strong> {comparedText(change)}
          </p>
          <p class="hint">
            {change.clipped_to
              ? t('corridor.clipped', { now: intervalText(change.clipped_to), before: intervalText(change.interval) })
              : t('corridor.comparedWith', { before: intervalText(change.interval) })}
          </p>
        </>
      )}
      {change.left_out.length > 0 && (
        <ul class="notes">
          {change.left_out.map(left => (
            <li key={left.source}>{leftOutText(left)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
