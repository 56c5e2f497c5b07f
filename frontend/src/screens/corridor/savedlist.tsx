import type { Saved } from '../../api/corridors'
import { t, tn } from '../../i18n'
import { lengthText } from '../../i18n/format'
import { toggle } from '../../state/filters'
import { LoadingBar, Section } from '../../ui/parts'
import { sheet } from '../../ui/sheet'
import { endSketch } from '../../ui/sketching'
import { closeWay, showAll } from './making'
import { widthText } from './say'
import { deleted, shelfBusy, undelete } from './shelf'
import { beside, inHand, opened, openSaved, saved, savedOnes, setBeside } from './state'

/** The corridors saved here: open one, or set some side by side. */
export function SavedList() {
  const all = saved.value
  return (
    <Section title={tn('corridor.savedOnes', all.length)}>
      <LoadingBar busy={savedOnes.loading.value} />
      <Deleted />
      {all.length === 0 ? <p class="hint">{t('corridor.savedNone')}</p> : <List all={all} />}
    </Section>
  )
}

function Deleted() {
  const gone = deleted.value
  if (!gone) return null
  return (
    <p class="undo-line" role="status">
      {t('corridor.deleted', { name: gone.name })}{' '}
      <button
        id="undelete"
        type="button"
        class="button small"
        disabled={shelfBusy.value}
        onClick={() => void undelete(gone)}
      >
        {t('corridor.undo')}
      </button>
    </p>
  )
}

function List({ all }: { all: readonly Saved[] }) {
  const enough = all.length > (inHand.value && !opened.value ? 0 : 1)
  return (
    <>
      {enough && <p class="hint">{t('corridor.besideHint')}</p>}
      <ul class="saved-list">
        {all.map(one => (
          <SavedRow key={one.id} one={one} tickable={enough} />
        ))}
      </ul>
    </>
  )
}

function SavedRow({ one, tickable }: { one: Saved; tickable: boolean }) {
  const current = opened.value?.id === one.id
  const about = t('corridor.about', { length: lengthText(one.length_km), width: widthText(one.half_width_m) })
  return (
    <li>
      <button
        type="button"
        class="saved-open"
        aria-current={current ? 'true' : undefined}
        onClick={() => {
          closeWay()
          endSketch()
          openSaved(one.id)
          sheet.value = sheet.peek() === null ? null : 'results'
          showAll(one.line.coordinates)
        }}
      >
        <span class="saved-name">{one.name}</span>
        <span class="muted">{about}</span>
      </button>
      {tickable && (
        <label class="check">
          <input
            type="checkbox"
            checked={beside.value.includes(one.id)}
            onChange={() => setBeside(toggle(beside.value, one.id))}
          />
          <span>
            {t('corridor.compareIt')}
            <span class="visually-hidden"> {one.name}</span>
          </span>
        </label>
      )}
    </li>
  )
}
