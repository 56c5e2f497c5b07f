import { isDay } from './period'
import {
  causes,
  type Duplicates,
  duplicateChoices,
  foundWithinDays,
  type Group,
  groups,
  type Kind,
  kindGroups,
  kinds,
  maxRadii,
  months,
  origins,
  sides,
  statuses,
  weekdays,
} from './words'

/**
 * One question about incidents: every parameter of the HTTP contract's filter
 * grammar. An empty text or list leaves that condition out.
 */
export interface Filters {
  /** Both ends as written: a local day is inclusive, a date-time is half-open. */
  from: string
  until: string
  kinds: readonly Kind[]
  sources: readonly string[]
  origins: readonly string[]
  causes: readonly string[]
  lands: readonly string[]
  areas: readonly string[]
  foundWithin: readonly string[]
  statuses: readonly string[]
  hours: string
  days: readonly string[]
  months: readonly string[]
  sides: readonly string[]
  maxRadiusM: string
  bbox: string
  near: string
  within: string
  polygon: string
  /** Only rows of this cell that are precise enough for it. */
  cell: string
  /** Only rows with a usable place, or only those without. */
  mapped: '' | 'true' | 'false'
  duplicates: Duplicates
}

export const noFilters: Filters = {
  from: '',
  until: '',
  kinds: [],
  sources: [],
  origins: [],
  causes: [],
  lands: [],
  areas: [],
  foundWithin: [],
  statuses: [],
  hours: '',
  days: [],
  months: [],
  sides: [],
  maxRadiusM: '',
  bbox: '',
  near: '',
  within: '',
  polygon: '',
  cell: '',
  mapped: '',
  duplicates: 'exclude',
}

type ListField = { [K in keyof Filters]: Filters[K] extends readonly string[] ? K : never }[keyof Filters]
type TextField = 'hours' | 'maxRadiusM' | 'bbox' | 'near' | 'within' | 'polygon' | 'cell'

const lists: { field: Exclude<ListField, 'kinds'>; param: string; allowed?: readonly string[] }[] = [
  { field: 'sources', param: 'source' },
  { field: 'origins', param: 'origin', allowed: origins },
  { field: 'causes', param: 'cause', allowed: causes },
  { field: 'lands', param: 'land' },
  { field: 'areas', param: 'area' },
  { field: 'foundWithin', param: 'found_within_days', allowed: foundWithinDays.map(String) },
  { field: 'statuses', param: 'status', allowed: ['all', ...statuses] },
  { field: 'days', param: 'days', allowed: weekdays },
  { field: 'months', param: 'months', allowed: months },
  { field: 'sides', param: 'side', allowed: sides },
]

/** An H3 id of resolution 3 to 9. */
export const cellId = /^8[3-9][0-9a-f]{13}$/

const number = '-?\\d+(?:\\.\\d+)?'
const texts: { field: TextField; param: string; form: RegExp }[] = [
  { field: 'hours', param: 'hours', form: /^([01]?\d|2[0-3])-([01]?\d|2[0-4])$/ },
  { field: 'maxRadiusM', param: 'max_radius_m', form: new RegExp(`^(${maxRadii.join('|')})$`) },
  { field: 'bbox', param: 'bbox', form: new RegExp(`^${number},${number},${number},${number}$`) },
  { field: 'near', param: 'near', form: new RegExp(`^${number},${number},\\d+(?:\\.\\d+)?$`) },
  { field: 'within', param: 'within', form: /^[^:]+:.+$/ },
  { field: 'polygon', param: 'polygon', form: /^[?-~]{6,}$/ },
  { field: 'cell', param: 'cell', form: cellId },
]

/** Every parameter of the grammar. */
export const filterParams: readonly string[] = [
  'datetime',
  'kind',
  ...[...lists, ...texts].map(({ param }) => param),
  'mapped',
  'duplicates',
]

const instant = '\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2})?(?:Z|[+-]\\d{2}:\\d{2}))?'
const interval = new RegExp(`^(${instant}|\\.\\.)/(${instant}|\\.\\.)$`)
const bareDay = /^\d{4}-\d{2}-\d{2}$/

/** Filters as the API's query string, always in the same order. */
export function toQuery(filters: Filters): URLSearchParams {
  const query = new URLSearchParams()
  if (filters.from || filters.until) query.set('datetime', `${filters.from || '..'}/${filters.until || '..'}`)
  if (filters.kinds.length > 0) query.set('kind', kindWords(filters.kinds).join(','))
  for (const { field, param } of lists) {
    if (filters[field].length > 0) query.set(param, filters[field].map(escapeValue).join(','))
  }
  for (const { field, param } of texts) {
    if (filters[field]) query.set(param, filters[field])
  }
  if (filters.mapped) query.set('mapped', filters.mapped)
  if (filters.duplicates !== 'exclude') query.set('duplicates', filters.duplicates)
  return query
}

/** Reads the API's grammar. Parameters that make no sense are left out and named in dropped. */
export function fromQuery(query: URLSearchParams): { filters: Filters; dropped: string[] } {
  const filters: Filters = { ...noFilters }
  const dropped: string[] = []
  readPeriod(query, filters, dropped)
  readKinds(query, filters, dropped)
  for (const { field, param, allowed } of lists) readList(query, param, allowed, dropped, v => (filters[field] = v))
  for (const { field, param, form } of texts) {
    const value = query.get(param)
    if (value === null) continue
    if (form.test(value)) filters[field] = value
    else dropped.push(param)
  }
  const mapped = query.get('mapped')
  if (mapped === 'true' || mapped === 'false') filters.mapped = mapped
  else if (mapped !== null) dropped.push('mapped')
  const duplicates = query.get('duplicates')
  if (duplicates !== null) {
    if (isOneOf(duplicateChoices, duplicates)) filters.duplicates = duplicates
    else dropped.push('duplicates')
  }
  return { filters, dropped }
}

function readPeriod(query: URLSearchParams, filters: Filters, dropped: string[]) {
  const value = query.get('datetime')
  if (value === null || value === 'all') return
  const ends = interval.exec(bareDay.test(value) ? `${value}/${value}` : value)
  const [from, until] = [ends?.[1] ?? '', ends?.[2] ?? ''].map(end => (end === '..' ? '' : end)) as [string, string]
  if (!ends || !isPeriod(from, until)) {
    dropped.push('datetime')
    return
  }
  filters.from = from
  filters.until = until
}

/** Whether both ends are real days or instants, in their order; an empty end is open. */
function isPeriod(from: string, until: string): boolean {
  if (![from, until].every(end => end === '' || isReal(end))) return false
  return from === '' || until === '' || Date.parse(from) <= Date.parse(until)
}

/** The browser moves 30 February to March; a link does not mean that. */
function isReal(end: string): boolean {
  return isDay(end.slice(0, 10)) && !Number.isNaN(Date.parse(end))
}

/** The filters without the conditions of these parameters. */
export function withoutParams(filters: Filters, params: readonly string[]): Filters {
  const query = toQuery(filters)
  for (const param of params) query.delete(param)
  return fromQuery(query).filters
}

function readKinds(query: URLSearchParams, filters: Filters, dropped: string[]) {
  const words = splitList(query.get('kind')).filter(word => word !== 'all')
  const chosen = new Set<Kind>()
  for (const word of words) {
    if (isOneOf(kinds, word)) chosen.add(word)
    else if (isOneOf(groups, word)) for (const kind of kindGroups[word]) chosen.add(kind)
    else dropped.push('kind')
  }
  filters.kinds = orderKinds(chosen)
}

function readList(
  query: URLSearchParams,
  param: string,
  allowed: readonly string[] | undefined,
  dropped: string[],
  set: (values: string[]) => void,
) {
  const words = splitList(query.get(param))
  const good = allowed ? words.filter(word => allowed.includes(word)) : words
  if (good.length < words.length) dropped.push(param)
  set([...new Set(good)].sort(inOrder))
}

/** Numbers by size, words by the alphabet. */
function inOrder(a: string, b: string): number {
  return Number(a) - Number(b) || (a < b ? -1 : 1)
}

/** In a list "\\," is a comma within a value and "\\\\" a backslash, because names of lands hold commas. */
function escapeValue(value: string): string {
  return value.replace(/[\\,]/g, '\\$&')
}

function splitList(value: string | null): string[] {
  const values = (value ?? '').match(/(?:\\.|[^\\,]|\\$)+/gs) ?? []
  return values.map(text => text.replace(/\\(.)/gs, '$1').trim()).filter(Boolean)
}

function isOneOf<T extends string>(list: readonly T[], word: string): word is T {
  return (list as readonly string[]).includes(word)
}

/** Kinds in display order; all of them together are the same as none named. */
export function orderKinds(chosen: ReadonlySet<Kind>): readonly Kind[] {
  return chosen.size === kinds.length ? [] : kinds.filter(kind => chosen.has(kind))
}

const placeFields = ['sides', 'maxRadiusM', 'bbox', 'near', 'within', 'polygon', 'cell'] as const

/** The filters without their conditions on place, which a row without one can never meet. */
export function withoutPlace(filters: Filters): Filters {
  return Object.assign({ ...filters }, ...placeFields.map(field => ({ [field]: noFilters[field] })))
}

export function asksPlace(filters: Filters): boolean {
  return placeFields.some(field => filters[field].length > 0)
}

/** Whether hours or weekdays are asked for, which rows of a day or a month may not say. */
export function asksClock({ hours, days }: Pick<Filters, 'hours' | 'days'>): boolean {
  return hours !== '' || days.length > 0
}

/** Whole groups by their name, single kinds by theirs. */
export function kindWords(chosen: readonly Kind[]): string[] {
  return groups.flatMap(group => {
    const members: readonly Kind[] = kindGroups[group]
    const here = members.filter(kind => chosen.includes(kind))
    return here.length === members.length && members.length > 1 ? [group] : here
  })
}

/** The group that a choice of kinds is exactly, or null. */
export function wholeGroup(chosen: readonly Kind[]): Group | null {
  const words = kindWords(chosen)
  const word = words.length === 1 ? words[0] : undefined
  return word && isOneOf(groups, word) && word !== 'other' ? word : null
}

export function toggle<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter(item => item !== value) : [...list, value].sort()
}

/** Conditions that have no control of their own in the panel; each is shown as a chip that removes it. */
export function hiddenConditions(filters: Filters): Condition[] {
  return plainConditions(filters).filter(({ param }) => !['hours', 'days', 'months'].includes(param))
}

interface Condition {
  field: keyof Filters
  param: string
  value: string
}

/** Conditions that are not a choice among counted values. */
export function plainConditions(filters: Filters): Condition[] {
  const query = toQuery(filters)
  const fields: { field: keyof Filters; param: string }[] = [
    ...lists.filter(({ field }) => field === 'statuses' || field === 'days' || field === 'months'),
    ...texts.filter(text => text.field !== 'maxRadiusM'),
  ]
  fields.push({ field: 'mapped', param: 'mapped' })
  return fields.flatMap(({ field, param }) => {
    const value = query.get(param)
    return value ? [{ field, param, value }] : []
  })
}
