import { listOf, spoken, t, tn, word } from '../i18n'
import { dayOf, degrees, distance, hourText, monthName, weekdayName } from '../i18n/format'
import { landsInSpanish } from '../i18n/lands'
import { runs } from './cycle'
import { type Filters, kindWords, noFilters, plainConditions } from './filters'
import { nameAt, readNear } from './near'
import { overlays } from './overlays'
import { groups, weekdays } from './words'

/** The filter in words: what the reader sees counted. Nothing is not called zero where no source speaks. */
export function sentence(filters: Filters, total: number, unspoken = false): string {
  const counted = unspoken && total === 0 ? t('sentence.unspoken') : tn('sentence.incidents', total)
  return [counted, ...conditions(filters)].join(', ')
}

export function conditions(filters: Filters): string[] {
  return [period(filters), kindsInWords(filters), ...facets(filters)]
}

function period({ from, until }: Filters): string {
  if (from && until) return t('sentence.range', { from: dayOf(from), until: dayOf(until) })
  if (from) return t('sentence.since', { from: dayOf(from) })
  return until ? t('sentence.before', { until: dayOf(until) }) : t('sentence.always')
}

export function kindsInWords({ kinds }: Pick<Filters, 'kinds'>): string {
  const words = kindWords(kinds)
  const isGroup = (name: string) => (groups as string[]).includes(name) && name !== 'other'
  const [only] = words
  if (!only) return t('sentence.allKinds')
  if (words.length === 1 && isGroup(only)) return t('sentence.group', { group: lower(word('group', only)) })
  const list = listOf(words.map(name => lower(word(isGroup(name) ? 'group' : 'kind', name))))
  return t('sentence.kinds', { list })
}

const facetWords: { field: 'sources' | 'causes' | 'lands' | 'areas' | 'sides' | 'origins'; name: string }[] = [
  { field: 'sources', name: 'source' },
  { field: 'causes', name: 'cause' },
  { field: 'lands', name: 'land' },
  { field: 'areas', name: 'area' },
  { field: 'sides', name: 'side' },
  { field: 'origins', name: 'origin' },
]

function facets(filters: Filters): string[] {
  const chosen = facetWords
    .filter(({ field }) => filters[field].length > 0)
    .map(
      ({ field, name }) => `${lower(facetTitle(name))}: ${listOf(filters[field].map(value => valueName(name, value)))}`,
    )
  if (filters.foundWithin.length > 0) {
    const days = filters.foundWithin.map(n => tn('filter.foundDays', Number(n)))
    chosen.push(`${lower(t('filter.found_within_days'))} ${listOf(days)}`)
  }
  if (filters.maxRadiusM) chosen.push(t('sentence.precision', { distance: distance(Number(filters.maxRadiusM)) }))
  for (const { param, value } of plainConditions(filters)) chosen.push(conditionText(param, value))
  if (filters.duplicates === 'include') chosen.push(t('sentence.repeats'))
  if (filters.duplicates === 'only') chosen.push(t('sentence.onlyRepeats'))
  return chosen
}

export function facetTitle(param: string): string {
  return word('filter', param)
}

/** Where a source can speak, as the reader knows it. */
export function coverageName(code: string): string {
  return code === 'study-area' ? t('coverage.study-area', { distance: distance(studyReachM) }) : word('coverage', code)
}

const studyReachM = 100_000

/** A facet's value as the reader knows it. */
export function valueName(facet: string, value: string): string {
  if (facet === 'land') return landName(value)
  return word(facet, value)
}

function landName(value: string): string {
  const translated = spoken() === 'es' ? landsInSpanish[value] : undefined
  return translated ?? value.replace(/\bO'?odham\b/, 'O’odham')
}

/** A condition without a list of values to choose from, as the reader knows it. */
export function conditionText(param: string, value: string): string {
  switch (param) {
    case 'mapped':
      return word('mapped', value)
    case 'near':
      return nearText(value)
    case 'within':
      return withinText(value)
    case 'polygon':
      return facetTitle(param)
    case 'hours':
      return hoursText(value)
    case 'days':
      return t('sentence.days', { days: daysText(value.split(',')) })
    case 'months':
      return monthsText(value.split(','))
    default:
      return `${facetTitle(param)} ${shorten(value)}`
  }
}

/** "inside Caborca (Sonora municipios 2021)". */
function withinText(value: string): string {
  const [, name = '', feature = ''] = /^([^:]*):(.*)$/s.exec(value) ?? []
  const title = overlays.value?.find(overlay => overlay.name === name)?.title ?? name
  return t('sentence.within', { feature: shorten(feature), title })
}

function nearText(value: string): string {
  const circle = readNear(value)
  if (!circle) return value
  const place = nameAt(circle) ?? degrees(circle.lat, circle.lon)
  return t('sentence.near', { distance: distance(circle.radiusM), place })
}

function hoursText(value: string): string {
  const [from = 0, until = 24] = value.split('-').map(Number)
  return t('sentence.hours', { from: hourText(from), until: hourText(until || 24) })
}

/** Monday first. */
function daysText(days: readonly string[]): string {
  return listOf(weekdays.flatMap((day, i) => (days.includes(day) ? [weekdayName(i, 'long')] : [])))
}

/** "in December to February": the year comes round. */
function monthsText(chosen: readonly string[]): string {
  const stretches = runs(
    chosen.map(month => Number(month) - 1),
    12,
  )
  const text = ({ from, length }: { from: number; length: number }) =>
    length === 1
      ? t('sentence.month', { month: monthName(from, 'long') })
      : t('sentence.months', { from: monthName(from, 'long'), until: monthName((from + length - 1) % 12, 'long') })
  return listOf(stretches.map(text))
}

function shorten(value: string): string {
  return value.length > 32 ? `${value.slice(0, 30)}…` : value
}

function lower(text: string): string {
  const next = text[1] ?? ''
  return next === next.toLowerCase() ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

/** Every condition that can be taken off alone, with the filters that are left then. */
export function removable(filters: Filters): { name: string; without: Filters }[] {
  const parts: { name: string; without: Filters }[] = []
  if (filters.from || filters.until) parts.push({ name: period(filters), without: { ...filters, from: '', until: '' } })
  if (filters.kinds.length > 0) parts.push({ name: kindsInWords(filters), without: { ...filters, kinds: [] } })
  const rest = Object.keys(noFilters).filter(field => !['from', 'until', 'kinds'].includes(field)) as (keyof Filters)[]
  for (const field of rest) {
    if (String(filters[field]) === String(noFilters[field])) continue
    const alone = { ...noFilters, [field]: filters[field] } as Filters
    const name = facets(alone)[0]
    if (name) parts.push({ name, without: { ...filters, [field]: noFilters[field] } as Filters })
  }
  return parts
}
