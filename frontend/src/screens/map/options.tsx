import { signal } from '@preact/signals'
import { number, t } from '../../i18n'
import { bin } from '../../i18n/format'
import { overTime, stripDays, stripStep } from '../../state/answers'
import { setOwn } from '../../state/page'
import { chosenStep } from '../../state/strip'
import { barCount, barSteps, mostBars, usualStep } from '../../state/timeline'
import { DataTable } from '../../ui/chart'
import { Dialog } from '../../ui/parts'
import { barsShown } from './bars'
import { loop, mode, modes, speed, speeds, still } from './playback'

const tableOpen = signal(false)

/** How wide bars are, and how playing goes on. */
export function StripOptions() {
  return (
    <>
      <Bars />
      <PlayOptions />
      <button
        type="button"
        class="button"
        onClick={() => {
          tableOpen.value = true
        }}
      >
        {t('strip.table')}
      </button>
      {tableOpen.value && <Table />}
    </>
  )
}

function Bars() {
  const days = stripDays.value
  return (
    <label class="field" for="strip-bars">
      <span>{t('strip.bars')}</span>
      <select
        id="strip-bars"
        value={chosenStep.value ?? ''}
        onChange={event => setOwn({ bars: event.currentTarget.value })}
      >
        <option value="">{t('strip.auto', { step: days ? t(`chart.step.${usualStep(days)}`) : '' })}</option>
        {barSteps.map(step => (
          <option key={step} value={step} disabled={days !== null && barCount(days, step) > mostBars}>
            {t(`chart.step.${step}`)}
          </option>
        ))}
      </select>
    </label>
  )
}

function PlayOptions() {
  return (
    <>
      <label class="field" for="play-mode">
        <span>{t('play.mode')}</span>
        <select
          id="play-mode"
          value={mode.value}
          onChange={event => {
            mode.value = modes.find(name => name === event.currentTarget.value) ?? 'window'
          }}
        >
          {modes.map(name => (
            <option key={name} value={name}>
              {t(`play.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {still() ? <p class="hint">{t('play.still')}</p> : <Pace />}
    </>
  )
}

function Pace() {
  return (
    <>
      <label class="field" for="play-speed">
        <span>{t('play.speed')}</span>
        <select
          id="play-speed"
          value={String(speed.value)}
          onChange={event => {
            speed.value = Number(event.currentTarget.value)
          }}
        >
          {speeds.map(steps => (
            <option key={steps} value={String(steps)}>
              {number(steps, 1)}
            </option>
          ))}
        </select>
      </label>
      <label class="check" for="play-loop">
        <input
          id="play-loop"
          type="checkbox"
          checked={loop.value}
          onChange={event => {
            loop.value = event.currentTarget.checked
          }}
        />
        <span>{t('play.loop')}</span>
      </label>
      <p class="hint">{t('play.kept')}</p>
    </>
  )
}

/** The bars in words and numbers. */
function Table() {
  const step = stripStep.value
  const close = () => {
    tableOpen.value = false
  }
  return (
    <Dialog title={t('strip.title')} onClose={close}>
      {step && overTime.data.value && (
        <DataTable
          title={t('strip.title')}
          head={[t('chart.when'), t('chart.count'), t('strip.before')]}
          rows={barsShown.value.map(bar => [
            bin(bar.start, step),
            bar.spoken ? bar.n : '–',
            bar.before === null ? '–' : bar.before,
          ])}
        />
      )}
    </Dialog>
  )
}
