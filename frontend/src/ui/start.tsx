import type { Key } from '../i18n'
import { addWords, t } from '../i18n'
import { helpWords } from './helpwords'
import { DropBox } from './import'

addWords(helpWords)

const publicData: { name: string; href: string; what: Key }[] = [
  { name: 'Humane Borders / OGIS', href: 'https://humaneborders.info', what: 'start.ogis' },
  { name: 'IOM Missing Migrants Project', href: 'https://missingmigrants.iom.int/downloads', what: 'start.iom' },
  { name: 'UCDP GED', href: 'https://ucdp.uu.se/downloads/', what: 'start.ucdp' },
  {
    name: 'NHTSA FARS',
    href: 'https://www.nhtsa.gov/research-data/fatality-analysis-reporting-system-fars',
    what: 'start.fars',
  },
]

/** A store without incidents: the three ways to a map. */
export function EmptyStart() {
  return (
    <section class="start" aria-labelledby="start-title">
      <h2 id="start-title">{t('start.title')}</h2>
      <p>{t('start.lead')}</p>
      <DropBox />
      <h3>{t('start.public')}</h3>
      <ul>
        {publicData.map(({ name, href, what }) => (
          <li key={href}>
            <a href={href} lang="en" rel="noreferrer" target="_blank">
              {name}
            </a>
            : {t(what)}
          </li>
        ))}
      </ul>
      <p class="hint">{t('start.never')}</p>
      <h3>{t('start.synthetic')}</h3>
      <p>{t('start.syntheticMore')}</p>
      <pre>
        <code>linea demo{'\n'}linea serve --store linea-demo.gpkg</code>
      </pre>
    </section>
  )
}
