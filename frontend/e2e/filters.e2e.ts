import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Cells, Incidents, Sources, Summary } from '../src/api/types'
import { browser, Reader } from './browser'
import { serving } from './server'

/** Journeys over a small store in which every row is known. */

const header = 'id,kind,occurred_at,time_precision,lon,lat,radius_m,land'
const sanXavier = "Tohono O'odham Nation, San Xavier"

/** Thirty rows with an hour near Arivaca, ten without a place, five known only roughly. */
function rows(): string[] {
  const day = (i: number) => `2024-03-${String(1 + (i % 28)).padStart(2, '0')}`
  const known = Array.from({ length: 30 }, (_, i) => {
    const hour = String(i % 24).padStart(2, '0')
    const land = i < 12 ? `"${sanXavier}"` : 'Private'
    return `k:${i},rescue,${day(i)}T${hour}:00:00-07:00,hour,${-111.33 - i / 500},31.57,100,${land}`
  })
  const placeless = Array.from({ length: 10 }, (_, i) => `u:${i},rescue,${day(i)},day,,,,Private`)
  const rough = Array.from({ length: 5 }, (_, i) => `r:${i},rescue,${day(i)},day,-110.9,31.8,15000,Private`)
  return [...known, ...placeless, ...rough]
}

const linea = serving(async linea => {
  const file = join(linea.folder, 'rows.csv')
  writeFileSync(file, `${[header, ...rows()].join('\n')}\n`)
  await linea.import(file)
})

async function listed(reader: Reader): Promise<number> {
  await reader.page.waitForSelector('.incidents li')
  return reader.page.locator('.incidents li').count()
}

describe('lists', () => {
  it('come from the server as they are shown: each asks for its own rows and no others', async () => {
    const reader = await Reader.open(browser)
    const asked: string[] = []
    reader.page.on('request', request => {
      const url = new URL(request.url())
      if (url.pathname === '/api/v1/incidents') asked.push(url.search)
    })
    await reader.go(`${linea.url}/?list=unmapped`)
    expect(await listed(reader)).toBe(10)
    expect(await reader.page.innerText('.panel.right')).toContain('10 of 10')
    expect(asked).toHaveLength(1)
    expect(asked[0]).toContain('mapped=false')

    const { cells } = await linea.get<Cells>('/api/v1/cells?res=7')
    const [busiest] = (cells ?? []).sort((a, b) => b.n - a.n)
    await reader.go(`${linea.url}/?selected=${busiest?.h3}&list=cell`)
    expect(await listed(reader)).toBe(busiest?.n)
    expect(asked.at(-1)).toContain(`cell=${busiest?.h3}`)
    expect(asked).toHaveLength(2)

    await reader.go(`${linea.url}/?list=imprecise&map=9/31.6/-111.3`)
    expect(await listed(reader)).toBe(5)
    await reader.leave()
  })

  it('of one cell, or of rows without a place, are conditions that a chip takes off', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?mapped=false`)
    expect(await reader.sentence()).toMatch(/^10 incidents.*without a usable place$/)
    await reader.page.getByRole('button', { name: /^without a usable place/ }).click()
    await reader.idle()
    expect(await reader.sentence()).toMatch(/^45 incidents/)
    expect(reader.query().has('mapped')).toBe(false)
    await reader.leave()
  })
})

it('a name that holds a comma is chosen like any other', async () => {
  const reader = await Reader.open(browser)
  await reader.go(linea.url)
  await reader.page.getByText('Land', { exact: true }).click()
  await reader.page.getByRole('button', { name: /^Tohono O’odham Nation, San Xavier/ }).click()
  await reader.idle()
  expect(await reader.sentence()).toMatch(/^12 incidents.*Tohono O’odham Nation, San Xavier$/)
  const land = reader.query().get('land') ?? ''
  expect(land).toBe("Tohono O'odham Nation\\, San Xavier")
  const asked = new URLSearchParams({ land })
  expect((await linea.get<Summary>(`/api/v1/summary?${asked}`)).total).toBe(12)
  expect((await linea.get<Incidents>(`/api/v1/incidents?${asked}`)).features[0]?.properties.land).toBe(sanXavier)
  await reader.go(reader.page.url())
  expect(await reader.sentence()).toMatch(/^12 incidents/)
  await reader.leave()
})

it('what lies near a place searched for is asked for by a button, and its circle is drawn', async () => {
  const reader = await Reader.open(browser)
  await reader.go(linea.url)
  await reader.page.keyboard.press('/')
  await reader.page.keyboard.type('Arivaca')
  await reader.page.waitForSelector('[role=option]')
  await reader.page.keyboard.press('Enter')
  const offer = reader.page.getByRole('group', { name: /Arivaca/ })
  await offer.getByRole('button', { name: '5 km', exact: true }).click()
  await reader.idle()
  const near = reader.query().get('near') ?? ''
  expect(near).toMatch(/^-111\.33\d*,31\.57\d*,5000$/)
  const { total } = await linea.get<Summary>(`/api/v1/summary?near=${near}`)
  expect(total).toBeGreaterThan(20)
  expect(total).toBeLessThan(45)
  expect(await reader.sentence()).toMatch(new RegExp(`^${total} incidents.*within 5 km of Arivaca$`))
  const notes = reader.page.locator('.notes')
  expect(await notes.innerText()).toContain('10 without a usable place: could also be here, not counted')
  await notes.getByRole('button', { name: /^List: 10 without/ }).click()
  expect(await listed(reader)).toBe(10)
  await reader.go(reader.page.url())
  expect(await reader.sentence()).toMatch(/within 5 km of 31\.57\d\d, -111\.33\d\d$/)
  await reader.page.getByRole('button', { name: /^within 5 km of/ }).click()
  await reader.idle()
  expect(reader.query().has('near')).toBe(false)
  await reader.leave()
})

it('the rows of a filter are downloaded whole, as many as are said', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?land=Private`)
  const links = reader.page.locator('.download a')
  expect(await reader.page.innerText('.download')).toContain('Download 33 rows: CSV · GeoJSON, one feature a line')
  for (const [at, lines] of [34, 33].entries()) {
    const answer = await fetch(linea.url + (await links.nth(at).getAttribute('href')))
    expect((await answer.text()).trim().split('\n')).toHaveLength(lines)
  }
  await reader.leave()
})

it('says where and when the sources in the answer speak, and marks the months that none speaks for', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?datetime=all&mapped=false`)
  const { sources } = await linea.get<Sources>('/api/v1/sources')
  expect(await reader.page.innerText('.speaks')).toContain(
    `${sources?.find(({ slug }) => slug === 'u')?.name}: both sides, within 100 km of the line, 1 Mar 2024 – 10 Mar 2024`,
  )
  const land = encodeURIComponent("Tohono O'odham Nation\\, San Xavier")
  await reader.go(`${linea.url}/?datetime=all&land=${land}`)
  expect(await reader.page.innerText('.speaks')).toContain('28 Mar 2024')
  expect(await reader.page.innerText('.speaks')).not.toContain('10 Mar 2024')
  expect(await reader.page.locator('.grid-strike').count()).toBe(11) // all of 2024 but March
  await reader.leave()
})

it('hours and weekdays are asked for where enough rows have an hour, and only there', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?mapped=false`)
  const box = reader.page.getByText('Hours and weekdays', { exact: true })
  expect(await box.count()).toBe(0)
  await reader.go(linea.url)
  await box.click()
  await reader.page.locator('#hour-from').selectOption('20')
  await reader.page.locator('#hour-until').selectOption('4')
  await reader.page.locator('.filters').getByRole('button', { name: 'Friday' }).click()
  await reader.page.locator('.filters').getByRole('button', { name: 'Saturday' }).click()
  await reader.idle()
  expect([reader.query().get('hours'), reader.query().get('days')]).toEqual(['20-4', 'fri,sat'])
  const { total } = await linea.get<Summary>('/api/v1/summary?hours=20-4&days=fri,sat')
  expect(total).toBeGreaterThan(0)
  expect(await reader.sentence()).toMatch(
    new RegExp(`^${total} incidents?, .*on Friday, Saturday, between 20:00 and 04:00$`),
  )
  await reader.page.locator('#hour-until').selectOption('')
  await reader.idle()
  expect(reader.query().has('hours')).toBe(false)
  await reader.leave()
})
