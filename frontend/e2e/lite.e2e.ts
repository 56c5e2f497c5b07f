import { expect, it } from 'vitest'
import { browser, Reader } from './browser'
import { serving } from './server'

/** The map for a bad link: offered where the browser says so, and switched in the footer. */

const linea = serving(4000)

const view = 'datetime=2022-01-01/2025-12-31&kind=all&map=7/31.75/-111.5'

it('on a slow link saving data is offered, and asks for coarser cells and no charts', async () => {
  const reader = await Reader.open(browser)
  await reader.page.addInitScript(() =>
    Object.defineProperty(navigator, 'connection', {
      value: Object.assign(new EventTarget(), { effectiveType: '3g' }),
    }),
  )
  await reader.go(`${linea.url}/?${view}`)
  const size = reader.page.getByText(/H3 resolution \d/)
  expect(await size.innerText()).toContain('H3 resolution 5')
  const asked: string[] = []
  reader.page.on('request', request => asked.push(request.url()))
  await reader.page.locator('.banner').getByRole('button', { name: 'Use less data' }).click()
  await reader.idle()
  expect(await size.innerText()).toContain('H3 resolution 4')
  expect(asked.some(url => url.includes('/tiles/hotspots/') && url.includes('res=4'))).toBe(true)
  expect(await reader.page.locator('.histogram, .panel.right figure').count()).toBe(0)
  const { cells } = await linea.get<{ cells: { lon: number; lat: number; n: number }[] }>(`/api/v1/cells?res=4`)
  const most = cells.sort((a, b) => b.n - a.n)[0]
  if (!most) throw new Error('no cells')
  const [x, y] = await reader.pixel(most.lon, most.lat)
  await reader.page.mouse.move(x, y)
  await reader.page.mouse.click(x, y) // a click still opens the card
  await reader.page.getByRole('heading', { name: 'Cell', exact: true }).waitFor()
  expect(await reader.page.locator('.readout .hover').count()).toBe(0)
  asked.length = 0
  await reader.go(`${linea.url}/?${view}`) // remembered, and offered no more
  expect(asked.filter(url => url.includes('step=') || url.includes('/compare'))).toEqual([])
  expect(await reader.page.getByText('Your connection is slow.').count()).toBe(0)
  await reader.page.locator('.timestrip').getByRole('button', { name: 'Show charts' }).click()
  await reader.idle()
  await reader.page.locator('.panel.right figure').first().waitFor()
  expect(await reader.violations()).toEqual([])
  await reader.page.locator('.foot').getByRole('button', { name: 'Use less data' }).click()
  await reader.idle()
  expect(await size.innerText()).toContain('H3 resolution 5')
  await reader.leave()
})
