import { expect, it } from 'vitest'
import { browser, Reader } from './browser'
import { serving } from './server'

const linea = serving(3000)

it('a server with tokens asks who it is; a token opens the map, signing out or revoking it closes it', async () => {
  const token = await linea.token('county-sar', 'read')
  const reader = await Reader.open(browser)
  const { page } = reader
  await page.goto(linea.url)
  await page.waitForSelector('.signin input')
  expect(await page.innerText('.signin')).toMatch(/Access token/)

  await page.fill('.signin input', 'linea_wrong')
  await page.click('.signin button')
  await page.waitForSelector('.signin .failure')

  await page.fill('.signin input', token)
  await page.click('.signin button')
  await page.waitForSelector('.signin', { state: 'detached' })
  await reader.idle()
  expect(await reader.sentence()).toMatch(/incidents/)
  await page.waitForSelector('.foot >> text=county-sar')
  const kept = await page.evaluate(() => [document.cookie, JSON.stringify({ ...localStorage, ...sessionStorage })])
  expect(kept.join()).not.toContain(token.slice(15))
  expect(kept[0]).toBe('')

  await page.click('.foot >> text=Sign out')
  await page.waitForSelector('.signin input')

  await page.fill('.signin input', token)
  await page.click('.signin button')
  await page.waitForSelector('.signin', { state: 'detached' })
  await reader.idle()
  await linea.revoke('county-sar')
  await page.reload()
  await page.waitForSelector('.signin input')
  await reader.leave(/Failed to load resource|401/)
})

it('signing out or in holds for every tab, and what was looked at comes back', async () => {
  const token = await linea.token('desk', 'read')
  const first = await Reader.open(browser)
  await first.page.goto(linea.url)
  await first.page.fill('.signin input', token)
  await first.page.click('.signin button')
  await first.page.waitForSelector('.signin', { state: 'detached' })
  await first.idle()
  const second = await first.beside()
  await second.go(`${linea.url}/?kind=rescue`)
  const seen = await second.sentence()
  await first.page.click('.foot >> text=Sign out')
  await second.page.getByText('You are signed out').waitFor()
  expect(await second.violations()).toEqual([])
  await first.page.fill('.signin input', token)
  await first.page.click('.signin button')
  await second.page.waitForSelector('.signin', { state: 'detached' })
  await second.idle()
  expect(await second.sentence()).toBe(seen)

  // Revoked while the map is open: nothing is written, and the reader is told all the same.
  await linea.revoke('desk')
  await second.page.getByText('You are signed out').waitFor({ timeout: 60_000 })
  await first.leave(/Failed to load resource|401/)
})

it.each([
  ['en', 'may read, and add or change nothing'],
  ['es', 'permite leer, pero no agregar ni cambiar nada'],
] as const)('who may only read is told so where something could be added (%s)', async (lang, words) => {
  const token = await linea.token(`reader-${lang}`, 'read')
  const reader = await Reader.open(browser, { lang })
  const { page } = reader
  await page.goto(linea.url)
  await page.fill('.signin input', token)
  await page.click('.signin button')
  await page.waitForSelector('.signin', { state: 'detached' })
  await reader.go(`${linea.url}/?screen=data`)
  await page.locator('.whole').getByText(words).waitFor()
  expect(await page.locator('.whole input[type=file]').count()).toBe(0)
  await reader.go(`${linea.url}/?screen=corridor&line=_ufxDnqboTuNrhMe_Cq~F&width=5000`)
  await page.locator('.keep').getByText(words).waitFor()
  await page.fill('#corridor-name', 'Sasabe')
  expect(await page.isDisabled('.keep [type=submit]')).toBe(true)
  expect(await reader.violations()).toEqual([])
  await reader.leave(/Failed to load resource|401/)
})
