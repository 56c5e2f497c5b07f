import { useEffect, useState } from 'preact/hooks'
import type { Saved } from '../../api/corridors'
import { t } from '../../i18n'
import { permalink } from '../../state/address'
import { copy } from '../../ui/clipboard'
import { announce } from '../../ui/live'
import { ProblemWords, Section } from '../../ui/parts'
import { ReadOnly, readOnly } from '../../ui/session'
import { duplicate, remove, saveNew, saveOver, shelfBusy, shelfProblem } from './shelf'
import { type InHand, openSaved } from './state'

const longest = { name: 80, note: 500 }
const stale = [409, 412]

/** Name, note, and what can be done with a corridor that is worth keeping. */
export function Keep({ hand }: { hand: InHand }) {
  const { saved } = hand
  const [name, setName] = useState(saved?.name ?? '')
  const [note, setNote] = useState(saved?.note ?? '')
  useEffect(() => {
    setName(saved?.name ?? '')
    setNote(saved?.note ?? '')
  }, [saved?.id, saved?.revision])
  const texts = { name: name.trim(), note: note.trim() }
  const renamed = saved !== null && (texts.name !== saved.name || texts.note !== saved.note)
  const nameless = texts.name === ''
  return (
    <Section title={t(saved ? 'corridor.saved' : 'corridor.save')}>
      <form
        class="keep"
        onSubmit={event => {
          event.preventDefault()
          if (!nameless) void (saved ? saveOver({ ...hand, saved }, texts) : saveNew(hand, texts))
        }}
      >
        <Field id="corridor-name" label={t('corridor.name')} value={name} set={setName} most={longest.name} />
        <Field id="corridor-note" label={t('corridor.note')} value={note} set={setNote} most={longest.note} />
        {readOnly() ? <ReadOnly /> : <p class="hint">{t('corridor.noNames')}</p>}
        <div class="row">
          {(!saved || hand.changed || renamed) && (
            <button type="submit" class="button primary" disabled={nameless || shelfBusy.value || readOnly()}>
              {t(saved ? 'corridor.saveChanges' : 'corridor.saveIt')}
            </button>
          )}
          {saved && (hand.changed || renamed) && (
            <button
              type="button"
              class="button"
              disabled={nameless || shelfBusy.value || readOnly()}
              onClick={() => void saveNew(hand, texts)}
            >
              {t('corridor.saveAsNew')}
            </button>
          )}
          <ShareLink />
        </div>
      </form>
      {saved && <Others hand={hand} saved={saved} />}
      <ShelfFailure saved={saved} />
    </Section>
  )
}

function Field(props: { id: string; label: string; value: string; set: (text: string) => void; most: number }) {
  return (
    <label class="field" for={props.id}>
      <span>{props.label}</span>
      <input
        id={props.id}
        type="text"
        autocomplete="off"
        maxLength={props.most}
        value={props.value}
        onInput={event => props.set(event.currentTarget.value)}
      />
    </label>
  )
}

function Others({ hand, saved }: { hand: InHand; saved: Saved }) {
  return (
    <div class="row">
      {hand.changed && (
        <button type="button" class="button quiet" onClick={() => openSaved(saved.id)}>
          {t('corridor.asSaved')}
        </button>
      )}
      <button
        type="button"
        class="button quiet"
        disabled={shelfBusy.value || readOnly()}
        onClick={() => void duplicate(saved)}
      >
        {t('corridor.duplicate')}
      </button>
      <button
        type="button"
        class="button quiet"
        disabled={shelfBusy.value || readOnly()}
        onClick={() => void removeIt(saved)}
      >
        {t('corridor.delete')}
      </button>
    </div>
  )
}

/** The way back comes into view and to hand, wherever the panel was scrolled to. */
async function removeIt(saved: Saved) {
  if (!(await remove(saved))) return
  requestAnimationFrame(() => document.getElementById('undelete')?.focus())
}

function ShareLink() {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    const timer = copied ? setTimeout(() => setCopied(false), 2500) : undefined
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      class="button"
      onClick={async () => {
        const done = await copy(permalink())
        setCopied(done)
        announce(t(done ? 'top.copied' : 'top.copyFailed'))
      }}
    >
      {t(copied ? 'top.copied' : 'top.copy')}
    </button>
  )
}

/** Why a change was not made; where somebody else was faster, what can be done. */
function ShelfFailure({ saved }: { saved: Saved | null }) {
  const problem = shelfProblem.value
  if (!problem) return null
  return (
    <div class="failure" role="alert">
      <p>{stale.includes(problem.status) ? t('corridor.stale') : <ProblemWords problem={problem} />}</p>
      {saved && stale.includes(problem.status) && (
        <button
          type="button"
          class="button"
          onClick={() => {
            shelfProblem.value = null
            openSaved(saved.id)
          }}
        >
          {t('corridor.takeTheirs')}
        </button>
      )}
    </div>
  )
}
