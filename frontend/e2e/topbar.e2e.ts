import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { browser, Reader } from './browser'
import { serving } from './server'

/** The bar at the top: what is always at hand, and the menu that the rest folds into. */

const linea = serving(linea => linea.demo(2000))

const words = {
  en: { copy: 'Copy link', copied: 'Link copied', menu: 'Menu', undo: 'Undo', help: 'Help' },
  es: { copy: 'Copiar enlace', copied: 'Enlace copiado', menu: 'Menú', undo: 'Deshacer', help: 'Ayuda' },
}

/** Whether something of the bar hangs out of the window or lies over another part of it. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parts = [...document.querySelectorAll('.top > *, .top > .tool-box > .menu')].filter(
      part => part.getClientRects().length > 0 && getComputedStyle(part).position === 'static',
    )
    const boxes = parts.map(part => ({ name: part.className, ...part.getBoundingClientRect().toJSON() }))
    return boxes.flatMap((box, i) => {
      const next = boxes[i + 1]
      const over = box.right > window.innerWidth + 0.5 || (next && box.right > next.left + 0.5)
      return over ? [`${box.name} ends at ${box.right}, ${next?.name} begins at ${next?.left}`] : []
    })
  })
}

it.each([
  [1280, 'en'],
  [1366, 'en'],
  [1280, 'es'],
  [1366, 'es'],
  [1400, 'es'],
  [1440, 'en'],
] as const)('at %i px the link can be copied and a step undone without the menu (%s)', async (width, lang) => {
  const reader = await Reader.open(browser, { width, lang })
  const { page } = reader
  await reader.go(linea.url)
  const { copy, copied, undo } = words[lang]
  expect(await overlaps(page)).toEqual([])
  expect(await page.getByRole('button', { name: undo }).isVisible()).toBe(true)
  await page.getByRole('button', { name: copy }).click()
  await page.getByRole('button', { name: copied }).waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('datetime=')
  expect(await overlaps(page)).toEqual([])
  await reader.leave()
})

it.each(['en', 'es'] as const)(
  'the menu closes by Escape, by a click elsewhere and by what it opens (%s)',
  async lang => {
    const reader = await Reader.open(browser, { width: 1366, lang })
    const { page } = reader
    const { menu, help } = words[lang]
    await reader.go(linea.url)
    const button = page.getByRole('button', { name: menu })
    const tools = page.locator('#tools')
    await button.click()
    await tools.waitFor()
    expect(await reader.violations()).toEqual([])
    await page.keyboard.press('Escape')
    await tools.waitFor({ state: 'hidden' })
    expect(await button.evaluate(element => element === document.activeElement)).toBe(true)
    await button.click()
    await page.locator('.panel.right h2').first().click()
    await tools.waitFor({ state: 'hidden' })
    await button.click()
    await tools.getByRole('button', { name: help }).click()
    await page.locator('dialog[open]').waitFor()
    expect(await tools.isVisible()).toBe(false)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    expect(await button.evaluate(element => element === document.activeElement)).toBe(true)
    await reader.leave()
  },
)
