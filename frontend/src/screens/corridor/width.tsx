import { t } from '../../i18n'
import { fromKm, toKm } from '../../i18n/units'
import { Section } from '../../ui/parts'
import { widthText } from './say'
import { type InHand, setEnds, setWidth, width, widthAtHand, widthRangeM } from './state'

/** How far the corridor reaches, live while the slider moves, and how it ends, in words. */
export function Width({ hand }: { hand: InHand }) {
  const metres = width.value
  return (
    <Section title={t('corridor.width')}>
      <label for="width-slider" class="width-words">
        {t('corridor.widthWords', { width: widthText(metres) })}
      </label>
      <input
        id="width-slider"
        type="range"
        min="0"
        max={steps}
        step="1"
        value={stepOf(metres)}
        aria-valuetext={widthText(metres)}
        onInput={event => {
          widthAtHand.value = metresOf(Number(event.currentTarget.value))
        }}
        onChange={event => commit(metresOf(Number(event.currentTarget.value)))}
      />
      <div class="width-number">
        <label class="field" for="width-number">
          <span>{t('corridor.widthNumber')}</span>
          <input
            id="width-number"
            type="number"
            inputMode="decimal"
            min={typed(widthRangeM.least)}
            max={typed(widthRangeM.most)}
            step="any"
            value={typed(metres)}
            onChange={event => {
              const units = event.currentTarget.valueAsNumber
              if (Number.isFinite(units)) commit(toKm(units) * 1000)
            }}
          />
        </label>
        <EndsChoice hand={hand} />
      </div>
    </Section>
  )
}

/** Metres as a number of the reader's unit, as exact as a width is kept. */
function typed(metres: number): number {
  return Number(fromKm(metres / 1000).toFixed(4))
}

function commit(metres: number) {
  widthAtHand.value = null
  setWidth(metres)
}

function EndsChoice({ hand }: { hand: InHand }) {
  return (
    <label class="field" for="ends">
      <span>{t('corridor.ends')}</span>
      <select id="ends" value={hand.ends} onChange={event => setEnds(event.currentTarget.value as InHand['ends'])}>
        <option value="flat">{t('corridor.ends.flat')}</option>
        <option value="round">{t('corridor.ends.round')}</option>
      </select>
    </label>
  )
}

// --- the slider's scale: each step is the same share more, rounded to figures that people say ---

const steps = 120
const growth = Math.log(widthRangeM.most / widthRangeM.least)

function stepOf(metres: number): number {
  return Math.round((steps * Math.log(metres / widthRangeM.least)) / growth)
}

function metresOf(step: number): number {
  const exact = fromKm(widthRangeM.least * Math.exp((growth * step) / steps)) // thousandths of the unit
  const round = exact < 200 ? 10 : exact < 1000 ? 50 : exact < 5000 ? 100 : exact < 10_000 ? 500 : 1000
  const metres = Number(toKm(Math.round(exact / round) * round).toFixed(1))
  return Math.min(widthRangeM.most, Math.max(widthRangeM.least, metres))
}
