import type { ComponentChildren } from 'preact'
import type { Report } from '../../api/corridors'
import { t, word } from '../../i18n'
import { isCovered } from '../../state/answers'
import { filters } from '../../state/page'
import type { Resource } from '../../state/resource'
import { server } from '../../state/server'
import { HourChart, hoursNeeded, knownHours, Mix, MonthChart } from '../../ui/chart'
import { narrow } from '../../ui/narrow'
import { FailureOf, LoadingBar, Section, Slow } from '../../ui/parts'
import { allYears } from '../../ui/years'
import { Beside } from './beside'
import { Changes } from './changes'
import { Busiest, Land } from './facts'
import { Files } from './files'
import { Headline, Help, Warnings } from './headline'
import { IncidentsByKm } from './incidents'
import { Profile } from './profile'
import { inHand, shownReport } from './state'

/** What happened along the corridor in hand: help first, then how much, whether it changed, where, when, what. */
export function Right() {
  const resource = shownReport.value
  const report = resource.data.value
  return (
    <div class={resource.loading.value || resource.error.value ? 'report-box stale' : 'report-box'}>
      <LoadingBar busy={resource.loading.value} />
      <Beside />
      {!inHand.value && <Nothing />}
      {inHand.value && (
        <>
          <Slow of={resource} />
          <FailureOf of={resource} />
          <Away of={resource} />
          {report ? <About report={report} /> : <Waiting busy={resource.loading.value} />}
        </>
      )}
    </div>
  )
}

function Nothing() {
  return (
    <Section title={t('corridor.noneYet')}>
      <p>{t('corridor.noneYetMore')}</p>
    </Section>
  )
}

/** While the server is away: whether the numbers below answer the question, and why there are none. */
function Away({ of }: { of: Resource<Report> }) {
  if (!of.error.value || server.value === 'ok') return null
  return (
    <p class="banner warn" role="status">
      {t(of.data.value ? 'corridor.outdated' : 'corridor.unanswered')}
    </p>
  )
}

function Waiting({ busy }: { busy: boolean }) {
  return busy ? (
    <Section title={t('corridor.counting')}>
      <div class="skeleton" aria-hidden="true" />
    </Section>
  ) : null
}

function About({ report }: { report: Report }) {
  return (
    <>
      <Headline report={report} />
      <Help report={report} />
      <Changes report={report} />
      {narrow.value && <Profile />}
      <When report={report} />
      {report.by_kind.length > 1 && (
        <Block>
          <Mix title={t('chart.kinds')} values={report.by_kind} name={value => word('kind', value)} />
        </Block>
      )}
      <Busiest report={report} />
      <Land report={report} />
      <Warnings report={report} />
      <IncidentsByKm report={report} />
      <Files report={report} />
    </>
  )
}

export function Block({ children }: { children: ComponentChildren }) {
  return <section class="section">{children}</section>
}

/** Hours by weekday where enough are known, else months; always how many hours are known. */
function When({ report }: { report: Report }) {
  if (report.n === 0) return null
  const known = knownHours(report.hour_by_day)
  const found = report.by_kind.every(({ value }) => value === 'death')
  return (
    <Block>
      {known >= hoursNeeded ? (
        <HourChart hours={report.hour_by_day} unknown={report.hour_unknown} />
      ) : (
        <>
          <MonthChart
            months={allYears(report.month_by_year, filters.value, isCovered)}
            found={found}
            covered={isCovered}
          />
          <p class="hint">{t('corridor.fewHours', { known, n: report.n, needed: hoursNeeded })}</p>
        </>
      )}
    </Block>
  )
}
