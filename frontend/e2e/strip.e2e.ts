import { describe, expect, it } from 'vitest'
import type { Summary } from '../src/api/types'
import { browser, Reader } from './browser'
import { Linea, serving } from './server'

/** The time strip: bars, brush, keys, presets and playing, over a store of synthetic incidents. */

const linea = serving(4000) // 2020 to 2025

const start = '?datetime=2023-01-01/2023-12-31&kind=humanitarian'

async function open(search = start, visit = {}): Promise<Reader> {
  const reader = await Reader.open(browser, visit)
  await reader.go(`${linea.url}/${search}`)
  await reader.page.locator('.strip-in').waitFor({ state: 'attached' })
  return reader
}

const period = (reader: Reader) => reader.query().get('datetime')

/** Pixels from the window's top left of the middle of a day in a strip of the years 2020 to 2025. */
async function dayAt(reader: Reader, day: string): Promise<{ x: number; y: number }> {
  const box = await reader.page.locator('.brush').boundingBox()
  if (!box) throw new Error('no brush')
  const [first, last] = [Date.parse('2020-01-01'), Date.parse('2026-01-01')]
  const share = (Date.parse(`${day}T12:00:00Z`) - first) / (last - first)
  return { x: box.x + box.width * share, y: box.y + 12 }
}

async function drag(reader: Reader, from: string, to: string, near = 0) {
  const { mouse } = reader.page
  const [a, b] = [await dayAt(reader, from), await dayAt(reader, to)]
  await mouse.move(a.x + near, a.y)
  await mouse.down()
  for (let i = 1; i <= 6; i++) await mouse.move(a.x + near + ((b.x - a.x) * i) / 6, a.y)
  await mouse.up()
  await reader.idle()
}

/** The rows of the strip's table, a tab between columns: a table that is not shown yet has none. */
async function asTable(reader: Reader): Promise<string[]> {
  await reader.page.getByText('Options', { exact: true }).click()
  await reader.page.locator('.popup-box').getByRole('button', { name: 'Show as table' }).click()
  const rows = reader.page.locator('dialog[open] tbody tr')
  await rows.first().waitFor()
  return rows.allInnerTexts()
}

describe('the strip', () => {
  it('says what it shows, and the table holds every bar as the server counts it', async () => {
    const reader = await open()
    const label = await reader.page.getAttribute('.strip-drawing', 'aria-label')
    expect(label).toMatch(/^Incidents over time, by month, Jan 2020 to Dec 2025; most: \d+/)
    const rows = await asTable(reader)
    const { series } = await linea.get<Summary>(
      '/api/v1/summary?kind=humanitarian&step=month&datetime=2020-01-01/2025-12-31',
    )
    expect(rows.map(row => Number(row.split('\t')[1]))).toEqual(series.bins?.map(({ n }) => n))
    expect(rows[0]).toMatch(/–$/) // nobody spoke for 2019
    await reader.leave()
  })

  it('is brushed: a new period, an end, the whole; each is one step back', async () => {
    const reader = await open()
    await drag(reader, '2021-03-10', '2021-08-20')
    expect(period(reader)).toBe('2021-03-01/2021-08-31')
    await drag(reader, '2021-08-31', '2022-02-10', 6)
    expect(period(reader)).toMatch(/^2021-03-01\/2022-0[23]-/)
    await drag(reader, '2021-09-15', '2022-09-15')
    expect(period(reader)).toMatch(/^2022-0[23]-\d\d\/2023-0[123]-/)
    await reader.page.goBack()
    await reader.page.goBack()
    await reader.page.goBack()
    await reader.idle()
    expect(period(reader)).toBe('2023-01-01/2023-12-31')
    await reader.leave()
  })

  it('takes single clicks: a bar, then the last bar', async () => {
    const reader = await open()
    const [a, b] = [await dayAt(reader, '2020-05-15'), await dayAt(reader, '2020-10-15')]
    await reader.page.mouse.click(a.x, a.y)
    await expect.poll(() => period(reader)).toBe('2020-05-01/2020-05-31')
    expect(await reader.page.innerText('.strip-key')).toContain('last bar')
    await reader.page.mouse.click(b.x, b.y)
    await expect.poll(() => period(reader)).toBe('2020-05-01/2020-10-31')
    await reader.leave()
  })

  it('is moved by keys, and says where its ends are', async () => {
    const reader = await open()
    const end = reader.page.getByRole('slider', { name: 'End of the period' })
    await end.focus()
    await reader.page.keyboard.press('ArrowLeft')
    await expect.poll(() => period(reader)).toBe('2023-01-01/2023-11-30')
    expect(await end.getAttribute('aria-valuetext')).toBe('30 Nov 2023')
    await reader.page.keyboard.press('Shift+ArrowLeft')
    await expect.poll(() => period(reader)).toBe('2023-01-01/2023-11-29')
    await reader.page.keyboard.press('End')
    await expect.poll(() => period(reader)).toBe('2023-01-01/2025-12-31')
    await reader.page.getByRole('slider', { name: 'Move the period' }).focus()
    await reader.page.keyboard.press('PageDown')
    await expect.poll(() => period(reader)).toBe('2022-01-01/2024-12-31')
    await reader.leave()
  })

  it('goes to the period before, and closer', async () => {
    const reader = await open()
    await reader.page.getByRole('button', { name: 'Period before' }).click()
    await expect.poll(() => period(reader)).toBe('2022-01-01/2022-12-31')
    await reader.page.getByRole('button', { name: 'Look closer' }).click()
    await reader.idle()
    expect(await reader.page.getAttribute('.strip-drawing', 'aria-label')).toMatch(/by week, .* 20(20|21) to .* 2023/)
    await reader.page.getByRole('button', { name: 'Whole time' }).click()
    await reader.page.getByText('Options', { exact: true }).click()
    await reader.page.selectOption('#strip-bars', 'year')
    await reader.idle()
    expect(reader.query().get('bars')).toBe('year')
    expect(await reader.page.getAttribute('.strip-drawing', 'aria-label')).toContain('by year, 2020 to 2025')
    await reader.leave()
  })

  it('draws days that nobody speaks for as such, and not as zero', async () => {
    const gappy = new Linea()
    await gappy.start()
    for (const [source, day] of [
      ['early', '2019-03-05'],
      ['early', '2019-11-20'],
      ['late', '2022-02-01'],
      ['late', '2022-09-09'],
    ]) {
      const body = JSON.stringify({ source, kind: 'rescue', occurred_at: day, lon: -111.5, lat: 31.8 })
      const headers = { 'Content-Type': 'application/json' }
      expect((await fetch(`${gappy.url}/api/v1/incidents`, { method: 'POST', headers, body })).status).toBe(201)
    }
    const reader = await Reader.open(browser)
    await reader.go(`${gappy.url}/?kind=rescue&datetime=all&bars=month`)
    await reader.page.locator('.strip-drawing rect').waitFor({ state: 'attached' })
    expect(await reader.page.innerText('.strip-key')).toContain('Hatched: no source speaks')
    const rows = await asTable(reader)
    expect(rows.find(row => row.startsWith('Mar 2019'))).toMatch(/\t1\t–$/)
    expect(rows.find(row => row.startsWith('Jul 2019'))).toMatch(/\t0\t–$/)
    expect(rows.find(row => row.startsWith('Jun 2020'))).toMatch(/\t–\t0$/)
    await reader.leave()
    await gappy.close()
  })
})

describe('playing', () => {
  it('moves the period by a bar, keeps the classes, is one step back, and stops on any touch', async () => {
    const reader = await open('?datetime=2020-01-01/2020-03-31&kind=humanitarian')
    await reader.page.getByText('Options', { exact: true }).click()
    await reader.page.selectOption('#play-speed', '4')
    await reader.page.keyboard.press('Escape')
    await reader.page.getByRole('button', { name: 'Play', exact: true }).click()
    await expect.poll(() => period(reader), { timeout: 20_000 }).toBe('2020-03-01/2020-05-31')
    expect(reader.query().get('breaks')).toMatch(/^5:1,/)
    await reader.page.mouse.click(700, 300)
    await reader.page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    const stopped = period(reader)
    await reader.idle()
    await reader.page.waitForTimeout(600) // longer than two steps
    expect(period(reader)).toBe(stopped)
    await reader.leave()
  })

  it('stops at the newest record', async () => {
    const reader = await open('?datetime=2025-09-01/2025-11-30&kind=humanitarian')
    await reader.page.getByRole('slider', { name: 'Move the period' }).focus()
    await reader.page.keyboard.press('Space')
    await expect.poll(() => period(reader), { timeout: 20_000 }).toBe('2025-10-01/2025-12-31')
    await reader.page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    await reader.leave()
  })

  it('goes only step by step where less motion is asked for', async () => {
    const reader = await Reader.open(browser)
    await reader.page.emulateMedia({ reducedMotion: 'reduce' })
    await reader.go(`${linea.url}/${start}`)
    expect(await reader.page.getByRole('button', { name: 'Play', exact: true }).count()).toBe(0)
    await reader.page.getByRole('button', { name: 'One bar forward' }).click()
    await expect.poll(() => period(reader)).toBe('2023-02-01/2024-01-31')
    await reader.leave()
  })
})

it('on a phone is a bar that opens', async () => {
  const reader = await Reader.open(browser, { phone: true, lang: 'es' })
  await reader.go(`${linea.url}/${start}`)
  const bar = reader.page.getByRole('button', { name: 'Del 1 ene 2023 al 31 dic 2023 (inclusive)' })
  expect((await bar.boundingBox())?.height).toBeGreaterThanOrEqual(48)
  await bar.tap()
  await reader.page.locator('.strip-in').waitFor({ state: 'attached' })
  expect(await reader.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
  expect(await reader.violations()).toEqual([])
  await reader.leave()
})

it('a brush repaints the map at once', async () => {
  const reader = await open()
  const took = await reader.page.evaluate(async () => {
    const slider = document.querySelector<HTMLElement>('.grip-move')
    const times: number[] = []
    for (let i = 0; i < 30; i++) {
      const began = performance.now()
      const key = i % 2 ? 'ArrowRight' : 'ArrowLeft'
      slider?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await window.__test?.idle()
      times.push(performance.now() - began)
    }
    return times.sort((a, b) => a - b)
  })
  console.log(`brush to repaint: median ${took[15]?.toFixed(0)} ms, p95 ${took[28]?.toFixed(0)} ms (bar 150 ms)`)
  expect(took.length).toBe(30)
  await reader.leave()
})

describe('months, weekdays and hours', () => {
  const field = (reader: Reader, label: string) =>
    reader.page.locator('.strip-cycles').getByRole('button', { name: label, exact: true })

  async function dragOver(reader: Reader, from: string, to: string) {
    await field(reader, from).hover()
    await reader.page.mouse.down()
    await field(reader, to).hover()
    await reader.page.mouse.up()
    await reader.idle()
  }

  it('find the winters by a click and a drag, and say so', async () => {
    const reader = await open()
    await field(reader, 'December').click()
    await dragOver(reader, 'January', 'February')
    expect(reader.query().get('months')).toBe('1,2,12')
    const { total } = await linea.get<Summary>(
      '/api/v1/summary?datetime=2023-01-01/2023-12-31&kind=humanitarian&months=12,1,2',
    )
    expect(await reader.sentence()).toMatch(new RegExp(`^${total} incidents?, .*, in December to February$`))
    await reader.page.goBack()
    await reader.idle()
    expect(reader.query().get('months')).toBe('12')
    await reader.leave()
  })

  it('take hours over midnight and say of how many the hour is known', async () => {
    const reader = await open('?datetime=all&kind=all')
    await dragOver(reader, 'between 20:00 and 22:00', 'between 22:00 and 24:00')
    await dragOver(reader, 'between 00:00 and 02:00', 'between 02:00 and 04:00')
    expect(reader.query().get('hours')).toBe('20-4')
    const { total, n_excluded } = await linea.get<Summary>('/api/v1/summary?hours=20-4')
    const all = (total + n_excluded.hour_unknown).toLocaleString('en-US')
    await reader.page.getByText(`Hour known for ${total.toLocaleString('en-US')} of ${all}.`).waitFor()
    await reader.leave()
  })

  it('are walked and set with the arrow keys', async () => {
    const reader = await open()
    await field(reader, 'January').focus()
    await reader.page.keyboard.press('ArrowLeft')
    await reader.page.keyboard.press('Space')
    await reader.idle()
    await reader.page.keyboard.press('Shift+ArrowRight')
    await reader.idle()
    expect(reader.query().get('months')).toBe('1,12')
    await reader.leave()
  })

  it('show no hours where rows have none', async () => {
    const reader = await open('?mapped=false&datetime=all')
    await field(reader, 'December').waitFor()
    expect(await field(reader, 'Friday').count()).toBe(0)
    await reader.leave()
  })
})
