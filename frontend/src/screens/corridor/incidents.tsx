import { batch, signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { isAbort, Problem, sendJSON } from '../../api/client'
import type { IncidentAt, Report } from '../../api/corridors'
import { number, t, tn, word } from '../../i18n'
import { along, dayOf, distance } from '../../i18n/format'
import { ask, query } from '../../state/answers'
import { tracked } from '../../state/server'
import { goTo } from '../../ui/mapcontrol'
import { Failure, LoadingBar, Section } from '../../ui/parts'
import { plainDegrees, squareM } from '../briefing/notation'
import { placeAt } from './onmap'
import { bodyOf, inHand, kmAtHand, partly } from './state'

const pageSize = 100
/** The list is read only once it is asked for. */
const asked = signal(false)

/** The rows along the line, a page at a time. */
export function IncidentsByKm({ report }: { report: Report }) {
  if (report.n === 0) return null
  return (
    <Section title={t('corridor.list')}>
      {asked.value ? (
        <List report={report} />
      ) : (
        <button type="button" class="button" onClick={() => (asked.value = true)}>
          {report.n > pageSize ? t('corridor.listThem', { n: pageSize }) : tn('corridor.listAll', report.n)}
        </button>
      )}
    </Section>
  )
}

function List({ report }: { report: Report }) {
  const key = `${report.filter} ${report.seq} ${JSON.stringify([inHand.value && bodyOf(inHand.value), partly()])}`
  const reader = useMemo(() => new Reader(), [key])
  useEffect(() => {
    void reader.more()
    return () => reader.stop()
  }, [reader])
  const rows = reader.rows.value
  return (
    <>
      <LoadingBar busy={reader.busy.value} />
      <p class="hint" role="status">
        {t('list.shown', { shown: rows.length, total: report.n })}
      </p>
      <ol class="incidents along">
        {rows.map(row => (
          <Row key={row.id} row={row} />
        ))}
      </ol>
      {reader.problem.value && <Failure problem={reader.problem.value} retry={() => void reader.more()} />}
      {reader.next.value && (
        <button type="button" class="button" disabled={reader.busy.value} onClick={() => void reader.more()}>
          {t('corridor.next', { n: Math.min(pageSize, report.n - rows.length) })}
        </button>
      )}
    </>
  )
}

function Row({ row }: { row: IncidentAt }) {
  const off = distance(row.offset_m)
  return (
    <li onPointerEnter={() => (kmAtHand.value = row.km)} onPointerLeave={() => (kmAtHand.value = null)}>
      <button
        type="button"
        class="km-button"
        aria-label={t('corridor.goToKm', { km: along(row.km) })}
        onFocus={() => (kmAtHand.value = row.km)}
        onBlur={() => (kmAtHand.value = null)}
        onClick={() => goTo(placeAt(row.km))}
      >
        {t('corridor.kmMark', { km: along(row.km) })}
      </button>
      <span>
        <strong>{word('kind', row.kind)}</strong>, {dayText(row.occurred_at)}
        <br />
        <span class="muted">
          {t('corridor.offset', { distance: off, compass: word('compass', row.compass) })}
          {row.p_in < 1 && <> · {t('corridor.chance', { share: number(100 * row.p_in) })}</>}
          {row.other_km?.length ? (
            <> · {t('corridor.otherKm', { km: row.other_km.map(km => along(km)).join(', ') })}</>
          ) : null}
          <br />
          {positionOf(row)}
        </span>
      </span>
    </li>
  )
}

/** Latitude first, as people say them; no finer than it is known. */
function positionOf({ lat, lon, radius_m = 0 }: IncidentAt): string {
  const square = squareM(radius_m)
  const where = [lat, lon].map(value => plainDegrees(value, square)).join(', ')
  return radius_m ? `${where} · ${t('list.position', { distance: distance(radius_m) })}` : where
}

/** No finer than it is known; a time where there is one. */
function dayText(at: string): string {
  if (at.length <= 10) return dayOf(at)
  return `${dayOf(at)}, ${at.slice(11, 16)}`
}

/** Reads the list page by page; the corridor is the one in hand when it begins. */
class Reader {
  readonly rows = signal<IncidentAt[]>([])
  readonly busy = signal(false)
  readonly problem = signal<Problem | null>(null)
  /** The cursor of the next page; '' once all have been read. */
  readonly next = signal('')
  private readonly abort = new AbortController()
  private readonly url = ask('/api/v1/corridors/query', query.peek())
  private readonly hand = inHand.peek()
  private readonly stretch = partly()

  async more() {
    if (this.busy.value || !this.hand) return
    this.busy.value = true
    this.problem.value = null
    try {
      const after = this.next.value ? { after: this.next.value } : {}
      const body = { ...bodyOf(this.hand), ...this.stretch, incidents: pageSize, ...after }
      const answer = await tracked(sendJSON<Report>(this.url, body, { signal: this.abort.signal }))
      batch(() => {
        this.rows.value = [...this.rows.value, ...answer.incidents]
        this.next.value = answer.next ?? ''
      })
    } catch (cause) {
      if (isAbort(cause)) return
      this.problem.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
    }
    this.busy.value = false
  }

  stop() {
    this.abort.abort()
  }
}
