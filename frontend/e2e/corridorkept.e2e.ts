import { describe, expect, it } from 'vitest'
import { encodeLine } from '../src/state/polyline'
import { browser, Reader } from './browser'
import { ask, headline, inView, keep, question, savedOnes, screenOf } from './corridor'
import { serving } from './server'

/** Corridors that are kept, in the store or in a link, also while the server is away. */

const linea = serving(20_000)
const screen = () => screenOf(linea)

describe('a corridor that is kept', () => {
  it('is saved, renamed, deleted, and its deletion undone', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_ibE&width=3000`)
    await reader.page.fill('#corridor-name', 'West wash')
    await reader.page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => reader.query().get('corridor')).toMatch(/^\w+$/)
    expect(reader.query().get('line')).toBeNull()
    const id = reader.query().get('corridor')
    expect((await savedOnes(linea)).map(({ name, half_width_m }) => [name, half_width_m])).toEqual([
      ['West wash', 3000],
    ])

    await reader.page.fill('#corridor-name', 'West wash, lower part')
    await reader.page.getByRole('button', { name: 'Save changes' }).click()
    await expect.poll(async () => (await savedOnes(linea))[0]?.name).toBe('West wash, lower part')
    await reader.idle()

    await reader.page.getByRole('button', { name: 'Delete' }).click()
    await reader.page.getByText('West wash, lower part was deleted.').first().waitFor()
    expect(await savedOnes(linea)).toEqual([])
    await reader.page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await expect
      .poll(async () => (await savedOnes(linea)).map(one => [one.id, one.name]))
      .toEqual([[id, 'West wash, lower part']])
    await expect.poll(() => reader.page.locator('.headline').count()).toBe(1)
    await reader.leave()
  })

  it('is found by its name from any screen, and the map opens on it', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${linea.url}/?${question}`)
    const [one] = await savedOnes(linea)
    await reader.page.keyboard.press('/')
    await reader.page.keyboard.type('west wash')
    await reader.page.getByRole('option', { name: /^West wash/ }).waitFor()
    await reader.page.keyboard.press('Enter')
    await reader.page.waitForSelector('.headline')
    await reader.idle()
    expect([reader.query().get('screen'), reader.query().get('corridor')]).toEqual(['corridor', one?.id])
    const [lon = 0, lat = 0] = one?.line.coordinates[0] ?? []
    const box = await reader.page.locator('#map').boundingBox()
    const [x, y] = await reader.pixel(lon, lat)
    expect(x > (box?.x ?? 0) && x < (box?.x ?? 0) + (box?.width ?? 0)).toBe(true)
    expect(y > (box?.y ?? 0) && y < (box?.y ?? 0) + (box?.height ?? 0)).toBe(true)
    expect(await reader.page.evaluate(() => window.__test?.view()?.zoom)).toBeGreaterThan(7)
    await reader.leave()
  })

  it('whose answer was lost is saved once, however often it is sent', async () => {
    const reader = await Reader.open(browser)
    const { page } = reader
    await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_ibE&width=4000`)
    await page.fill('#corridor-name', 'Lost answer')
    let lost = 0
    await page.route('**/api/v1/corridors', async route => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue()
      lost++
      await route.fetch() // the server has it
      await route.abort()
    })
    const save = page.getByRole('button', { name: 'Save', exact: true })
    await save.click()
    await page.locator('.panel.left .failure').waitFor()
    await save.click()
    await expect.poll(() => reader.query().get('corridor')).toMatch(/^\w+$/)
    const made = (await savedOnes(linea)).filter(({ name }) => name === 'Lost answer')
    expect([lost, made.map(({ id }) => id)]).toEqual([1, [reader.query().get('corridor')]])
    await fetch(`${linea.url}/api/v1/corridors/${made[0]?.id}`, { method: 'DELETE', headers: { 'If-Match': '"1"' } })
    await reader.leave(/Failed to load resource|ERR_FAILED/)
  })

  it('whose answer was lost and that was deleted since can be saved anew', async () => {
    const reader = await Reader.open(browser)
    const { page } = reader
    await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_ibE&width=5000`)
    await page.fill('#corridor-name', 'Gone since')
    const named = async () => (await savedOnes(linea)).filter(({ name }) => name === 'Gone since')
    const discard = async () =>
      fetch(`${linea.url}/api/v1/corridors/${(await named())[0]?.id}`, {
        method: 'DELETE',
        headers: { 'If-Match': '"1"' },
      })
    await page.route('**/api/v1/corridors', async route => {
      if (route.request().method() !== 'POST') return route.continue()
      await route.fetch() // the server has it
      await route.abort()
    })
    const save = page.getByRole('button', { name: 'Save', exact: true })
    await save.click()
    const failure = page.locator('.panel.left .failure')
    await failure.waitFor()
    await discard()
    await page.unroute('**/api/v1/corridors')
    const refused = page.waitForResponse(response => response.status() === 409)
    await save.click()
    await refused
    await expect.poll(() => save.isEnabled()).toBe(true)
    await save.click()
    await expect.poll(() => reader.query().get('corridor')).toMatch(/^\w+$/)
    expect((await named()).map(({ id }) => id)).toEqual([reader.query().get('corridor')])
    await discard()
    await reader.leave(/Failed to load resource|ERR_FAILED/)
  })

  it('stands beside another on one scale', async () => {
    const reader = await Reader.open(browser)
    await reader.go(screen())
    const [one] = await savedOnes(linea)
    const coordinates = [...(one?.line.coordinates ?? [])]
    await keep(linea, 'Wider', coordinates, 20_000)
    await reader.page.reload()
    await reader.idle()
    for (const box of await reader.page.locator('.saved-list input[type=checkbox]').all()) await box.check()
    await reader.page.waitForSelector('.beside li')
    const rows = await reader.page.locator('.beside li').allInnerTexts()
    expect(rows.length).toBe(2)
    const wide = await ask(linea, { points: coordinates, halfWidthM: 20_000 })
    expect(
      rows.some(text => text.startsWith('Wider') && text.includes(`${wide.n.toLocaleString('en-US')} incidents`)),
    ).toBe(true)
    expect(await reader.page.innerText('.panel.right')).toContain('share')
    await reader.leave()
  })
})

describe('a link', () => {
  it('with an unknown corridor shows the rest and says what is missing', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${screen()}&corridor=nosuchcorridor`)
    const left = await reader.page.innerText('.panel.left')
    expect(left).toContain('not saved here, or no longer: nosuchcorridor')
    expect(left).toContain('Draw on the map')
    expect(await reader.sentence()).toContain('incidents')
    await reader.page.getByRole('button', { name: 'Go on without it' }).click()
    expect(reader.query().get('corridor')).toBeNull()
    await reader.leave()
  })

  it('with a line that was cut off says so', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_`)
    expect(await reader.page.innerText('.panel.left')).toContain('cannot be read')
    await reader.leave()
  })
})

describe('a link that names only a line', () => {
  const line = encodeLine([
    [-112, 31.9],
    [-111.7, 32.1],
    [-111.4, 32.5],
  ])
  const link = () => `${screen()}&line=${encodeURIComponent(line)}`

  it.each([false, true])('shows all of it, on a phone: %s', async phone => {
    const reader = await Reader.open(browser, { phone })
    await reader.go(link())
    await reader.idle()
    const ends = [
      [-112, 31.9],
      [-111.4, 32.5],
    ] as const
    await expect.poll(() => inView(reader, ends)).toBe(true)
    expect(await reader.page.evaluate(() => window.__test?.view()?.zoom)).toBeGreaterThan(7)
    await reader.leave()
  })

  it('and a stretch that the line does not have says so, and counts the whole', async () => {
    const reader = await Reader.open(browser)
    await reader.go(`${link()}&km=500-900`)
    await reader.page.waitForSelector('.headline')
    expect(await reader.page.innerText('.panel.left')).toContain('a stretch that this line does not have: km 500-900')
    await reader.page.getByRole('button', { name: 'Go on without it' }).click()
    await expect.poll(() => reader.query().get('km')).toBeNull()
    expect(reader.query().get('line')).toBe(line)
    await reader.leave()
  })
})

describe('while the server is away', () => {
  it('numbers of before are told apart from the question, and a saved corridor opens from what was kept', async () => {
    const coordinates = [
      [-112.4, 31.75],
      [-111.4, 31.7],
    ]
    const { id } = await keep(linea, 'Kept', coordinates, 4000)
    const reader = await Reader.open(browser)
    const { page } = reader
    await reader.go(linea.url)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await reader.go(`${screen()}&corridor=${id}`)
    await page.waitForSelector('.headline')
    const counted = await headline(reader)

    await linea.stop()
    await page.fill('#width-number', '9')
    await page.keyboard.press('Enter')
    await page.getByText('These are the numbers from before').waitFor()
    expect(await headline(reader)).toBe(counted)

    await page.goto(`${screen()}&corridor=${id}`)
    await page.waitForSelector('.headline')
    expect(await headline(reader)).toBe(counted)
    await page.getByText('The server does not answer').first().waitFor()
    await page.goto(link31())
    await page.getByText('is counted once the server answers').waitFor()

    await linea.start()
    await page.waitForSelector('.headline')
    await reader.leave(/Failed to load resource|ERR_CONNECTION_REFUSED|FetchEvent/)
  })
})

/** A line that nobody has asked about. */
const link31 = () =>
  `${screen()}&line=${encodeURIComponent(
    encodeLine([
      [-112, 31.9],
      [-111.5, 31.8],
    ]),
  )}`
