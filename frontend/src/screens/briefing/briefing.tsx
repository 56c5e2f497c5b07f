import { render } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { addWords, lang, loadTexts, speaking, t } from '../../i18n'
import { permalink } from '../../state/address'
import { answeringSources, sources, summary } from '../../state/answers'
import { monthCovered, runsOf } from '../../state/coverage'
import { filters, page, setOwn } from '../../state/page'
import type { Lang } from '../../state/url'
import { rampOf, themes } from '../../theme/themes'
import { FailureOf, LoadingBar } from '../../ui/parts'
import type { Parts } from '../parts'
import {
  about,
  atHand,
  borderMarks,
  breaks,
  change,
  complete,
  corridor,
  corridorEdge,
  corridorLine,
  corridors,
  mapTiles,
  places,
  resolution,
  rows,
  subject,
  theHand,
  theMap,
  unanswered,
  unknownId,
} from './answers'
import { marking, preparedBy, typeMarking, typePreparedBy } from './maker'
import { fits, Sheet, type SheetData } from './sheet'
import { TakeWithMe } from './takeaway'
import { briefingWords } from './words'
import './briefing.css'

addWords(briefingWords)
await loadTexts('es') // a page may be in a language that is not the reader's

const papers = ['letter', 'a4'] as const
const languages = ['en', 'es', 'both'] as const

/** One page that stands alone on paper, in either language or both. */
function Briefing() {
  const data = sheetData()
  return (
    <div class="briefing">
      <Controls data={data} />
      <LoadingBar busy={!complete.value} />
      <Missing />
      {[summary, breaks, rows, change, corridor].map((of, i) => (
        <FailureOf key={i} of={of} />
      ))}
      {data && chosenLanguages().map(language => <Page key={language} language={language} data={data} />)}
    </div>
  )
}

/** What the page lacks, before somebody takes it for whole. */
function Missing() {
  return (
    <>
      {unknownId.value && (
        <p class="banner warn" role="status">
          {t('briefing.unknown', { id: unknownId.value })}
        </p>
      )}
      {unanswered.value && (
        <p class="banner warn" role="status">
          {t('briefing.unanswered')}
        </p>
      )}
    </>
  )
}

function headingOf({ name }: { name: string }): string {
  return name ? t('briefing.aboutChanged', { name }) : t('briefing.aboutDrawn')
}

function chosenLanguages(): Lang[] {
  const chosen = page.value.own.pages
  if (chosen === 'both') return lang.value === 'es' ? ['es', 'en'] : ['en', 'es']
  return [chosen === 'en' || chosen === 'es' ? chosen : lang.value]
}

/** Everything that the page shows; null until the first answers are here. */
function sheetData(): SheetData | null {
  if (!summary.data.value) return null
  const days = answeringSources.value.flatMap(runsOf)
  const asked = filters.value
  return {
    about: about.value,
    paper: page.value.own.paper === 'a4' ? 'a4' : 'letter',
    preparedBy: preparedBy.value,
    marking: marking.value,
    madeAt: new Date(),
    link: permalink(),
    filters: asked,
    summary: summary.data.value,
    change: change.data.value,
    map: mapData(),
    view: page.value.view,
    resolution: resolution.value ?? 5,
    places: places.value,
    rows: rows.data.value?.features ?? [],
    corridor: corridorData(),
    synthetic: sources.data.value?.synthetic ?? false,
    sources: answeringSources.value,
    covered: (year, month) => monthCovered(year, month, asked, days),
  }
}

function corridorData(): SheetData['corridor'] {
  const report = corridor.data.value
  const { id, name } = subject.value ?? {}
  return report && id ? { ...report, name: name ?? '', unsaved: id === theHand } : null
}

function mapData(): SheetData['map'] {
  const classes = breaks.data.value?.breaks ?? []
  return {
    tiles: mapTiles.value,
    breaks: classes,
    fills: rampOf(themes.light.map, classes.length),
    view: page.value.view,
    corridor: corridorLine.value,
    outline: corridorEdge.value,
    marks: borderMarks.value,
  }
}

/** A page in its language, with as much on it as it has room for. */
function Page({ language, data }: { language: Lang; data: SheetData }) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (element) speaking(language, () => fill(element, data))
  })
  useLayoutEffect(() => {
    const element = box.current
    return () => {
      if (element) render(null, element)
    }
  }, [])
  return <div ref={box} class="sheet-box" />
}

/** Draws the page with less and less until nothing hangs over its edge. */
function fill(element: HTMLElement, data: SheetData) {
  for (const fit of fits) {
    render(<Sheet data={data} fit={fit} />, element)
    const body = element.querySelector('.sheet-body')
    if (body && body.scrollHeight <= body.clientHeight + 1) return
  }
}

function Controls({ data }: { data: SheetData | null }) {
  const { own } = page.value
  return (
    <form class="briefing-controls" onSubmit={event => event.preventDefault()}>
      <Choice label={t('briefing.aboutWhat')} value={about.value || theMap} onChange={id => setOwn({ about: id })}>
        {[
          [theMap, t('briefing.aboutMap')],
          ...(atHand.value?.id === theHand ? [[theHand, headingOf(atHand.value)]] : []),
          ...(corridors.data.value?.corridors ?? []).map(({ id, name }) => [id, name]),
        ]}
      </Choice>
      <Choice label={t('briefing.language')} value={own.pages ?? lang.value} onChange={code => setOwn({ pages: code })}>
        {languages.map(code => [code, t(`briefing.in.${code}`)])}
      </Choice>
      <Choice label={t('briefing.paper')} value={own.paper ?? 'letter'} onChange={paper => setOwn({ paper })}>
        {papers.map(paper => [paper, t(`briefing.paper.${paper}`)])}
      </Choice>
      <Typed label={t('briefing.who')} hint={t('briefing.whoHint')} value={preparedBy.value} onInput={typePreparedBy} />
      <Typed label={t('briefing.marking')} value={marking.value} onInput={typeMarking} />
      <div class="row">
        <button type="button" class="button primary" disabled={!complete.value} onClick={() => window.print()}>
          {t('briefing.print')}
        </button>
        {data && <TakeWithMe data={data} ready={complete.value} />}
      </div>
    </form>
  )
}

function Choice(props: { label: string; value: string; onChange: (value: string) => void; children: string[][] }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select value={props.value} onChange={event => props.onChange(event.currentTarget.value)}>
        {props.children.map(([value = '', name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function Typed(props: { label: string; hint?: string; value: string; onInput: (value: string) => void }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        type="text"
        maxLength={80}
        value={props.value}
        placeholder={props.hint}
        onInput={event => props.onInput(event.currentTarget.value)}
      />
    </label>
  )
}

export const parts: Parts = { Whole: Briefing, apart: () => subject.value !== null }
