import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Summary } from '../src/api/types'
import { browser, Reader } from './browser'
import { binary, Linea, serving } from './server'

/** What can be taken along from the map, and undoing. */

const run = promisify(execFile)
const linea = serving(4000)
const question = 'datetime=2023-01-01/2023-12-31&kind=humanitarian'

async function open(visit = {}): Promise<Reader> {
  const reader = await Reader.open(browser, visit)
  await reader.go(`${linea.url}/?${question}`)
  return reader
}

/** Saves what a button of the export menu gives. */
async function take(reader: Reader, name: string): Promise<{ file: string; suggested: string }> {
  const menu = reader.page.locator('.map-tools .popup').last()
  if (!(await menu.getAttribute('open').then(is => is !== null))) await menu.locator('summary').click()
  const coming = reader.page.waitForEvent('download')
  await menu.getByRole('button', { name }).click()
  const download = await coming
  const file = join(linea.folder, download.suggestedFilename())
  await download.saveAs(file)
  return { file, suggested: download.suggestedFilename() }
}

describe('the export menu', () => {
  it('says how many rows before, and gives a table that says what it holds', async () => {
    const reader = await open()
    const { total } = await linea.get<Summary>(`/api/v1/summary?${question}`)
    await reader.page.locator('.map-tools').getByText('Export', { exact: true }).click()
    await reader.page.getByText(`Download ${total} rows:`).first().waitFor()
    expect(await reader.violations()).toEqual([])
    const { file, suggested } = await take(reader, 'Table (CSV)')
    expect(suggested).toBe('SYNTHETIC-linea-2023-01-01-2023-12-31.csv')
    const [head = '', ...rows] = readFileSync(file, 'utf8').trim().split('\n')
    expect(rows).toHaveLength(total)
    // Every row has a cell under the column that says so: strict readers take the file.
    expect(rows.filter(row => !row.endsWith(','))).toEqual([])
    expect(head).toContain(`,"${total} incidents, 1 Jan 2023 to 31 Dec 2023, humanitarian kinds | ${linea.url}/?`)
    // It can be read back as it is.
    const { stdout } = await run(binary, ['import', '--dry-run', '--json', '--store', linea.store, file])
    expect(stdout).toMatch(new RegExp(`"unchanged": ?${total}`))
    await reader.leave()
  })

  it('gives map data as one collection', async () => {
    const reader = await open()
    const { file } = await take(reader, 'Map data (GeoJSON)')
    const got = JSON.parse(readFileSync(file, 'utf8')) as {
      title: string
      link: string
      synthetic: boolean
      features: unknown[]
    }
    const { total } = await linea.get<Summary>(`/api/v1/summary?${question}`)
    expect([got.features.length, got.synthetic]).toEqual([total, true])
    expect(got.title).toMatch(/^\d+ incidents, 1 Jan 2023/)
    expect(new URL(got.link).search).toBe(`?${question}`)
    await reader.leave()
  })

  it('gives a picture with twice the dots of the screen, in Spanish too', async () => {
    const reader = await open({ lang: 'es', theme: 'dark' })
    const box = await reader.page.locator('#map').boundingBox()
    const { file, suggested } = await take(reader, 'Imagen del mapa')
    const png = readFileSync(file)
    expect(suggested).toMatch(/^SYNTHETIC-linea-.*\.png$/)
    expect(png.readUInt32BE(16)).toBe(Math.round(2 * (box?.width ?? 0)))
    expect(png.readUInt32BE(20)).toBeGreaterThan(2 * (box?.height ?? 0) + 200)
    expect(png.length).toBeGreaterThan(50_000)
    expect(await reader.page.locator('.off-page').count()).toBe(0)
    await reader.leave()
  })
})

it('a picture names the overlays drawn on it, and says what is not', async () => {
  const own = new Linea()
  const folder = join(own.folder, 'overlays')
  mkdirSync(folder)
  const point = { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [-111.4, 31.7] } }
  const long = 'water'.padEnd(200, '-of-a-long-name')
  writeFileSync(
    join(folder, `${long}.geojson`),
    JSON.stringify({ type: 'FeatureCollection', title: 'Water stations', credit: 'A good group', features: [point] }),
  )
  const rows = ['a,rescue,2024-05-01,-111.5,31.7', 'b,rescue,2024-05-02,,']
  writeFileSync(join(own.folder, 'own.csv'), ['id,kind,occurred_at,lon,lat', ...rows, ''].join('\n'))
  await own.import(join(own.folder, 'own.csv'))
  own.options = ['--overlays', folder]
  await own.start()
  const reader = await Reader.open(browser)
  await reader.page.addInitScript(() => {
    const written: string[] = []
    const right: number[] = [] // ends of texts, as parts of the width of what they are written on
    Object.assign(window, { written, right })
    const write = CanvasRenderingContext2D.prototype.fillText
    CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
      written.push(text)
      if (text.includes('-of-a-long-name')) {
        right.push(((where[0] + this.measureText(text).width) * this.getTransform().a) / this.canvas.width)
      }
      write.call(this, text, ...where)
    }
  })
  await reader.go(`${own.url}/?datetime=2024-01-01/2024-12-31&kind=rescue&layers=${long}`)
  await reader.page.locator('.map-tools').getByText('Export', { exact: true }).click()
  const coming = reader.page.waitForEvent('download')
  await reader.page.getByRole('button', { name: 'Picture of the map' }).click()
  await coming
  const written = await reader.page.evaluate(() => (window as unknown as { written: string[] }).written)
  expect(written).toContain('Water stations')
  expect(written.join(' ')).toContain('Not on the map: 1 without a usable place.')
  expect(written.join(' ')).toContain('A good group')
  // However long the link is, all of it is within the sheet.
  const widest = await reader.page.evaluate(() => Math.max(...(window as unknown as { right: number[] }).right))
  expect(widest).toBeLessThanOrEqual(1)
  await reader.leave()
  await own.close()
})

it('undoes and redoes by buttons and keys, and not beyond the first view', async () => {
  const reader = await open()
  const undo = reader.page.getByRole('button', { name: 'Undo' })
  const redo = reader.page.getByRole('button', { name: 'Redo' })
  const period = () => reader.query().get('datetime')
  const first = period()
  expect(await undo.isDisabled()).toBe(true)
  await reader.page.getByRole('button', { name: 'All', exact: true }).click()
  await expect.poll(period).toBe('all')
  await undo.click()
  await expect.poll(period).toBe(first)
  expect(await undo.isDisabled()).toBe(true)
  await redo.click()
  await expect.poll(period).toBe('all')
  await reader.page.keyboard.press('Control+z')
  await expect.poll(period).toBe(first)
  await reader.page.keyboard.press('Control+z')
  await reader.page.keyboard.press('Control+Shift+Z')
  await expect.poll(period).toBe('all')
  await reader.leave()
})
