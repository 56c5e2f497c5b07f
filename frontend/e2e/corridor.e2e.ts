import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { browser, Reader } from './browser'
import { ask, headline, inView, lineOf, screenOf } from './corridor'
import { serving } from './server'

/** A corridor the way a planner at a desk makes it: with the mouse, by keyboard, typed, or from a file. */

const linea = serving(20_000)
const screen = () => screenOf(linea)

/** The live region, once it has settled. */
const said = (reader: Reader) => reader.page.innerText('[aria-live=polite]')

describe('a line drawn with the mouse', () => {
  it('is counted, made wider, read by km, and choosing a stretch counts that alone', async () => {
    const reader = await Reader.open(browser)
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Draw on the map' }).click()
    for (const [lon, lat] of [
      [-113, 32],
      [-112, 31.8],
      [-111, 31.6],
      [-110, 31.9],
    ] as const) {
      await reader.clickAt(lon, lat)
      await reader.page.waitForTimeout(350) // two clicks in one place within less are a double click
    }
    await reader.page.keyboard.press('Backspace')
    await expect.poll(() => reader.page.innerText('.sketch-bar')).toContain('3 points')
    await reader.page.keyboard.press('Enter')
    await reader.page.waitForSelector('.headline')
    await reader.idle()
    const points = lineOf(reader)
    expect(points.length).toBe(3)
    expect(Math.abs((points[0]?.[0] ?? 0) + 113)).toBeLessThan(0.05)
    const narrow = await ask(linea, { points })
    expect(await headline(reader)).toMatch(new RegExp(`^${narrow.n} incidents`))

    await reader.page.fill('#width-number', '8')
    await reader.page.keyboard.press('Enter')
    await reader.idle()
    const wide = await ask(linea, { points, halfWidthM: 8000 })
    expect(wide.n).toBeGreaterThan(narrow.n)
    expect(await headline(reader)).toBe(`${wide.n} incidents (${wide.n_sure} sure, up to ${wide.n_up_to})`)
    expect(await reader.page.innerText('.panel.left')).toContain('Up to 8 km on each side')
    expect(await reader.page.innerText('.help-numbers')).toContain(String(wide.humanitarian.rescues))

    await reader.page.getByRole('slider', { name: /^Incidents by km/ }).focus()
    const bar = wide.profile[2]
    if (!bar) throw new Error('the profile has no third bar')
    await reader.page.keyboard.press('ArrowRight')
    await reader.page.keyboard.press('ArrowRight')
    expect(await reader.page.innerText('.profile .hint')).toContain(`km ${bar.km_from} to ${bar.km_to}`)
    for (const key of ['Space', 'ArrowRight', 'Space']) await reader.page.keyboard.press(key)
    await reader.idle()
    const toKm = wide.profile[3]?.km_to ?? 0
    expect(reader.query().get('km')).toBe(`${bar.km_from}-${toKm}`)
    const part = await ask(linea, { points, halfWidthM: 8000, more: { from_km: bar.km_from, to_km: toKm } })
    expect(await headline(reader)).toMatch(new RegExp(`^${part.n} incidents?`))
    expect(part.n).toBe(bar.n + (wide.profile[3]?.n ?? 0))
    // What is taken along is the stretch, and says so.
    const along = await reader.page.locator('.section', { hasText: 'Take it along' }).innerText()
    expect(along).toContain(`with its ${part.n.toLocaleString('en-US')} incident`)
    expect(along).toContain('Files hold the stretch chosen alone')
    const waiting = reader.page.waitForEvent('download')
    await reader.page.getByRole('button', { name: 'GPX' }).click()
    const made = await waiting
    expect(made.suggestedFilename()).toContain(`-km-${Math.round(bar.km_from)}-${Math.round(toKm)}.gpx`)
    const path = join(linea.folder, 'stretch.gpx')
    await made.saveAs(path)
    const file = readFileSync(path, 'utf8')
    expect(file.match(/<wpt /g)?.length).toBe(part.n)
    expect(file).toContain(`km ${bar.km_from.toFixed(1)} to ${toKm.toFixed(1)} of the line`)
    await reader.leave()
  })

  it('has points that move by a drag, and by two clicks', async () => {
    const reader = await Reader.open(browser)
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Draw on the map' }).click()
    await reader.clickAt(-113, 32)
    await reader.page.waitForTimeout(350)
    await reader.clickAt(-111, 31.6)
    await reader.page.waitForTimeout(350)
    await reader.page.getByRole('button', { name: 'Finish' }).click()
    await reader.page.waitForSelector('.headline')
    await reader.idle()
    const [first] = lineOf(reader)
    const [x, y] = await reader.pixel(first?.[0] ?? 0, first?.[1] ?? 0)
    await reader.page.mouse.move(x, y)
    await reader.page.mouse.down()
    await reader.page.mouse.move(x + 10, y - 30, { steps: 4 })
    await reader.page.mouse.up()
    await expect.poll(() => lineOf(reader)[0]?.[1] ?? 0).toBeGreaterThan((first?.[1] ?? 0) + 0.05)

    await reader.page.mouse.click(x + 10, y - 30)
    await reader.page.waitForSelector('.sketch-bar')
    await reader.page.waitForTimeout(350)
    await reader.page.mouse.click(x + 40, y + 20)
    await expect.poll(() => lineOf(reader)[0]?.[1] ?? 0).toBeLessThan(first?.[1] ?? 0)
    await reader.leave()
  })
})

describe('by keyboard alone', () => {
  it('a corridor is drawn and its hours are read', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${screen()}&map=7/31.9/-112.6`)
    const press = (key: string) => reader.page.keyboard.press(key)
    await reader.page.getByRole('button', { name: 'Draw on the map' }).focus()
    await press('Enter')
    await press('Enter')
    await expect.poll(() => said(reader)).toMatch(/^Point 1: 31\.\d+, -112\.\d+; 0 km so far$/)
    for (let i = 0; i < 2; i++) await press('ArrowRight')
    await reader.idle()
    await press('Enter')
    await expect.poll(() => said(reader)).toMatch(/^Point 2: .* km so far$/)
    await press('ArrowRight')
    await reader.idle()
    await press('Enter')
    await expect.poll(() => said(reader)).toMatch(/^Point 3: .* km so far$/)
    await press('Backspace')
    await expect.poll(() => said(reader)).toMatch(/^Point 3 removed; .* km left$/)
    await press('Shift+Enter')
    await reader.page.waitForSelector('.headline')
    await reader.idle()
    expect(lineOf(reader).length).toBe(2)

    await reader.page.focus('#width-slider')
    await press('End')
    await reader.idle()
    expect(reader.query().get('width')).toBe('50000')
    const table = reader.page.getByRole('figure').filter({ hasText: 'hour' }).getByRole('button')
    await table.first().focus()
    await press('Enter')
    const report = await ask(linea, { points: lineOf(reader), halfWidthM: 50_000 })
    const monday = report.hour_by_day[0] ?? []
    const row = await reader.page.locator('.report-box table tbody tr').first().innerText()
    expect(row.split(/\s+/).slice(1, 25).map(Number)).toEqual(monday)
    await reader.leave()
  })
})

describe('coordinates typed or pasted', () => {
  it('make a line in any notation', async () => {
    const reader = await Reader.open(browser)
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Type or paste coordinates' }).click()
    const first = reader.page.getByRole('textbox', { name: /^Point 1/ })
    await first.fill('31°29\'14"N 111°32\'37"W; 31 34.64 N 111 19.89 W; nowhere at all; Nogales')
    await first.press('Tab')
    await expect.poll(() => reader.page.locator('.point-table .told').count()).toBe(4)
    expect(await reader.page.locator('.told.wrong').count()).toBe(1)
    await reader.page.getByRole('button', { name: 'Use this line' }).click()
    await reader.page.waitForSelector('.headline')
    await reader.idle()
    const points = lineOf(reader)
    expect(points.length).toBe(3)
    expect(points[0]?.[0]).toBeCloseTo(-111.54361, 4)
    expect(points[1]?.[1]).toBeCloseTo(31.57733, 4)
    await reader.leave()
  })
})

it('a track without an ending is a line when it is dropped, and a table is not', async () => {
  const reader = await Reader.open(browser)
  await reader.go(screen())
  const drop = (name: string, text: string) =>
    reader.page.evaluate(
      ([name, text]) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([text], name))
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
      },
      [name, text] as const,
    )
  await drop(
    'track 7',
    '<?xml version="1.0"?><gpx><rte><rtept lon="-112" lat="31.8"/><rtept lon="-111" lat="31.6"/></rte></gpx>',
  )
  await reader.page.locator('.file-told').getByText('track 7').waitFor()
  await reader.page.getByRole('button', { name: 'Use this line' }).click()
  await reader.page.waitForSelector('.headline')
  await drop('rows', 'occurred_at,lon,lat\n2024-01-01,-111,31.6\n')
  await reader.page.getByRole('dialog').getByText('rows').first().waitFor()
  await reader.leave(/status of 409/) // the made-up table names no source
})

it('packed degrees, minutes and seconds make a line, and its incidents say where they lie', async () => {
  const reader = await Reader.open(browser, { unworked: true }) // a worker's questions cannot be held up
  await reader.go(screen())
  await reader.page.getByRole('button', { name: /^Type or paste coordinates/ }).click()
  const [first, second] = [reader.page.getByLabel('Point 1:'), reader.page.getByLabel('Point 2:')]
  let answer: (() => void) | undefined
  await reader.page.route('**/api/v1/places?q=3148*', async route => {
    await new Promise<void>(resolve => (answer = resolve))
    await route.continue()
  })
  await first.fill('314800N 1123000W')
  await first.press('Tab')
  await second.fill('3136N11100W')
  await expect.poll(() => answer).toBeDefined()
  answer?.() // what is being typed outlasts it
  await expect.poll(() => reader.page.locator('.point-table .told').count()).toBe(1)
  expect(await second.inputValue()).toBe('3136N11100W')
  await second.press('Tab')
  await reader.page.getByRole('button', { name: 'Use this line' }).click()
  await reader.page.waitForSelector('.headline')
  await reader.idle()
  await expect.poll(() => inView(reader, lineOf(reader))).toBe(true) // the profile below the map took its place
  const [[lonA, latA], [lonB, latB]] = lineOf(reader) as [[number, number], [number, number]]
  expect([lonA, latA, lonB, latB].map(value => value.toFixed(4))).toEqual([
    '-112.5000',
    '31.8000',
    '-111.0000',
    '31.6000',
  ])
  await reader.page.getByRole('button', { name: /^List / }).click()
  expect(await reader.page.locator('.incidents.along li').first().innerText()).toMatch(/\n3[12]\.\d+, -11[12]\.\d+/)
  await reader.leave()
})

it('in Spanish nothing of a typed place, a file or a corridor to take along is said in English', async () => {
  const reader = await Reader.open(browser, { lang: 'es' })
  const { page } = reader
  await reader.go(screen())
  await page.getByRole('button', { name: /^Escribir o pegar/ }).click()
  const told = page.locator('.point-table .told')
  for (const [text, why] of [
    ['31.4872 111.5437', 'sin signo menos'],
    ['61R 636959 3467588', 'posición UTM'],
    ['61RXV3695967588', 'posición MGRS'],
    ['31 65 -110 5', 'dé latitud y longitud'],
  ] as const) {
    await page.getByLabel('Punto 1:').fill(text)
    await page.getByLabel('Punto 1:').press('Tab')
    await expect.poll(() => told.innerText()).toContain(why)
  }
  await page.getByRole('button', { name: /^Leer un archivo/ }).click()
  const file = join(linea.folder, 'waypoints.gpx')
  writeFileSync(file, '<gpx><wpt lat="31" lon="-111"/></gpx>')
  await page.setInputFiles('.file-pick input', file)
  const failure = page.locator('.file-way .failure')
  await expect.poll(() => failure.innerText()).toContain('los puntos sueltos no hacen línea')
  expect(await failure.innerText()).not.toContain('waypoints alone')
  await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_ibE`)
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'GPX' }).click()
  const path = join(linea.folder, 'es.gpx')
  await (await waiting).saveAs(path)
  expect(readFileSync(path, 'utf8')).toMatch(/km a cada lado.* de la línea \(/s)
  await reader.leave(/status of 400/)
})
