import { addWords, t } from '../../i18n'
import { summary } from '../../state/answers'
import { NothingMatches } from '../../ui/nothing'
import { Section } from '../../ui/parts'
import type { Parts } from '../parts'
import { Changed } from './changed'
import { Controls, ModeButtons, MoreFilters, NeedsStart, SharedDays } from './controls'
import { Legend } from './legend'
import { Stage } from './maps'
import { Result } from './result'
import { Series } from './series'
import { comparison, mode, overlapping, periodA } from './state'
import { compareWords } from './words'
import './compare.css'

addWords(compareWords)

/** Two periods, or many, against each other. */
function Compare() {
  return (
    <div class="compare">
      <div class="compare-modes">
        <Section title={t('compare.show')}>
          <ModeButtons />
        </Section>
      </div>
      <div class="compare-controls">
        <Controls />
      </div>
      <div class="compare-main">{periodA.value ? <Shown /> : <NeedsStart />}</div>
      <div class="compare-more">
        <Legend />
        <MoreFilters />
      </div>
    </div>
  )
}

function Shown() {
  if (overlapping.value) return <SharedDays />
  const about = comparison.data.value
  const none = summary.data.value?.total === 0 && about?.n_before === 0
  if (none && mode.value !== 'multiples') return <NothingMatches />
  return (
    <>
      <Result />
      {mode.value === 'series' ? <Series /> : <Stage />}
      <Changed />
    </>
  )
}

export const parts: Parts = { Whole: Compare }
