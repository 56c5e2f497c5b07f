import { signal } from '@preact/signals'
import { Problem } from '../../../api/client'
import { addWords, t, tn } from '../../../i18n'
import { summary } from '../../../state/answers'
import { announce } from '../../../ui/live'
import { ProblemWords } from '../../../ui/parts'
import { csv, fileName, geojson, save } from './files'
import { picture } from './picture'
import { exportWords } from './words'

addWords(exportWords)

const busy = signal(false)
const problem = signal<Problem | null>(null)

/** What can be taken along, with how much it is before it is asked for. */
export function ExportChoices() {
  const total = summary.data.value?.total ?? 0
  return (
    <>
      <Choice text={t('export.png')} make={async () => save(await picture(), fileName('.png'))} />
      <p class="hint">{t('export.pngMore')}</p>
      <p>{tn('download.rows', total)}</p>
      <Choice text={t('export.csv')} make={async () => save(await csv(), fileName('.csv'))} />
      <Choice text={t('export.geojson')} make={async () => save(await geojson(), fileName('.geojson'))} />
      <p class="hint">{t('export.about')}</p>
      {problem.value && (
        <p class="failure" role="alert">
          <ProblemWords problem={problem.value} />
        </p>
      )}
    </>
  )
}

function Choice({ text, make }: { text: string; make: () => Promise<void> }) {
  const work = async () => {
    busy.value = true
    problem.value = null
    try {
      await make()
      announce(t('export.done'))
    } catch (cause) {
      problem.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
    }
    busy.value = false
  }
  return (
    <button type="button" class="button" disabled={busy.value} onClick={work}>
      {text}
    </button>
  )
}
