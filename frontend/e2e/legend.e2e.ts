import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Breaks, Cells, TwoWay } from '../src/api/types'
import { browser, Reader } from './browser'
import { serving } from './server'

/** How cells are classed and sized, and what lies on the map beside them. */

const question = 'datetime=2023-01-01/2023-12-31&kind=humanitarian'

/** Made-up wells, good to 8 km, and a made-up road. */
const wells = {
  type: 'FeatureCollection',
  title: 'Wells',
  credit: 'Nobody at all',
  accuracy_m: 8000,
  features: [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [-112.6, 32.6] } }],
}
const road = {
  type: 'FeatureCollection',
  title: 'Road',
  features: [
    {
      type: 'Feature',
      properties: {},
      geometry: {
        type: 'LineString',
        coordinates: [
          [-113, 32.9],
          [-110, 32.9],
        ],
      },
    },
  ],
}

/** Two made-up zones, one of them of two parts, that name no credit. */
const zone = (name: string, west: number, east: number) => ({
  type: 'Feature',
  properties: { name },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, 31],
        [east, 31],
        [east, 33],
        [west, 33],
        [west, 31],
      ],
    ],
  },
})
const zones = {
  type: 'FeatureCollection',
  features: [zone('Outer', -115, -112.5), zone('Inner', -112.5, -110.5), zone('Outer', -110.5, -109)],
}

const linea = serving(async linea => {
  const folder = join(linea.folder, 'overlays')
  mkdirSync(folder)
  writeFileSync(join(folder, 'wells.geojson'), JSON.stringify(wells))
  writeFileSync(join(folder, 'road.geojson'), JSON.stringify(road))
  writeFileSync(join(folder, 'az_zones_clip.geojson'), JSON.stringify(zones))
  linea.options = ['--overlays', folder]
  await linea.demo(4000)
})

async function open(search = ''): Promise<Reader> {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?${question}${search}`)
  return reader
}

const ranges = (reader: Reader) => reader.page.locator('.classes .range').allInnerTexts()

describe('the legend', () => {
  it('shows one class alone, and all again', async () => {
    const reader = await open()
    const { cells } = await linea.get<Cells>(`/api/v1/cells?${question}&res=5`)
    const one = cells?.find(({ n }) => n === 1)
    if (!one) throw new Error('the demo has no cell of one')
    const filled = await reader.colourAt(one.lon, one.lat)
    await reader.page.locator('.class-row').last().click()
    await reader.idle()
    expect(await reader.colourAt(one.lon, one.lat)).not.toEqual(filled)
    await reader.page.locator('.class-row').last().click()
    await reader.idle()
    expect(await reader.colourAt(one.lon, one.lat)).toEqual(filled)
    await reader.leave()
  })

  it('that is late does not keep cells off the map', async () => {
    const reader = await Reader.open(browser, { unworked: true })
    await reader.go(linea.url)
    let answer = () => {}
    const held = new Promise<void>(resolve => (answer = resolve))
    await reader.page.route(/api.v1.breaks/, async route => {
      await held
      await route.continue()
    })
    const cells = () =>
      reader.page.evaluate(() => {
        const map = document.getElementById('map')?.getBoundingClientRect()
        if (!map) return 0
        const places = Array.from({ length: 200 }, (_, i) => [(i % 20) / 20, Math.floor(i / 20) / 10] as const)
        return places.filter(([x, y]) => window.__test?.cellAt(map.left + x * map.width, map.top + y * map.height))
          .length
      })
    await reader.page.getByRole('button', { name: '12 months' }).click()
    await expect.poll(cells).toBeGreaterThan(0) // those of the question before are none of them
    answer()
    await reader.idle()
    expect(await cells()).toBeGreaterThan(0)
    await reader.leave()
  })

  it('finds bounds by equal steps, or takes those typed', async () => {
    const reader = await open()
    await reader.page.locator('.lock').getByText('Classes', { exact: true }).click()
    await reader.page.selectOption('#class-method', 'equal')
    await reader.idle()
    const { breaks } = await linea.get<Breaks>(`/api/v1/breaks?${question}&res=5&classes=5&method=equal`)
    expect((await ranges(reader)).map(text => Number.parseInt(text, 10))).toEqual(
      breaks?.filter(b => b.cells > 0).map(b => b.from),
    )
    await reader.page.fill('#class-bounds', '3, 12')
    await reader.page.keyboard.press('Enter')
    await expect.poll(() => reader.query().get('breaks')).toBe('5:1,3,12')
    await expect.poll(() => ranges(reader)).toEqual(['1–2', '3–11', '12+'])
    await reader.page.fill('#class-bounds', 'some')
    await reader.page.keyboard.press('Enter')
    expect(await reader.page.innerText('#class-bounds-hint')).toContain('whole numbers')
    expect(await reader.violations()).toEqual([])
    await reader.leave()
  })

  it('keeps a cell size at every zoom, as far as the zoom draws it', async () => {
    const reader = await open('&map=7.5/31.8/-111.2')
    await reader.page.selectOption('#cell-size', '6')
    await reader.idle()
    expect(await reader.page.innerText('.cell-size')).toContain('H3 resolution 6, kept at every zoom')
    await reader.go(`${linea.url}/?${question}&map=5/31.8/-111.2&res=6`)
    expect(await reader.page.innerText('.cell-size')).toMatch(/resolution 5: the size kept would be too fine/)
    await reader.go(`${linea.url}/?${question}&map=10/31.8/-111.2&res=6`)
    expect(await reader.page.innerText('.cell-size')).toContain('Cells about 7 km across')
    await reader.leave()
  })
})

describe('layers', () => {
  it('of the operator’s own are toggles with their credit, and travel with the link', async () => {
    const reader = await open()
    await reader.page.locator('.map-tools').getByText('Layers', { exact: true }).click()
    const layers = reader.page.locator('.popup[open]')
    await layers.getByText('Nobody at all · points ±8 km').waitFor()
    const before = await reader.colourAt(-112.6, 32.6)
    await layers.getByLabel('Wells').check()
    await reader.idle()
    await expect.poll(() => reader.colourAt(-112.6, 32.6)).not.toEqual(before)
    expect(reader.query().get('layers')).toBe('wells')
    expect(await reader.page.innerText('.map-credit')).toContain('Nobody at all')
    await layers.getByLabel('Names of towns').uncheck()
    expect(await reader.violations()).toEqual([])
    await reader.go(reader.page.url())
    await expect.poll(() => reader.colourAt(-112.6, 32.6)).not.toEqual(before)
    expect(reader.query().get('names')).toBe('off')
    await reader.leave()
  })

  it('with polygons are counted in, and each number leads to its rows', async () => {
    const reader = await open('&screen=table&rows=cross&by=overlay:az_zones_clip,kind')
    const table = await linea.get<TwoWay>(`/api/v1/table?by=overlay:az_zones_clip,kind&${question}`)
    const outer = table.rows?.indexOf('Outer') ?? -1
    const n = table.counts?.[outer]?.[0]
    expect(n).toBeGreaterThan(0)
    await reader.page.locator(`[data-at="${outer},0"]`).click()
    await reader.idle()
    expect(await reader.sentence()).toMatch(new RegExp(`^${n} incidents?,.* inside Outer \\(AZ zones\\)`))
    expect(reader.query().get('within')).toBe('az_zones_clip:Outer')
    expect(reader.query().get('layers')).toBe('az_zones_clip')
    await reader.leave()
  })

  it('and how they lie fit a low window, and what names no credit is told of once', async () => {
    const reader = await open()
    await reader.page.setViewportSize({ width: 1280, height: 560 })
    await reader.idle()
    await reader.page.locator('.map-tools').getByText('Layers', { exact: true }).click()
    const layers = reader.page.locator('.popup[open] .popup-box')
    await layers.getByText('2 layers name no source').waitFor()
    const [box, map] = [await layers.boundingBox(), await reader.page.locator('.map-pane').boundingBox()]
    if (!box || !map) throw new Error('no box')
    expect(box.y + box.height).toBeLessThanOrEqual(map.y + map.height)
    await reader.leave()
  })

  it('shine through cells as much as wanted', async () => {
    const reader = await open()
    const { cells } = await linea.get<Cells>(`/api/v1/cells?${question}&res=5`)
    const most = (cells ?? []).sort((a, b) => b.n - a.n)[0]
    if (!most) throw new Error('the demo has no cells')
    const before = await reader.colourAt(most.lon, most.lat)
    await reader.page.locator('.map-tools').getByText('Layers', { exact: true }).click()
    await reader.page.locator('#cell-opacity').fill('30')
    await reader.idle()
    await expect.poll(() => reader.query().get('opacity')).toBe('30')
    const after = await reader.colourAt(most.lon, most.lat)
    expect(after[0] + after[1] + after[2]).toBeGreaterThan(before[0] + before[1] + before[2] + 60)
    await reader.leave()
  })
})
