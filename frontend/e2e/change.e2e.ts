import { describe, expect, it } from 'vitest'
import type { Breaks, Comparison, Hotspots } from '../src/api/types'
import { en } from '../src/i18n/en'
import { es } from '../src/i18n/es'
import { browser, Reader } from './browser'
import { serving } from './server'

/** Change against usual, and classes that stay. */

const linea = serving(4000)

const question = 'datetime=2023-01-01/2025-12-28'
const ask = (limit: number) => linea.get<Hotspots>(`/api/v1/hotspots?${question}&limit=${limit}`)
const link = () => `${linea.url}/?${question}&kind=all&map=7/31.75/-111.5`

describe('change against usual', () => {
  it('is chosen in the legend, which says how many cells there are of each, and of what', async () => {
    const reader = await Reader.open(browser)
    await reader.go(link())
    await reader.page.locator('#metric').selectOption('significance')
    await reader.idle()
    expect(reader.query().get('metric')).toBe('significance')
    const { states, warnings, res } = await ask(1)
    const shown = (await reader.page.locator('.classes li').allInnerTexts()).map(text => text.replaceAll('\n', ' '))
    expect(shown).toEqual(
      states
        .filter(({ cells }) => cells > 0)
        .map(
          ({ state, cells }) =>
            `${en[`state.${state}`]} ${cells.toLocaleString('en-US')} cell${cells === 1 ? '' : 's'}`,
        ),
    )
    const panel = await reader.page.innerText('.panel.left')
    expect(panel).toContain('1 Jan 2023 to 28 Dec 2025, compared with 1 Jan 2020 to 28 Dec 2022.')
    for (const warning of warnings) expect(panel).toContain(warning.en)
    expect(panel).toContain(`H3 resolution ${res}`)
    expect(panel).not.toMatch(/\bq\b|Gi\*|alpha|n_cells|universe/)
    await reader.page.getByText('Method', { exact: true }).first().click()
    expect(await reader.page.innerText('.panel.left')).toMatch(/alpha[\s\S]*n_cells[\s\S]*universe/)
    await reader.leave()
  })

  it('paints more in orange, fewer in purple, and opens what was found and expected', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${link()}&metric=significance`)
    const { cells } = await ask(25_000)
    for (const [state, right] of [
      ['hot', ([r, , b]: number[]) => (r ?? 0) > 1.5 * (b ?? 0)],
      ['cold', ([r, , b]: number[]) => (b ?? 0) > 1.1 * (r ?? 0)],
    ] as const) {
      const some = cells.filter(cell => cell.state === state).slice(0, 8)
      let painted = 0
      for (const { lon, lat } of some) if (right([...(await reader.colourAt(lon, lat))])) painted++
      expect(painted, state).toBeGreaterThanOrEqual(some.length * 0.6)
    }
    const top = cells.find(cell => cell.state === 'hot')
    await reader.clickAt(top?.lon ?? 0, top?.lat ?? 0)
    await reader.page.waitForSelector('.change:not(.usual)')
    await reader.idle()
    const card = await reader.page.innerText('.change:not(.usual)')
    expect(card).toContain(en['state.hot'])
    expect(card).toContain(top?.finding.en)
    expect(reader.query().get('selected')).toBe(top?.h3)
    await reader.leave()
  })

  it('comes back from a link, in Spanish too, for a cell that does not stand out', async () => {
    const reader = await Reader.open(browser, { lang: 'es' })
    const { cells } = await ask(25_000)
    const quiet = cells.findLast(cell => cell.state === 'too_few')
    await reader.go(`${link()}&metric=significance&selected=${quiet?.h3}`)
    const card = await reader.page.innerText('.change:not(.usual)')
    expect(card).toContain(es['state.too_few'])
    expect(card).toContain(quiet?.finding.es)
    expect(await reader.page.innerText('.panel.left')).toContain(
      'Periodo del 1 ene 2023 al 28 dic 2025, comparado con el del 1 ene 2020 al 28 dic 2022.',
    )
    await reader.page.locator('#metric').selectOption('count')
    await reader.idle()
    expect(reader.query().has('metric')).toBe(false)
    await reader.leave()
  })

  it('n goes to what stands out most', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${link()}&metric=significance`)
    const [first, second] = (await ask(2)).cells
    await reader.page.focus('#map')
    await reader.page.keyboard.press('n')
    await expect.poll(() => reader.query().get('selected')).toBe(first?.h3)
    await reader.page.keyboard.press('n')
    await expect.poll(() => reader.query().get('selected')).toBe(second?.h3)
    await reader.leave()
  })
})

it('classes kept stay for another period, in the link, and count its cells', async () => {
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?datetime=2021-01-01/2025-12-28&kind=all&map=7/31.75/-111.5`)
  const ranges = () => reader.page.locator('.classes .range').allInnerTexts()
  const { breaks } = await linea.get<Breaks>('/api/v1/breaks?datetime=2021-01-01/2025-12-28&res=5')
  await reader.page.getByRole('button', { name: 'Keep these classes' }).click()
  await reader.idle()
  expect(reader.query().get('breaks')).toBe(`5:${breaks?.map(({ from }) => from).join()}`)
  const before = await ranges()
  expect(before.at(-1)).toBe(`${breaks?.at(-1)?.from}+`)
  await reader.page.getByRole('button', { name: '30 days' }).click()
  await reader.idle()
  expect(await ranges()).toEqual(before)
  const after = await linea.get<Breaks>(`/api/v1/breaks?datetime=${reader.query().get('datetime')}&res=5`)
  const counted = (await reader.page.locator('.classes .count').allInnerTexts()).map(text => Number.parseInt(text, 10))
  expect(counted.reduce((sum, n) => sum + n, 0)).toBe(after.cells)
  await reader.go(reader.page.url())
  expect(await ranges()).toEqual(before)
  await reader.page.getByRole('button', { name: 'Keep these classes' }).click()
  await reader.idle()
  expect(reader.query().has('breaks')).toBe(false)
  expect(await ranges()).not.toEqual(before)
  await reader.leave()
})

it('a question that takes long can be called off, and asked again', async () => {
  const reader = await Reader.open(browser, { unworked: true })
  await reader.go(link())
  let goOn = () => {}
  const held = new Promise<void>(done => {
    goOn = done
  })
  await reader.page.route(/api.v1.hotspots/, async route => {
    await held
    await route.continue().catch(() => undefined)
  })
  await reader.page.locator('#metric').selectOption('significance')
  await reader.page.locator('.slow-part').getByRole('button', { name: 'Cancel' }).click({ timeout: 15_000 })
  const failure = reader.page.locator('.panel.left .failure')
  await failure.getByText('Called off').waitFor()
  goOn()
  await failure.getByRole('button', { name: 'Retry' }).click()
  await reader.page.getByText(en['state.hot']).waitFor()
  await reader.leave()
})

describe('the map of counts', () => {
  const usual = (reader: Reader) => reader.page.locator('.change', { hasText: 'Against usual' })
  const figure = (value: number | null) => (value ?? 0).toLocaleString('en-US', { maximumSignificantDigits: 3 })

  it('says of all that match how it stands to what is usual, with its interval', async () => {
    const { overall } = await linea.get<Comparison>(`/api/v1/compare?${question}&limit=1`)
    const reader = await Reader.open(browser)
    await reader.go(link())
    const text = await usual(reader).innerText()
    expect(text).toContain(en[`usual.${overall.reading}`])
    expect(text).toContain(
      `${figure(overall.ratio)} times (95% interval ${figure(overall.lo)} to ${figure(overall.hi)})`,
    )
    expect(text).toContain('compared with 1 Jan 2020 to 28 Dec 2022')
    await reader.leave()
  })

  it('of the whole store, with nothing before it, tells of the latest year', async () => {
    const period = 'datetime=2021-01-01/2025-12-31&kind=humanitarian'
    const whole = await linea.get<Comparison>(`/api/v1/compare?${period}&limit=1`)
    expect(whole.comparison).toEqual([])
    const latest = period.replace('2021', '2025')
    const { overall } = await linea.get<Comparison>(`/api/v1/compare?${latest}&limit=1`)
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${period}`)
    const text = await usual(reader).innerText()
    expect(text).toContain(en[`usual.${overall.reading}`])
    expect(text).toContain('1 Jan 2025 to 31 Dec 2025, compared with 1 Jan 2020 to 31 Dec 2024')
    await reader.leave()
  })

  it('says it of a cell, and says where there are too few to tell', async () => {
    const { cells } = await linea.get<Hotspots>(`/api/v1/hotspots?${question}&res=5&limit=25000`)
    const clear = cells.find(({ n, state }) => n > 0 && state !== 'too_few')
    const few = cells.find(({ n, state }) => n > 0 && state === 'too_few')
    if (!clear || !few) throw new Error('the demo has cells of both sorts')
    const reader = await Reader.open(browser)
    await reader.go(`${link()}&selected=${clear.h3}`)
    const text = await usual(reader).innerText()
    expect(text).toContain(`${figure(clear.rr)} times (95% interval ${figure(clear.rr_lo)} to`)
    expect(text).toContain(en[`state.${clear.state}`])
    await reader.go(`${link()}&selected=${few.h3}&lang=es`)
    const little = await reader.page.locator('.change').innerText()
    expect(little).toContain(es['state.too_few'])
    expect(little).not.toContain('veces')
    await reader.leave()
  })
})

describe('the history of a cell', () => {
  interface Histories {
    steps: { starts: string[] }
    cells: { h3: string; n: number; history: string; trend_slope?: number }[]
  }
  const over = { en: 'the count rises|falls|neither', es: 'La cantidad (sube|baja|no sube ni baja)' }

  it.each(['en', 'es'] as const)(
    'is told by month when it is asked for, and of years too few to tell (%s)',
    async lang => {
      const { steps, cells } = await linea.get<Histories>(`/api/v1/hotspots?${question}&res=4&step=month&limit=25000`)
      const one = cells.find(({ n, history }) => n > 0 && history === 'classified')
      if (!one) throw new Error('the demo has cells with enough in each month')
      const reader = await Reader.open(browser, { lang })
      await reader.go(`${link()}&selected=${one.h3}`)
      const words = lang === 'en' ? en : es
      await reader.page.getByText(words['cell.since']).click()
      const told = reader.page.locator('.history')
      await told.getByText(lang === 'en' ? /needs ten complete periods/ : /diez periodos completos/).waitFor()
      await told.locator('select').selectOption('month')
      await told.getByText(new RegExp(over[lang], 'i')).waitFor()
      const text = await told.innerText()
      const { trend_slope: slope = 0 } = one
      const by =
        lang === 'en' ? [/count falls/, /neither rises/, /count rises/] : [/baja: cerca/, /no sube/, /sube: cerca/]
      expect(text).toMatch(by[1 + Math.sign(slope)] ?? /nothing/)
      if (slope) expect(text).toContain(Math.abs(slope).toLocaleString('en-US', { maximumFractionDigits: 2 }))
      expect(text).toContain(`${steps.starts.length} period`)
      expect(await reader.violations()).toEqual([])
      await reader.leave()
    },
  )
})

it('cells are walked through by how clearly they stand out, and say so', async () => {
  const { cells } = await ask(2)
  const reader = await Reader.open(browser)
  await reader.go(`${link()}&metric=significance&selected=${cells[0]?.h3}`)
  await reader.page.getByText('1st by how clearly it stands out').waitFor()
  await reader.page.getByRole('button', { name: 'Next change' }).click()
  await reader.page.getByText('2nd by how clearly it stands out').waitFor()
  expect(reader.query().get('selected')).toBe(cells[1]?.h3)
  await reader.leave()
})
