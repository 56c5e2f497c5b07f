import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { lang, t } from '../i18n'
import { chooseLang, chooseUnit } from '../i18n/choose'
import { unit, unitNames } from '../i18n/units'
import { canRedo, canUndo, permalink } from '../state/address'
import { page, phase, screen, showScreen } from '../state/page'
import { encodePage, langs, type Screen, screens } from '../state/url'
import { chooseTheme, themeName } from '../theme/apply'
import { themeNames } from '../theme/themes'
import { copy } from './clipboard'
import { openHelp, openViews } from './helping'
import { openImport } from './importing'
import { announce } from './live'
import { roomy } from './narrow'
import { useDismissal } from './popup'
import { Search } from './search'

const copied = signal(false)
/** On a narrow screen the tools fold into a menu. */
const menu = signal(false)
const copiedMs = 2500

export function TopBar() {
  return (
    <header class="top">
      <a class="skip" href="#map">
        {t('app.skip')}
      </a>
      <h1 class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path class="brand-cell" d="M16 2 28.1 9v14L16 30 3.9 23V9z" />
          <path class="brand-line" d="M4 18h9l6 5h9" />
        </svg>
        <span class="brand-name">Línea</span>
      </h1>
      {phase.value === 'ready' && <Tabs />}
      <Search />
      {roomy.value && <LinkTools />}
      <Tools />
      <Language />
    </header>
  )
}

/** What belongs to the address: steps back and forth in it, and a copy of it. */
function LinkTools() {
  if (phase.value !== 'ready') return null
  return (
    <div class="link-tools">
      <Undo />
      <button type="button" class="button" onClick={copyLink}>
        {copied.value ? t('top.copied') : t('top.copy')}
      </button>
    </div>
  )
}

function Tools() {
  const box = useRef<HTMLDivElement>(null)
  const close = () => {
    menu.value = false
  }
  useDismissal(box, () => menu.peek(), close)
  const closeAnd = (open: () => void) => () => {
    if (menu.peek()) box.current?.querySelector('button')?.focus()
    close()
    open()
  }
  return (
    <div class="tool-box" ref={box}>
      <button
        type="button"
        class="button menu"
        aria-expanded={menu.value}
        aria-controls="tools"
        onClick={() => {
          menu.value = !menu.value
        }}
      >
        {t('top.menu')}
      </button>
      <nav class="tools" id="tools" data-open={menu.value}>
        {!roomy.value && <LinkTools />}
        {phase.value === 'ready' && (
          <button type="button" class="button" onClick={closeAnd(openViews)}>
            {t('top.views')}
          </button>
        )}
        <button type="button" class="button" onClick={closeAnd(openImport)}>
          {t('top.import')}
        </button>
        <Theme />
        <Units />
        <button type="button" class="button" onClick={closeAnd(openHelp)}>
          {t('top.help')}
        </button>
      </nav>
    </div>
  )
}

/** The browser's Back and Forward, as far as they stay in the app. */
function Undo() {
  useEffect(() => {
    window.addEventListener('keydown', onUndoKey)
    return () => window.removeEventListener('keydown', onUndoKey)
  }, [])
  return (
    <div class="undo">
      <button
        type="button"
        class="button"
        disabled={!canUndo.value}
        aria-label={t('top.undo')}
        title={`${t('top.undo')} (Ctrl+Z)`}
        onClick={() => history.back()}
      >
        <UndoMark />
      </button>
      <button
        type="button"
        class="button"
        disabled={!canRedo.value}
        aria-label={t('top.redo')}
        title={`${t('top.redo')} (Ctrl+Shift+Z)`}
        onClick={() => history.forward()}
      >
        <UndoMark again />
      </button>
    </div>
  )
}

function UndoMark({ again }: { again?: boolean }) {
  return (
    <svg class={again ? 'undo-mark again' : 'undo-mark'} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6" />
    </svg>
  )
}

/** Where text is typed, the field's own undo goes first. */
function onUndoKey(event: KeyboardEvent) {
  const typing = event.target instanceof Element && event.target.matches('input, textarea, dialog *')
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || typing || event.defaultPrevented) return
  event.preventDefault()
  if (event.shiftKey) {
    if (canRedo.peek()) history.forward()
  } else if (canUndo.peek()) history.back()
}

/** Links, so that a screen can be opened beside this one. */
function Tabs() {
  const row = useRef<HTMLElement>(null)
  // On a narrow screen the row scrolls.
  useEffect(
    () => row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    [screen.value],
  )
  return (
    <nav ref={row} class="tabs" aria-label={t('top.screens')}>
      {screens.map(name => (
        <a
          key={name}
          href={`?${encodePage({ ...page.value, screen: name })}`}
          aria-current={screen.value === name ? 'page' : undefined}
          onClick={event => openHere(event, name)}
        >
          {t(`screen.${name}`)}
        </a>
      ))}
    </nav>
  )
}

/** A plain click changes the screen here; with a modifier the browser opens the link. */
function openHere(event: MouseEvent, name: Screen) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return
  event.preventDefault()
  showScreen(name)
}

async function copyLink() {
  copied.value = await copy(permalink())
  announce(copied.value ? t('top.copied') : t('top.copyFailed'))
  setTimeout(() => {
    copied.value = false
  }, copiedMs)
}

function Theme() {
  return (
    <select
      class="theme"
      aria-label={t('top.theme')}
      value={themeName.value}
      onChange={event => {
        const chosen = themeNames.find(name => name === event.currentTarget.value)
        if (chosen) chooseTheme(chosen)
      }}
    >
      {themeNames.map(name => (
        <option key={name} value={name}>
          {t(`theme.${name}`)}
        </option>
      ))}
    </select>
  )
}

function Units() {
  return (
    <fieldset class="langs">
      <legend class="visually-hidden">{t('top.units')}</legend>
      {unitNames.map(name => (
        <button
          key={name}
          type="button"
          class="lang"
          aria-pressed={unit.value === name}
          title={t(`top.unit.${name}`)}
          aria-label={`${name}, ${t(`top.unit.${name}`)}`}
          onClick={() => chooseUnit(name)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}

const ownNames = { en: 'English', es: 'Español' }

function Language() {
  return (
    <fieldset class="langs">
      <legend class="visually-hidden">{t('top.language')}</legend>
      {langs.map(code => (
        <button
          key={code}
          type="button"
          class="lang"
          lang={code}
          aria-pressed={lang.value === code}
          title={ownNames[code]}
          aria-label={`${code.toUpperCase()}, ${ownNames[code]}`}
          onClick={() => chooseLang(code)}
        >
          {code.toUpperCase()}
        </button>
      ))}
    </fieldset>
  )
}
