import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Change } from '../src/api/types'
import { encodeLine } from '../src/state/polyline'
import { away, browser, Reader } from './browser'
import { serving } from './server'

const linea = serving(4000)
let corridor = ''
const asked = 'kind=humanitarian&datetime=2024-01-01/2025-12-28'
const allKinds = 'kind=all&datetime=2021-01-01/2025-12-28'

beforeAll(async () => {
  const line = {
    type: 'LineString',
    coordinates: [
      [-112.4, 31.75],
      [-111.9, 31.6],
      [-111.4, 31.7],
    ],
  }
  const saved = await fetch(`${linea.url}/api/v1/corridors`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Ruta de prueba <b>', line, half_width_m: 8000 }),
  })
  corridor = ((await saved.json()) as { id: string }).id
})

async function open(reader: Reader, more = '', filter = asked) {
  await reader.page.goto(`${linea.url}/?screen=briefing&${filter}${more}`)
  await reader.page.waitForSelector('.briefing-controls .primary:enabled')
}

/** The pages of a PDF as text, and its paper. */
function read(path: string): { pages: string[]; size: string } {
  const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' })
  const size = /Page size:\s+(.*)/.exec(execFileSync('pdfinfo', [path], { encoding: 'utf8' }))?.[1] ?? ''
  return { pages: text.split('\f').slice(0, -1), size }
}

it('prints one page in Spanish while the app is in English', async () => {
  const reader = await Reader.open(browser, { lang: 'en' })
  await open(reader)
  await reader.page.getByLabel('Language of the page').selectOption('es')
  await reader.page.getByLabel('Prepared by').fill('Grupo de enlace')
  await reader.page.waitForSelector('.sheet[lang=es]')
  await reader.page.waitForSelector('.briefing-controls .primary:enabled')
  const path = join(linea.folder, 'es.pdf')
  await reader.page.pdf({ path, preferCSSPageSize: true, printBackground: true })
  const { pages, size } = read(path)
  expect(pages).toHaveLength(1)
  expect(size).toMatch(/letter/)
  for (const text of [
    'Lo hallado a lo largo de la frontera',
    'Elaborado por Grupo de enlace',
    'Rescate',
    'MGRS',
    'DATOS FICTICIOS',
    'dados por su centro',
    'MGRS, cuadro de 1 km',
  ])
    expect(pages[0]).toContain(text)
  expect(pages[0]).not.toMatch(/incidents|found|Sources:/)
  expect(pages[0]).not.toMatch(/\d{5} \d{5}|\d\.\d+′/) // the centre of a cell is no point on the ground
  await reader.leave()
})

it('prints a corridor in both languages on A4, two pages that agree', async () => {
  const reader = await Reader.open(browser)
  await open(reader, `&about=${corridor}&pages=both&paper=a4`, allKinds)
  await reader.page.waitForSelector('.sheet[lang=es] .sheet-corridor')
  await reader.page.waitForSelector('.briefing-controls .primary:enabled')
  const path = join(linea.folder, 'both.pdf')
  await reader.page.pdf({ path, preferCSSPageSize: true, printBackground: true })
  const { pages, size } = read(path)
  expect(size).toMatch(/A4/)
  expect(pages).toHaveLength(2)
  const [english = '', spanish = ''] = pages
  expect(english).toContain('Corridor: Ruta de prueba <b>')
  expect(spanish).toContain('Corredor: Ruta de prueba <b>')
  const grid = /1[12][RS] [A-Z]{2} \d{2} \d{2}\b/g // of 1 km: the middles of stretches of kilometres
  expect(english).toContain('MGRS, square of 1 km')
  expect(english.match(grid)?.length).toBeGreaterThan(2)
  expect(spanish.match(grid)).toEqual(english.match(grid))
  const report = await linea.get<{ n: number }>(
    `/api/v1/corridors/${corridor}/report?${allKinds.replace('kind=all&', '')}`,
  )
  expect(english).toMatch(/Hours: \d+ of \d+ lie between/)
  expect(spanish).toMatch(/Horas: \d+ de \d+ caen de \d+:00 a \d+:00/)
  for (const text of pages) expect(text).toMatch(new RegExp(`\\b${report.n.toLocaleString('en-US')}\\s+incident`))
  await reader.leave()
})

it('prints the change along a corridor with its interval, in both languages', async () => {
  const path = `/api/v1/corridors/${corridor}/report?datetime=2024-01-01/2025-12-28&compare=previous`
  const { comparison } = await linea.get<{ comparison: Change }>(path)
  const { ratio, lo, hi, reading } = comparison
  if (ratio === null || lo === null || hi === null) throw new Error(`no ratio: ${reading}`)
  const [times, from, to] = [ratio, lo, hi].map(value => Number(value.toFixed(2)))
  const reader = await Reader.open(browser)
  await open(reader, `&about=${corridor}&pages=both`, 'kind=all&datetime=2024-01-01/2025-12-28')
  expect(await reader.page.innerText('.sheet[lang=en] .sheet-corridor')).toContain(
    `${times} times as many a day (95% interval ${from} to ${to}).`,
  )
  expect(await reader.page.innerText('.sheet[lang=es] .sheet-corridor')).toContain(
    `${times} veces los hallazgos por día (intervalo de 95 %: ${from} a ${to}).`,
  )
  await reader.leave()
})

it('gives a file that opens with no server, and places for a navigator', async () => {
  const reader = await Reader.open(browser)
  await open(reader, `&about=${corridor}`, allKinds)
  const take = async (name: string) => {
    const waiting = reader.page.waitForEvent('download')
    await reader.page.getByRole('button', { name }).click()
    const path = join(linea.folder, `taken-${name.replace(/\W/g, '')}`)
    await (await waiting).saveAs(path)
    return path
  }
  const gpx = readFileSync(await take('GPX'), 'utf8')
  expect(gpx).toContain('<name>Ruta de prueba &lt;b&gt;</name>')
  expect(gpx.match(/<rtept /g)).toHaveLength(3)
  expect(gpx).toMatch(/<wpt lat="31\.\d{1,2}" lon="-11[12]\.\d{1,2}">/)
  expect(gpx).toMatch(/middle of the stretch km .*; \d+ incidents?; MGRS, square of 1 km: 12R VA \d\d \d\d</)
  expect(readFileSync(await take('KML'), 'utf8')).toContain('<LineString><coordinates>-112.4,31.75 ')

  const html = `${await take('Take with me')}.html`
  execFileSync('cp', [html.replace(/\.html$/, ''), html])
  expect(existsSync(html)).toBe(true)
  await opensAlone(html)
  await reader.leave()
})

it('is not printed while something on it is unanswered, and is once it is', async () => {
  const reader = await Reader.open(browser)
  const { page } = reader
  await reader.go(`${linea.url}/?${asked}`)
  await page.getByText('Briefing').waitFor()
  await open(reader) // everything of the screen itself is here
  await linea.stop()
  await page.getByLabel('About').selectOption({ label: 'Ruta de prueba <b>' })
  await page.getByText('Not everything that belongs on this page').waitFor()
  for (const name of ['Print, or save as PDF', /^Take with me/, 'GPX', 'KML'])
    expect(await page.getByRole('button', { name }).isDisabled()).toBe(true)
  expect(await page.innerText('.sheet')).not.toContain('Choose a first and a last day')
  await linea.start()
  await page.waitForSelector('.briefing-controls .primary:enabled')
  expect(await page.getByText('Not everything that belongs on this page').count()).toBe(0)
  await reader.leave(new RegExp(`Failed to load resource|FetchEvent|${away.source}`))
})

it('says when its link names a corridor that is not there, and is about the map', async () => {
  const reader = await Reader.open(browser, { lang: 'es' })
  await open(reader, '&about=nosuch')
  await reader.page.getByText('no está guardado aquí, o ya no: nosuch').waitFor()
  expect(await reader.page.innerText('.sheet h2')).toBe('Lo hallado a lo largo de la frontera')
  await reader.leave()
})

it('is about the corridor in hand, saved or not, and about the map only when told so', async () => {
  const reader = await Reader.open(browser)
  const { page } = reader
  const points = [
    [-112.4, 31.75],
    [-111.9, 31.6],
  ] as const
  const hand = `&line=${encodeURIComponent(encodeLine(points))}&width=5000`
  const answer = await fetch(`${linea.url}/api/v1/corridors/query?${asked}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ line: { type: 'LineString', coordinates: points }, half_width_m: 5000 }),
  })
  const { n } = (await answer.json()) as { n: number }
  await open(reader, hand)
  expect(await page.innerText('.sheet h2')).toBe('Corridor as drawn, not saved')
  expect(await page.innerText('.sheet-total')).toBe(`${n.toLocaleString('en-US')} incidents`)
  expect(await reader.sentence()).toMatch(/^Whole map: /)
  await page.getByLabel('About').selectOption({ label: 'The map as filtered' })
  await page.getByRole('heading', { name: 'What was found along the border' }).waitFor()
  expect(reader.query().get('about')).toBe('map')
  await open(reader, `&corridor=${corridor}`)
  expect(await page.innerText('.sheet h2')).toBe('Corridor: Ruta de prueba <b>')
  await open(reader, `&corridor=${corridor}&width=3000`)
  expect(await page.innerText('.sheet h2')).toBe('Corridor: Ruta de prueba <b>, changed and not saved')
  await open(reader, '&map=9/31.7/-111.5')
  expect(await page.innerText('.sheet-total')).toContain('on this map or off it')
  await reader.leave()
})

/** Opened from the disk it shows map and tables, and asks for nothing. */
async function opensAlone(path: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  await page.goto(`file://${path}`)
  expect(asked.filter(url => !url.startsWith('data:'))).toEqual([`file://${path}`])
  expect(await page.locator('script').count()).toBe(0)
  expect(await page.locator('.sheet-map img').evaluate(img => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(
    500,
  )
  expect(await page.locator('.sheet-more tbody tr').count()).toBeGreaterThan(10)
  expect(await page.locator('.sheet h2').innerText()).toBe('Corridor: Ruta de prueba <b>')
  await context.close()
  await flowsOnPhone(path)
}

/** In a pocket it is read without two fingers, and its scale still says what is on the ground. */
async function flowsOnPhone(path: string) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  const page = await context.newPage()
  await page.goto(`file://${path}`)
  const seen = await page.evaluate(() => ({
    across: document.documentElement.scrollWidth - innerWidth,
    window: innerWidth,
    letters: Number.parseFloat(getComputedStyle(document.querySelector('.sheet-corridor p') as Element).fontSize),
    bar: (document.querySelector('.scale-inner') as HTMLElement).offsetWidth,
    map: (document.querySelector('.sheet-map img') as HTMLElement).offsetWidth,
  }))
  expect(seen.window).toBe(390)
  expect(seen.across).toBeLessThanOrEqual(0)
  expect(seen.letters).toBeGreaterThanOrEqual(14)
  expect(seen.bar / seen.map).toBeLessThan(0.4)
  await context.close()
}

it('is seen whole on a phone, and its map keeps the size of the paper', async () => {
  const reader = await Reader.open(browser, { phone: true })
  await open(reader)
  const {
    right,
    window: wide,
    map,
  } = await reader.page.evaluate(() => ({
    right: document.querySelector('.sheet')?.getBoundingClientRect().right ?? Number.NaN,
    window: innerWidth,
    map: document.querySelector<HTMLElement>('.sheet-map')?.offsetWidth ?? 0,
  }))
  expect(right).toBeLessThanOrEqual(wide)
  expect(map).toBeGreaterThan(450)
  await reader.leave()
})
