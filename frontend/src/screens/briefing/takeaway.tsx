import { signal } from '@preact/signals'
import { getJSON, sendJSON } from '../../api/client'
import type { Report } from '../../api/corridors'
import type { Incidents } from '../../api/types'
import { t } from '../../i18n'
import { ask, query } from '../../state/answers'
import { localDay } from '../../state/period'
import { announce } from '../../ui/live'
import { reportOn, subject } from './answers'
import { placeFiles } from './placefiles'
import type { SheetData } from './sheet'
import { type List, standalone } from './standalone'

/** Files that open with no server: the page with its lists, and the places for a navigator or a globe. */

const busy = signal(false)
const rowsAtMost = 1000

export function TakeWithMe({ data, ready }: { data: SheetData; ready: boolean }) {
  return (
    <>
      <button type="button" class="button" disabled={!ready || busy.value} onClick={() => void takePage(data)}>
        {t('briefing.take')}
      </button>
      <button type="button" class="button" disabled={!ready} onClick={() => takePlaces(data, 'gpx')}>
        GPX
      </button>
      <button type="button" class="button" disabled={!ready} onClick={() => takePlaces(data, 'kml')}>
        KML
      </button>
    </>
  )
}

async function takePage(data: SheetData) {
  busy.value = true
  try {
    const sheets = [...document.querySelectorAll<HTMLElement>('.briefing .sheet')]
    save(standalone(sheets, data, await listOf()), 'text/html', 'html')
    announce(t('briefing.taken'))
  } catch {
    announce(t('briefing.takeFailed'))
  }
  busy.value = false
}

/** The rows that go along: those in the corridor by km, or the newest of the map. */
async function listOf(): Promise<List> {
  const one = subject.peek()
  if (one) {
    const { url, body } = reportOn(one, rowsAtMost)
    return { report: await (body === undefined ? getJSON<Report>(url) : sendJSON<Report>(url, body)) }
  }
  return { newest: await getJSON<Incidents>(ask('/api/v1/incidents', query.peek(), `limit=${rowsAtMost}`)) }
}

function takePlaces(data: SheetData, form: 'gpx' | 'kml') {
  const types = { gpx: 'application/gpx+xml', kml: 'application/vnd.google-earth.kml+xml' }
  save(placeFiles[form](data), types[form], form)
}

function save(text: string, type: string, ending: string) {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = `linea-${localDay(new Date().toISOString())}.${ending}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
