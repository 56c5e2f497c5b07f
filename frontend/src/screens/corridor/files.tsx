import { batch } from '@preact/signals'
import { useState } from 'preact/hooks'
import { fetchFile, Problem } from '../../api/client'
import type { Report } from '../../api/corridors'
import { lang, t, tn } from '../../i18n'
import { ask, query } from '../../state/answers'
import { setOwn, showScreen } from '../../state/page'
import { tracked } from '../../state/server'
import { Failure, Section } from '../../ui/parts'
import { bodyOf, inHand, partly, stretch } from './state'

const forms = Object.entries({ gpx: 'GPX', kml: 'KML', geojson: 'GeoJSON', csv: 'CSV' })

/** The corridor, or the stretch chosen, with all its incidents as files for a handheld, a map or a spreadsheet. */
export function Files({ report }: { report: Report }) {
  const [failed, setFailed] = useState<{ form: string; problem: Problem } | null>(null)
  const save = async (form: string) => {
    const problem = await saveFile(form)
    setFailed(problem && { form, problem })
  }
  const hand = inHand.value
  const kept = hand?.saved && !hand.changed ? hand.saved : null
  return (
    <Section title={t('corridor.takeAlong')}>
      <div class="row">
        {forms.map(([form, name]) =>
          kept ? (
            <a
              key={form}
              class="button"
              href={ask(`/api/v1/corridors/${kept.id}/export`, ...partAs(form), query.value)}
              download=""
            >
              {name}
            </a>
          ) : (
            <button key={form} type="button" class="button" onClick={() => void save(form)}>
              {name}
            </button>
          ),
        )}
        <button type="button" class="button" onClick={showPage}>
          {t('corridor.printedPage')}
        </button>
      </div>
      {failed && <Failure problem={failed.problem} retry={() => void save(failed.form)} />}
      <p class="hint">
        {tn('corridor.takeAlongMore', report.n)} {stretch.value && t('corridor.takeAlongStretch')}
      </p>
    </Section>
  )
}

/** The briefing, about the corridor in hand. */
function showPage() {
  batch(() => {
    setOwn({ about: '' })
    showScreen('briefing')
  })
}

/** What the server is told of a file, beside which incidents. */
function partAs(form: string): string[] {
  const km = Object.entries(partly()).map(([name, value]) => `${name}=${value}`)
  return [`f=${form}`, `lang=${lang.value}`, ...km]
}

async function saveFile(form: string): Promise<Problem | null> {
  const hand = inHand.peek()
  if (!hand) return null
  const name = hand.saved?.name ?? t('corridor.title')
  try {
    const url = ask('/api/v1/corridors/export', ...partAs(form), query.peek())
    const made = await tracked(fetchFile(url, { ...bodyOf(hand), name }))
    const link = document.createElement('a')
    link.href = URL.createObjectURL(made.file)
    link.download = made.name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
    return null
  } catch (cause) {
    return cause instanceof Problem ? cause : new Problem(0, String(cause))
  }
}
