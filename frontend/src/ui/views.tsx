import { signal } from '@preact/signals'
import { addWords, t } from '../i18n'
import { openLink } from '../state/address'
import { page } from '../state/page'
import { encodePage } from '../state/url'
import { deleteView, nameOf, renameView, type SavedView, savedViews, saveView } from '../state/views'
import { copy } from './clipboard'
import { viewsOpen } from './helping'
import { announce } from './live'
import { Dialog } from './parts'
import { viewsWords } from './viewswords'
import './views.css'

addWords(viewsWords)

/** What was deleted last, to bring it back. */
const deleted = signal<SavedView | null>(null)
/** The name of the view that is being renamed. */
const renaming = signal('')
const copied = signal('')
const refused = signal(false)

/** The reader's own views: save what is on the screen, open, rename, copy, delete. */
export function Views() {
  const close = () => {
    viewsOpen.value = false
    deleted.value = null
    renaming.value = ''
    copied.value = ''
  }
  return (
    <Dialog title={t('views.title')} onClose={close}>
      <p class="hint">{t('views.what')}</p>
      <Save />
      {deleted.value && <Deleted gone={deleted.value} />}
      {savedViews.value.length === 0 && <p>{t('views.none')}</p>}
      <ul class="views">
        {savedViews.value.map(view =>
          renaming.value === view.name ? (
            <Rename key={view.name} view={view} />
          ) : (
            <View key={view.name} view={view} close={close} />
          ),
        )}
      </ul>
    </Dialog>
  )
}

function Save() {
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem('view-name') as HTMLInputElement
    const name = nameOf(input.value)
    if (!name) return
    saveView({ name, link: encodePage(page.peek()) })
    announce(t('views.saved', { name }))
    input.value = ''
  }
  return (
    <form class="row" onSubmit={save}>
      <label class="field" for="view-name">
        <span>{t('views.name')}</span>
        <input id="view-name" name="view-name" type="text" maxLength={80} autocomplete="off" required />
      </label>
      <button type="submit" class="button primary">
        {t('views.save')}
      </button>
    </form>
  )
}

function Deleted({ gone }: { gone: SavedView }) {
  const undo = () => {
    saveView(gone)
    deleted.value = null
  }
  return (
    <p role="status">
      {t('views.deleted', { name: gone.name })}{' '}
      <button type="button" class="button small" onClick={undo}>
        {t('views.undo')}
      </button>
    </p>
  )
}

function View({ view, close }: { view: SavedView; close: () => void }) {
  const { name, link } = view
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return
    event.preventDefault()
    close()
    openLink(link)
  }
  const copyIt = async () => {
    if (await copy(`${location.origin}${location.pathname}?${link}`)) copied.value = name
  }
  const remove = () => {
    deleteView(name)
    deleted.value = view
  }
  return (
    <li>
      <a href={`?${link}`} onClick={open}>
        {name}
      </a>
      <span class="row">
        <Act name={name} text={t(copied.value === name ? 'views.copied' : 'views.copy')} act={() => void copyIt()} />
        <Act
          name={name}
          text={t('views.rename')}
          act={() => {
            refused.value = false
            renaming.value = name
          }}
        />
        <Act name={name} text={t('views.delete')} act={remove} />
      </span>
    </li>
  )
}

function Act(props: { name: string; text: string; act: () => void }) {
  return (
    <button type="button" class="button small" aria-label={`${props.text}: ${props.name}`} onClick={props.act}>
      {props.text}
    </button>
  )
}

function Rename({ view }: { view: SavedView }) {
  const rename = (event: SubmitEvent) => {
    event.preventDefault()
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem('new-name') as HTMLInputElement
    const name = nameOf(input.value)
    refused.value = name !== '' && !renameView(view.name, name)
    if (name && !refused.value) renaming.value = ''
  }
  return (
    <li>
      <form class="row" onSubmit={rename}>
        <label class="field" for="new-name">
          <span>{t('views.newName', { name: view.name })}</span>
          <input id="new-name" name="new-name" type="text" maxLength={80} defaultValue={view.name} required />
        </label>
        <button type="submit" class="button">
          {t('views.save')}
        </button>
        {refused.value && <span role="alert">{t('views.taken')}</span>}
      </form>
    </li>
  )
}
