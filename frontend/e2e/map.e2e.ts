import { describe, expect, it } from 'vitest'
import type { Breaks, Cell, Cells, Summary } from '../src/api/types'
import { rampOf, themes } from '../src/theme/themes'
import { away, browser, Reader } from './browser'
import { serving } from './server'

/** Journeys over a store of synthetic incidents. */

const linea = serving(4000)

const humanitarian = 'kind=humanitarian'

/** The first view's question, as the API is asked it. */
async function firstQuestion(): Promise<string> {
  const { as_of } = await linea.get<Summary>(`/api/v1/summary?${humanitarian}`)
  const newest = new Date(Date.parse(as_of ?? '') - 7 * 3600_000)
  const from = new Date(Date.UTC(newest.getUTCFullYear() - 5, newest.getUTCMonth(), newest.getUTCDate() + 1))
  const day = (date: Date) => date.toISOString().slice(0, 10)
  return `datetime=${day(from)}/${day(newest)}&${humanitarian}`
}

const byCount = (a: { n: number; h3: string }, b: { n: number; h3: string }) => b.n - a.n || (a.h3 < b.h3 ? -1 : 1)

async function rankedCells(res = 5): Promise<Cells['cells'] & object> {
  const { cells } = await linea.get<Cells>(`/api/v1/cells?${await firstQuestion()}&res=${res}`)
  return (cells ?? []).sort(byCount)
}

describe('the first view', () => {
  it('shows the humanitarian group of the last five years, says so, and paints its cells', async () => {
    const reader = await Reader.open(browser)
    const began = Date.now()
    await reader.go(linea.url)
    console.log(`first view idle after ${Date.now() - began} ms`)
    const question = await firstQuestion()
    const { total } = await linea.get<Summary>(`/api/v1/summary?${question}`)
    expect(await reader.sentence()).toMatch(
      new RegExp(`^${total.toLocaleString('en-US')} incidents, .*humanitarian kinds$`),
    )
    expect(new URL(reader.page.url()).search).toBe(`?${question}`)
    expect(await reader.page.evaluate(() => history.length)).toBe(2) // about:blank and this
    expect(await reader.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
    expect(await reader.page.innerText('.banners')).toContain('SYNTHETIC DATA')
    await expectPainted(reader, question)
    await reader.leave()
  })

  it('has a legend that agrees with the server, class by class', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url)
    const { breaks } = await linea.get<Breaks>(`/api/v1/breaks?${await firstQuestion()}&res=5&classes=5`)
    const shown = await reader.page.locator('.classes li').allInnerTexts()
    expect(shown.map(text => Number(/(\d+) cells?$/.exec(text.replaceAll('\n', ' '))?.[1]))).toEqual(
      breaks?.map(b => b.cells),
    )
    expect(await reader.page.innerText('.panel.left')).toContain('Cells about 18 km across')
    await reader.leave()
  })
})

/** Land shines through the fills a little; names and lines may lie over single cells. */
async function expectPainted(reader: Reader, question: string) {
  const { breaks } = await linea.get<Breaks>(`/api/v1/breaks?${question}&res=5&classes=5`)
  const fills = rampOf(themes.light.map, breaks?.length ?? 0)
  const cells = (await rankedCells()).slice(0, 20)
  let right = 0
  for (const cell of cells) {
    const fill = fills[breaks?.findIndex(b => cell.n >= b.from && cell.n <= b.to) ?? 0] ?? ''
    if (near(await reader.colourAt(cell.lon, cell.lat), blend(fill, themes.light.map.land, 0.9))) right++
  }
  expect(right).toBeGreaterThanOrEqual(cells.length * 0.75)
}

function channels(hex: string): number[] {
  return [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16))
}

function blend(over: string, under: string, share: number): number[] {
  return channels(over).map((value, i) => value * share + (channels(under)[i] ?? 0) * (1 - share))
}

function near(colour: readonly number[], wanted: readonly number[]): boolean {
  return colour.every((value, i) => Math.abs(value - (wanted[i] ?? 0)) < 14)
}

describe('a cell', () => {
  it('opens on a click with what the API says of it', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url)
    const [top] = await rankedCells()
    if (!top) throw new Error('the demo has no cells')
    await reader.clickAt(top.lon, top.lat)
    await reader.page.waitForSelector('.rank')
    await reader.idle()
    const about = await linea.get<Cell>(`/api/v1/cells/${top.h3}?${await firstQuestion()}`)
    const card = await reader.page.innerText('.panel.right')
    expect(card).toContain(`${about.n} incidents`)
    expect(card).toContain(`1st of ${about.of} cells of 18 km, by count`)
    expect(card).toContain(about.town?.name)
    expect(card).toContain(`border km ${Math.round(about.border_km)}`)
    expect(reader.query().get('selected')).toBe(top.h3)

    await reader.page.getByRole('button', { name: 'List incidents' }).focus()
    await reader.page.keyboard.press('Enter')
    await expect.poll(() => reader.page.locator('.incidents li').count()).toBe(Math.min(50, about.n))
    expect(await reader.page.innerText('.panel.right')).toContain(`of ${about.n}`)
    const keptFocus = () => reader.page.evaluate(() => document.activeElement?.closest('.panel.right') !== null)
    expect(await keptFocus()).toBe(true)
    await reader.page.keyboard.press('Escape')
    await reader.page.keyboard.press('Escape')
    expect(reader.query().has('selected')).toBe(false)
    await reader.leave()
  })

  it('is reached by keyboard alone: n and p by count, Enter at the crosshair', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url)
    const [first, second] = await rankedCells()
    await reader.page.focus('#map')
    const selected = () => reader.query().get('selected')
    await reader.page.keyboard.press('n')
    await expect.poll(selected).toBe(first?.h3)
    await reader.page.keyboard.press('n')
    await expect.poll(selected).toBe(second?.h3)
    await reader.page.keyboard.press('p')
    await expect.poll(selected).toBe(first?.h3)
    await reader.idle()
    await reader.page.keyboard.press('Escape')
    await expect.poll(selected).toBeNull()
    await reader.page.keyboard.press('Enter')
    await expect.poll(selected).toBe(first?.h3)
    await reader.leave()
  })
})

describe('filters', () => {
  it('of kinds change the sentence and the link; Back undoes', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url)
    const before = await reader.sentence()
    await reader.page.getByRole('button', { name: /^Rescue/ }).click()
    await reader.idle()
    expect(reader.query().get('kind')).toBe('medical,missing_person,death')
    const { total } = await linea.get<Summary>(
      `/api/v1/summary?${(await firstQuestion()).replace('humanitarian', 'medical,missing_person,death')}`,
    )
    expect(await reader.sentence()).toMatch(
      new RegExp(`^${total.toLocaleString('en-US')} incidents.*kinds: medical aid`),
    )
    await reader.page.goBack()
    await reader.idle()
    expect(await reader.sentence()).toBe(before)
    await reader.leave()
  })

  it('ask before groups are mixed, and the legend then says so', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url)
    const crash = reader.page.getByRole('button', { name: /^Fatal or serious crash/ })
    await crash.click()
    await reader.page.getByRole('alertdialog').getByRole('button', { name: 'Leave as it is' }).click()
    expect(reader.query().get('kind')).toBe('humanitarian')
    await crash.click()
    await reader.page.getByRole('button', { name: 'Mix kinds' }).click()
    await reader.idle()
    expect(reader.query().get('kind')).toBe('humanitarian,crash')
    expect(await reader.page.innerText('.panel.left')).toContain('mixed kinds')
    await reader.leave()
  })

  it('that match nothing say which condition it is, and offer the way out', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?datetime=1960-01-01/1960-12-31&${humanitarian}`)
    expect(await reader.sentence()).toMatch(/^No source speaks for these days, 1 Jan 1960/)
    const way = reader.page.getByRole('button', { name: /^Remove it: 1 Jan 1960/ })
    await way.click()
    await reader.idle()
    const { total } = await linea.get<Summary>(`/api/v1/summary?${humanitarian}`)
    expect(await reader.sentence()).toBe(`${total.toLocaleString('en-US')} incidents, all dates, humanitarian kinds`)
    await reader.leave()
  })

  it('say what is not drawn at this cell size and lead to larger cells and to the list', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?map=9/31.6/-111.5`)
    const { n_excluded } = await linea.get<Breaks>(`/api/v1/breaks?${await firstQuestion()}&res=7`)
    const notes = reader.page.locator('.notes')
    expect(await notes.innerText()).toContain(
      `${n_excluded.imprecise} not drawn at this cell size: position known only to`,
    )
    await notes.getByRole('button', { name: /^List: .*not drawn/ }).click()
    const enough = Math.min(50, n_excluded.imprecise)
    await expect.poll(() => reader.page.locator('.incidents li').count()).toBeGreaterThanOrEqual(enough)
    await notes.getByRole('button', { name: 'Larger cells' }).click()
    await expect.poll(() => reader.page.evaluate(() => window.__test?.view()?.zoom)).toBe(8)
    await reader.idle()
    expect(await reader.page.innerText('.panel.left')).toContain('Cells about 7 km across')
    await reader.leave()
  })
})

describe('a link', () => {
  const link = '/?datetime=2022-01-01/2023-06-30&kind=rescue,death&source=demo&map=8/31.7/-111.2&lang=es'

  it('restores everything', async () => {
    const reader = await Reader.open(browser, { lang: 'en' })
    await reader.go(linea.url + link)
    const [cell] = (
      (await linea.get<Cells>('/api/v1/cells?datetime=2022-01-01/2023-06-30&kind=rescue,death&source=demo&res=6'))
        .cells ?? []
    ).sort(byCount)
    await reader.go(`${linea.url}${link}&selected=${cell?.h3}`)
    expect(await reader.sentence()).toMatch(/del 1 ene 2022 al 30 jun 2023, tipos: rescate,? .*fuente: /)
    expect(await reader.page.evaluate(() => window.__test?.view()?.zoom)).toBeCloseTo(8, 5)
    expect(await reader.page.innerText('.panel.right')).toContain(cell?.h3)
    expect(await reader.page.getAttribute('html', 'lang')).toBe('es')
    await reader.page.getByRole('button', { name: 'Copiar enlace' }).click()
    const copied = await reader.page.evaluate(() => navigator.clipboard.readText())
    expect(new URL(copied).searchParams.get('datetime')).toBe('2022-01-01/2023-06-30')
    await reader.leave()
  })

  it('of the first view is spelled out when copied', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url)
    await reader.page.getByRole('button', { name: 'Copy link' }).click()
    const copied = await reader.page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(`${linea.url}/?${await firstQuestion()}`)
    await reader.leave()
  })

  it('that is stale opens the rest and says what is missing', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?kind=death,ufo&hours=99`)
    expect(await reader.page.innerText('.banners')).toContain('kind, hours')
    expect(await reader.sentence()).toContain('kinds: death')
    await reader.go(`${linea.url}/?datetime=2020-99-01&near=500,99,5&kind=death`)
    expect(await reader.page.innerText('.banners')).toContain('datetime, near')
    expect(await reader.sentence()).toMatch(/^\d+ incidents, .*kinds: death/)
    await reader.leave(/status of 400/)
  })

  it('is the address itself: a reload, or one kind alone, keeps the period on screen', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?kind=death`)
    const [address, said] = [reader.page.url(), await reader.sentence()]
    const period = reader.query().get('datetime')
    await reader.go(address)
    expect(await reader.sentence()).toBe(said)
    await reader.page.getByRole('button', { name: 'Only Rescue' }).click()
    await reader.idle()
    expect(reader.query().get('datetime')).toBe(period)
    await reader.leave()
  })
})

it('finds places', async () => {
  const reader = await Reader.open(browser)
  await reader.go(linea.url)
  await reader.page.keyboard.press('/')
  await reader.page.keyboard.type('Arivaca')
  await reader.page.waitForSelector('[role=option]')
  await reader.page.keyboard.press('Enter')
  await expect.poll(() => reader.page.evaluate(() => window.__test?.view()?.lat)).toBeCloseTo(31.58, 1)
  await reader.leave()
})

it('says when the server is lost, and goes on when it is back', async () => {
  const reader = await Reader.open(browser)
  await reader.go(linea.url)
  await linea.stop()
  await reader.page.getByRole('button', { name: /^Rescue/ }).click()
  await reader.page.getByText('The server does not answer. What you see was last checked').waitFor()
  await linea.start()
  await expect.poll(() => reader.page.getByText('The server does not answer').count(), { timeout: 15_000 }).toBe(0)
  await reader.idle()
  expect(await reader.sentence()).toContain('kinds: medical aid')
  await reader.leave(away)
})

it('a step back wins over a map that is still on its way', async () => {
  const reader = await Reader.open(browser)
  await reader.go(linea.url)
  const home = await reader.page.evaluate(() => window.__test?.view())
  await reader.page.evaluate(async () => {
    document.querySelector<HTMLButtonElement>('.panel.right .row .button')?.click() // to the cell with most
    while (!location.search.includes('selected=')) await new Promise(resolve => setTimeout(resolve, 5))
    history.back()
  })
  await reader.page.waitForFunction(() => !location.search.includes('selected='))
  await reader.idle()
  expect(await reader.page.evaluate(() => window.__test?.view())).toEqual(home)
  expect(reader.query().get('map')).toBeNull()
  await reader.leave()
})

describe('what goes wrong', () => {
  const problem = {
    status: 500,
    contentType: 'application/problem+json',
    headers: { 'X-Request-Id': 'REQ7' },
    body: '{}',
  }

  it('in one panel stays there, with the request id and a way to try again', async () => {
    const reader = await Reader.open(browser, { unworked: true })
    await reader.go(linea.url)
    await reader.page.route(/api.v1.breaks/, route => route.fulfill(problem))
    await reader.page.getByRole('button', { name: '12 months' }).click()
    const failure = reader.page.locator('.panel.left .failure')
    await failure.getByText('request REQ7').waitFor()
    expect(await reader.sentence()).toMatch(/^\d+ incidents/)
    await reader.page.unroute(/api.v1.breaks/)
    await failure.getByRole('button', { name: 'Retry' }).click()
    await expect.poll(() => failure.count()).toBe(0)
    await reader.leave(/status of 500/)
  })

  it('with tiles is said once, not tile by tile', async () => {
    const reader = await Reader.open(browser, { unworked: true })
    await reader.go(linea.url)
    await reader.page.route('**/tiles/hotspots/**', route => route.fulfill(problem))
    await reader.page.getByRole('button', { name: '12 months' }).click()
    const said = reader.page.getByText('Some cells could not be read.')
    await said.waitFor()
    expect(await said.count()).toBe(1)
    await reader.page.unroute('**/tiles/hotspots/**')
    await reader.page.locator('.readout').getByRole('button', { name: 'Retry' }).click()
    await expect.poll(() => said.count()).toBe(0)
    await reader.leave(/status of 500/)
  })

  it('while the server starts shows how far it is', async () => {
    const reader = await Reader.open(browser, { unworked: true })
    let asked = 0
    await reader.page.route('**/readyz', route =>
      ++asked > 3
        ? route.continue()
        : route.fulfill({ status: 503, json: { ready: false, progress: 0.42, incidents: 1200 } }),
    )
    await reader.page.route('**/api/v1/**', route => (asked > 3 ? route.continue() : route.fulfill({ status: 503 })))
    await reader.page.goto(linea.url)
    await reader.page.getByText('42% read').waitFor()
    await reader.idle()
    expect(await reader.page.getByText('42% read').count()).toBe(0)
    expect(await reader.sentence()).toMatch(/incidents/)
    await reader.leave(/status of 503/)
  })
})

it('bars by week say the days that were asked for, not those of whole weeks', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?kind=humanitarian&datetime=2024-10-02/2025-10-01`) // a Wednesday each
  const { total, series } = await linea.get<Summary>('/api/v1/summary?kind=humanitarian&datetime=2024-10-02/2025-10-01')
  expect(series.step).toBe('week')
  const bars = reader.page.locator('.panel.right .figure', { hasText: 'By date' })
  expect(await bars.innerText()).toContain(`${total - series.unknown} incidents from 2 Oct 2024 to 1 Oct 2025, by week`)
  await reader.leave()
})
