import type { State } from '../../api/types'
import { lang, number, t, tn } from '../../i18n'
import { theme } from '../../theme/apply'
import { rampOf } from '../../theme/themes'
import { CellSize } from '../../ui/legend'
import { Section } from '../../ui/parts'
import { StateSwatch, Swatch } from '../../ui/swatch'
import { classesOf } from './classes'
import { comparison, countsIn, mapRes, mode, panels, sharedClasses, stateOf, twoMaps } from './state'

/** One legend for all maps on the screen. */
export function Legend() {
  if (mode.value === 'series') return null
  return <Section title={t('compare.legend')}>{mode.value === 'difference' ? <Readings /> : <SharedClasses />}</Section>
}

function SharedClasses() {
  const classes = sharedClasses.value
  const fills = rampOf(theme.value.map, classes.length)
  const two = twoMaps.value
  const sides = panels.value.map(({ cells }) =>
    classesOf(
      classes.map(({ from }) => from),
      countsIn(cells.data.value),
    ),
  )
  return (
    <>
      <p class="hint">{t('compare.shared')}</p>
      <table class="shared-classes">
        {two && (
          <thead>
            <tr>
              <td />
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
        )}
        <tbody>
          {classes.map((range, i) => (
            <tr key={range.from}>
              <th scope="row">
                <Swatch fill={fills[i] ?? ''} edge={theme.value.map.cellEdge} />{' '}
                {rangeText(range, i === classes.length - 1)}
              </th>
              {two ? (
                sides.map((own, side) => <td key={side}>{number(own[i]?.cells ?? 0)}</td>)
              ) : (
                <td>{number(range.cells)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {mapRes.value !== null && <CellSize resolution={mapRes.value} />}
      <p class="hint">{t('legend.blank')}</p>
    </>
  )
}

function rangeText({ from, to }: { from: number; to: number }, last: boolean): string {
  if (last) return `${number(from)}+`
  return from === to ? number(from) : `${number(from)}–${number(to)}`
}

function Readings() {
  const about = comparison.data.value
  if (!about) return null
  return (
    <>
      <ol class="classes readings">
        {about.readings.map(({ reading, cells, explain }) => (
          <Line
            key={reading}
            state={stateOf[reading]}
            name={t(`compare.reading.${reading}`)}
            cells={cells}
            hint={explain[lang.value]}
          />
        ))}
        <Line state="no_data" name={t('compare.noData')} cells={about.n_cells - about.n_covered} />
      </ol>
      <p class="hint">{t('compare.least')}</p>
      <CellSize resolution={about.res} fixed />
      <p class="hint">{t('compare.blank')}</p>
    </>
  )
}

function Line(props: { state: State; name: string; cells: number; hint?: string }) {
  return (
    <li>
      <StateSwatch state={props.state} colours={theme.value.map} />
      <span class="range">
        {props.name}
        {props.hint && <span class="hint">{props.hint}</span>}
      </span>
      <span class="count">{tn('legend.cells', props.cells)}</span>
    </li>
  )
}
