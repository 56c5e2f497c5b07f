import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { browser, Reader } from './browser'
import { serving } from './server'

const linea = serving(async linea => {
  const file = join(linea.folder, 'county.csv')
  const rows = [
    'id,kind,occurred_at,lon,lat,name',
    'a1,rescue,2024-05-01,-111.5,31.6,x',
    'a2,rescue,2024-06-01,-111.6,31.7,x',
    'a3,death,2024-06-02,,,x',
    'a4,death,2024-06-31,-111.6,31.7,x',
    'a5,death,2024-07-01,111.6,31.7,x',
  ]
  writeFileSync(file, rows.join('\n'))
  await linea.import('--source', 'county', file)
})

it('says what each file gave, what of it was rejected and why, and what stays off the map', async () => {
  const reader = await Reader.open(browser)
  const { page } = reader
  await reader.go(`${linea.url}/?screen=data`)
  const row = page.locator('.data-table tbody tr')
  await row.waitFor()
  expect(await row.innerText()).toMatch(/county\.csv/)
  expect((await row.locator('td.count').allInnerTexts()).map(text => text.split('\n')[0])).toEqual(['5', '3', '0', '2'])
  await row.getByText('More').click()
  expect(await row.locator('li').allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringMatching(/minus/i), expect.stringContaining('name')]),
  )

  const download = page.waitForEvent('download')
  await row.getByRole('link', { name: /rejects/ }).click()
  expect((await download).suggestedFilename()).toMatch(/\.csv$/)

  await page
    .locator('.data-card')
    .getByRole('button', { name: /1 row, see list/ })
    .click()
  await reader.idle()
  expect(reader.query().get('mapped')).toBe('false')
  expect(reader.query().get('source')).toBe('county')
  expect(reader.query().get('screen')).toBeNull()
  await reader.leave()
})
