import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Cells, Hotspots, Incidents, Summary, TwoWay } from '../src/api/types'
import { browser, Reader } from './browser'
import { serving } from './server'

/** Journeys over the screen "table". */

const linea = serving(4000)

const year = 'kind=humanitarian&datetime=2025-01-01/2025-12-31'

const active = (reader: Reader) =>
  reader.page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant')
    const row = id ? document.getElementById(id) : null
    return row && { index: Number(row.getAttribute('aria-rowindex')), text: row.innerText }
  })

/** The map's resolution, as its own legend would say. */
async function cellsOf(reader: Reader, question = year) {
  const rows = Number(await reader.page.locator('.grid-box table').getAttribute('aria-rowcount')) - 1
  for (const res of [3, 4, 5, 6, 7]) {
    const { cells } = await linea.get<Cells>(`/api/v1/cells?${question}&res=${res}&places=true`)
    if (cells?.length === rows) return cells
  }
  throw new Error(`no resolution has ${rows} cells`)
}

describe('cells', () => {
  it('are read by keyboard alone: rows, order, one chosen and shown on the map', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${year}&screen=table`)
    const cells = (await cellsOf(reader)).sort((a, b) => b.n - a.n)
    const [most, second, least] = [cells[0], cells[1], cells.at(-1)]
    await reader.page.getByRole('button', { name: 'CSV file' }).focus()
    for (let i = 0; i < 8 && !(await active(reader)); i++) await reader.page.keyboard.press('Tab')
    expect(await active(reader)).toMatchObject({ index: 2 })
    expect((await active(reader))?.text).toContain(String(most?.n))
    expect((await active(reader))?.text).toContain(most?.place?.town.name)

    // The row is active once it is scrolled to and drawn.
    const count = async () => (await active(reader))?.text.split(/\s/)[0]
    await reader.page.keyboard.press('ArrowDown')
    await expect.poll(count).toBe(String(second?.n))
    await reader.page.keyboard.press('End')
    await expect.poll(async () => (await active(reader))?.index).toBe(cells.length + 1)
    expect(await count()).toBe(String(least?.n))
    await reader.page.keyboard.press('Home')
    await expect.poll(async () => (await active(reader))?.index).toBe(2)
    await reader.page.keyboard.press('Enter')
    await expect.poll(() => reader.query().get('selected')).toBe(most?.h3)
    await reader.page.getByRole('button', { name: 'Show on the map' }).focus()
    await reader.page.keyboard.press('Enter')
    await expect.poll(() => reader.query().get('screen')).toBeNull()
    await reader.idle()
    const view = await reader.page.evaluate(() => window.__test?.view())
    expect(Math.abs((view?.lat ?? 0) - (most?.lat ?? 0))).toBeLessThan(0.05)
    await reader.leave()
  })

  it('are put in order by a heading, and only those on the map’s screen on request', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${year}&screen=table&map=7/31.5/-111`)
    const cells = await cellsOf(reader)
    await reader.page.getByRole('button', { name: 'Border km' }).click()
    const nearest = Math.max(...cells.map(({ place }) => place?.border_km ?? 0))
    const first = () => reader.page.locator('.grid-box tbody tr:not(.filler)').first().innerText()
    expect(await first()).toContain(Math.round(nearest).toString())
    expect(await reader.page.locator('[aria-sort=descending]').innerText()).toContain('Border km')
    expect(reader.query().get('sort')).toBe('-km')

    await reader.page.getByRole('button', { name: 'Only in map view' }).click()
    const rows = () => reader.page.locator('.rows-shown').innerText()
    const shown = Number.parseInt(await rows(), 10)
    expect(shown).toBeLessThan(cells.length)
    expect(shown).toBeGreaterThan(0)
    await reader.page.locator('.map-buttons button').last().click() // the whole area
    await reader.idle()
    await expect.poll(async () => Number.parseInt(await rows(), 10)).toBeGreaterThan(0)
    await reader.leave()
  })

  it('point at each other: a row at its cell, a cell at its row', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${year}&screen=table`)
    const cells = (await cellsOf(reader)).sort((a, b) => b.n - a.n)
    const cell = cells[3]
    if (!cell) throw new Error('too few cells')
    const before = await picture(reader)
    await reader.page.locator('.grid-box tbody tr:not(.filler)').nth(2).hover()
    await expect.poll(() => picture(reader)).not.toBe(before)
    await reader.clickAt(cell.lon, cell.lat)
    await expect.poll(() => reader.query().get('selected')).toBe(cell.h3)
    await expect.poll(() => reader.page.locator('tr.chosen').innerText()).toContain(String(cell.n))
    await reader.leave()
  })

  it('go to a spreadsheet, by the clipboard and as a file', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${year}&screen=table&cols=n,place,id`)
    const cells = await cellsOf(reader)
    await reader.page.getByRole('button', { name: 'Copy rows' }).click()
    await expect.poll(() => reader.page.innerText('[aria-live]')).toContain('copied')
    const copied = (await reader.page.evaluate(() => navigator.clipboard.readText())).split('\n')
    expect(copied).toHaveLength(cells.length + 1)
    expect(copied[0]).toBe('Incidents\tPlace\tCell id')

    const download = reader.page.waitForEvent('download')
    await reader.page.getByRole('button', { name: 'CSV file' }).click()
    const file = readFileSync(await (await download).path(), 'utf8')
    const lines = file.trim().split('\r\n')
    expect(lines).toHaveLength(cells.length + 4) // the heading, what they are, the link, and whom to credit
    const sum = lines.slice(1, -3).reduce((n, line) => n + Number.parseInt(line, 10), 0)
    expect(sum).toBe(cells.reduce((n, cell) => n + cell.n, 0))
    expect(lines.at(-2)).toContain(`${linea.url}/?`)
    expect(lines.at(-1)).toContain('Sources: ')
    await reader.leave()
  })
})

function picture(reader: Reader): Promise<string> {
  return reader.page.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>('#map canvas')].map(canvas => canvas.toDataURL()).join(),
  )
}

describe('incidents', () => {
  it('are read on as one scrolls, however many, and only some are drawn', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?kind=all&datetime=all&screen=table&rows=incidents`)
    const { numberMatched } = await linea.get<Incidents>('/api/v1/incidents?limit=1')
    const table = reader.page.locator('.grid-box table')
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe(String(numberMatched + 1))
    expect(await reader.page.locator('.grid-box tbody tr').count()).toBeLessThan(80)
    await table.focus()
    const read = async () => Number(/^([\d,]+)/.exec(await reader.page.innerText('.rows-shown'))?.[1]?.replace(',', ''))
    const readToTheEnd = async () => {
      await reader.page.keyboard.press('End')
      return read()
    }
    await expect.poll(readToTheEnd, { timeout: 60_000 }).toBe(numberMatched)
    await reader.page.keyboard.press('End')
    await expect.poll(async () => (await active(reader))?.index).toBe(numberMatched + 1)
    expect(await reader.page.locator('.grid-box tbody tr').count()).toBeLessThan(80)
    await reader.leave()
  })

  it('say in words where each was', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${year}&screen=table&rows=incidents`)
    await reader.page.waitForSelector('.grid-box tbody tr:not(.filler)')
    const { features } = await linea.get<Incidents>(`/api/v1/incidents?${year}&limit=5&places=true`)
    const rows = await reader.page.locator('.grid-box tbody tr:not(.filler)').allInnerTexts()
    for (const [i, { properties }] of features.entries()) {
      if (properties.town) expect(rows[i]).toContain(properties.town.name)
    }
    await reader.leave()
  })
})

describe('two ways', () => {
  it('find the fullest month, and show it on the map', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?kind=humanitarian&datetime=2023-01-01/2025-12-31&screen=table&rows=cross`)
    const table = await linea.get<TwoWay>(
      '/api/v1/table?by=year,month&kind=humanitarian&datetime=2023-01-01/2025-12-31',
    )
    const most = Math.max(...(table.counts ?? []).flat())
    expect(await reader.page.innerText('.answer')).toContain(`: ${most}.`)
    await reader.page.locator('.answer').getByRole('button', { name: 'Show on the map' }).click()
    await reader.idle()
    expect(reader.query().get('screen')).toBeNull()
    const { total } = await linea.get<Summary>(
      `/api/v1/summary?kind=humanitarian&datetime=${reader.query().get('datetime')}`,
    )
    expect(total).toBe(most)
    expect(await reader.sentence()).toMatch(new RegExp(`^${most} incidents?`))
    await reader.leave()
  })

  it('lead from any number to its rows, by keyboard', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${year}&screen=table&rows=cross&by=kind,side`)
    const table = await linea.get<TwoWay>(`/api/v1/table?by=kind,side&${year}`)
    await reader.page.locator('[data-at="0,0"]').focus()
    await reader.page.keyboard.press('ArrowDown')
    await reader.page.keyboard.press('ArrowRight')
    const shown = await reader.page.evaluate(() => document.activeElement?.textContent)
    expect(Number(shown)).toBe(table.counts?.[1]?.[1])
    await reader.page.keyboard.press('Enter')
    await reader.idle()
    expect(reader.query().get('kind')).toBe(table.rows?.[1])
    expect(reader.query().get('side')).toBe(table.columns?.[1])
    expect(await reader.sentence()).toMatch(new RegExp(`^${table.counts?.[1]?.[1]} `))
    await reader.leave()
  })

  it('go to a file with the names of the screen, what was asked and whom to credit', async () => {
    const reader = await Reader.open(browser, { lang: 'es' })
    await reader.go(`${linea.url}/?${year}&screen=table&rows=cross&by=kind,side`)
    const table = await linea.get<TwoWay>(`/api/v1/table?by=kind,side&${year}`)
    const coming = reader.page.waitForEvent('download')
    await reader.page.getByRole('button', { name: 'Archivo CSV' }).click()
    const lines = readFileSync(await (await coming).path(), 'utf8')
      .replace('\ufeff', '')
      .trim()
      .split('\r\n')
    const shown = await reader.page.locator('.matrix tr').evaluateAll(rows => rows.map(row => row.textContent))
    const told = lines.slice(0, shown.length).map(line => line.replaceAll(/[",]/g, ''))
    expect(told).toEqual(shown.map(text => text?.replaceAll(/[",]/g, '')))
    expect(told.at(-1)).toContain(String(table.total))
    expect(lines.slice(shown.length).join()).toMatch(/2025.*humanitarios.*http:.*Fuentes: /)
    await reader.leave()
  })

  it('as shares add up, and margins too', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${year}&screen=table&rows=cross&by=kind,side&share=row`)
    const rows = await reader.page.locator('.matrix tbody tr').all()
    for (const row of rows) {
      const shares = (await row.locator('td').allInnerTexts()).map(text => Number.parseInt(text, 10))
      const whole = shares.pop()
      expect(whole).toBe(100)
      expect(Math.abs(shares.reduce((n, share) => n + share, 0) - 100)).toBeLessThan(4)
    }
    await reader.leave()
  })
})

it('on a phone the table has the screen, and leads to the map', async () => {
  const reader = await Reader.open(browser, { phone: true, lang: 'es' })
  await reader.go(`${linea.url}/?${year}&screen=table`)
  const sideways = () => reader.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(await sideways()).toBe(0)
  await reader.page.locator('.grid-box tbody tr:not(.filler)').first().tap()
  await reader.page.getByRole('button', { name: 'Mostrar en el mapa' }).tap()
  await reader.page.locator('.panel.right .rank').waitFor()
  expect(await sideways()).toBe(0)
  await reader.leave()
})

it.each([
  ['en', 1366],
  ['es', 1366],
  ['es', 820],
] as const)('what is told of an incident is in sight without scrolling sideways (%s, %i px)', async (lang, width) => {
  const reader = await Reader.open(browser, { lang, width })
  await reader.go(`${linea.url}/?${year}&screen=table&rows=incidents`)
  const box = reader.page.locator('.grid-box')
  await box.locator('tbody tr:not(.filler)').first().waitFor()
  expect(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
  await reader.leave()
})

it('on a phone the filters of the table are in sight, in Spanish too', async () => {
  const reader = await Reader.open(browser, { phone: true, lang: 'es' })
  await reader.go(`${linea.url}/?${year}&screen=table&rows=incidents`)
  const { x = 0, width = 999 } = (await reader.page.getByRole('button', { name: 'Filtros' }).boundingBox()) ?? {}
  expect(x + width).toBeLessThanOrEqual(390)
  await reader.leave()
})

it('where the system chooses the colours, the open screen and the row at hand are still told from the others', async () => {
  const reader = await Reader.open(browser, { forced: true })
  await reader.go(`${linea.url}/?${year}&screen=table`)
  const ground = (of: string) => reader.page.locator(of).evaluate(node => getComputedStyle(node).backgroundColor)
  expect(await ground('.tabs a[aria-current="page"]')).not.toBe(await ground('.tabs a[href*="corridor"]'))
  await reader.page.locator('.grid-box table').focus()
  await reader.page.keyboard.press('Enter')
  await reader.page.keyboard.press('ArrowDown')
  const [chosen, at] = ['.grid-box tr.chosen td >> nth=0', '.grid-box tr.at:not(.chosen) td >> nth=0']
  expect(await ground(chosen)).not.toBe(await ground(at))
  expect(await reader.page.locator(at).evaluate(node => getComputedStyle(node).outlineStyle)).toBe('solid')
  await reader.leave()
})

it.each([
  ['en', 'Fewer found here than usual', 'CSV file'],
  ['es', 'Menos hallazgos que lo habitual', 'Archivo CSV'],
] as const)(
  'where the map shows change, so does the table: what stands out first, cells without an incident too (%s)',
  async (lang, fewer, file) => {
    const asked = 'datetime=2023-01-01/2025-12-28'
    const { cells, states, n_covered } = await linea.get<Hotspots>(`/api/v1/hotspots?${asked}&limit=25000`)
    const clear = states
      .filter(({ state }) => state === 'hot' || state === 'cold')
      .reduce((n, { cells }) => n + cells, 0)
    const reader = await Reader.open(browser, { lang, width: 1366 })
    await reader.go(`${linea.url}/?${asked}&kind=all&metric=significance&screen=table`)
    const rows = reader.page.locator('.grid-box tbody tr:not(.filler)')
    await rows.first().waitFor()
    const spoken = cells.filter(({ state }) => state !== 'no_data')
    expect(await reader.page.locator('.grid-box table').getAttribute('aria-rowcount')).toBe(String(spoken.length + 1))
    expect(spoken.length).toBe(n_covered)
    const shown = await rows.evaluateAll(all =>
      all.map(row => [...row.querySelectorAll('td')].map(td => td.textContent)),
    )
    const found = (n: number) => n.toLocaleString('en-US')
    expect(shown.slice(0, 5).map(([, disk, , n]) => [disk, n])).toEqual(
      spoken.slice(0, 5).map(({ n_disk, n }) => [found(n_disk), found(n)]),
    )
    const coming = reader.page.waitForEvent('download')
    await reader.page.getByRole('button', { name: file }).click()
    const lines = readFileSync(await (await coming).path(), 'utf8').split('\r\n')
    const cold = cells.filter(({ state }) => state === 'cold').length
    expect(lines.filter(line => line.startsWith(fewer))).toHaveLength(cold)
    expect(clear).toBeGreaterThan(0)
    const box = reader.page.locator('.grid-box')
    expect(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
    expect(await reader.violations()).toEqual([])
    await rows.first().click()
    await reader.page.getByRole('button', { name: lang === 'en' ? 'Show on the map' : 'Mostrar en el mapa' }).click()
    await reader.page.locator('.panel.right .change-state').waitFor()
    expect(reader.query().get('selected')).toBe(cells[0]?.h3)
    await reader.leave()
  },
)
