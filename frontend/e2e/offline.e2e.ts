import { expect, it } from 'vitest'
import { browser, Reader } from './browser'
import { Link } from './link'
import { serving } from './server'

const linea = serving(3000)

it('without a server the app opens with its last answers, says how old they are, and comes back', async () => {
  const reader = await Reader.open(browser)
  const { page } = reader
  await reader.go(linea.url)
  const address = page.url()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await reader.go(address) // through the worker, which keeps the answers
  const sentence = await reader.sentence()
  const [lon, lat] = [-111.9, 31.95]
  const colour = await reader.colourAt(lon, lat)

  await linea.stop()
  await reader.go(address)
  await page.waitForSelector('.banner.warn')
  expect(await reader.sentence()).toBe(sentence)
  expect(await page.innerText('.banner.warn')).toMatch(/does not answer.*last checked at/s)
  await expect.poll(() => reader.colourAt(lon, lat)).toEqual(colour)

  await linea.start()
  await page.waitForSelector('.banner.warn', { state: 'detached' })
  await reader.idle()
  expect(await reader.sentence()).toBe(sentence)
  await reader.leave(/Failed to load resource|ERR_CONNECTION_REFUSED|FetchEvent/)
})

it('a first visit is enough: what was read before the worker was there is kept too', async () => {
  const reader = await Reader.open(browser)
  const { page } = reader
  await reader.go(linea.url)
  const address = page.url()
  const sentence = await reader.sentence()
  const [lon, lat] = [-111.9, 31.95]
  const colour = await reader.colourAt(lon, lat)
  const notKept = () =>
    page.evaluate(async () => {
      const read = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      const names = read.filter(({ responseStatus }) => responseStatus === 200).map(({ name }) => name)
      const answers = names.filter(name => /^\/(tiles|api\/v1\/(sources|summary|breaks))/.test(new URL(name).pathname))
      const kept = await Promise.all(answers.map(name => caches.match(name)))
      return answers.filter((_, i) => !kept[i])
    })
  await expect.poll(notKept, { timeout: 20_000 }).toEqual([])

  await linea.stop()
  await reader.go(address)
  await page.waitForSelector('.banner.warn')
  expect(await reader.sentence()).toBe(sentence)
  await expect.poll(() => reader.colourAt(lon, lat)).toEqual(colour)
  await linea.start()
  await page.waitForSelector('.banner.warn', { state: 'detached' })
  await reader.leave(/Failed to load resource|ERR_CONNECTION_REFUSED|FetchEvent/)
})

it('over a link that swallows everything the app opens with its last answers too, and comes back', async () => {
  const link = new Link()
  await link.open(linea.url)
  const reader = await Reader.open(browser)
  const { page } = reader
  await reader.go(link.url)
  const address = page.url()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await reader.go(address) // through the worker, which keeps the answers
  const sentence = await reader.sentence()
  link.swallow()
  await page.goto(address, { waitUntil: 'commit', timeout: 60_000 })
  await expect.poll(() => reader.sentence(), { timeout: 60_000 }).toBe(sentence)
  expect(await page.innerText('.banner.warn')).toMatch(/does not answer.*last checked at/s)
  link.heal()
  link.cut()
  await page.locator('.banner.warn').waitFor({ state: 'detached', timeout: 45_000 })
  await reader.idle()
  expect(await reader.sentence()).toBe(sentence)
  await reader.leave(/Failed to load resource|ERR_|FetchEvent/)
  await link.close()
})

it('can be installed: a manifest with an icon, and a worker', async () => {
  const manifest = await linea.get<{ start_url: string; icons: { src: string }[] }>('/app.webmanifest')
  expect(manifest.start_url).toBe('/')
  const icon = await fetch(linea.url + manifest.icons[0]?.src)
  expect(icon.headers.get('Content-Type')).toBe('image/svg+xml')
  const worker = await fetch(`${linea.url}/sw.js`)
  expect(worker.headers.get('Content-Type')).toMatch(/javascript/)
})
