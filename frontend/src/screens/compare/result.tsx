import { useEffect } from 'preact/hooks'
import type { Comparison } from '../../api/types'
import { lang, listOf, number, percent, t } from '../../i18n'
import { dayOf } from '../../i18n/format'
import { speakingSources } from '../../state/answers'
import { runsOf } from '../../state/coverage'
import { valueName } from '../../state/sentence'
import { leftOutText } from '../../ui/change'
import { announce } from '../../ui/live'
import { FailureOf, LoadingBar, Slow } from '../../ui/parts'
import { heldOf } from './maps'
import { endsOf, unevenSources } from './periods'
import { comparison, manyOf, mode, type Panel, panels, periodA, periodB, sides, speaks, twoMaps } from './state'
import { clipText, heldDiffers, notCountedText, periodText, resultText } from './texts'

/** What the comparison says, in sentences: the answer first, then what to beware of. */
export function Result() {
  if (mode.value === 'multiples') return <ManyResult />
  const about = comparison.data.value
  return (
    <div class="result">
      <LoadingBar busy={comparison.loading.value} />
      <Slow of={comparison} />
      <FailureOf of={comparison} />
      {about && <About about={about} />}
    </div>
  )
}

function About({ about }: { about: Comparison }) {
  const text = sentenceOf(about)
  useEffect(() => announce(text), [text])
  return (
    <>
      <p class={comparison.loading.value ? 'answer stale' : 'answer'}>{text}</p>
      <Compared about={about} />
      <Beware about={about} />
    </>
  )
}

function sentenceOf(about: Comparison): string {
  if (about.comparison.length === 0) return t('compare.nothing')
  const { overall } = about
  return `${t(`compare.reading.${overall.reading}`)}. ${resultText(about.n_used, about.n_before, overall)}`
}

/** Which days and sources. */
function Compared({ about }: { about: Comparison }) {
  const clip = clipOf(about)
  return (
    <p class="hint">
      {clip && <strong>{clip} </strong>}
      {about.sources.length > 0 &&
        t('compare.sources', { list: listOf(about.sources.map(({ source }) => valueName('source', source))) })}
      {about.comparison.length > 0 && ` ${notCountedText(about.n_excluded, about.n_excluded_before)}`}
    </p>
  )
}

function clipOf(about: Comparison): string {
  const [a, b, both] = [periodA.value, periodB.value, sides.value]
  return a && b && both && about.comparison.length > 0 ? clipText({ a, b }, both) : ''
}

function Beware({ about }: { about: Comparison }) {
  const notes = [
    ...about.warnings.filter(({ code }) => !said(code, about)).map(warning => warning[lang.value]),
    ...about.left_out.map(leftOutText),
  ]
  return (
    <>
      {notes.length > 0 && (
        <ul class="notes">
          {notes.map(note => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {twoMaps.value && <HeldBack />}
      {twoMaps.value && drawsMore(about) && <p class="hint">{t('compare.mapsAll')}</p>}
    </>
  )
}

/** The days compared, and that there are none, stand above in words of their own. */
function said(code: string, about: Comparison): boolean {
  return (code === 'comparison_clipped' && clipOf(about) !== '') || code === 'no_comparison'
}

/** The maps draw what lies beyond the area studied too. */
function drawsMore({ n_used, n_before }: Comparison): boolean {
  const drawn = panels.value.map(({ cells }) => cells.data.value?.n_used ?? 0)
  return (drawn[0] ?? 0) > n_used || (drawn[1] ?? 0) > n_before
}

/** What the two maps do not draw, and whether that makes their colours mislead. */
function HeldBack() {
  const [a, b] = panels.value
  const [shareA, shareB] = [heldOf(a), heldOf(b)]
  if (shareA === null || shareB === null || shareA + shareB === 0) return null
  const differs = heldDiffers(shareA, shareB)
  const text = t('compare.held', { a: heldText(a, shareA), b: heldText(b, shareB) })
  return (
    <p class={differs ? 'held differs' : 'held hint'} {...(differs ? { role: 'alert' } : {})}>
      {differs && <strong>{t('compare.heldWarning')} </strong>}
      {text}
    </p>
  )
}

function heldText(panel: Panel | undefined, share: number): string {
  const n = panel?.cells.data.value?.n_excluded.imprecise ?? 0
  return `${number(n)} (${percent(share)})`
}

/** Sources that speak for some of the periods only: a rise or fall may be theirs. */
function Uneven() {
  const uneven = unevenSources(speakingSources.value, manyOf.value)
  if (uneven.length === 0) return null
  const told = uneven.map(source => {
    const days = runsOf(source).map(({ from, until }) =>
      t('sentence.range', { from: dayOf(from), until: dayOf(until) }),
    )
    return `${valueName('source', source.slug)} (${listOf(days)})`
  })
  return (
    <ul class="notes">
      <li>{t('compare.uneven', { list: listOf(told) })}</li>
    </ul>
  )
}

function ManyResult() {
  const counted = panels.value.flatMap(panel => {
    const about = panel.cells.data.value
    return about && speaks(panel.period) !== 'none'
      ? [{ text: periodText(panel.period), n: about.n_used + about.n_excluded.imprecise }]
      : []
  })
  const complete = panels.value.every(({ cells }) => !cells.loading.value)
  const ends = complete ? endsOf(counted) : null
  const text = ends
    ? t('compare.manyMost', { period: listOf(ends.most), n: ends.n, least: listOf(ends.least), m: ends.m })
    : ''
  useEffect(() => {
    if (text) announce(text)
  }, [text])
  return (
    <div class="result">
      <LoadingBar busy={panels.value.some(({ cells }) => cells.loading.value)} />
      {panels.value.map(({ cells }, i) => (
        <FailureOf key={i} of={cells} />
      ))}
      <p class="answer">{text || '\u00a0'}</p>
      <p class="hint">{t('compare.manyResult', { n: manyOf.value.length })}</p>
      <Uneven />
    </div>
  )
}
