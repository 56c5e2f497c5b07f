import type { Report } from '../../api/types'
import { addWords, listOf, number, t, tn, word } from '../../i18n'
import { dayOf, timeOf } from '../../i18n/format'
import { valueName } from '../../state/sentence'
import { importWords } from '../../ui/importwords'
import { FailureOf, LoadingBar, Section } from '../../ui/parts'
import { imports } from './answers'

addWords(importWords)

/** Every file that was read, the newest first, with what of it could not be used. */
export function Imports() {
  const reports = imports.data.value?.imports ?? []
  return (
    <Section title={t('data.imports')}>
      <LoadingBar busy={imports.loading.value} />
      <FailureOf of={imports} />
      {imports.data.value && reports.length === 0 && <p class="hint">{t('data.importsNone')}</p>}
      {reports.length > 0 && <ImportTable reports={reports} />}
    </Section>
  )
}

function ImportTable({ reports }: { reports: readonly Report[] }) {
  const heads = ['data.file', 'data.when', 'data.read', 'data.added', 'data.revised', 'data.rejected'] as const
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section class="data-table" aria-label={t('data.imports')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map(head => (
              <th key={head} scope="col">
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reports.map(report => (
            <ImportRow key={report.id} report={report} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ImportRow({ report }: { report: Report }) {
  const ended = new Date(report.finished_at)
  return (
    <tr>
      <th scope="row">
        {report.file}
        <span class="muted">
          <span lang="en">{report.format}</span> ·{' '}
          {listOf(report.source.split(', ').map(slug => valueName('source', slug)))}
        </span>
        <More report={report} />
      </th>
      <td>
        {dayOf(report.finished_at)} {timeOf(ended)}
      </td>
      <td class="count">{number(report.rows_read)}</td>
      <td class="count">{number(report.added)}</td>
      <td class="count">{number(report.revised)}</td>
      <td class="count">
        {number(report.rejected)}
        {report.rejected > 0 && (
          <a class="rejects" href={`/api/v1/imports/${encodeURIComponent(report.id)}/rejects.csv`} download>
            {t('data.rejects')}
          </a>
        )}
      </td>
    </tr>
  )
}

/** Reasons, columns and warnings: what a careful reader asks next. */
function More({ report }: { report: Report }) {
  const reasons = Object.entries(report.rejects_by_reason ?? {})
  const unmapped = Object.entries(report.unmapped).filter(([, n]) => n > 0)
  const person = report.columns_left_out ?? []
  const ignored = report.columns_ignored ?? []
  const warnings = report.warnings ?? []
  if (reasons.length + unmapped.length + person.length + ignored.length + warnings.length === 0) return null
  return (
    <details>
      <summary>{t('data.more')}</summary>
      <ul class="data-list">
        {reasons.map(([reason, n]) => (
          <li key={reason}>
            {t('data.rejectedAs', { n })} {word('reason', reason)}
          </li>
        ))}
        {unmapped.map(([reason, n]) => (
          <li key={reason}>
            {t('data.unmappedAs', { n })} {word('unmapped', reason)}
          </li>
        ))}
        {person.length > 0 && <li>{t('import.person', { columns: listOf(person) })}</li>}
        {ignored.length > 0 && (
          <li>
            {tn('import.ignored', ignored.length)}: {listOf(ignored)}
          </li>
        )}
        {warnings.map(warning => (
          <li key={warning} lang="en">
            {warning}
          </li>
        ))}
      </ul>
    </details>
  )
}
