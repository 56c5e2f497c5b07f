import { useEffect, useRef, useState } from 'preact/hooks'
import { getJSON } from '../../api/client'
import type { Place } from '../../api/types'
import { lang, t, word } from '../../i18n'
import type { LonLat } from '../../map/port'
import { encodeLine } from '../../state/polyline'
import { tracked } from '../../state/server'
import { announce } from '../../ui/live'
import { sheet } from '../../ui/sheet'
import { sketching } from '../../ui/sketching'
import { movePoints, preview, showAll, take } from './making'
import { inHand, setLine } from './state'

/** Points as a table to type or paste into: any notation of coordinates, or the name of a place. */

interface Row {
  id: number
  text: string
  point: LonLat | null
  /** What the text was understood as; why not, where it was not. */
  told: string
  wrong: boolean
}

const mostRows = 100
let nextId = 0

const row = (text: string, point: LonLat | null = null): Row => ({ id: nextId++, text, point, told: '', wrong: false })
const rowOf = (point: LonLat) => row(`${point[1].toFixed(5)}, ${point[0].toFixed(5)}`, point)

/** fresh: for a line that does not exist yet; else for the one in hand. */
export function PointTable({ fresh }: { fresh?: boolean }) {
  const line = fresh ? null : inHand.value
  const key = line ? encodeLine(line.points) : ''
  const [rows, setRows] = useState<Row[]>([])
  const latest = useRef(rows)
  latest.current = rows
  useEffect(() => {
    if (key && key !== encodeLine(pointsOf(latest.current))) setRows(line?.points.map(rowOf) ?? [])
    else if (!key && latest.current.length === 0) setRows([row(''), row('')])
  }, [key])
  if ((line?.points.length ?? 0) > mostRows) return <p class="hint">{t('corridor.manyPoints', { n: mostRows })}</p>

  const show = (next: Row[]) => {
    latest.current = next
    setRows(next)
  }
  const keep = (next: Row[]) => {
    show(next)
    const points = pointsOf(next)
    const whole = points.length === next.filter(({ text }) => text.trim()).length
    if (fresh && points.length > 1) {
      preview.value = points
      showAll(points)
    }
    if (fresh || !whole || points.length < 2 || encodeLine(points) === key) return
    setLine(points)
  }
  // Kept as it is typed: an answer to another row draws the table anew.
  const type = (id: number, text: string) =>
    show(latest.current.map(old => (old.id === id && old.text !== text ? { ...row(text), id } : old)))
  const change = async (id: number, text: string) => {
    const lines = text.split(/\r?\n|;/).map(part => part.trim())
    const texts = lines.filter((part, i) => part || i === 0).slice(0, mostRows)
    const fill = (list: Row[], made: Row[]) => list.flatMap(old => (old.id === id ? made : [old])).slice(0, mostRows)
    const made = texts.map((part, i) => ({ ...row(part), id: i === 0 ? id : nextId++ }))
    show(fill(latest.current, made))
    const read = await Promise.all(made.map(readRow))
    keep(latest.current.map(old => read.find(fresh => fresh.id === old.id && fresh.text === old.text) ?? old))
  }
  return (
    <div class="point-table">
      <p class="hint">{t('corridor.typeHint')}</p>
      <ol>
        {rows.map((one, i) => (
          <PointRow
            key={one.id}
            row={one}
            n={i + 1}
            type={text => type(one.id, text)}
            change={text => void change(one.id, text)}
            remove={() => keep(latest.current.filter(({ id }) => id !== one.id))}
            hold={fresh ? null : () => hold(i)}
          />
        ))}
      </ol>
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={rows.length >= mostRows}
          onClick={() => show([...latest.current, row('')])}
        >
          {t('corridor.addRow')}
        </button>
        {fresh && (
          <button
            type="button"
            class="button primary"
            disabled={pointsOf(rows).length < 2}
            onClick={() => useFresh(pointsOf(latest.current))}
          >
            {t('corridor.useLine')}
          </button>
        )}
      </div>
    </div>
  )
}

function useFresh(points: readonly LonLat[]) {
  take(points)
  sheet.value = 'results'
}

function pointsOf(rows: readonly Row[]): LonLat[] {
  return rows.flatMap(({ point }) => (point ? [point] : []))
}

/** The next click on the map puts the point elsewhere. */
function hold(at: number) {
  if (!sketching.peek()) movePoints()
  sketching.peek()?.sketch.hold(at)
  sheet.value = null
  document.getElementById('map')?.focus({ preventScroll: true })
}

interface RowProps {
  row: Row
  n: number
  type: (text: string) => void
  change: (text: string) => void
  remove: () => void
  hold: (() => void) | null
}

function PointRow({ row, n, type, change, remove, hold }: RowProps) {
  const id = `point-${row.id}`
  return (
    <li>
      <label for={id}>{n}</label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={row.text}
        aria-label={t('corridor.pointN', { n })}
        aria-invalid={row.wrong}
        aria-describedby={row.told ? `${id}-told` : undefined}
        onInput={event => type(event.currentTarget.value)}
        onChange={event => change(event.currentTarget.value)}
        onPaste={event => {
          const pasted = event.clipboardData?.getData('text') ?? ''
          if (!/[\n;]/.test(pasted.trim())) return
          event.preventDefault()
          change(pasted)
        }}
      />
      {hold && (
        <button type="button" class="button small" aria-label={t('corridor.moveN', { n })} onClick={hold}>
          {t('corridor.moveOne')}
        </button>
      )}
      <button type="button" class="button small" aria-label={t('corridor.removeN', { n })} onClick={remove}>
        ×
      </button>
      {row.told && (
        <span id={`${id}-told`} class={row.wrong ? 'told wrong' : 'told'}>
          {row.told}
        </span>
      )}
    </li>
  )
}

interface Found {
  places: Place[] | null
  note?: string
  /** What the note is about. */
  note_on?: string
}

/** Why a text is no place: the server's own words are English, and more exact. */
function whyNot({ note, note_on }: Found): string {
  if (!note) return t('corridor.notRead')
  return lang.value === 'en' ? note : word('corridor.notRead', note_on ?? 'coordinate')
}

/** The place that a text means; the server reads every notation. */
async function readRow(row: Row): Promise<Row> {
  if (!row.text) return row
  const url = `/api/v1/places?q=${encodeURIComponent(row.text)}&limit=5`
  const answer = await tracked(getJSON<Found>(url)).catch(() => null)
  const place = answer?.places?.find(({ type }) => type !== 'corridor')
  if (!place) {
    const told = answer ? whyNot(answer) : t('error.network')
    announce(`${row.text}: ${told}`)
    return { ...row, wrong: true, told }
  }
  const told =
    place.type === 'coordinate' ? `${place.name} · ${place.detail ?? ''}` : `${place.name}, ${place.detail ?? ''}`
  return { ...row, point: [place.lon, place.lat], told }
}
