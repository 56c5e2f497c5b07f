import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Report, Saved } from '../src/api/corridors'
import { decodeLine, encodeLine } from '../src/state/polyline'
import { browser, Reader } from './browser'
import { serving } from './server'

/** The corridor screen, the way a planner works: every number that is read is the server's. */

const linea = serving(20_000)

const question = 'datetime=2022-01-01/2024-12-31&kind=all'
const screen = () => `${linea.url}/?${question}&screen=corridor`

interface Asked {
  points: readonly (readonly [number, number])[]
  halfWidthM?: number
  more?: Record<string, unknown>
}

async function ask({ points, halfWidthM = 2000, more = {} }: Asked): Promise<Report> {
  const response = await fetch(`${linea.url}/api/v1/corridors/query?datetime=2022-01-01/2024-12-31`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ line: { type: 'LineString', coordinates: points }, half_width_m: halfWidthM, ...more }),
  })
  return (await response.json()) as Report
}

async function savedOnes(): Promise<Saved[]> {
  return (await linea.get<{ corridors: Saved[] | null }>('/api/v1/corridors')).corridors ?? []
}

const lineOf = (reader: Reader) => decodeLine(reader.query().get('line') ?? '') ?? []
const headline = (reader: Reader) => reader.page.innerText('.headline .big')
/** The live region, once it has settled. */
const said = (reader: Reader) => reader.page.innerText('[aria-live=polite]')

/** Whether the map shows these places. */
async function inView(reader: Reader, points: readonly (readonly [number, number])[]): Promise<boolean> {
  const box = await reader.page.locator('#map').boundingBox()
  const pixels = await Promise.all(points.map(([lon, lat]) => reader.pixel(lon, lat)))
  const { x = 0, y = 0, width = 0, height = 0 } = box ?? {}
  return pixels.every(([px, py]) => px > x && px < x + width && py > y && py < y + height)
}

/** In the page: whether the way back is what lies at its own middle. */
function isSeen(): boolean {
  const box = document.getElementById('undelete')?.getBoundingClientRect()
  const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
  return top?.id === 'undelete'
}

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
    const narrow = await ask({ points })
    expect(await headline(reader)).toMatch(new RegExp(`^${narrow.n} incidents`))

    await reader.page.fill('#width-number', '8')
    await reader.page.keyboard.press('Enter')
    await reader.idle()
    const wide = await ask({ points, halfWidthM: 8000 })
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
    const part = await ask({ points, halfWidthM: 8000, more: { from_km: bar.km_from, to_km: toKm } })
    expect(await headline(reader)).toMatch(new RegExp(`^${part.n} incidents?`))
    expect(part.n).toBe(bar.n + (wide.profile[3]?.n ?? 0))
    // What is taken along is the whole line, and says so.
    const along = await reader.page.locator('.section', { hasText: 'Take it along' }).innerText()
    expect(along).toContain(`with its ${wide.n.toLocaleString('en-US')} incidents`)
    expect(along).toContain('whole line, not only the stretch')
    const waiting = reader.page.waitForEvent('download')
    await reader.page.getByRole('button', { name: 'GPX' }).click()
    const path = join(linea.folder, 'whole.gpx')
    await (await waiting).saveAs(path)
    expect(readFileSync(path, 'utf8').match(/<wpt /g)?.length).toBe(wide.n)
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
    const report = await ask({ points: lineOf(reader), halfWidthM: 50_000 })
    const monday = report.hour_by_day[0] ?? []
    const row = await reader.page.locator('.report-box table tbody tr').first().innerText()
    expect(row.split(/\s+/).slice(1, 25).map(Number)).toEqual(monday)
    await reader.leave()
  })
})

describe('on a phone', () => {
  it('a GPX file becomes a corridor, all by touch', async () => {
    const file = join(linea.folder, 'patrol.gpx')
    const points = Array.from({ length: 1500 }, (_, i) => [-112.5 + i / 1000, 31.8 + 0.00001 * (i % 2)] as const)
    const tracks = [points.slice(0, 40), points].map(
      track =>
        `<trk><trkseg>${track.map(([lon, lat]) => `<trkpt lon="${lon}" lat="${lat}"/>`).join('')}</trkseg></trk>`,
    )
    writeFileSync(file, `<gpx>${tracks.join('')}</gpx>`)
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Make or open one' }).tap()
    await reader.page.getByRole('button', { name: /^Read a file/ }).tap()
    await reader.page.setInputFiles('.file-pick input', file)
    await reader.page.waitForSelector('.file-told')
    const told = await reader.page.innerText('.file-told')
    expect(told).toContain('2 lines in the file')
    expect(told).toMatch(/of 1,500 points left out; the line stays within 5 m/)
    await reader.page.getByRole('button', { name: 'Use this line' }).tap()
    await reader.page.waitForSelector('.headline')
    await reader.idle()
    const line = lineOf(reader)
    const report = await ask({ points: line })
    expect(await headline(reader)).toMatch(new RegExp(`^${report.n} incidents?`))
    expect(await reader.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    await reader.leave()
  })

  it('a link tells the count of its own line with the sheet closed, and while the width is chosen', async () => {
    const points = [
      [-112.5, 31.8],
      [-111.5, 31.7],
    ] as const
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(`${screen()}&line=${encodeURIComponent(encodeLine(points))}`)
    const found = reader.page.locator('.found')
    await expect.poll(() => found.innerText()).toContain(`${(await ask({ points })).n} incidents`)
    await reader.page.getByRole('button', { name: 'Line and width' }).tap()
    await reader.page.fill('#width-number', '12')
    await reader.page.keyboard.press('Enter')
    const wide = await ask({ points, halfWidthM: 12_000 })
    await expect.poll(() => found.innerText()).toContain(`${wide.n} incidents`)
    await expect.poll(() => inView(reader, points)).toBe(true) // though the panel took half of the map
    await reader.page.getByRole('button', { name: 'Taller' }).tap()
    await expect.poll(() => inView(reader, points)).toBe(true)
    await reader.page.getByRole('button', { name: 'Zoom in' }).tap()
    await reader.page.getByRole('button', { name: 'Zoom in' }).tap()
    const zoom = () => reader.page.evaluate(() => window.__test?.view()?.zoom ?? 0)
    await reader.idle()
    const near = await zoom()
    await reader.page.getByRole('button', { name: 'Shorter' }).tap()
    await reader.idle()
    expect(await zoom()).toBeCloseTo(near, 1) // what the reader made of it is kept
    await reader.leave()
  })

  it.each([
    ['corridor=nosuchcorridor', 'nosuchcorridor'],
    ['line=_t%7BaE', 'puede leer'],
  ])('a link to what is not there says so with the sheet closed: %s', async (link, told) => {
    const reader = await Reader.open(browser, { phone: true, lang: 'es' })
    await reader.go(`${screen()}&${link}`)
    const notice = reader.page.getByRole('alert').filter({ visible: true })
    expect(await notice.innerText()).toContain(told)
    await notice.getByRole('button', { name: 'Seguir sin él' }).tap()
    await reader.page.getByText('Para empezar').waitFor()
    await reader.leave()
  })

  it('what was deleted can be brought back without looking for it', async () => {
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_ibE`)
    await reader.page.getByRole('button', { name: 'Line and width' }).tap()
    await reader.page.fill('#corridor-name', 'Short lived')
    await reader.page.getByRole('button', { name: 'Save', exact: true }).tap()
    await reader.page.getByRole('button', { name: 'Delete' }).tap()
    await expect.poll(() => reader.page.evaluate(() => document.activeElement?.id)).toBe('undelete')
    expect(await reader.page.evaluate(isSeen)).toBe(true)
    await reader.leave()
  })

  it('points a finger’s width apart are all set, and a second tap on one sets no other', async () => {
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Draw on the map' }).tap()
    const box = await reader.page.locator('#map').boundingBox()
    const [x, y] = [(box?.x ?? 0) + 150, (box?.y ?? 0) + 220]
    for (const [dx, points] of [
      [0, '1 point'],
      [4, '1 point'],
      [19, '2 points'],
      [38, '3 points'],
    ] as const) {
      await reader.page.touchscreen.tap(x + dx, y)
      await reader.page.waitForTimeout(350)
      await expect.poll(() => reader.page.innerText('.sketch-bar')).toContain(points)
    }
    await reader.page.getByRole('button', { name: 'Finish' }).tap()
    await reader.page.waitForSelector('.panel.right .headline')
    expect(lineOf(reader).length).toBe(3)
    await reader.leave()
  })

  it('a line is drawn with the cross in the middle, without hitting anything precisely', async () => {
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Make or open one' }).tap()
    await reader.page.getByRole('button', { name: 'Draw on the map' }).tap()
    const add = reader.page.getByRole('button', { name: 'Add point here' })
    await add.tap()
    await reader.page.getByRole('button', { name: 'Zoom in' }).tap()
    await reader.idle()
    const box = await reader.page.locator('#map').boundingBox()
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2]
    const open = ([px, py]: number[]) => !!document.elementFromPoint(px ?? 0, py ?? 0)?.closest('#map')
    expect(await reader.page.evaluate(open, [x, y]), 'nothing lies over the cross').toBe(true)
    await reader.page.touchscreen.tap(x + 80, y + 40)
    await expect.poll(() => reader.page.innerText('.sketch-bar')).toContain('2 points')
    await reader.page.getByRole('button', { name: 'Finish' }).tap()
    await reader.page.waitForSelector('.panel.right .headline')
    expect(lineOf(reader).length).toBe(2)
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

describe('a corridor that is kept', () => {
  it('is saved, renamed, deleted, and its deletion undone', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_ibE&width=3000`)
    await reader.page.fill('#corridor-name', 'West wash')
    await reader.page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => reader.query().get('corridor')).toMatch(/^\w+$/)
    expect(reader.query().get('line')).toBeNull()
    const id = reader.query().get('corridor')
    expect((await savedOnes()).map(({ name, half_width_m }) => [name, half_width_m])).toEqual([['West wash', 3000]])

    await reader.page.fill('#corridor-name', 'West wash, lower part')
    await reader.page.getByRole('button', { name: 'Save changes' }).click()
    await expect.poll(async () => (await savedOnes())[0]?.name).toBe('West wash, lower part')
    await reader.idle()

    await reader.page.getByRole('button', { name: 'Delete' }).click()
    await reader.page.getByText('West wash, lower part was deleted.').first().waitFor()
    expect(await savedOnes()).toEqual([])
    await reader.page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await expect
      .poll(async () => (await savedOnes()).map(one => [one.id, one.name]))
      .toEqual([[id, 'West wash, lower part']])
    await expect.poll(() => reader.page.locator('.headline').count()).toBe(1)
    await reader.leave()
  })

  it('is found by its name from any screen, and the map opens on it', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${question}`)
    const [one] = await savedOnes()
    await reader.page.keyboard.press('/')
    await reader.page.keyboard.type('west wash')
    await reader.page.getByRole('option', { name: /^West wash/ }).waitFor()
    await reader.page.keyboard.press('Enter')
    await reader.page.waitForSelector('.headline')
    await reader.idle()
    expect([reader.query().get('screen'), reader.query().get('corridor')]).toEqual(['corridor', one?.id])
    const [lon = 0, lat = 0] = one?.line.coordinates[0] ?? []
    const box = await reader.page.locator('#map').boundingBox()
    const [x, y] = await reader.pixel(lon, lat)
    expect(x > (box?.x ?? 0) && x < (box?.x ?? 0) + (box?.width ?? 0)).toBe(true)
    expect(y > (box?.y ?? 0) && y < (box?.y ?? 0) + (box?.height ?? 0)).toBe(true)
    expect(await reader.page.evaluate(() => window.__test?.view()?.zoom)).toBeGreaterThan(7)
    await reader.leave()
  })

  it('stands beside another on one scale', async () => {
    const reader = await Reader.open(browser)
    await reader.go(screen())
    const [one] = await savedOnes()
    const coordinates = [...(one?.line.coordinates ?? [])]
    await fetch(`${linea.url}/api/v1/corridors`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'Wider', line: { type: 'LineString', coordinates }, half_width_m: 20_000 }),
    })
    await reader.page.reload()
    await reader.idle()
    for (const box of await reader.page.locator('.saved-list input[type=checkbox]').all()) await box.check()
    await reader.page.waitForSelector('.beside li')
    const rows = await reader.page.locator('.beside li').allInnerTexts()
    expect(rows.length).toBe(2)
    const wide = await ask({ points: coordinates, halfWidthM: 20_000 })
    expect(
      rows.some(text => text.startsWith('Wider') && text.includes(`${wide.n.toLocaleString('en-US')} incidents`)),
    ).toBe(true)
    expect(await reader.page.innerText('.panel.right')).toContain('share')
    await reader.leave()
  })
})

describe('a link', () => {
  it('with an unknown corridor shows the rest and says what is missing', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${screen()}&corridor=nosuchcorridor`)
    const left = await reader.page.innerText('.panel.left')
    expect(left).toContain('not saved here, or no longer: nosuchcorridor')
    expect(left).toContain('Draw on the map')
    expect(await reader.sentence()).toContain('incidents')
    await reader.page.getByRole('button', { name: 'Go on without it' }).click()
    expect(reader.query().get('corridor')).toBeNull()
    await reader.leave()
  })

  it('with a line that was cut off says so', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_`)
    expect(await reader.page.innerText('.panel.left')).toContain('cannot be read')
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

describe('a link that names only a line', () => {
  const line = encodeLine([
    [-112, 31.9],
    [-111.7, 32.1],
    [-111.4, 32.5],
  ])
  const link = () => `${screen()}&line=${encodeURIComponent(line)}`

  it.each([false, true])('shows all of it, on a phone: %s', async phone => {
    const reader = await Reader.open(browser, { phone })
    await reader.go(link())
    await reader.idle()
    const inView = async ([lon, lat]: readonly [number, number]) => {
      const box = await reader.page.locator('#map').boundingBox()
      const [x, y] = await reader.pixel(lon, lat)
      return box !== null && x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height
    }
    await expect.poll(async () => [await inView([-112, 31.9]), await inView([-111.4, 32.5])]).toEqual([true, true])
    expect(await reader.page.evaluate(() => window.__test?.view()?.zoom)).toBeGreaterThan(7)
    await reader.leave()
  })

  it('and a stretch that the line does not have says so, and counts the whole', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${link()}&km=500-900`)
    await reader.page.waitForSelector('.headline')
    expect(await reader.page.innerText('.panel.left')).toContain('a stretch that this line does not have: km 500-900')
    await reader.page.getByRole('button', { name: 'Go on without it' }).click()
    await expect.poll(() => reader.query().get('km')).toBeNull()
    expect(reader.query().get('line')).toBe(line)
    await reader.leave()
  })
})

describe('while the server is away', () => {
  it('numbers of before are told apart from the question, and a saved corridor opens from what was kept', async () => {
    const coordinates = [
      [-112.4, 31.75],
      [-111.4, 31.7],
    ]
    const saved = await fetch(`${linea.url}/api/v1/corridors`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'Kept', line: { type: 'LineString', coordinates }, half_width_m: 4000 }),
    })
    const { id } = (await saved.json()) as Saved
    const reader = await Reader.open(browser)
    const { page } = reader
    await reader.go(linea.url)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await reader.go(`${screen()}&corridor=${id}`)
    await page.waitForSelector('.headline')
    const counted = await headline(reader)

    await linea.stop()
    await page.fill('#width-number', '9')
    await page.keyboard.press('Enter')
    await page.getByText('These are the numbers from before').waitFor()
    expect(await headline(reader)).toBe(counted)

    await page.goto(`${screen()}&corridor=${id}`)
    await page.waitForSelector('.headline')
    expect(await headline(reader)).toBe(counted)
    await page.getByText('The server does not answer').first().waitFor()
    await page.goto(link31())
    await page.getByText('is counted once the server answers').waitFor()

    await linea.start()
    await page.waitForSelector('.headline')
    await reader.leave(/Failed to load resource|ERR_CONNECTION_REFUSED|FetchEvent/)
  })
})

/** A line that nobody has asked about. */
const link31 = () =>
  `${screen()}&line=${encodeURIComponent(
    encodeLine([
      [-112, 31.9],
      [-111.5, 31.8],
    ]),
  )}`
