import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { isAbort, Problem, postFile } from '../../api/client'
import type { LineRead } from '../../api/corridors'
import { lang, t, tn, word } from '../../i18n'
import { lengthText } from '../../i18n/format'
import { tracked } from '../../state/server'
import { takeFiles } from '../../ui/importing'
import { Failure, LoadingBar } from '../../ui/parts'
import { sheet } from '../../ui/sheet'
import { endSketch } from '../../ui/sketching'
import { preview, showAll, take, way } from './making'
import { mayHoldLine } from './sniff'
import { mostPoints } from './state'

/** A line from a file: which of its tracks, in which direction, how simple. */

interface Chosen {
  file: File
  track: number // 0 = the longest
  toleranceM: number
  reverse: boolean
}

const chosen = signal<Chosen | null>(null)
const read = signal<LineRead | null>(null)
const busy = signal(false)
const problem = signal<Problem | null>(null)
let abort = new AbortController()

const tolerancesM = [0, 5, 10, 20, 50, 100, 200, 500] as const
/** A file dropped on the screen is a line, where it may hold one. */
export const fileTaker = {
  text: () => t('corridor.dropHere'),
  async take(file: File): Promise<boolean> {
    if (!(await mayHoldLine(file))) return false
    sheet.value = 'filters'
    void open({ file, track: 0, toleranceM: 0, reverse: false })
    return true
  },
}

export function FileWay() {
  useEffect(() => forget, [])
  const now = chosen.value
  return (
    <div class="file-way">
      <label class="file-pick">
        <span>{t('corridor.pickFile')}</span>
        <input
          type="file"
          accept=".gpx,.kml,.geojson,.json,.csv"
          onChange={event => {
            const file = event.currentTarget.files?.[0]
            if (file) void open({ file, track: 0, toleranceM: 0, reverse: false })
          }}
        />
      </label>
      <p class="hint">{t('corridor.pickMore')}</p>
      <LoadingBar busy={busy.value} />
      {problem.value && now && (
        <>
          {problem.value.status === 0 ? (
            <Failure problem={problem.value} retry={() => void open(now)} />
          ) : (
            <p class="failure" role="alert">
              <strong>{t('corridor.noLine', { file: now.file.name })}</strong>{' '}
              <span class="detail">{whyNot(problem.value)}</span>
            </p>
          )}
          <button type="button" class="button" onClick={() => void takeFiles([now.file])}>
            {t('corridor.asIncidents')}
          </button>
        </>
      )}
      {read.value && now && <Told read={read.value} now={now} />}
    </div>
  )
}

/** Why a file gives no line: the server's own words are English, and more exact. */
function whyNot({ code, message }: Problem): string {
  if (lang.value === 'en') return message
  const why = word('corridor.noLineWhy', code)
  return why === code ? '' : why
}

function Told({ read, now }: { read: LineRead; now: Chosen }) {
  return (
    <div class="file-told">
      <p>
        <strong>{now.file.name}</strong>: {read.format.toUpperCase()}, {lengthText(read.length_km)},{' '}
        {tn('sketch.points', read.vertices)}
      </p>
      {read.dropped > 0 && (
        <p class="hint">
          {t('corridor.dropped', { dropped: read.dropped, points: read.points, metres: now.toleranceM })}
        </p>
      )}
      {read.lines > 1 && <Tracks read={read} now={now} />}
      <div class="dates">
        <Simpler read={read} now={now} />
      </div>
      <label class="check" for="reverse">
        <input
          id="reverse"
          type="checkbox"
          checked={now.reverse}
          onChange={event => show({ ...now, reverse: event.currentTarget.checked })}
        />
        {t('corridor.reverseIt')}
      </label>
      {!read.usable && (
        <p class="failure" role="alert">
          {t('corridor.notUsable')} {lang.value === 'en' ? read.note : t('corridor.notUsableWhy')}
        </p>
      )}
      {read.vertices > mostPoints && (
        <p class="failure">{t('corridor.tooMany', { n: read.vertices, most: mostPoints })}</p>
      )}
      <button
        type="button"
        class="button primary"
        disabled={!read.usable || read.vertices > mostPoints}
        onClick={() => {
          take(pointsOf(read, now))
          sheet.value = 'results'
        }}
      >
        {t('corridor.useLine')}
      </button>
    </div>
  )
}

function Tracks({ read, now }: { read: LineRead; now: Chosen }) {
  return (
    <label class="field" for="track">
      <span>{tn('corridor.tracks', read.lines)}</span>
      <select
        id="track"
        value={String(read.chosen)}
        onChange={event => void open({ ...now, track: Number(event.currentTarget.value), toleranceM: 0 })}
      >
        {read.all.map(({ points, length_km }, i) => (
          <option key={i} value={String(i + 1)}>
            {t('corridor.track', { n: i + 1, length: lengthText(length_km), points: tn('sketch.points', points) })}
          </option>
        ))}
      </select>
    </label>
  )
}

function Simpler({ read, now }: { read: LineRead; now: Chosen }) {
  if (read.points < 3) return null
  return (
    <label class="field" for="simpler">
      <span>{t('corridor.simpler')}</span>
      <select
        id="simpler"
        value={String(now.toleranceM)}
        onChange={event => void open({ ...now, toleranceM: Number(event.currentTarget.value) }, true)}
      >
        {tolerancesM.map(metres => (
          <option key={metres} value={String(metres)}>
            {metres === 0 ? t('corridor.asItIs') : t('corridor.within', { metres })}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Reads the file; too many points are made fewer, step by step, unless the reader chose how many. */
async function open(asked: Chosen, exactly = false) {
  endSketch()
  way.value = 'file'
  abort.abort()
  abort = new AbortController()
  const { signal } = abort
  busy.value = true
  problem.value = null
  if (asked.file !== chosen.peek()?.file) read.value = null
  chosen.value = asked
  try {
    const found = await readFit(asked, exactly, signal)
    read.value = found.read
    show(found.now)
    showAll(found.read.line.coordinates)
  } catch (cause) {
    if (isAbort(cause)) return
    read.value = null
    preview.value = null
    problem.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
  }
  busy.value = false
}

async function readFit(asked: Chosen, exactly: boolean, signal: AbortSignal) {
  const wider = exactly ? [] : tolerancesM.filter(metres => metres > asked.toleranceM)
  let now = asked
  let answer = await readLine(now, signal)
  for (const toleranceM of wider) {
    if (answer.vertices <= mostPoints) break
    now = { ...now, toleranceM }
    answer = await readLine(now, signal)
  }
  return { read: answer, now }
}

function readLine({ file, track, toleranceM }: Chosen, signal: AbortSignal): Promise<LineRead> {
  const asked = [track > 0 && `line=${track}`, toleranceM > 0 && `simplify_m=${toleranceM}`].filter(Boolean).join('&')
  return tracked(postFile<LineRead>(`/api/v1/corridors/line${asked && `?${asked}`}`, file, signal))
}

function show(now: Chosen) {
  chosen.value = now
  if (read.peek()) preview.value = pointsOf(read.peek() as LineRead, now)
}

function pointsOf(read: LineRead, { reverse }: Chosen) {
  const points = read.line.coordinates
  return reverse ? [...points].reverse() : points
}

function forget() {
  abort.abort()
  chosen.value = null
  read.value = null
  problem.value = null
  busy.value = false
}
