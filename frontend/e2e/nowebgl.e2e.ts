import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cells } from '../src/api/types'
import { launch, Reader } from './browser'
import { serving } from './server'

/** A browser without WebGL, as on old or locked-down machines, draws the cells all the same. */

const linea = serving(2000)
let plain: Browser

beforeAll(async () => {
  plain = await launch('--disable-3d-apis')
})

afterAll(() => plain?.close())

it('draws cells where there is no WebGL', async () => {
  const question = 'datetime=all&kind=humanitarian'
  const { cells } = await linea.get<Cells>('/api/v1/cells?res=5&kind=humanitarian')
  const busiest = (cells ?? []).sort((a, b) => b.n - a.n).slice(0, 10)
  expect(busiest).toHaveLength(10)
  const reader = await Reader.open(plain)
  const colours = () => Promise.all(busiest.map(({ lon, lat }) => reader.colourAt(lon, lat)))
  await reader.go(`${linea.url}/?${question}&map=6.4/31.9/-111.6&res=5`)
  const webgl = await reader.page.evaluate(() => document.createElement('canvas').getContext('webgl') !== null)
  expect(webgl).toBe(false)
  const drawn = await colours()
  await reader.go(`${linea.url}/?datetime=1960-01-01/1960-12-31&kind=humanitarian&map=6.4/31.9/-111.6&res=5`)
  const bare = await colours()
  // The darkest class over light ground; a name or a line may lie over a single cell.
  const darker = drawn.filter(([red, green, blue], i) => {
    const [r, g, b] = bare[i] ?? [0, 0, 0]
    return r + g + b - (red + green + blue) > 150
  })
  expect(darker.length).toBeGreaterThanOrEqual(8)
  await reader.leave()
})
