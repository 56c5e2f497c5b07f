import { useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t, tn } from '../../i18n'
import { lengthText } from '../../i18n/format'
import { lengthM } from '../../state/geodesic'
import { filters } from '../../state/page'
import { conditions } from '../../state/sentence'
import { dropTaker } from '../../ui/drop'
import { Kinds } from '../../ui/kinds'
import { FailureOf, Section } from '../../ui/parts'
import { Dates, Presets } from '../../ui/period'
import { endSketch, sketching } from '../../ui/sketching'
import { BorderWay } from './border'
import { FileWay, fileTaker } from './file'
import { Keep } from './keep'
import { closeWay, draw, drawOn, fitNamed, followLine, movePoints, way, ways } from './making'
import { Missing } from './missing'
import { followOnMap } from './onmap'
import { PointTable } from './points'
import { SavedList } from './savedlist'
import { type InHand, inHand, putAway, savedOnes, setLine } from './state'
import { Width } from './width'

/** Making a corridor, or choosing one, and what is counted in it. */
export function Left() {
  useEffect(() => {
    const stops = [followOnMap(), fitNamed()]
    dropTaker.value = fileTaker
    return () => {
      for (const stop of stops) stop()
      dropTaker.value = null
      closeWay()
      endSketch()
    }
  }, [])
  useSignalEffect(followLine)
  const hand = inHand.value
  return (
    <>
      <Missing />
      {hand && !way.value ? <Line hand={hand} /> : <Make />}
      {hand && !way.value && <Width hand={hand} />}
      {hand && !way.value && <Keep hand={hand} />}
      <Counted />
      <SavedList />
    </>
  )
}

function Make() {
  const open = way.value
  return (
    <Section title={t('corridor.make')}>
      {!open && <p class="lead">{t('corridor.lead')}</p>}
      <div class="ways">
        {ways.map(name => (
          <button
            key={name}
            type="button"
            class={name === 'draw' && !open ? 'button primary' : 'button'}
            aria-expanded={name === 'draw' ? undefined : open === name}
            onClick={() => {
              if (name === 'draw') draw()
              else if (open === name) closeWay()
              else {
                closeWay()
                endSketch()
                way.value = name
              }
            }}
          >
            {t(`corridor.way.${name}`)}
          </button>
        ))}
      </div>
      {open === 'type' && <PointTable fresh />}
      {open === 'file' && <FileWay />}
      {open === 'border' && <BorderWay />}
      {open && (
        <button type="button" class="button quiet" onClick={closeWay}>
          {t('import.cancel')}
        </button>
      )}
      <FailureOf of={savedOnes} />
    </Section>
  )
}

/** The line in hand: its size, its points, other ways to go on. */
function Line({ hand }: { hand: InHand }) {
  const moving = sketching.value !== null
  const points = tn('sketch.points', hand.points.length)
  return (
    <Section title={hand.saved ? hand.saved.name : t('corridor.title')} aside={<NewLine />}>
      {hand.saved?.note && <p class="note-text">{hand.saved.note}</p>}
      <p class="hint">
        {points}, {lengthText(lengthM(hand.points) / 1000)}
        {hand.changed && <> · {t('corridor.changed')}</>}
      </p>
      <div class="row">
        <button type="button" class="button" aria-pressed={moving} onClick={moving ? endSketch : movePoints}>
          {t(moving ? 'corridor.doneMoving' : 'corridor.move')}
        </button>
        <button type="button" class="button" onClick={drawOn}>
          {t('corridor.drawOn')}
        </button>
        <button type="button" class="button" onClick={() => setLine([...hand.points].reverse())}>
          {t('corridor.reverse')}
        </button>
      </div>
      {moving && <p class="hint">{t('corridor.moveHint')}</p>}
      <details class="group points">
        <summary>
          <span class="group-name">{t('corridor.points')}</span>
          <span class="count">{points}</span>
        </summary>
        <PointTable />
      </details>
    </Section>
  )
}

function NewLine() {
  return (
    <button
      type="button"
      class="button quiet"
      onClick={() => {
        endSketch()
        putAway()
      }}
    >
      {t('corridor.new')}
    </button>
  )
}

/** Period and kinds, which the whole page shares; folded, but said. */
function Counted() {
  return (
    <details class="group counted">
      <summary>
        <span class="group-name">{t('corridor.counted')}</span>
      </summary>
      <div class="counted-period">
        <Dates />
        <div class="row">
          <Presets />
        </div>
      </div>
      <Kinds aside={null} />
    </details>
  )
}

export function countedText(): string {
  return conditions(filters.value).join(', ')
}
