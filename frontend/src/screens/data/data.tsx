import { addWords, t } from '../../i18n'
import { version } from '../../state/answers'
import { DropBox } from '../../ui/import'
import { Section } from '../../ui/parts'
import type { Parts } from '../parts'
import { Imports } from './imports'
import { Overlays } from './overlays'
import { Repeats, Sources } from './sources'
import { dataWords } from './words'
import './data.css'

addWords(dataWords)

/** What is in the store, where it came from, what of it cannot be used, and the way in for more. */
function Data() {
  return (
    <div class="data-screen">
      <Section title={t('data.add')}>
        <DropBox />
        <p class="hint">{t('data.addMore')}</p>
      </Section>
      <Sources />
      <Repeats />
      <Imports />
      <Overlays />
      <Program />
    </div>
  )
}

/** The ground below the cells, and the program itself. */
function Program() {
  const about = version.data.value
  return (
    <Section title={t('data.program')}>
      <dl class="data-facts">
        <dt>{t('data.basemap')}</dt>
        <dd>{t('data.basemapOf')}</dd>
        <dt>{t('data.version')}</dt>
        <dd>
          <code>{about?.version ?? '…'}</code>
        </dd>
        <dt>{t('data.api')}</dt>
        <dd>
          <a href="/openapi.json">/openapi.json</a>
        </dd>
        <dt>{t('data.licences')}</dt>
        <dd>
          <a href="/licenses.md">/licenses.md</a>
        </dd>
      </dl>
    </Section>
  )
}

export const parts: Parts = { Whole: Data, unfiltered: true }
