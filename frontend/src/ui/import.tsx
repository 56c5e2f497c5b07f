import { useEffect, useState } from 'preact/hooks'
import type { Report } from '../api/types'
import { addWords, listOf, number, t, tn, word } from '../i18n'
import { day } from '../i18n/format'
import { valueName } from '../state/sentence'
import { helpWords } from './helpwords'
import { type Format, importStep, openImport, type Step, takeFiles } from './importing'
import { importWords } from './importwords'
import { Dialog, LoadingBar, ProblemWords } from './parts'
import { ReadOnly, readOnly } from './session'
import { check, closeImport, confirm, formats } from './upload'

addWords(helpWords)
addWords(importWords)

export function ImportDialog() {
  const now = importStep.value
  if (!now) return null
  return (
    <Dialog title={t('import.title')} onClose={closeImport}>
      <Body now={now} />
    </Dialog>
  )
}

function Body({ now }: { now: Step }) {
  switch (now.at) {
    case 'pick':
      return <DropBox />
    case 'checking':
    case 'writing':
      return <Waiting key={now.at} now={now} />
    case 'failed':
      return <Failed now={now} />
    case 'checked':
    case 'done':
      return <Told step={now} />
  }
}

const slowMs = 10_000

/** On a bad link an upload may stand still for ever: the way out is to send the file once more. */
function Waiting({ now }: { now: Step & { at: 'checking' | 'writing' } }) {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      <div role="status">
        <LoadingBar busy />
        <p>{t(`import.${now.at}`, { file: now.file.name })}</p>
        {slow && <p>{t('import.slow')}</p>}
      </div>
      {slow && <SendAgain file={now.file} format={now.format} />}
    </>
  )
}

function SendAgain({ file, format }: { file: File; format: Format }) {
  return (
    <button type="button" class="button" onClick={() => void check(file, format)}>
      {t('import.again')}
    </button>
  )
}

function Failed({ now }: { now: Step & { at: 'failed' } }) {
  const { file, format, problem, writing } = now
  const unanswered = problem.gone
  return (
    <>
      <p role="alert">
        {unanswered && writing ? (
          t('import.unsure', { file: file.name })
        ) : (
          <>
            <strong>{t('import.problem')}.</strong> <ProblemWords problem={problem} />
          </>
        )}
      </p>
      {unanswered && <SendAgain file={file} format={format} />}
      {problem.code === 'unsupported' && <AsFormat file={file} />}
      <DropBox />
    </>
  )
}

/** The header is of no known format: the reader may know better. */
function AsFormat({ file }: { file: File }) {
  const [format, setFormat] = useState<Format>('')
  return (
    <div class="row as-format">
      <label class="field" for="as-format">
        <span>{t('import.asFormat', { file: file.name })}</span>
        <select id="as-format" value={format} onChange={event => setFormat(event.currentTarget.value as Format)}>
          <option value="">{t('import.chooseFormat')}</option>
          {formats.map(name => (
            <option key={name} value={name}>
              {t(`import.format.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button" disabled={!format} onClick={() => void check(file, format)}>
        {t('import.tryFormat')}
      </button>
    </div>
  )
}

export function DropBox() {
  if (readOnly()) return <ReadOnly />
  return (
    <div class="drop-box">
      <p class="drop-title">{t('start.drop')}</p>
      <label class="button primary">
        {t('start.pick')}
        <input
          class="visually-hidden"
          type="file"
          accept=".csv,.json,.geojson,.geojsonl,.ndjson,.gz,text/csv,application/json"
          onChange={event => void takeFiles(event.currentTarget.files)}
        />
      </label>
      <p class="hint">{t('start.dropMore')}</p>
    </div>
  )
}

// --- the report in words ---

function Told({ step }: { step: Step & { at: 'checked' | 'done' } }) {
  const { file, format, report } = step
  const done = step.at === 'done'
  const nothing = report.added + report.revised === 0
  return (
    <div class="report">
      {step.others && <p class="hint">{t('import.onlyFirst', { file: file.name })}</p>}
      <p>
        <strong>{file.name}</strong>{' '}
        {t('import.recognised', { format: formatName(report.format), source: sourcesOf(report) })}
      </p>
      <div role="status">
        <Counts report={report} done={done} />
      </div>
      <LeftOut report={report} />
      {nothing && !done && <p>{t('import.nothing')}</p>}
      <div class="row">
        {!done && !nothing && (
          <button type="button" class="button primary" onClick={() => void confirm(file, format)}>
            {t('import.confirm')}
          </button>
        )}
        <button type="button" class="button" onClick={closeImport}>
          {t(done ? 'import.done' : 'import.cancel')}
        </button>
        <button type="button" class="button quiet" onClick={openImport}>
          {t('import.another')}
        </button>
      </div>
    </div>
  )
}

function formatName(format: string): string {
  const known = formats.find(name => name === format)
  return known ? t(`import.format.${known}`) : format
}

function sourcesOf(report: Report): string {
  return listOf(report.source.split(', ').map(slug => valueName('source', slug)))
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0)
}

function Counts({ report, done }: { report: Report; done: boolean }) {
  return (
    <ul class="counts">
      <li>
        {tn('import.rows', report.rows_read)}
        {report.first_day && report.last_day && (
          <>, {t('sentence.range', { from: day(report.first_day), until: day(report.last_day) })}</>
        )}
      </li>
      <li>
        <strong>{tn(done ? 'import.added' : 'import.add', report.added)}</strong>
      </li>
      {report.revised > 0 && <li>{tn(done ? 'import.revised' : 'import.revise', report.revised)}</li>}
      {report.unchanged > 0 && <li>{tn('import.same', report.unchanged)}</li>}
      {sum(report.kept) > 0 && <li>{tn('import.kept', sum(report.kept))}</li>}
      <Unmapped report={report} />
      {Object.entries(report.repeats_of ?? {}).map(([slug, n]) => (
        <li key={slug}>{tn('import.repeats', n, { source: valueName('source', slug) })}</li>
      ))}
      <UnknownKinds rows={report.unknown_kinds ?? {}} />
      {report.rejected > 0 && <Rejected report={report} done={done} />}
    </ul>
  )
}

function Unmapped({ report }: { report: Report }) {
  const reasons = Object.entries(report.unmapped).filter(([, n]) => n > 0)
  if (reasons.length === 0) return null
  return (
    <li>
      {tn('import.unmapped', sum(report.unmapped))}
      <ul>
        {reasons.map(([reason, n]) => (
          <li key={reason}>
            {number(n)}: {word('unmapped', reason)}
          </li>
        ))}
      </ul>
    </li>
  )
}

/** Words that may mean help: filed under "other" they are missing from the humanitarian kinds. */
function UnknownKinds({ rows }: { rows: Record<string, number> }) {
  const words = Object.entries(rows).sort(([a, m], [b, n]) => Number(!a) - Number(!b) || n - m)
  if (words.length === 0) return null
  return (
    <li>
      <strong>{tn('import.kinds', sum(rows))}</strong>{' '}
      {listOf(words.map(([word, n]) => `${word ? `“${word}”` : t('import.moreKinds')} (${number(n)})`))}.{' '}
      <span class="hint">{t('import.kindsHelp')}</span>
    </li>
  )
}

const rejectsShown = 20

/** Which rows, and what of them could not be read: seen before anything is kept. */
function RejectedRows({ report }: { report: Report }) {
  const rows = (report.reject_lines ?? []).slice(0, rejectsShown)
  if (rows.length === 0) return null
  return (
    <details>
      <summary>{t('import.which')}</summary>
      <ul class="rejected">
        {rows.map(({ line, column, value, reason }) => (
          <li key={line}>
            {t('import.line', { n: line })}: {word('reason', reason)}
            {column && value && ` (${column}: ${value})`}
          </li>
        ))}
        {report.rejected > rows.length && <li>{tn('import.moreRejects', report.rejected - rows.length)}</li>}
      </ul>
    </details>
  )
}

function Rejected({ report, done }: { report: Report; done: boolean }) {
  const reasons = Object.entries(report.rejects_by_reason ?? {}).sort((a, b) => b[1] - a[1])
  return (
    <li>
      {tn('import.rejects', report.rejected)}
      <ul>
        {reasons.map(([reason, n]) => (
          <li key={reason}>
            {number(n)}: {word('reason', reason)}
          </li>
        ))}
      </ul>
      {!done && <RejectedRows report={report} />}
      {done && (
        <a href={`/api/v1/imports/${encodeURIComponent(report.id)}/rejects.csv`} download="rejects.csv">
          {t('import.download')}
        </a>
      )}
    </li>
  )
}

function LeftOut({ report }: { report: Report }) {
  const person = report.columns_left_out ?? []
  const ignored = report.columns_ignored ?? []
  return (
    <>
      {person.length > 0 && <p>{t('import.person', { columns: listOf(person) })}</p>}
      {ignored.length > 0 && (
        <details class="hint">
          <summary>{tn('import.ignored', ignored.length)}</summary>
          {listOf(ignored)}
        </details>
      )}
    </>
  )
}
