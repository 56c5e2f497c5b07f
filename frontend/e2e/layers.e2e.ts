import { expect, it } from 'vitest'
import type { Cells } from '../src/api/types'
import { browser, Reader } from './browser'
import { serving } from './server'

/** The hexagons come off the map; a link says what of it was not understood. */

const linea = serving(2000)
const question = 'datetime=all&kind=humanitarian'

it.each([
  ['en', 'Layers', 'Hexagons', /Part of the link was not understood .*zzz.*mode/],
  ['es', 'Capas', 'Hexágonos', /Parte del enlace no se entendió .*zzz.*mode/],
] as const)(
  'hexagons can be taken off the map, and unknown words of a link are named (%s)',
  async (lang, menu, hexagons, stale) => {
    const { cells } = await linea.get<Cells>('/api/v1/cells?res=5&kind=humanitarian')
    const { lon, lat } = (cells ?? []).sort((a, b) => b.n - a.n)[0] ?? { lon: 0, lat: 0 }
    const reader = await Reader.open(browser, { lang })
    const { page } = reader
    await reader.go(`${linea.url}/?${question}&map=7/${lat}/${lon}&names=off&res=5&zzz=1&mode=difference`)
    await page.getByText(stale).waitFor()
    const drawn = await reader.colourAt(lon + 0.02, lat)
    await page.getByText(menu, { exact: true }).click()
    await page.getByLabel(hexagons, { exact: true }).uncheck()
    await page.keyboard.press('Escape')
    await reader.idle()
    expect(reader.query().get('cells')).toBe('off')
    await expect.poll(() => reader.colourAt(lon + 0.02, lat)).not.toEqual(drawn)
    const bare = await reader.colourAt(lon + 0.02, lat)
    expect(bare.reduce((sum, one) => sum + one)).toBeGreaterThan(drawn.reduce((sum, one) => sum + one) + 100)
    await reader.leave()
  },
)

it('the list of incidents says the kind beside the date', async () => {
  const reader = await Reader.open(browser, { width: 1366 })
  await reader.page.goto(`${linea.url}/?screen=table&rows=incidents&${question}`)
  const head = reader.page.locator('[role=columnheader], th[scope=col]')
  await head.nth(1).waitFor()
  expect(await head.nth(1).innerText()).toMatch(/^Kind/)
  await reader.leave()
})

it.each([390, 820])('what the buttons on the map open is on the screen, %d px wide', async width => {
  const reader = await Reader.open(browser, { phone: true, width })
  const { page } = reader
  await reader.go(`${linea.url}/?${question}`)
  for (const name of ['Area', 'Layers', 'Export']) {
    await page.locator('.map-tools summary', { hasText: name }).tap()
    const box = await page.locator('.map-tools .popup[open] .popup-box').boundingBox()
    expect([name, (box?.y ?? -1) >= 0, (box?.y ?? 0) + (box?.height ?? 9999) <= 844]).toEqual([name, true, true])
    await page.keyboard.press('Escape')
  }
  await reader.leave()
})

it('layers are at hand beside a corridor too, and out of the way while it is drawn', async () => {
  const reader = await Reader.open(browser, { phone: true })
  const { page } = reader
  await reader.go(`${linea.url}/?${question}&screen=corridor`)
  const menu = page.locator('.map-tools summary', { hasText: 'Layers' })
  await menu.tap()
  expect(await page.getByLabel(/^Saved corridors/).count()).toBe(0) // they are this screen's own
  await page.getByLabel('Names of towns, crossings and regions').uncheck()
  await expect.poll(() => reader.query().get('names')).toBe('off')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Draw on the map' }).tap()
  await page.getByRole('button', { name: 'Add point here' }).waitFor()
  expect(await menu.count()).toBe(0)
  await reader.leave()
})
