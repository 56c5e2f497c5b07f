import { t, tn } from '../i18n'
import { dayOf, timeOf } from '../i18n/format'
import { sources } from '../state/answers'
import { lastSync } from '../state/server'

/** Data age, number of incidents, where they come from, and the basemap's credit. */
export function Footer() {
  const all = sources.data.value?.sources?.filter(source => source.rows > 0) ?? []
  const rows = all.reduce((n, source) => n + source.rows, 0)
  const newest = all
    .map(source => source.last_record ?? '')
    .sort()
    .pop()
  return (
    <footer class="foot">
      {rows > 0 && (
        <span>
          {tn('footer.rows', rows)}
          {newest && <>, {t('footer.newest', { date: dayOf(newest) })}</>}
        </span>
      )}
      {all.length > 0 && (
        <span class="credits">
          {t('footer.sources')}:{' '}
          {all.map((source, i) => (
            <span key={source.slug} lang="en">
              {i > 0 && '; '}
              {source.credit ?? source.name}
            </span>
          ))}
        </span>
      )}
      <span>{t('map.credit')}</span>
      {lastSync.value && <span>{t('footer.checked', { time: timeOf(lastSync.value) })}</span>}
    </footer>
  )
}
