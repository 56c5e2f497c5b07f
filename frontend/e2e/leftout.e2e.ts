import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Report } from '../src/api/corridors'
import { browser, Reader } from './browser'
import { serving } from './server'

/** What a corridor's figures leave out is said beside them, and on the page that is printed of it. */

let corridor = ''
const question = 'datetime=2024-01-01/2024-12-31&kind=death'

/** Two sources tell of one death near the line, and of another far from it; one row has no place. */
const sources = {
  county: ['a1,death,2024-05-01,-111.5,31.6', 'a2,death,2024-06-01,-110,32.5', 'a3,death,2024-07-01,-111.4,31.6'],
  desk: ['b1,death,2024-05-02,-111.5,31.6', 'b2,death,2024-06-02,-110,32.5', 'b3,death,2024-08-01,,'],
}

const linea = serving(async linea => {
  for (const [source, rows] of Object.entries(sources)) {
    const file = join(linea.folder, `${source}.csv`)
    writeFileSync(file, ['id,kind,occurred_at,lon,lat', ...rows].join('\n'))
    await linea.import('--source', source, file)
  }
})

beforeAll(async () => {
  const coordinates = [
    [-111.6, 31.6],
    [-111.3, 31.6],
  ]
  const saved = await fetch(`${linea.url}/api/v1/corridors`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Arivaca road', line: { type: 'LineString', coordinates }, half_width_m: 2000 }),
  })
  corridor = ((await saved.json()) as { id: string }).id
})

const words = {
  en: {
    mind: 'To bear in mind',
    repeats: /(\d+) rows? repeats? another source/,
    placeless: /(\d+) without a usable place: could also be here/,
  },
  es: {
    mind: 'Para tener en cuenta',
    repeats: /(\d+) filas? repiten? otra fuente/,
    placeless: /(\d+) sin lugar utilizable: también podrían? estar aquí/,
  },
}

it.each(['en', 'es'] as const)('a corridor says what it leaves out (%s)', async lang => {
  const { n, n_excluded } = await linea.get<Report>(`/api/v1/corridors/${corridor}/report?${question}`)
  expect(n).toBe(2)
  expect(n_excluded).toMatchObject({ duplicates: 1, unmapped: 1 })
  const { mind, repeats, placeless } = words[lang]
  const told = (text: string) => [repeats, placeless].map(what => Number(what.exec(text)?.[1] ?? 0))
  const leftOut = [n_excluded.duplicates, n_excluded.unmapped]
  const reader = await Reader.open(browser, { lang })
  const { page } = reader
  await reader.go(`${linea.url}/?screen=corridor&corridor=${corridor}&${question}`)
  const section = page.locator('.section', { has: page.getByRole('heading', { name: mind }) })
  await section.waitFor()
  expect(told(await section.innerText())).toEqual(leftOut)
  await page.goto(`${linea.url}/?screen=briefing&about=${corridor}&${question}`)
  await page.waitForSelector('.briefing-controls .primary:enabled')
  expect(told(await page.innerText('.sheet-foot'))).toEqual(leftOut)
  await reader.leave()
})
