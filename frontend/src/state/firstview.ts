import { batch } from '@preact/signals'
import { copyOf, getJSON, Problem } from '../api/client'
import type { Sources, Summary } from '../api/types'
import { aboutSources, ask, askEarly, askStudyArea, newestOf } from './answers'
import { type Filters, noFilters, toQuery, withoutParams } from './filters'
import { defaults, dropped, page, phase, startProblem } from './page'
import { localDay, type Period, presetPeriod } from './period'
import { tracked, whenReady } from './server'
import { type Defaults, decodePage, type Given, type Page, readable } from './url'
import { type Group, groupOf, type Kind, kindGroups } from './words'

/** Reads the link, and fills in what it leaves open once the store is known. */
export async function openPage(search: string) {
  const { page: asked, given, dropped: bad } = decodePage(search)
  page.value = asked
  dropped.value = bad
  await findFirstView(given)
}

/**
 * Waits for the server and meets its store; what goes wrong is left in
 * startProblem. The store is asked at the same time as whether it is there, which
 * saves a slow link a round trip; a server that is not ready is asked again.
 */
export async function findFirstView(given: Given = nothingGiven) {
  startProblem.value = null
  const early = aboutStore().catch(() => null)
  const ready = whenReady()
  try {
    let about = await early
    if (!about || copyOf(about[0])) await ready // else the server has just shown that it is
    about ??= await aboutStore()
    await meetStore(given, about)
    await ready
  } catch (cause) {
    startProblem.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
  }
}

const nothingGiven: Given = { period: false, kinds: false }

/** What the store holds, and the first view of it. */
function aboutStore(): Promise<[Sources, Defaults]> {
  return Promise.all([askEarly<Sources>(aboutSources), firstView()])
}

/** Shows the first view, or the empty start where the store holds nothing. */
export async function meetStore(given: Given = nothingGiven, about?: [Sources, Defaults]) {
  const [all, first] = about ?? (await aboutStore())
  if (!all.sources?.some(source => source.rows > 0)) {
    phase.value = 'empty'
    return
  }
  const refused = await refusedParams(page.peek().filters)
  if (refused.length > 0) leaveOut(refused)
  const periodGiven = given.period && !refused.includes('datetime')
  const { kinds } = page.peek().filters
  const period = given.kinds && !periodGiven ? lastFiveYears(await wholeTimeOf(kinds)) : {}
  batch(() => {
    defaults.value = first
    page.value = fillIn(page.value, { ...given, period: periodGiven }, { ...first, ...period })
    phase.value = 'ready'
  })
}

/** Parameters of a link that only the server can judge, such as a layer's name, and that it does not understand. */
async function refusedParams(asked: Filters): Promise<string[]> {
  const question = readable(toQuery(asked))
  if (!question) return []
  try {
    await tracked(getJSON(ask('/api/v1/incidents', question, 'limit=1')))
    return []
  } catch (cause) {
    if (cause instanceof Problem && cause.gone) return [] // there is nobody to judge: what is kept is shown
    if (!(cause instanceof Problem) || cause.status !== 400) throw cause
    return cause.errors.flatMap(({ parameter }) => parameter ?? [])
  }
}

function leaveOut(params: readonly string[]) {
  page.value = { ...page.value, filters: withoutParams(page.value.filters, params) }
  dropped.value = [...dropped.value, ...params]
}

/** The page with the first view's period and kinds where the link names none. */
export function fillIn(asked: Page, given: Given, first: Defaults): Page {
  const period = given.period ? {} : { from: first.from, until: first.until }
  const kinds = given.kinds ? {} : { kinds: first.kinds }
  return { ...asked, filters: { ...asked.filters, ...period, ...kinds } }
}

/**
 * The humanitarian group and the last five years counted back from its newest
 * record; in a store without such incidents, the group that has most.
 */
async function firstView(): Promise<Defaults> {
  const about = await wholeTimeOf(kindGroups.humanitarian)
  if (newestOf(about)) return { kinds: kindGroups.humanitarian, ...lastFiveYears(about) }
  const kinds = kindGroups[largestGroup(about)]
  return { kinds, ...lastFiveYears(await wholeTimeOf(kinds)) }
}

function lastFiveYears(about: Summary): Period {
  const newest = newestOf(about)
  return newest ? presetPeriod('5y', localDay(newest)) : presetPeriod('all', '')
}

function wholeTimeOf(kinds: readonly Kind[]): Promise<Summary> {
  return askEarly<Summary>(ask('/api/v1/summary', readable(toQuery({ ...noFilters, kinds })), askStudyArea))
}

export function largestGroup(about: Pick<Summary, 'by_kind'>): Group {
  const counts = new Map<Group, number>()
  for (const { value, n } of about.by_kind ?? []) {
    const group = groupOf(value as Kind)
    counts.set(group, (counts.get(group) ?? 0) + n)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'humanitarian'
}
