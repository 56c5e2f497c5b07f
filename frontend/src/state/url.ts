import { type Pins, readPins, writePins } from './classes'
import { cellId, type Filters, filterParams, fromQuery, noFilters, toQuery } from './filters'
import { ownParams } from './own'

/** Where the map looks: zoom as in tiles of 512 px. */
export interface View {
  lon: number
  lat: number
  zoom: number
}

export const langs = ['en', 'es'] as const
export type Lang = (typeof langs)[number]

export const metrics = ['count', 'significance'] as const
/** What the cells show: incidents in each, or change against what is usual there. */
export type Metric = (typeof metrics)[number]

export const listNames = ['cell', 'all', 'unmapped', 'imprecise', 'duplicates'] as const
export type ListName = (typeof listNames)[number]

/** The tabs of the app, in their order. */
export const screens = ['map', 'corridor', 'compare', 'table', 'briefing', 'data'] as const
export type Screen = (typeof screens)[number]

/** All that a link restores. */
export interface Page {
  screen: Screen
  filters: Filters
  view: View | null // null = the study area
  cell: string // H3 id of the selected cell, '' for none
  list: ListName | null
  metric: Metric
  pins: Pins | null // null = classes made anew for each question
  lang: Lang | null // null = the reader's own
  own: Own // what single screens keep in the link
}

/** Parameters that one screen alone understands, as they stand in the link. */
export type Own = Readonly<Record<string, string>>

/** A page that says nothing yet. */
export const emptyPage: Page = {
  screen: 'map',
  filters: noFilters,
  view: null,
  cell: '',
  list: null,
  metric: 'count',
  pins: null,
  lang: null,
  own: {},
}

/** What a link leaves open, for the first view to fill in. */
export interface Given {
  period: boolean
  kinds: boolean
}

/** The filters of the first view. */
export interface Defaults {
  from: string
  until: string
  kinds: Filters['kinds']
}

/**
 * The page as a query string. Period and kinds are always in it, "all" where
 * nothing is left out: a link must not change with the newest record.
 */
export function encodePage(page: Page): string {
  const query = toQuery(page.filters)
  for (const param of ['datetime', 'kind']) if (!query.has(param)) query.set(param, 'all')
  if (page.screen !== 'map') query.set('screen', page.screen)
  if (page.view) query.set('map', writeView(page.view))
  if (page.cell) query.set('selected', page.cell)
  if (page.list) query.set('list', page.list)
  if (page.metric !== 'count') query.set('metric', page.metric)
  if (page.pins) query.set('breaks', writePins(page.pins))
  for (const param in ownParams) if (page.own[param]) query.set(param, page.own[param])
  if (page.lang) query.set('lang', page.lang)
  return readable(query)
}

/** Keeps the characters readable that a query string allows. */
export function readable(query: URLSearchParams): string {
  return query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':')
}

const pageParams = ['screen', 'map', 'selected', 'list', 'metric', 'breaks', 'lang']

/** Reads a link. What is not known or makes no sense is left out and named in dropped. */
export function decodePage(search: string): { page: Page; given: Given; dropped: string[] } {
  const query = new URLSearchParams(search)
  const { filters, dropped } = fromQuery(query)
  const page: Page = { ...emptyPage, filters }
  read('screen', text => {
    const known = screens.find(screen => screen === text)
    page.screen = known ?? 'map'
    return known
  })
  read('map', text => (page.view = readView(text)))
  read('selected', text => (page.cell = cellId.test(text) ? text : ''))
  read('list', text => (page.list = listNames.find(name => name === text) ?? null))
  read('metric', text => {
    const known = metrics.find(metric => metric === text)
    page.metric = known ?? 'count'
    return known
  })
  read('breaks', text => (page.pins = readPins(text)))
  for (const [param, form] of Object.entries(ownParams)) {
    read(param, text => {
      if (form.test(text)) page.own = { ...page.own, [param]: text }
      return form.test(text)
    })
  }
  read('lang', text => (page.lang = langs.find(lang => lang === text) ?? null))
  const known = new Set([...filterParams, ...pageParams, ...Object.keys(ownParams)])
  dropped.push(...new Set([...query.keys()].filter(param => !known.has(param))))
  const given = {
    period: query.has('datetime') && !dropped.includes('datetime'),
    kinds: query.has('kind') && (filters.kinds.length > 0 || !dropped.includes('kind')),
  }
  return { page, given, dropped }

  function read(param: string, assign: (text: string) => unknown) {
    const text = query.get(param)
    if (text !== null && !assign(text)) dropped.push(param)
  }
}

/** "zoom/lat/lon", rounded to what a pixel can show. */
function writeView(view: View): string {
  return `${round(view.zoom, 2)}/${round(view.lat, 4)}/${round(view.lon, 4)}`
}

function readView(text: string): View | null {
  const [zoom, lat, lon] = text.split('/').map(Number)
  const good = [zoom, lat, lon].every(n => n !== undefined && Number.isFinite(n))
  if (!good || Math.abs(lat as number) > 85 || Math.abs(lon as number) > 180) return null
  return { zoom: zoom as number, lat: lat as number, lon: lon as number }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
