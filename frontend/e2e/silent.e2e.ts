import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { browser, Reader } from './browser'
import { serving } from './server'

/** Days that no source speaks for are not days without incidents. */

/** A row every tenth day of 2023 and the first half of 2024, all near Arivaca. */
function rows(): string[] {
  return Array.from({ length: 55 }, (_, i) => {
    const day = new Date(Date.UTC(2023, 0, 1 + 10 * i)).toISOString().slice(0, 10)
    return `d${i},${i % 2 ? 'rescue' : 'death'},${day},-111.${30 + (i % 9)},31.6`
  })
}

const linea = serving(async linea => {
  const file = join(linea.folder, 'county.csv')
  writeFileSync(file, ['id,kind,occurred_at,lon,lat', ...rows()].join('\n'))
  await linea.import('--source', 'county', file)
})

it('a period after the last day says so, keeps who speaks for when, and leads to the latest twelve months', async () => {
  const reader = await Reader.open(browser)
  const { page } = reader
  await reader.go(`${linea.url}/?datetime=2025-01-01/2025-12-31&kind=death`)
  expect(await reader.sentence()).toMatch(/^No source speaks for these days, 1 Jan 2025 to 31 Dec 2025/)
  const nothing = page.locator('.nothing')
  await nothing.getByText(/No source speaks for these days: county until 24 Jun 2024\./).waitFor()
  expect(await nothing.innerText()).not.toContain('No incident matches')
  const legend = await page.innerText('.panel.left')
  expect(legend).toContain('what happened then is not known here')
  expect(legend).not.toContain('nothing recorded there')
  expect(legend).toMatch(/county: .*, 1 Jan 2023 – 24 Jun 2024/)
  expect(await reader.violations()).toEqual([])
  await nothing.getByRole('button', { name: /^The latest 12 months: .*\(\d+\)$/ }).click()
  await reader.idle()
  expect(reader.query().get('datetime')).toBe('2023-06-25/2024-06-24')
  expect(await reader.sentence()).toMatch(/^19 incidents/)
  expect(await page.innerText('.panel.left')).toContain('nothing recorded there')
  await reader.leave()
})

it('days without a match that a source speaks for are zero, and can be widened', async () => {
  const reader = await Reader.open(browser, { lang: 'es' })
  const { page } = reader
  await reader.go(`${linea.url}/?datetime=2024-02-02/2024-02-04&kind=rescue`)
  expect(await reader.sentence()).toMatch(/^0 incidentes/)
  const nothing = page.locator('.nothing')
  await nothing.getByRole('heading', { name: 'Ningún incidente coincide' }).waitFor()
  await nothing.getByRole('button', { name: /^Ampliar a 12 meses: .*\(\d+\)$/ }).click()
  await reader.idle()
  expect(reader.query().get('datetime')).toBe('2023-02-05/2024-02-04')
  await reader.go(`${linea.url}/?datetime=2022-01-01/2022-12-31&kind=rescue`)
  expect(await reader.sentence()).toMatch(/^Ninguna fuente informa de estos días, /)
  await nothing.getByText(/county desde el 1 ene 2023/).waitFor()
  await reader.leave()
})

// --- one source, two files, and half a year between them that neither covers ---

/** A death every fifth day from a first to a last one. */
function stretch(name: string, first: string, last: string): string[] {
  const rows: string[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += 5 * 86_400_000) {
    rows.push(`${name}${rows.length},death,${new Date(at).toISOString().slice(0, 10)},-111.4,31.6`)
  }
  return rows
}

const gap = serving(async linea => {
  const files = { early: stretch('e', '2022-01-01', '2022-12-27'), late: stretch('l', '2023-07-01', '2024-12-27') }
  for (const [name, rows] of Object.entries(files)) {
    const file = join(linea.folder, `${name}.csv`)
    writeFileSync(file, ['id,kind,occurred_at,lon,lat', ...rows].join('\n'))
    await linea.import('--source', 'county', file)
  }
})

it.each([
  ['en', /^No source speaks for these days/, /county until 27 Dec 2022, and from 1 Jul 2023/],
  ['es', /^Ninguna fuente informa de estos días/, /county hasta el 27 dic 2022,? y desde el 1 jul 2023/],
] as const)(
  'days between two files of a source are not days without incidents (%s)',
  async (lang, sentence, beside) => {
    const reader = await Reader.open(browser, { lang })
    await reader.go(`${gap.url}/?datetime=2023-02-01/2023-05-31&kind=death`)
    expect(await reader.sentence()).toMatch(sentence)
    await reader.page.locator('.nothing').getByText(beside).waitFor()
    // Where one file ends and the other begins within the period, the months between are struck through, not zero.
    await reader.go(`${gap.url}/?datetime=2022-10-01/2023-12-31&kind=death`)
    const months = reader.page.locator('.panel.right .figure').last()
    expect(await months.locator('.grid-strike').count()).toBe(9 + 6) // January to September 2022; January to June 2023
    expect(await reader.violations()).toEqual([])
    await reader.leave()
  },
)

it.each([
  ['en', 'Only a part of these periods is covered by '],
  ['es', 'Solo una parte de estos periodos queda cubierta por '],
] as const)('many periods name the sources that speak for some of them only (%s)', async (lang, words) => {
  const reader = await Reader.open(browser, { lang })
  const part = 'datetime=2024-08-01/2024-10-31&kind=death'
  await reader.go(`${gap.url}/?${part}&screen=compare&compare=multiples&with=last_year`)
  const notes = reader.page.locator('.result .notes')
  await notes.getByText(words).waitFor()
  expect(await notes.innerText()).toMatch(/county \(.*27 .*2022.*1 .*2023/)
  expect(await reader.violations()).toEqual([])
  await reader.leave()
})

it.each([
  ['en', 'Rescue', 'no source'],
  ['es', 'Rescate', 'sin fuente'],
] as const)(
  'a kind whose sources are silent on the days asked for has no source, and no zero (%s)',
  async (lang, rescue, none) => {
    const reader = await Reader.open(browser, { lang })
    const row = reader.page.locator('.panel.left .facet-main', { hasText: rescue }).first()
    await reader.go(`${linea.url}/?datetime=2025-01-01/2025-12-31&kind=humanitarian`)
    await row.getByText(none).waitFor()
    await reader.go(`${linea.url}/?datetime=2024-02-02/2024-02-02&kind=humanitarian`)
    await row.getByText('0', { exact: true }).waitFor()
    await reader.leave()
  },
)
