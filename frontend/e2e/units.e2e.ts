import { expect, it } from 'vitest'
import type { Cell } from '../src/api/types'
import { browser, Reader } from './browser'
import { serving } from './server'

/** Kilometres or miles: one choice, on every screen, in the link and remembered. */

const linea = serving(2000)

const button = (reader: Reader, name: string) => reader.page.getByRole('button', { name, exact: true })

it('miles are chosen once and said everywhere: card, scale bar, corridor, briefing', async () => {
  const { cells } = await linea.get<{ cells: { h3: string }[] }>('/api/v1/cells?res=5&kind=humanitarian')
  const h3 = cells[0]?.h3 ?? ''
  const about = await linea.get<Cell>(`/api/v1/cells/${h3}?kind=humanitarian`)
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?datetime=all&kind=humanitarian&selected=${h3}`)
  const line = reader.page.locator('.where li', { hasText: 'from the line' })
  expect(await line.innerText()).toMatch(/^[\d.]+ k?m from the line/)
  await button(reader, 'mi, miles').click()
  await reader.idle()
  expect(reader.query().get('units')).toBe('mi')
  const miles = about.distance_to_line_m / 1609.344
  expect(Number.parseFloat(await line.innerText())).toBeCloseTo(miles, miles < 10 ? 0 : -1)
  expect(await line.innerText()).toMatch(/(mi|ft) from the line/)
  expect(await reader.page.innerText('#map .scale-inner')).toMatch(/^\d+ mi$/)
  await reader.page.getByText(/^Cells about \d+ mi across/).waitFor()
  await reader.page.getByRole('link', { name: 'Briefing' }).click()
  await reader.page.locator('.sheet .scale-inner').waitFor()
  expect(await reader.page.innerText('.sheet')).toMatch(/Cells about \d+ mi across/)
  await reader.go(linea.url) // the link says nothing: it is remembered
  expect(await reader.page.innerText('#map .scale-inner')).toMatch(/ mi$/)
  expect(await reader.violations()).toEqual([])
  await reader.leave()
})

it('a width is typed in the unit chosen, and the server is asked in metres', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?screen=corridor&datetime=all&units=mi&line=_%7Bz_E~zchT_ry%40_vgC~bmA_etB`)
  const width = reader.page.getByLabel('On each side, mi')
  const asked = reader.page.waitForRequest(
    request =>
      request.url().includes('/api/v1/corridors/query') && /"half_width_m":1609\.3\b/.test(request.postData() ?? ''),
  )
  await width.fill('1')
  await width.press('Enter')
  await asked
  await reader.idle()
  expect(reader.query().get('width')).toBe('1609.3')
  expect(await width.inputValue()).toBe('1')
  await reader.page.getByText('Up to 1 mi on each side', { exact: true }).waitFor()
  await button(reader, 'km, kilometres').click()
  await reader.page.getByText('Up to 1.61 km on each side', { exact: true }).waitFor()
  await reader.leave()
})
