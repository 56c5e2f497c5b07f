import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Cells, TwoWay } from '../src/api/types'
import { browser, Reader } from './browser'
import { serving } from './server'

/** What an organisation adds of its own: saved corridors on the map, and tables by the polygons of its overlays. */

const halves = {
  type: 'FeatureCollection',
  features: [
    ['West half', -115.5, -112],
    ['East half', -112, -108],
  ].map(([name, west, east]) => ({
    type: 'Feature',
    properties: { name },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [west, 30],
          [east, 30],
          [east, 34],
          [west, 34],
          [west, 30],
        ],
      ],
    },
  })),
}

const linea = serving(async linea => {
  const folder = join(linea.folder, 'overlays')
  mkdirSync(folder)
  writeFileSync(join(folder, 'halves.geojson'), JSON.stringify(halves))
  linea.options = ['--overlays', folder]
  await linea.demo(2000)
})

async function save(name: string, coordinates: [number, number][]): Promise<string> {
  const answer = await fetch(`${linea.url}/api/v1/corridors`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      name,
      note: '',
      line: { type: 'LineString', coordinates },
      half_width_m: 2000,
      ends: 'flat',
    }),
  })
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { id: string }).id
}

it('a click on a saved corridor opens it, and one in Layers takes them off the map', async () => {
  const { cells } = await linea.get<Cells>('/api/v1/cells?res=6&kind=humanitarian')
  const { lon, lat } = (cells ?? []).sort((a, b) => b.n - a.n)[0] ?? { lon: 0, lat: 0 }
  const id = await save('Valley road', [
    [lon - 0.2, lat],
    [lon + 0.2, lat],
  ])
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?datetime=all&kind=humanitarian&map=8/${lat}/${lon}`)
  await reader.clickAt(lon, lat)
  await expect.poll(() => reader.query().get('screen')).toBe('corridor')
  expect(reader.query().get('corridor')).toBe(id)
  await reader.page.getByText('Valley road').first().waitFor()
  await reader.idle() // the map has come to the whole of it
  await reader.page.goBack()
  await reader.idle()
  await reader.page.getByText('Layers', { exact: true }).click()
  await reader.page.getByLabel('Saved corridors').uncheck()
  await reader.page.keyboard.press('Escape')
  await reader.idle()
  expect(reader.query().get('shelf')).toBe('off')
  await reader.clickAt(lon, lat)
  await reader.page.getByRole('heading', { name: 'Cell', exact: true }).waitFor()
  await reader.leave()
})

it('counts within the polygons of an overlay, by kind', async () => {
  const want = await linea.get<TwoWay>('/api/v1/table?by=overlay:halves,kind')
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?screen=table&rows=cross&datetime=all&kind=all&by=year,kind`)
  await reader.page.locator('#by-rows').selectOption('overlay:halves')
  await reader.idle()
  expect(reader.query().get('by')).toBe('overlay:halves,kind')
  const row = reader.page.locator('.matrix tbody tr', { hasText: 'East half' })
  await row.waitFor()
  const east = want.rows?.indexOf('East half') ?? -1
  const numbers = (await row.locator('td').allInnerTexts()).map(text => Number(text.replace(',', '')))
  expect(numbers).toEqual([...(want.counts?.[east] ?? []), want.row_sum?.[east]])
  expect(await reader.violations()).toEqual([])
  await reader.leave()
})
