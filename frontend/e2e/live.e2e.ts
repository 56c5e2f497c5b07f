import { copyFileSync, rmSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { away, browser, Reader } from './browser'
import { Link } from './link'
import { serving } from './server'

/** What is written while maps are open. The rows are made up here, all at one place. */

const linea = serving(0)
const place = { lon: -111.5, lat: 31.8 }
const question = '/?datetime=2024-01-01/2024-12-31&kind=humanitarian'

/** Gives the address of the last one. */
async function write(n: number, kind = 'rescue', day = '2024-05-01'): Promise<string> {
  let last = ''
  for (let i = 0; i < n; i++) {
    const body = JSON.stringify({
      source: 'test',
      kind,
      occurred_at: `${day}T20:15:00-07:00`,
      ...place,
      radius_m: 50,
    })
    const response = await fetch(`${linea.url}/api/v1/incidents`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    })
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`)
    last = linea.url + response.headers.get('Location')
  }
  return last
}

beforeAll(async () => {
  await write(3)
})

const count = (reader: Reader) => reader.page.innerText('.panel.right .big').then(Number)
const patience = { timeout: 15_000 }

/** Asks of the streams that a tab has opened. */
function streamsOf(reader: Reader): string[] {
  const urls: string[] = []
  reader.page.on('request', request => {
    if (new URL(request.url()).pathname === '/api/v1/events') urls.push(request.url())
  })
  return urls
}

describe('an open map', () => {
  it('shows what is written, and says how much is new', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url + question)
    const before = await count(reader)
    await write(2)
    await reader.page.getByText(/^[12] just written · Rescue: [12]$/).waitFor()
    await expect.poll(() => count(reader), patience).toBe(before + 2)
    await write(1, 'crash')
    await write(1)
    await expect.poll(() => count(reader), patience).toBe(before + 3)
    expect(await reader.violations()).toEqual([])
    await reader.leave()
  })

  it('leaves the list that is being read as long as it was', async () => {
    await write(60, 'medical')
    const reader = await Reader.open(browser)
    const { page } = reader
    await reader.go(linea.url + question)
    await page.click('.panel.right >> text=List incidents')
    const rows = page.locator('.incidents > li')
    await expect.poll(() => rows.count(), patience).toBe(50)
    await page.getByRole('button', { name: 'More' }).first().click()
    await expect.poll(() => rows.count(), patience).toBeGreaterThan(50)
    const shown = await rows.count()
    const panel = page.locator('.panel.right')
    await panel.evaluate(element => element.scrollTo(0, 2000))
    const least = await page.evaluateHandle(() => {
      const seen = { rows: Number.POSITIVE_INFINITY }
      const look = () => {
        seen.rows = Math.min(seen.rows, document.querySelectorAll('.incidents > li').length)
        requestAnimationFrame(look)
      }
      look()
      return seen
    })
    const added = (await write(1, 'death', '2024-12-30')).split('/').pop() ?? ''
    await rows.first().getByText(decodeURIComponent(added)).waitFor({ state: 'attached' })
    expect(await rows.count()).toBeGreaterThanOrEqual(shown)
    expect((await least.jsonValue()).rows).toBeGreaterThanOrEqual(shown)
    expect(await panel.evaluate(element => element.scrollTop)).toBeGreaterThan(1000)
    await reader.leave()
  })

  it.each([
    ['en', 'just written', 'Death or human remains found: 1', '1 no longer counted here'],
    ['es', 'recién registrado', 'Fallecimiento o hallazgo de restos humanos: 1', '1 ya no se cuenta aquí'],
  ] as const)(
    'says what is new of what is counted, help by name, and what is gone (%s)',
    async (lang, written, death, fewer) => {
      const reader = await Reader.open(browser, { lang })
      await reader.go(linea.url + question)
      const note = reader.page.locator('.readout [role=status]')
      const before = await count(reader)
      await write(2, 'crash') // not of the kinds shown
      await write(3, 'rescue', '2021-05-01') // not of the days
      const added = await write(1, 'death')
      await note.getByText(death).waitFor()
      expect(await note.innerText()).toMatch(new RegExp(`^1 ${written} · `))
      expect(await count(reader)).toBe(before + 1)
      await reader.go(linea.url + question)
      await fetch(added, { method: 'DELETE', headers: { 'If-Match': '"1"' } })
      await note.getByText(fewer).waitFor()
      expect(await note.innerText()).toBe(fewer)
      expect(await count(reader)).toBe(before)
      await reader.leave()
    },
  )

  it('over a link that swallows everything says so, and comes back with what was written meanwhile', async () => {
    const link = new Link()
    await link.open(linea.url)
    const reader = await Reader.open(browser)
    const asked = streamsOf(reader)
    await reader.go(link.url + question)
    await expect.poll(() => asked.length).toBe(1)
    const before = await count(reader)
    link.swallow()
    await write(1)
    const banner = reader.page.locator('.banner.warn')
    await banner.getByText(/does not answer.*last checked at/).waitFor({ timeout: 45_000 })
    link.heal()
    await expect.poll(() => count(reader), { timeout: 60_000 }).toBe(before + 1)
    await banner.waitFor({ state: 'detached' })
    await expect.poll(() => asked.length, patience).toBe(2) // the first is deaf for ever
    await write(1)
    await expect.poll(() => count(reader), patience).toBe(before + 2)
    await reader.leave(away)
    await link.close()
  })

  it('follows a store that was put back to an earlier state', async () => {
    const earlier = `${linea.store}.earlier`
    await linea.stop()
    copyFileSync(linea.store, earlier)
    await linea.start()
    const reader = await Reader.open(browser)
    await reader.go(linea.url + question)
    const before = await count(reader)
    await write(3)
    await expect.poll(() => count(reader), patience).toBe(before + 3)
    await linea.stop()
    for (const more of ['-wal', '-shm']) rmSync(linea.store + more, { force: true })
    copyFileSync(earlier, linea.store)
    await linea.start()
    await expect.poll(() => count(reader), patience).toBe(before)
    await write(1)
    await expect.poll(() => count(reader), { timeout: 5000 }).toBe(before + 1)
    await reader.leave(away)
  })

  it('listens through one tab of several, and another goes on when that one closes', async () => {
    const first = await Reader.open(browser)
    const asked = streamsOf(first)
    await first.go(linea.url + question)
    await expect.poll(() => asked.length).toBe(1)
    const second = await first.beside()
    const askedBeside = streamsOf(second)
    await second.go(linea.url + question)
    const before = await count(second)
    await write(1)
    await expect.poll(() => count(second), patience).toBe(before + 1)
    expect(askedBeside).toEqual([])
    await first.page.close()
    await expect.poll(() => askedBeside.length, patience).toBe(1)
    expect(askedBeside[0]).toMatch(/\?after=\d+$/)
    await write(1)
    await expect.poll(() => count(second), patience).toBe(before + 2)
    await second.leave()
  })

  it('goes on after the server was away', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url + question)
    const before = await count(reader)
    await linea.stop()
    await linea.start()
    await write(1)
    await expect.poll(() => count(reader), patience).toBe(before + 1)
    await reader.leave(away)
  })

  it('repaints soon after a write', async () => {
    const reader = await Reader.open(browser)
    await reader.go(linea.url + question)
    const [x, y] = await reader.pixel(place.lon, place.lat)
    const took = await reader.page.evaluate(
      async ({ x, y, place }) => {
        const times: number[] = []
        const shown = () => window.__test?.cellAt(x, y)?.n ?? 0
        for (let i = 0; i < 40; i++) {
          const before = shown()
          const incident = { source: 'test', kind: 'rescue', occurred_at: '2024-05-01T20:15:00-07:00', ...place }
          const began = performance.now()
          await fetch('/api/v1/incidents', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(incident),
          })
          while (shown() === before) await new Promise(requestAnimationFrame)
          times.push(performance.now() - began)
          await window.__test?.idle()
        }
        return times.sort((a, b) => a - b)
      },
      { x, y, place },
    )
    console.log(`write to repaint: median ${took[20]?.toFixed(0)} ms, p99 ${took[39]?.toFixed(0)} ms (bar 300 ms)`)
    expect(took).toHaveLength(40)
    await reader.leave()
  })
})
