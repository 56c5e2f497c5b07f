import { expect, it } from 'vitest'
import { browser, Reader } from './browser'
import { serving } from './server'

/** Views that a reader keeps under a name of their own. */

const linea = serving(1000)

const words = {
  en: { views: 'Views', save: 'Save', copy: 'Copy link', rename: 'Rename', remove: 'Delete', undo: 'Bring it back' },
  es: {
    views: 'Vistas',
    save: 'Guardar',
    copy: 'Copiar enlace',
    rename: 'Cambiar nombre',
    remove: 'Eliminar',
    undo: 'Recuperarla',
  },
}

it.each(['en', 'es'] as const)(
  'a view is saved, renamed, copied, deleted, brought back and opened (%s)',
  async lang => {
    const { views, save, copy, rename, remove, undo } = words[lang]
    const reader = await Reader.open(browser, { lang })
    const { page } = reader
    await reader.go(`${linea.url}/?datetime=2023-01-01/2023-12-31&kind=rescue&map=7.5/31.8/-111.2`)
    const open = () => page.locator('.top').getByRole('button', { name: views, exact: true }).click()
    const dialog = page.locator('dialog[open]')
    await open()
    await dialog.locator('#view-name').fill(' Rescates 2023 ')
    await dialog.getByRole('button', { name: save, exact: true }).click()
    await dialog.getByRole('link', { name: 'Rescates 2023' }).waitFor()
    expect(await reader.violations()).toEqual([])
    await dialog.getByRole('button', { name: `${copy}: Rescates 2023` }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('kind=rescue')
    await dialog.getByRole('button', { name: `${rename}: Rescates 2023` }).click()
    await dialog.locator('#new-name').fill('Altar')
    await dialog.locator('li').getByRole('button', { name: save, exact: true }).click()
    await dialog.getByRole('link', { name: 'Altar' }).waitFor()
    await dialog.getByRole('button', { name: `${remove}: Altar` }).click()
    await dialog.getByRole('link', { name: 'Altar' }).waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: undo }).click()
    await dialog.getByRole('link', { name: 'Altar' }).waitFor()

    await reader.go(`${linea.url}/?datetime=all&kind=death`)
    await open()
    await dialog.getByRole('link', { name: 'Altar' }).click()
    await dialog.waitFor({ state: 'detached' })
    await reader.idle()
    expect(reader.query().get('kind')).toBe('rescue')
    expect(reader.query().get('datetime')).toBe('2023-01-01/2023-12-31')
    expect(reader.query().get('map')).toBe('7.5/31.8/-111.2')
    await page.goBack()
    await expect.poll(() => reader.query().get('kind')).toBe('death')
    await reader.leave()
  },
)
