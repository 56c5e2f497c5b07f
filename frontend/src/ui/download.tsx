import { t, tn } from '../i18n'
import { ask, query } from '../state/answers'

/** The rows of the filter as files; both forms hold all of them, however many. */
export function Download({ rows }: { rows: number }) {
  return (
    <p class="download">
      {tn('download.rows', rows)}{' '}
      <a href={ask('/api/v1/incidents', 'f=csv', query.value)} download="">
        {t('download.csv')}
      </a>
      {' · '}
      <a href={ask('/api/v1/incidents', 'f=geojsonl', query.value)} download="">
        {t('download.geojson')}
      </a>
    </p>
  )
}
