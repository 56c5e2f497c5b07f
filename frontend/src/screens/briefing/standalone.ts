import type { Report } from '../../api/corridors'
import type { Incidents } from '../../api/types'
import { lang, number, t, word } from '../../i18n'
import { along, dayOf, distance, when } from '../../i18n/format'
import { unit } from '../../i18n/units'
import { canvasOf } from '../../map/canvas'
import { inradiusM } from '../../state/cells'
import { conditions, valueName } from '../../state/sentence'
import { gridHead, gridOf, minutesOf, placeName, squareOf } from './place'
import type { SheetData } from './sheet'

/** The rows that a file takes along. */
export type List = { newest: Incidents } | { report: Report }

/**
 * One HTML file with everything in it: the pages as they stand, maps as
 * pictures, all places and the newest rows as tables. It has no script and asks
 * no server. Built as a document, so that no text can become markup.
 */
export function standalone(sheets: readonly HTMLElement[], data: SheetData, list: List): string {
  const file = document.implementation.createHTMLDocument(`Línea: ${conditions(data.filters).join(', ')}`)
  file.documentElement.lang = lang.peek()
  const charset = file.createElement('meta')
  charset.setAttribute('charset', 'utf-8')
  const viewport = file.createElement('meta')
  viewport.name = 'viewport'
  viewport.content = 'width=device-width, initial-scale=1'
  file.head.prepend(charset, viewport)
  file.body.className = 'taken'
  for (const sheet of sheets) file.body.append(still(sheet))
  const more = append(file.body, 'section', '')
  more.className = 'sheet-more'
  placeTable(more, data)
  if ('report' in list) corridorTable(more, list.report)
  else rowTable(more, list.newest)
  // As text: the page's policy lets no document of its own take a style sheet that is not a file.
  const html = file.documentElement.outerHTML.replace('</head>', () => `<style>${styles()}</style></head>`)
  return `<!doctype html>\n${html}`
}

/** The page with its map as a picture. */
function still(sheet: HTMLElement): Node {
  const copy = sheet.cloneNode(true) as HTMLElement
  const maps = copy.querySelectorAll<HTMLElement>('.sheet-map')
  sheet.querySelectorAll<HTMLElement>('.sheet-map').forEach((map, i) => {
    const picture = document.createElement('img')
    picture.src = canvasOf(map).toDataURL('image/png')
    picture.alt = map.getAttribute('aria-label') ?? ''
    maps[i]?.replaceChildren(picture, ...scalesOf(map))
  })
  return copy
}

/** The map's scale in parts of its width: true however large the picture is shown. */
function scalesOf(map: HTMLElement): Node[] {
  return [...map.querySelectorAll<HTMLElement>('.scale')].map(scale => {
    const copy = scale.cloneNode(true) as HTMLElement
    const bar = copy.querySelector<HTMLElement>('.scale-inner')
    copy.style.width = `${(100 * scale.offsetWidth) / map.clientWidth}%`
    if (bar) bar.style.width = '100%'
    return copy
  })
}

/** The rules of the app's own style sheets; fonts stay behind. */
function styles(): string {
  return [...document.styleSheets]
    .flatMap(sheet => [...sheet.cssRules])
    .filter(rule => !(rule instanceof CSSFontFaceRule))
    .map(rule => rule.cssText)
    .join('\n')
}

function append(parent: Element, name: string, text: string): HTMLElement {
  const element = parent.ownerDocument.createElement(name)
  element.textContent = text
  parent.append(element)
  return element
}

function placeTable(parent: Element, data: SheetData) {
  const { places } = data
  if (places.length === 0) return
  const square = squareOf(places)
  append(
    parent,
    'h2',
    places[0]?.km
      ? t('briefing.stretches')
      : t('briefing.places', { distance: distance(2 * inradiusM(data.resolution)) }),
  )
  table(
    parent,
    [t('briefing.place'), t('chart.count'), gridHead(square), t('briefing.coordinates')],
    places.map(place => [placeName(place), number(place.n), gridOf(place, square), minutesOf(place, square)]),
  )
}

function corridorTable(parent: Element, { incidents, n }: Report) {
  const rows = incidents ?? []
  append(parent, 'h2', t('briefing.rowsByKm', { n: rows.length, total: n }))
  table(
    parent,
    [unit.value, t('chart.when'), t('filter.kind'), t('briefing.fromRoute')],
    rows.map(row => [
      along(row.km),
      dayOf(row.occurred_at),
      word('kind', row.kind),
      `${distance(row.offset_m)} ${word('compass', row.compass)}`,
    ]),
  )
}

function rowTable(parent: Element, { features, numberMatched }: Incidents) {
  append(parent, 'h2', t('briefing.newestRows', { n: features.length, total: numberMatched }))
  const heads = ['chart.when', 'filter.kind', 'filter.cause', 'filter.land', 'filter.max_radius_m'] as const
  table(
    parent,
    heads.map(head => t(head)),
    features.map(({ properties: row }) => [
      when(row),
      word('kind', row.kind),
      row.cause ? word('cause', row.cause) : '',
      row.land ? valueName('land', row.land) : '',
      row.radius_m ? distance(row.radius_m) : '',
    ]),
  )
}

function table(parent: Element, heads: string[], rows: string[][]) {
  const made = append(parent, 'table', '')
  const head = append(append(made, 'thead', ''), 'tr', '')
  for (const text of heads) append(head, 'th', text).setAttribute('scope', 'col')
  const body = append(made, 'tbody', '')
  for (const row of rows) {
    const line = append(body, 'tr', '')
    for (const text of row) append(line, 'td', text)
  }
}
