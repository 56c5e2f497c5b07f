import { batch } from '@preact/signals'
import { getJSON, Problem } from '../api/client'
import type { Sources, Summary } from '../api/types'
import { ask } from './answers'
import { noFilters, toQuery } from './filters'
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

/** Waits for the server and meets its store; what goes wrong is left in startProblem. */
export async function findFirstView(given: Given = nothingGiven) {
  startProblem.value = null
  try {
    await whenReady()
    await meetStore(given)
  } catch (cause) {
    startProblem.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
  }
}

const nothingGiven: Given = { period: false, kinds: false }

/** Finds the first view of what the store holds, or the empty start. */
export async function meetStore(given: Given = nothingGiven) {
  const [all, first] = await Promise.all([tracked(getJSON<Sources>('/api/v1/sources')), firstView()])
  if (!all.sources?.some(source => source.rows > 0)) {
    phase.value = 'empty'
    return
  }
  const { kinds } = page.peek().filters
  const period = given.kinds && !given.period ? lastFiveYears(await wholeTimeOf(kinds)) : {}
  batch(() => {
    defaults.value = first
    page.value = fillIn(page.value, given, { ...first, ...period })
    phase.value = 'ready'
  })
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
  if (about.as_of) return { kinds: kindGroups.humanitarian, ...lastFiveYears(about) }
  const kinds = kindGroups[largestGroup(about)]
  return { kinds, ...lastFiveYears(await wholeTimeOf(kinds)) }
}

function lastFiveYears({ as_of }: Summary): Period {
  return as_of ? presetPeriod('5y', localDay(as_of)) : presetPeriod('all', '')
}

function wholeTimeOf(kinds: readonly Kind[]): Promise<Summary> {
  return tracked(getJSON<Summary>(ask('/api/v1/summary', readable(toQuery({ ...noFilters, kinds })))))
}

export function largestGroup(about: Pick<Summary, 'by_kind'>): Group {
  const counts = new Map<Group, number>()
  for (const { value, n } of about.by_kind ?? []) {
    const group = groupOf(value as Kind)
    counts.set(group, (counts.get(group) ?? 0) + n)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'humanitarian'
}
