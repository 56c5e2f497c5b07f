import { describe, expect, it } from 'vitest'
import type { Summary } from '../src/api/types'
import { browser, Reader } from './browser'
import { Linea, realData, serving } from './server'

/** Asking about a part of the map: by dragging, by single clicks, by keys. */

const linea = serving(4000)
const start = '?datetime=2023-01-01/2023-12-31&kind=humanitarian'

async function open(): Promise<Reader> {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/${start}`)
  return reader
}

async function expectCounted(reader: Reader, param: 'bbox' | 'polygon' | 'near') {
  await expect.poll(() => reader.query().get(param)).not.toBeNull()
  await reader.idle()
  const asked = new URLSearchParams(start)
  asked.set(param, reader.query().get(param) ?? '')
  const { total } = await linea.get<Summary>(`/api/v1/summary?${asked}`)
  expect(total).toBeGreaterThan(0)
  expect(await reader.sentence()).toMatch(new RegExp(`^${total} incidents?,`))
  expect(await reader.page.innerText('.panel.right .big')).toBe(String(total))
}

async function choose(reader: Reader, name: string) {
  await reader.page.locator('.map-tools').getByText('Area', { exact: true }).click()
  await reader.page.getByRole('button', { name, exact: true }).click()
}

describe('an area', () => {
  it('is a box dragged with Shift; Escape takes it away', async () => {
    const reader = await open()
    const [a, b] = [await reader.pixel(-111.5, 32.2), await reader.pixel(-110.5, 31.2)]
    await reader.page.keyboard.down('Shift')
    await reader.page.mouse.move(...a)
    await reader.page.mouse.down()
    await reader.page.mouse.move(...b, { steps: 5 })
    await reader.page.mouse.up()
    await reader.page.keyboard.up('Shift')
    await expectCounted(reader, 'bbox')
    const [west = 0, south = 0, east = 0, north = 0] = (reader.query().get('bbox') ?? '').split(',').map(Number)
    for (const [got, wanted] of [
      [west, -111.5],
      [south, 31.2],
      [east, -110.5],
      [north, 32.2],
    ] as const) {
      expect(got).toBeCloseTo(wanted, 1)
    }
    await reader.page.keyboard.press('Escape')
    await expect.poll(() => reader.query().get('bbox')).toBeNull()
    await reader.leave()
  })

  it('is a box of two clicks, or a polygon of clicks', async () => {
    const reader = await open()
    await choose(reader, 'Draw a box')
    await reader.clickAt(-111.5, 32.2)
    await reader.page.waitForTimeout(350) // two clicks, no double click
    await reader.clickAt(-110.5, 31.2)
    await expectCounted(reader, 'bbox')
    await choose(reader, 'Draw an area')
    for (const [lon, lat] of [
      [-111.5, 32.2],
      [-110.2, 31.9],
      [-111, 31.1],
    ] as const) {
      await reader.clickAt(lon, lat)
      await reader.page.waitForTimeout(350)
    }
    await reader.page.getByRole('button', { name: 'Finish' }).click()
    await expectCounted(reader, 'polygon')
    expect(reader.query().get('bbox')).toBeNull()
    expect(await reader.sentence()).toMatch(/inside a drawn area$/)
    await reader.leave()
  })

  it('is what the screen shows, or what lies near a point: by right click, key and menu', async () => {
    const reader = await open()
    await choose(reader, 'Only what is on the screen')
    await expectCounted(reader, 'bbox')
    await choose(reader, 'All of the map again')
    await expect.poll(() => reader.query().get('bbox')).toBeNull()

    const [x, y] = await reader.pixel(-110.95, 31.5)
    await reader.page.mouse.click(x, y, { button: 'right' })
    await reader.page.locator('.near').getByRole('button', { name: '25 km' }).click()
    await expectCounted(reader, 'near')
    expect(reader.query().get('near')).toMatch(/^-110\.9\d*,31\.[45]\d*,25000$/)
    await reader.page.keyboard.press('Escape')
    await expect.poll(() => reader.query().get('near')).toBeNull()

    await reader.page.focus('#map')
    await reader.page.keyboard.press('a')
    await reader.page.locator('.near').getByRole('button', { name: '25 km' }).waitFor()
    expect(await reader.violations()).toEqual([])
    await reader.leave()
  })

  it('is near a place after a long press of a finger', async () => {
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(`${linea.url}/${start}`)
    const [x, y] = await reader.pixel(-110.95, 31.5)
    const finger = await reader.page.context().newCDPSession(reader.page)
    await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
    await reader.page.locator('.near').waitFor()
    await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    expect(await reader.page.innerText('.near')).toMatch(/31\.[45]\d+, -110\.9/)
    await reader.leave()
  })
})

it.skipIf(!realData)('finds the fullest month of deaths near Sasabe, and copies the link to it', async () => {
  const real = new Linea()
  await real.import(`${realData}/ogis-migrant-deaths/ogis_2024-10.csv`)
  await real.start()
  const reader = await Reader.open(browser)
  await reader.go(real.url)
  const { page } = reader
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByRole('button', { name: 'Only Death or human remains found' }).click()
  await reader.idle()
  await page.keyboard.press('/')
  await page.keyboard.type('Sasabe')
  await page.waitForSelector('[role=option]')
  await page.keyboard.press('Enter')
  await page.locator('.near').getByRole('button', { name: '25 km' }).click()
  await reader.idle()
  const near = reader.query().get('near') ?? ''
  const { month_by_year: months } = await real.get<Summary>(`/api/v1/summary?kind=death&near=${near}`)
  const most = Math.max(...(months.years ?? []).flatMap(year => year.months))
  await page.getByRole('button', { name: /^Fullest month: / }).click()
  await expect.poll(() => reader.query().get('datetime')).toMatch(/^(\d{4}-\d\d)-01\/\1-(28|29|30|31)$/)
  await reader.idle()
  expect(await page.innerText('.panel.right .big')).toBe(String(most))
  await page.getByRole('button', { name: 'Copy link' }).click()
  const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()))
  expect([copied.searchParams.get('near'), copied.searchParams.get('kind')]).toEqual([near, 'death'])
  await reader.leave()
  await real.close()
})
