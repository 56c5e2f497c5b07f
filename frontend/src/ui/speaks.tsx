import type { SourceStatus } from '../api/types'
import { t } from '../i18n'
import { day } from '../i18n/format'
import { answeringSources } from '../state/answers'
import { daysOf } from '../state/coverage'
import { coverageName, valueName } from '../state/sentence'

/** Where and for which days each source in the answer speaks, so that a blank is not read as zero. */
export function Speaks() {
  if (answeringSources.value.length === 0) return null
  return (
    <div class="speaks">
      <h3>{t('legend.sources')}</h3>
      <ul>
        {answeringSources.value.map(source => (
          <li key={source.slug}>{speaksFor(source)}</li>
        ))}
      </ul>
    </div>
  )
}

function speaksFor(source: SourceStatus): string {
  const days = daysOf(source)
  return t('legend.speaks', {
    source: sourceName(source),
    coverage: coverageName(source.coverage),
    from: days ? day(days.from) : '',
    until: days ? day(days.until) : '',
  })
}

function sourceName({ slug, name }: SourceStatus): string {
  const known = valueName('source', slug)
  return known === slug ? name : known
}
