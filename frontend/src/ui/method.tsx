import type { AssessedCell, Hotspots } from '../api/types'
import { addWords, listOf, number, t } from '../i18n'
import { figure, rangeText, ratioText } from './change'
import { methodWords } from './methodwords'

addWords(methodWords)

/** The figures behind change against usual, folded away. */

export function Method({ about }: { about: Hotspots }) {
  const { method } = about
  const facts: [string, string][] = [
    [t('method.test'), method.test],
    [t('method.adjustment'), method.adjustment],
    [t('method.alpha'), number(method.alpha, 4)],
    [t('method.neighbourhood'), about.neighbourhood],
    [t('method.cells'), t('method.cellsOf', { covered: about.n_covered, all: about.n_cells })],
    [t('method.counts'), t('method.countsOf', { now: about.n_used, before: about.n_before })],
    [t('method.episodes'), t('method.countsOf', { now: about.episodes, before: about.episodes_before })],
    [t('method.compared'), listOf([...about.comparison].sort().map(rangeText))],
    [t('method.universe'), about.universe_id],
  ]
  return <Facts facts={facts} english={2} />
}

/** Technical figures, folded away. The first so many values are the server's English. */
function Facts(props: { facts: [string, string][]; english?: number }) {
  return (
    <details class="group">
      <summary>
        <span class="group-name">{t('method.title')}</span>
      </summary>
      <dl>
        {props.facts.map(([name, value], i) => (
          <div key={name} class="fact">
            <dt>{name}</dt>
            <dd {...(i < (props.english ?? 0) ? { lang: 'en' } : {})}>{value || '–'}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** The figures of one cell. */
export function CellMethod({ found }: { found: AssessedCell }) {
  return (
    <Facts
      facts={[
        [t('method.ratio'), ratioText({ ratio: found.rr, lo: found.rr_lo, hi: found.rr_hi })],
        [t('method.p'), chance(found.p)],
        [t('method.q'), chance(found.q)],
        [t('method.gi'), figure(found.gi_z)],
        [t('method.before'), number(found.n_disk_before)],
      ]}
    />
  )
}

const leastChance = 0.0001

/** A probability; the very small ones only as that. */
export function chance(value: number | null): string {
  return value !== null && value < leastChance ? `< ${leastChance}` : figure(value)
}
