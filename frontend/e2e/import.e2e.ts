import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { away, browser, Reader } from './browser'
import { Link } from './link'
import { Linea, realData } from './server'

/** From an empty store to a map, by dropping a file. */

const small = `id,kind,occurred_at,lon,lat,radius_m,name
t:1,rescue,2024-05-01,-111.5,31.7,100,withheld
t:2,rescue,2024-05-02,-111.5,31.7,100,withheld
t:3,death,2023-11-20,-112.2,32.0,100,withheld
t:4,death,2023-11-21,111.9,31.9,100,withheld
`

/** Drops a file on the page as a file manager would. */
async function drop(reader: Reader, name: string, text: string) {
  await reader.page.evaluate(
    ([fileName, content]) => {
      const carried = new DataTransfer()
      carried.items.add(new File([content], fileName, { type: 'text/csv' }))
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }))
      }
    },
    [name, text] as const,
  )
}

it('a dropped file is told in words, added when confirmed, and mapped', async () => {
  const linea = new Linea()
  await linea.start()
  const reader = await Reader.open(browser)
  await reader.go(linea.url)
  expect(await reader.page.innerText('main')).toContain('The map is empty')
  await drop(reader, 'small.csv', small)

  const dialog = reader.page.getByRole('dialog')
  await dialog.getByText('3 would be added').waitFor()
  const told = await dialog.innerText()
  expect(told).toContain('4 rows read')
  expect(told).toContain('1 row rejected')
  expect(told).toContain('longitude has lost its minus sign')
  expect(told).toContain('Left out, because they are about persons: name')
  expect(await linea.get<{ sources: { rows: number }[] }>('/api/v1/sources')).toMatchObject({ sources: [] })

  await dialog.getByRole('button', { name: 'Add to the map' }).click()
  await dialog.getByText('3 added').waitFor()
  const rejects = await fetch(linea.url + (await dialog.getByRole('link').getAttribute('href')))
  expect(await rejects.text()).toContain('longitude_lost_its_minus')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await reader.idle()
  expect(await reader.sentence()).toMatch(/^3 incidents, 3 May 2019 to 2 May 2024, humanitarian kinds$/)

  await drop(reader, 'small.csv', small)
  await dialog.getByText('Nothing in it is new').waitFor()
  await reader.leave()
  await linea.close()
})

it('what another program imports meanwhile shows up by itself', async () => {
  const linea = new Linea()
  const [first, second] = small.split('\n').slice(1)
  const header = small.split('\n')[0]
  const write = (name: string, row = '') => {
    const file = join(linea.folder, name)
    writeFileSync(file, `${header}\n${row}\n`)
    return file
  }
  await linea.import(write('first.csv', first))
  await linea.start()
  const reader = await Reader.open(browser)
  await reader.go(`${linea.url}/?datetime=all`)
  expect(await reader.sentence()).toMatch(/^1 incident,/)
  await linea.import(write('second.csv', second))
  await expect.poll(() => reader.sentence(), { timeout: 30_000 }).toMatch(/^2 incidents,/)
  await reader.leave()
  await linea.close()
})

it('a file that is no such file is refused with the reason', async () => {
  const linea = new Linea()
  await linea.start()
  const reader = await Reader.open(browser)
  await reader.go(linea.url)
  await drop(reader, 'poem.txt', 'roses,are\nred,violets\n')
  await reader.page.getByText('The file could not be taken').waitFor()
  await reader.leave(/status of 4\d\d/)
  await linea.close()
})

it.skipIf(!realData)('the medical examiner’s public file becomes a map of where people were found', async () => {
  const linea = new Linea()
  await linea.start()
  const reader = await Reader.open(browser)
  await reader.go(linea.url)
  const file = join(realData ?? '', 'ogis-migrant-deaths/ogis_2024-10.csv')
  await drop(reader, basename(file), readFileSync(file, 'utf8'))
  const dialog = reader.page.getByRole('dialog')
  await dialog.getByText('4,300 would be added').waitFor()
  expect(await dialog.innerText()).toMatch(/about persons: Name, Sex,? (and )?Age/)
  await dialog.getByRole('button', { name: 'Add to the map' }).click()
  await dialog.getByText('4,300 added').waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await reader.idle()
  expect(await reader.sentence()).toMatch(/^982 incidents, 1 Oct 2019 to 30 Sept 2024, humanitarian kinds$/)
  await reader.page.getByRole('button', { name: 'All', exact: true }).click()
  await reader.idle()
  expect(await reader.page.locator('.notes').innerText()).toMatch(/\d+ without a usable place/)
  await reader.page.getByRole('button', { name: /^List: .*without a usable place/ }).click()
  await reader.page.waitForSelector('.incidents li')
  expect(await reader.page.innerText('.incidents')).toContain('Date found')
  expect(await reader.page.innerText('.incidents')).not.toContain('withheld')
  await reader.leave()
  await linea.close()
})

it('a file that nobody can read is refused in Spanish; the words of the server follow, marked as English', async () => {
  const linea = new Linea()
  await linea.start()
  const reader = await Reader.open(browser, { lang: 'es' })
  await reader.go(linea.url)
  await drop(reader, 'notas.csv', 'una,cosa\nque,nadie\n')
  const refused = reader.page.getByRole('dialog').getByRole('alert')
  await refused.waitFor()
  expect(await refused.innerText()).toMatch(/No se conoce el formato de este archivo\.|El servidor no entendió/)
  expect(await refused.locator('small[lang=en]').innerText()).not.toBe('')
  await reader.leave(/Failed to load resource/)
  await linea.close()
})

it('a file whose header is of no known format is checked again as the reader says', async () => {
  const linea = new Linea()
  await linea.start()
  const reader = await Reader.open(browser, { lang: 'es' })
  await reader.go(linea.url)
  const feature = (id: number) =>
    JSON.stringify({
      type: 'Feature',
      properties: { id: `t:${id}`, kind: 'rescue', occurred_at: '2024-05-01' },
      geometry: { type: 'Point', coordinates: [-111.5 + id / 100, 31.7] },
    })
  await drop(reader, 'rescates', `# exportado\n${feature(1)}\n${feature(2)}\n`)
  const dialog = reader.page.getByRole('dialog')
  await dialog.getByText('No se pudo tomar el archivo').waitFor()
  expect(await reader.violations()).toEqual([])
  const again = dialog.getByRole('button', { name: 'Revisarlo de nuevo' })
  expect(await again.isDisabled()).toBe(true)
  await dialog.getByLabel('Leer rescates como').selectOption('geojsonl')
  await again.click()
  await dialog.getByText('se agregarían 2').waitFor()
  await dialog.getByRole('button', { name: 'Agregar al mapa' }).click()
  await dialog.getByText('Listo').waitFor()
  expect(await linea.get<{ sources: { rows: number }[] }>('/api/v1/sources')).toMatchObject({ sources: [{ rows: 2 }] })
  await reader.leave(/status of 415/)
  await linea.close()
})

it.each([
  [
    'en',
    'Which rows',
    /2 rows have kinds that are not known here.*“salvamento” \(2\)/s,
    'line 4: unreadable date (occurred_at: soon)',
  ],
  [
    'es',
    'Qué filas',
    /2 filas tienen tipos que aquí no se conocen.*“salvamento” \(2\)/s,
    'línea 4: fecha ilegible (occurred_at: soon)',
  ],
] as const)(
  'before anything is kept, kinds that are none and the rows rejected are shown (%s)',
  async (lang, which, kinds, row) => {
    const linea = new Linea()
    await linea.start()
    const reader = await Reader.open(browser, { lang })
    await reader.go(linea.url)
    const rows = ['salvamento,2024-05-01', 'salvamento,2024-05-02', 'rescue,soon'].map(
      (text, i) => `${text},-111.${i},31.7`,
    )
    await drop(reader, 'own.csv', `kind,occurred_at,lon,lat\n${rows.join('\n')}\n`)
    const dialog = reader.page.getByRole('dialog')
    await dialog.getByText(which).click()
    await dialog.getByText(row).waitFor()
    expect(await dialog.innerText()).toMatch(kinds)
    expect(await reader.violations()).toEqual([])
    await reader.leave()
    await linea.close()
  },
)

/** Enough that it does not fit into what the two ends keep for each other. */
const long = [
  'id,kind,occurred_at,lon,lat,radius_m',
  ...Array.from({ length: 40_000 }, (_, i) => `t:${i},rescue,2024-05-${10 + (i % 20)},-111.${10 + (i % 80)},31.7,100`),
].join('\n')

it.each([
  ['en', 'nothing is added twice', 'Send again', 'would be added', 'Add to the map', 'Nothing in it is new'],
  ['es', 'nada se agrega dos veces', 'Enviar otra vez', 'se agregarían', 'Agregar al mapa', 'No trae nada nuevo'],
] as const)(
  'a link that dies under an upload is told of, and the file can be sent again (%s)',
  async (lang, twice, again, would, add, nothing) => {
    const linea = new Linea()
    await linea.start()
    const link = new Link()
    await link.open(linea.url)
    const reader = await Reader.open(browser, { lang })
    await reader.page.goto(link.url)
    await reader.page.waitForSelector('.start')
    const dialog = reader.page.getByRole('dialog')
    await drop(reader, 'small.csv', small) // the dialog's own code comes with it
    await dialog.getByText(would).waitFor()
    await reader.page.keyboard.press('Escape')
    link.swallow()
    await drop(reader, 'long.csv', long)
    await dialog.getByText(twice).waitFor({ timeout: 20_000 })
    link.heal()
    await dialog.getByRole('button', { name: again }).click()
    await dialog.getByText(would).waitFor({ timeout: 30_000 })

    // It is added, and the answer is lost.
    link.swallowAnswers()
    await dialog.getByRole('button', { name: add }).click()
    await dialog.getByText(twice).waitFor({ timeout: 30_000 })
    await expect
      .poll(() => linea.get<{ incidents: number }>('/readyz'), { timeout: 30_000 })
      .toMatchObject({
        incidents: 40_000,
      })
    link.heal()
    link.cut()
    await dialog.getByRole('button', { name: again }).click()
    await dialog.getByText(nothing).waitFor({ timeout: 30_000 })
    expect(await reader.violations()).toEqual([])
    await reader.leave(away)
    await link.close()
    await linea.close()
  },
)
