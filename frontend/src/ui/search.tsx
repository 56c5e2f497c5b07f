import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { getJSON } from '../api/client'
import type { Place } from '../api/types'
import { t, tn } from '../i18n'
import { rememberPlace } from '../state/near'
import { openCorridor, selectCell } from '../state/page'
import { tracked } from '../state/server'
import { announce } from './live'
import { goTo } from './mapcontrol'

const text = signal('')
const found = signal<Place[] | null>(null)
const active = signal(-1)
const waitMs = 200

/** Towns, crossings, coordinates in any notation, cell ids. The "/" key comes here. */
export function Search() {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onSlash = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.matches('input, select, textarea, dialog *')
      if (event.key !== '/' || typing) return
      event.preventDefault()
      input.current?.focus()
    }
    window.addEventListener('keydown', onSlash)
    return () => window.removeEventListener('keydown', onSlash)
  }, [])
  return (
    <search class="search">
      <input
        ref={input}
        id="search"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label={`${t('top.search')}: ${t('top.searchHint')}`}
        aria-expanded={found.value !== null}
        aria-controls="places"
        aria-autocomplete="list"
        {...(active.value >= 0 ? { 'aria-activedescendant': `place-${active.value}` } : {})}
        placeholder={t('top.searchHint')}
        value={text.value}
        onInput={event => look(event.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={close}
      />
      <Found />
    </search>
  )
}

function Found() {
  const places = found.value
  if (!places) return <div id="places" role="listbox" hidden />
  if (places.length === 0) return <p class="places none">{t('top.noPlace', { q: text.value })}</p>
  return (
    <div id="places" class="places" role="listbox" aria-label={t('top.search')}>
      {places.map((place, i) => (
        <div
          key={`${place.type} ${place.name} ${place.lon}`}
          id={`place-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === active.value}
          onPointerDown={event => {
            event.preventDefault()
            choose(place)
          }}
        >
          <span>{place.name}</span>
          <span class="muted">{place.detail ?? t(`place.${place.type}`)}</span>
        </div>
      ))}
    </div>
  )
}

let timer: ReturnType<typeof setTimeout> | undefined

function look(typed: string) {
  text.value = typed
  clearTimeout(timer)
  if (typed.trim() === '') {
    close()
    return
  }
  timer = setTimeout(() => void ask(typed), waitMs)
}

async function ask(typed: string) {
  const url = `/api/v1/places?q=${encodeURIComponent(typed.trim())}&limit=8`
  const answer = await tracked(getJSON<{ places: Place[] | null }>(url)).catch(() => ({ places: [] }))
  if (text.peek() !== typed) return
  found.value = answer.places ?? []
  active.value = found.value.length > 0 ? 0 : -1
  announce(found.value.length > 0 ? tn('top.places', found.value.length) : t('top.noPlace', { q: typed }))
}

function onKey(event: KeyboardEvent) {
  const places = found.value ?? []
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (move && places.length > 0) {
    event.preventDefault()
    active.value = (active.value + move + places.length) % places.length
  } else if (event.key === 'Enter') {
    const place = places[active.value]
    if (place) choose(place)
  } else if (event.key === 'Escape' && found.value) {
    event.stopPropagation() // one level at a time
    close()
  }
}

function choose(place: Place) {
  text.value = place.name
  close()
  if (place.type === 'corridor' && place.id) return openCorridor(place.id)
  if (place.type === 'cell') selectCell(place.name)
  else rememberPlace({ name: place.name, lon: place.lon, lat: place.lat })
  goTo([place.lon, place.lat], place.zoom)
}

function close() {
  clearTimeout(timer)
  found.value = null
  active.value = -1
}
