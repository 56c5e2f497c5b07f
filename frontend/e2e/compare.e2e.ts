import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cells, Comparison, Summary } from '../src/api/types'
import { away, browser, Reader } from './browser'
import { Linea, realData, serving } from './server'

/** Journeys over the screen "compare". */

const linea = serving(4000)

const winter = '2024-12-01/2025-02-28'
const winterBefore = '2023-12-01/2024-02-29'
const compared = (res = '') =>
  linea.get<Comparison>(
    `/api/v1/compare?datetime=${winter}&with=${winterBefore}&kind=humanitarian${res && `&res=${res}`}&limit=25000`,
  )

/** What the canvases of all small maps show. */
function pictures(reader: Reader): Promise<string[]> {
  return reader.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.side-map')].map(box =>
      [...box.querySelectorAll('canvas')].map(canvas => canvas.toDataURL()).join(),
    ),
  )
}

/** The last day of February a year before that of this day. */
function lastOfFebruary(until: string): string {
  return new Date(Date.UTC(Number(until.slice(0, 4)) - 1, 2, 0)).toISOString().slice(0, 10)
}

async function pickDates(reader: Reader, from: string, until: string) {
  await reader.page.fill('#from', from)
  await reader.page.fill('#until', until)
  await reader.page.locator('#until').blur()
  await reader.idle()
}

describe('two winters', () => {
  it('are compared from the map: the tab, two dates, one choice', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url)
    await reader.page.getByRole('link', { name: 'Compare' }).click()
    await reader.page.waitForSelector('.compare')
    await pickDates(reader, '2024-12-01', '2025-02-28')
    await reader.page.selectOption('#compare-with', 'last_year')
    await reader.idle()

    const about = await compared()
    const answer = await reader.page.innerText('.answer')
    expect(answer).toContain(`${about.n_used} in A, ${about.n_before} in B`)
    const words = {
      more: 'More found in A',
      fewer: 'Fewer found in A',
      no_clear_change: 'No clear change',
      too_few: 'Too few to tell',
    }
    expect(answer).toContain(words[about.overall.reading])
    expect(await reader.page.innerText('.compare-controls')).toContain('1 Dec 2023 to 29 Feb 2024')
    expect(reader.query().get('with')).toBe('last_year')

    await expectSharedClasses(reader)
    await reader.go(reader.page.url()) // the link alone shows it again
    expect(await reader.page.innerText('.answer')).toBe(answer)
    await reader.leave()
  })

  it('are one click, and what was left out of each is said', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?screen=compare&kind=humanitarian&hours=20-4&months=7`)
    await reader.page.getByRole('button', { name: 'Two winters (Dec–Feb)' }).click()
    await reader.idle()
    const [from = '', until = ''] = (reader.query().get('datetime') ?? '').split('/')
    expect([from.slice(4), until.slice(4, 7), reader.query().get('with')]).toEqual(['-12-01', '-02', 'last_year'])
    expect(reader.query().has('months')).toBe(false)
    const before = `${Number(from.slice(0, 4)) - 1}-12-01/${lastOfFebruary(until)}`
    const about = await linea.get<Comparison>(
      `/api/v1/compare?datetime=${from}/${until}&with=${before}&kind=humanitarian&hours=20-4&limit=1`,
    )
    const [a, b] = [about.n_excluded, about.n_excluded_before]
    expect(a.hour_unknown + b.hour_unknown).toBeGreaterThan(0)
    expect(await reader.page.innerText('.result')).toContain(
      `${a.hour_unknown} and ${b.hour_unknown} whose hour is unknown`,
    )
    await reader.leave()
  })

  it('move together, and one step of the history goes back', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?screen=compare&kind=humanitarian&datetime=${winter}&with=last_year`)
    const before = await pictures(reader)
    expect(before).toHaveLength(2)
    await reader.page.locator('.side-map .map').nth(1).focus()
    await reader.page.keyboard.press('+')
    await expect.poll(() => reader.query().get('map')).not.toBeNull()
    await reader.idle()
    const after = await pictures(reader)
    expect(after.map((picture, i) => picture !== before[i])).toEqual([true, true])

    await reader.page.getByRole('button', { name: 'Difference' }).click()
    await reader.idle()
    await reader.page.goBack()
    await reader.idle()
    expect(await reader.page.locator('.side-map').count()).toBe(2)
    await reader.leave()
  })

  it('lie over each other, with a divider that is dragged, clicked or moved by keys', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?screen=compare&compare=swipe&kind=humanitarian&datetime=${winter}&with=last_year`)
    const box = await reader.page.locator('.swipe-maps').boundingBox()
    if (!box) throw new Error('no maps')
    const at = (share: number) => ({ x: box.x + share * box.width, y: box.y + 0.3 * box.height })
    const shown = (share: number) =>
      reader.page.evaluate(
        ({ x, y }) => document.elementFromPoint(x, y)?.closest('[role=application]')?.getAttribute('aria-label') ?? '',
        at(share),
      )
    expect(await Promise.all([shown(0.2), shown(0.8)])).toEqual([
      expect.stringContaining('Period A'),
      expect.stringContaining('Period B'),
    ])

    await reader.page.mouse.move(at(0.5).x, at(0.5).y)
    await reader.page.mouse.down()
    await reader.page.mouse.move(at(0.1).x, at(0.5).y, { steps: 5 })
    await reader.page.mouse.up()
    await expect.poll(() => shown(0.2)).toContain('Period B')

    const divider = reader.page.getByRole('slider', { name: 'Divider' })
    expect(Number(await divider.getAttribute('aria-valuenow'))).toBe(10)
    await divider.focus()
    for (let i = 0; i < 2; i++) await reader.page.keyboard.press('PageUp')
    expect(await divider.getAttribute('aria-valuetext')).toContain('50')
    await reader.page.getByRole('button', { name: 'Only A' }).click()
    await expect.poll(() => shown(0.8)).toContain('Period A')
    await reader.leave()
  })

  it('differ cell by cell, in words and on the map', async () => {
    const reader = await Reader.open(browser)
    await reader.go(
      `${linea.url}/?screen=compare&compare=difference&kind=humanitarian&datetime=${winter}&with=last_year`,
    )
    const about = await compared()
    const legend = await reader.page.locator('.readings .count').allInnerTexts()
    expect(legend.slice(0, 4).map(text => Number.parseInt(text, 10))).toEqual(about.readings.map(({ cells }) => cells))

    const [first] = about.cells
    if (!first) throw new Error('nothing was compared')
    const row = reader.page.locator('.changed tbody tr').first()
    expect((await row.locator('td').allInnerTexts()).slice(0, 2)).toEqual([String(first.n), String(first.n_before)])
    expect(await row.innerText()).toContain(first.town.name)
    await row.getByRole('button').click()
    await expect.poll(() => reader.query().get('selected')).toBe(first.h3)
    await reader.idle()
    expect(await row.getByRole('button').getAttribute('aria-pressed')).toBe('true')
    await reader.page.keyboard.press('Escape')
    await expect.poll(() => reader.query().get('selected')).toBeNull()
    await reader.leave()
  })
})

/** The same bounds for both maps; the cells of each class are those that the server counts. */
async function expectSharedClasses(reader: Reader) {
  const size = await reader.page.innerText('.compare-more .cell-size')
  const res = Number(/resolution (\d)/.exec(size)?.[1])
  const sides = await Promise.all(
    [winter, winterBefore].map(period =>
      linea.get<Cells>(`/api/v1/cells?res=${res}&kind=humanitarian&datetime=${period}`),
    ),
  )
  const rows = await reader.page.locator('.shared-classes tbody tr').allInnerTexts()
  const shown = rows.map(text => text.trim().split(/\s+/))
  const starts = shown.map(([range]) => Number.parseInt(range ?? '', 10))
  for (const [side, { cells }] of sides.entries()) {
    const counts = (cells ?? []).map(({ n }) => n)
    const wanted = starts.map((from, i) => counts.filter(n => n >= from && n < (starts[i + 1] ?? 1e9)).length)
    expect(shown.map(row => Number(row[side + 1]))).toEqual(wanted)
  }
}

it('a period that goes beyond the records is cut on both sides, and says so', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?screen=compare&kind=all&datetime=2025-12-01/2026-02-28&with=last_year`)
  expect(await reader.page.innerText('.result')).toContain('December of both years')
  expect((await reader.page.locator('.caption').allInnerTexts())[1]).toContain('1 Dec 2024 to 31 Dec 2024')
  await reader.leave()
})

it('many periods are equally long, share their classes and add up', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?screen=compare&compare=multiples&kind=humanitarian&datetime=2025-01-01/2025-12-31`)
  await reader.page.selectOption('#compare-unit', '1m')
  await reader.page.selectOption('#compare-count', '12')
  await reader.idle()
  const captions = await reader.page.locator('.caption').allInnerTexts()
  expect(captions).toHaveLength(12)
  const drawn = captions.map(text => Number(/([\d,]+) incidents? drawn/.exec(text)?.[1]?.replace(',', '')))
  const rough = captions.map(text => Number(/([\d,]+) too rough/.exec(text)?.[1]?.replace(',', '') ?? 0))
  const { mapped } = await linea.get<Summary>('/api/v1/summary?kind=humanitarian&datetime=2025-01-01/2025-12-31')
  expect([...drawn, ...rough].reduce((sum, n) => sum + n, 0)).toBe(mapped)
  expect(reader.query().get('multiples')).toBe('1mx12')
  await reader.leave()
})

it('two series lie over each other with the server’s numbers', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?screen=compare&compare=series&kind=humanitarian&datetime=2025-01-01/2025-12-31`)
  await reader.page.getByRole('button', { name: 'Show as table' }).click()
  const rows = await reader.page.locator('.series tbody tr').allInnerTexts()
  const { series } = await linea.get<Summary>(
    '/api/v1/summary?kind=humanitarian&datetime=2025-01-01/2025-12-31&step=month',
  )
  expect(rows.map(row => Number(row.split('\t')[1]?.replace(',', '')))).toEqual(series.bins?.map(({ n }) => n))
  await reader.leave()
})

it('a period without a beginning is asked for one', async () => {
  const reader = await Reader.open(browser, { lang: 'es' })
  await reader.go(`${linea.url}/?screen=compare&kind=all&datetime=all`)
  expect(await reader.page.innerText('.compare-main')).toContain('fecha de inicio')
  await reader.page.locator('.compare-main').getByRole('button', { name: '12 meses' }).click()
  await reader.idle()
  expect(await reader.page.innerText('.answer')).toMatch(/en A, .* en B/)
  await reader.leave()
})

it('the server away leaves the last answer, and a retry', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?screen=compare&kind=humanitarian&datetime=${winter}`)
  const answer = await reader.page.innerText('.answer')
  await linea.stop()
  await reader.page.selectOption('#compare-with', 'last_year')
  await reader.page.waitForSelector('.banner.warn')
  expect(await reader.page.innerText('.answer')).toBe(answer)
  await linea.start()
  await expect.poll(() => reader.page.innerText('.answer'), { timeout: 15_000 }).not.toBe(answer)
  await reader.leave(away)
})

describe('with real files', () => {
  const real = new Linea()
  beforeAll(async () => {
    if (!realData) return
    await real.import(`${realData}/ogis-migrant-deaths/ogis_2024-10.csv`)
    await real.start()
  })
  afterAll(() => real.close())

  it('warns where one side holds back much more than the other', async () => {
    if (!realData) return
    const reader = await Reader.open(browser)
    const question = 'kind=death&datetime=2023-01-01/2023-12-31&with=2003-01-01/2003-12-31'
    await reader.go(`${real.url}/?screen=compare&${question}&map=8.5/31.9/-111.8`)
    expect(await reader.page.innerText('.held')).toContain('differs by over 10 points')
    await reader.leave()
  })
})

it.each([
  ['en', 'A and B have days in common', 'the same part of the year before'],
  ['es', 'A y B tienen días en común', 'la misma parte del año anterior'],
] as const)('periods that overlap are said to, and a way out is offered (%s)', async (lang, words, way) => {
  const reader = await Reader.open(browser, { lang })
  const years = 'datetime=2023-01-01/2024-12-31&kind=humanitarian'
  await reader.go(`${linea.url}/?${years}&screen=compare&with=2022-06-01/2023-05-31`)
  const said = reader.page.locator('.compare-main .question')
  await said.getByText(words).waitFor()
  expect(await reader.violations()).toEqual([])
  await said.getByRole('button', { name: way }).click()
  await reader.page.locator('.result .answer').waitFor()
  await reader.idle()
  expect(reader.query().get('with')).toBe('last_year')
  const { n_used, n_before } = await linea.get<Comparison>(`/api/v1/compare?${years}&with=2021-01-01/2022-12-31`)
  const found = await reader.page.innerText('.result .answer')
  for (const n of [n_used, n_before]) expect(found).toContain(n.toLocaleString('en-US'))
  await reader.leave()
})
