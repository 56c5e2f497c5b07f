import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Problem, signedOut } from '../api/client'
import { t } from '../i18n'
import { load, parts, screenProblem } from '../screens'
import { summary, unspoken } from '../state/answers'
import { asksArea } from '../state/area'
import { openPage } from '../state/firstview'
import {
  askedMix,
  filters,
  openList,
  phase,
  screen,
  selectCell,
  selectedCell,
  showList,
  startProblem,
} from '../state/page'
import { sentence } from '../state/sentence'

import { server } from '../state/server'
import { clearArea } from './area'
import { Banners } from './banners'
import { DropAnywhere } from './drop'
import { Footer } from './footer'
import { helpOpen, viewsOpen } from './helping'
import { importStep } from './importing'
import { lazy } from './lazy'
import { announce, Live } from './live'
import { MapPane } from './mappane'
import { narrow } from './narrow'
import { Failure, LoadingBar } from './parts'
import { type Sheet, sheet } from './sheet'
import { placing, SketchBar } from './sketching'
import { TopBar } from './topbar'

const tall = signal(false)

const Help = lazy(async () => (await import('./help')).Help)
const Views = lazy(async () => (await import('./views')).Views)
const ImportDialog = lazy(async () => (await import('./import')).ImportDialog)
const SignIn = lazy(async () => (await import('./signin')).SignIn)
const EmptyStart = lazy(async () => (await import('./start')).EmptyStart)

export function App() {
  useEffect(() => {
    window.addEventListener('keydown', closeOneLevel)
    return () => window.removeEventListener('keydown', closeOneLevel)
  }, [])
  return (
    <div
      class="app"
      data-sheet={sheet.value ?? 'peek'}
      data-tall={tall.value}
      data-placing={placing.value}
      data-phase={phase.value}
      data-layout={layout()}
      data-screen={phase.value === 'ready' && parts.value ? screen.value : undefined}
    >
      <TopBar />
      <Banners />
      <main class="main">
        <MapPane />
        {narrow.value && <SketchBar />}
        {phase.value === 'ready' && <Panels />}
        {phase.value === 'empty' && <EmptyStart />}
        {startProblem.value && server.value === 'ok' && !signedOut.value && (
          <StartFailure problem={startProblem.value} />
        )}
      </main>
      <Footer />
      <Live />
      {helpOpen.value && <Help />}
      {viewsOpen.value && <Views />}
      {importStep.value && <ImportDialog />}
      <DropAnywhere />
      {signedOut.value && <SignIn />}
    </div>
  )
}

/** Whether the screen has the map in its middle. */
function layout(): 'map' | 'whole' {
  return phase.value === 'ready' && (!parts.value || parts.value.Whole) ? 'whole' : 'map'
}

/** Asks again with what the link gives. */
function StartFailure({ problem }: { problem: Problem }) {
  return (
    <div class="start">
      <Failure problem={problem} retry={() => void openPage(location.search)} />
    </div>
  )
}

/** What the screen puts around the map, or in its place. */
function Panels() {
  if (!parts.value) return <ScreenLoading />
  const { Left, Right, Strip, Whole, Begin, unfiltered } = parts.value
  return (
    <>
      {!unfiltered && <Sentence />}
      {Whole && (
        <section class="whole" aria-label={t(`screen.${screen.value}`)}>
          <Whole />
        </section>
      )}
      {Begin && narrow.value && <Begin />}
      {(Left || Right) && <SheetBar />}
      {Left && (
        <aside class="panel left" id="panel-filters" aria-label={leftName()}>
          <Left />
        </aside>
      )}
      {Right && (
        <aside class="panel right" id="panel-results" aria-label={t('panel.results')}>
          <Right />
        </aside>
      )}
      {Strip && (
        <section class="strip" aria-label={t('panel.strip')}>
          <Strip />
        </section>
      )}
    </>
  )
}

function ScreenLoading() {
  const name = screen.value
  if (screenProblem.value && name !== 'map') {
    return (
      <div class="whole">
        <Failure problem={screenProblem.value} retry={() => void load(name)} />
      </div>
    )
  }
  return (
    <div class="whole">
      <LoadingBar busy />
    </div>
  )
}

function leftName(): string {
  return parts.value?.leftName?.() ?? t(screen.value === 'map' ? 'panel.filters' : `screen.${screen.value}`)
}

/** The filter in words; the live region says it again once it has settled. */
function Sentence() {
  const about = summary.data.value
  const words = about ? sentence(filters.value, about.total, unspoken.value) : t('sentence.loading')
  // Beside a corridor's own count, this one must say that it is another.
  const text = about && parts.value?.apart?.() ? t('sentence.wholeMap', { words }) : words
  useEffect(() => {
    if (about) announce(text)
  }, [about, text])
  return (
    <p class={summary.loading.value ? 'sentence stale' : 'sentence'} id="sentence">
      {text}
    </p>
  )
}

function SheetBar() {
  const show = (which: Sheet) => () => {
    sheet.value = sheet.value === which ? null : which
  }
  return (
    <div class="sheet-bar">
      <button
        type="button"
        class="button"
        aria-expanded={sheet.value === 'filters'}
        aria-controls="panel-filters"
        onClick={show('filters')}
      >
        {leftName()}
      </button>
      <button
        type="button"
        class="button"
        aria-expanded={sheet.value === 'results'}
        aria-controls="panel-results"
        onClick={show('results')}
      >
        {t('panel.results')}
      </button>
      {sheet.value && (
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            tall.value = !tall.value
          }}
        >
          {t(tall.value ? 'panel.shorter' : 'panel.taller')}
        </button>
      )}
    </div>
  )
}

/** Opens the results when something is selected on a narrow screen. */
export function followSelection() {
  if (selectedCell.value || openList.value) sheet.value = 'results'
}

function closeOneLevel(event: KeyboardEvent) {
  if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return
  if (askedMix.value) askedMix.value = null
  else if (openList.value) showList(null)
  else if (selectedCell.value) selectCell('')
  else if (screen.value === 'map' && asksArea(filters.value)) clearArea()
  else sheet.value = null
}
