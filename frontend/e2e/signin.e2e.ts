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
