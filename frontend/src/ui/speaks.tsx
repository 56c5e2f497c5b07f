import type { SourceStatus } from '../api/types'
import { t } from '../i18n'
import { day } from '../i18n/format'
import { answeringSources, speakingSources } from '../state/answers'
import { daysOf, silentDays } from '../state/coverage'
import { coverageName, valueName } from '../state/sentence'

/**
 * Where and for which days each source in the answer speaks, so that a blank is
 * not read as zero; of an answer that holds nothing, those that could have.
 */
export function Speaks() {
  const all = answeringSources.value.length > 0 ? answeringSources.value : speakingSources.value
  if (all.length === 0) return null
  return (
    <div class="speaks">
      <h3>{t('legend.sources')}</h3>
      <ul>
        {all.map(source => (
          <li key={source.slug}>{speaksFor(source)}</li>
        ))}
      </ul>
    </div>
  )
}

function speaksFor(source: SourceStatus): string {
  const days = daysOf(source)
  const spoken = t('legend.speaks', {
    source: sourceName(source),
    coverage: coverageName(source.coverage),
    from: days ? day(days.from) : '',
    until: days ? day(days.until) : '',
  })
  const silent = silentDays(source).map(({ first, last }) => t('legend.silent', { from: day(first), until: day(last) }))
  return [spoken, ...silent].join('; ')
}

export function sourceName({ slug, name }: SourceStatus): string {
  const known = valueName('source', slug)
  return known === slug ? name : known
}
