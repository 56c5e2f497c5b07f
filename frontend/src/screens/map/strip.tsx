import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../../i18n'
import { day } from '../../i18n/format'
import { overTime, stripDays, summary, wholeTimeDays } from '../../state/answers'
import { charts } from '../../state/lite'
import { filters, setFilters } from '../../state/page'
import { addDays, daysBetween, previousPeriod } from '../../state/period'
import { closer } from '../../state/strip'
import { knownHours } from '../../ui/chart'
import { HourRow, MonthRow, WeekdayRow } from '../../ui/cycles'
import { offersHours } from '../../ui/hours'
import { lazy } from '../../ui/lazy'
import { ChartsButton } from '../../ui/lite'
import { FailureOf, LoadingBar } from '../../ui/parts'
import { Dates, Presets } from '../../ui/period'
import { PopUp } from '../../ui/popup'
import { Histogram, Key } from './histogram'
import { canStep, play, playing, stepPeriod, still } from './playback'
import { followDraft, shownPeriod, within } from './window'

/** On a narrow screen the strip is a bar that opens. */
const open = signal(false)

const optionsWanted = signal(false)
const StripOptions = lazy(async () => (await import('./options')).StripOptions)

/** All time that sources speak for, the period within it, and ways to move it. */
export function Strip() {
  useEffect(followDraft, [])
  return (
    <div class="timestrip" data-open={open.value}>
      <button
        type="button"
        class="strip-bar"
        aria-expanded={open.value}
        aria-controls="strip-body"
        onClick={() => {
          open.value = !open.value
        }}
      >
        {periodText()}
      </button>
      <div class="strip-body" id="strip-body">
        <div class="strip-side">
          <Dates />
          <PlayButtons />
        </div>
        <div class="strip-main">
          <div class="strip-head">
            <Presets />
            <Before />
          </div>
          <FailureOf of={overTime} />
          {charts.value ? <Histogram /> : <ChartsButton />}
          <div class="strip-foot">
            <Key />
            <Closer />
          </div>
        </div>
        <Cycles />
        <LoadingBar busy={overTime.loading.value} />
      </div>
    </div>
  )
}

/** Which months, weekdays and hours; the last two only where rows have them. */
function Cycles() {
  const about = summary.data.value
  const known = about ? knownHours(about.hour_by_day) : 0
  return (
    <div class="strip-cycles">
      <MonthRow />
      {offersHours.value && (
        <>
          <WeekdayRow />
          <HourRow />
          {about && (
            <p class="hint">{t('strip.hourKnown', { n: known, total: about.total + about.n_excluded.hour_unknown })}</p>
          )}
        </>
      )}
    </div>
  )
}

function periodText(): string {
  const { from, until } = filters.value
  const period = shownPeriod.value
  if (!period || (from === '' && until === '')) return t('strip.all')
  return t('strip.now', { from: day(period.from), until: day(period.until) })
}

/** The period of equal length before, where sources speak for any of it. */
function Before() {
  const [period, whole] = [shownPeriod.value, wholeTimeDays.value]
  const before = period && previousPeriod(period)
  return (
    <button
      type="button"
      class="chip"
      disabled={!before || !whole || before.until < whole.from}
      onClick={() => before && setFilters(before)}
    >
      {t('strip.previous')}
    </button>
  )
}

/** The least that is shown, so that a day has days around it. */
const leastDays = 30

/** Zooms the strip to the period and as much before and after it, and back. */
function Closer() {
  const [period, whole] = [shownPeriod.value, wholeTimeDays.value]
  if (!period || !whole) return null
  const around = Math.max(leastDays, daysBetween(period.from, period.until))
  const near = within({ from: addDays(period.from, -around), until: addDays(period.until, around) }, whole)
  const isAll = near.from === whole.from && near.until === whole.until
  if (isAll && !closer.value) return null
  return (
    <button
      type="button"
      class="button quiet small"
      onClick={() => {
        closer.value = closer.value ? null : near
      }}
    >
      {t(closer.value ? 'strip.whole' : 'strip.closer')}
    </button>
  )
}

function PlayButtons() {
  const ready = canStep.value && stripDays.value !== null
  return (
    <div class="play">
      {!still() && (
        <button
          type="button"
          class="button"
          data-plays
          disabled={!ready}
          onClick={() => {
            if (playing.value) playing.value = false
            else void play()
          }}
        >
          <PlayMark stop={playing.value} /> {t(playing.value ? 'play.stop' : 'play.start')}
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={!ready}
        aria-label={t('play.back')}
        title={t('play.back')}
        onClick={() => stepPeriod(-1)}
      >
        ‹
      </button>
      <button
        type="button"
        class="button"
        disabled={!ready}
        aria-label={t('play.forward')}
        title={t('play.forward')}
        onClick={() => stepPeriod(1)}
      >
        ›
      </button>
      <PopUp label={t('strip.options')} opened={() => (optionsWanted.value = true)}>
        {optionsWanted.value && <StripOptions />}
      </PopUp>
    </div>
  )
}

function PlayMark({ stop }: { stop: boolean }) {
  return (
    <svg class="play-mark" viewBox="0 0 12 12" aria-hidden="true">
      <path d={stop ? 'M2 2h8v8H2z' : 'M2.5 1v10l8-5z'} />
    </svg>
  )
}
