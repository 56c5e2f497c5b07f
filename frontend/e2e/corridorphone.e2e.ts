import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeLine } from '../src/state/polyline'
import { browser, Reader } from './browser'
import { ask, headline, inView, lineOf, screenOf } from './corridor'
import { serving } from './server'

/** A corridor on a phone, all by touch. */

const linea = serving(20_000)
const screen = () => screenOf(linea)

/** In the page: whether the way back is what lies at its own middle. */
function isSeen(): boolean {
  const box = document.getElementById('undelete')?.getBoundingClientRect()
  const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
  return top?.id === 'undelete'
}

describe('on a phone', () => {
  it('a GPX file becomes a corridor, all by touch', async () => {
    const file = join(linea.folder, 'patrol.gpx')
    const points = Array.from({ length: 1500 }, (_, i) => [-112.5 + i / 1000, 31.8 + 0.00001 * (i % 2)] as const)
    const tracks = [points.slice(0, 40), points].map(
      track =>
        `<trk><trkseg>${track.map(([lon, lat]) => `<trkpt lon="${lon}" lat="${lat}"/>`).join('')}</trkseg></trk>`,
    )
    writeFileSync(file, `<gpx>${tracks.join('')}</gpx>`)
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Make or open one' }).tap()
    await reader.page.getByRole('button', { name: /^Read a file/ }).tap()
    await reader.page.setInputFiles('.file-pick input', file)
    await reader.page.waitForSelector('.file-told')
    const told = await reader.page.innerText('.file-told')
    expect(told).toContain('2 lines in the file')
    expect(told).toMatch(/of 1,500 points left out; the line stays within 5 m/)
    await reader.page.getByRole('button', { name: 'Use this line' }).tap()
    await reader.page.waitForSelector('.headline')
    await reader.idle()
    const line = lineOf(reader)
    const report = await ask(linea, { points: line })
    expect(await headline(reader)).toMatch(new RegExp(`^${report.n} incidents?`))
    expect(await reader.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    await reader.leave()
  })

  it('a link tells the count of its own line with the sheet closed, and while the width is chosen', async () => {
    const points = [
      [-112.5, 31.8],
      [-111.5, 31.7],
    ] as const
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(`${screen()}&line=${encodeURIComponent(encodeLine(points))}`)
    const found = reader.page.locator('.found')
    await expect.poll(() => found.innerText()).toContain(`${(await ask(linea, { points })).n} incidents`)
    await reader.page.getByRole('button', { name: 'Line and width' }).tap()
    await reader.page.fill('#width-number', '12')
    await reader.page.keyboard.press('Enter')
    const wide = await ask(linea, { points, halfWidthM: 12_000 })
    await expect.poll(() => found.innerText()).toContain(`${wide.n} incidents`)
    await expect.poll(() => inView(reader, points)).toBe(true) // though the panel took half of the map
    await reader.page.getByRole('button', { name: 'Taller' }).tap()
    await expect.poll(() => inView(reader, points)).toBe(true)
    await reader.page.getByRole('button', { name: 'Zoom in' }).tap()
    await reader.page.getByRole('button', { name: 'Zoom in' }).tap()
    const zoom = () => reader.page.evaluate(() => window.__test?.view()?.zoom ?? 0)
    await reader.idle()
    const near = await zoom()
    await reader.page.getByRole('button', { name: 'Shorter' }).tap()
    await reader.idle()
    expect(await zoom()).toBeCloseTo(near, 1) // what the reader made of it is kept
    await reader.leave()
  })

  it.each([
    ['corridor=nosuchcorridor', 'nosuchcorridor'],
    ['line=_t%7BaE', 'puede leer'],
  ])('a link to what is not there says so with the sheet closed: %s', async (link, told) => {
    const reader = await Reader.open(browser, { phone: true, lang: 'es' })
    await reader.go(`${screen()}&${link}`)
    const notice = reader.page.getByRole('alert').filter({ visible: true })
    expect(await notice.innerText()).toContain(told)
    await notice.getByRole('button', { name: 'Seguir sin él' }).tap()
    await reader.page.getByText('Para empezar').waitFor()
    await reader.leave()
  })

  it('what was deleted can be brought back without looking for it', async () => {
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(`${screen()}&line=_t%7BaE~wuvT_wpA_ibE`)
    await reader.page.getByRole('button', { name: 'Line and width' }).tap()
    await reader.page.fill('#corridor-name', 'Short lived')
    await reader.page.getByRole('button', { name: 'Save', exact: true }).tap()
    await reader.page.getByRole('button', { name: 'Delete' }).tap()
    await expect.poll(() => reader.page.evaluate(() => document.activeElement?.id)).toBe('undelete')
    expect(await reader.page.evaluate(isSeen)).toBe(true)
    await reader.leave()
  })

  it('points a finger’s width apart are all set, and a second tap on one sets no other', async () => {
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Draw on the map' }).tap()
    const box = await reader.page.locator('#map').boundingBox()
    const [x, y] = [(box?.x ?? 0) + 150, (box?.y ?? 0) + 220]
    for (const [dx, points] of [
      [0, '1 point'],
      [4, '1 point'],
      [19, '2 points'],
      [38, '3 points'],
    ] as const) {
      await reader.page.touchscreen.tap(x + dx, y)
      await reader.page.waitForTimeout(350)
      await expect.poll(() => reader.page.innerText('.sketch-bar')).toContain(points)
    }
    await reader.page.getByRole('button', { name: 'Finish' }).tap()
    await reader.page.waitForSelector('.panel.right .headline')
    expect(lineOf(reader).length).toBe(3)
    await reader.leave()
  })

  it('a line is drawn with the cross in the middle, without hitting anything precisely', async () => {
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(screen())
    await reader.page.getByRole('button', { name: 'Make or open one' }).tap()
    await reader.page.getByRole('button', { name: 'Draw on the map' }).tap()
    const add = reader.page.getByRole('button', { name: 'Add point here' })
    await add.tap()
    await reader.page.getByRole('button', { name: 'Zoom in' }).tap()
    await reader.idle()
    const box = await reader.page.locator('#map').boundingBox()
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2]
    const open = ([px, py]: number[]) => !!document.elementFromPoint(px ?? 0, py ?? 0)?.closest('#map')
    expect(await reader.page.evaluate(open, [x, y]), 'nothing lies over the cross').toBe(true)
    await reader.page.touchscreen.tap(x + 80, y + 40)
    await expect.poll(() => reader.page.innerText('.sketch-bar')).toContain('2 points')
    await reader.page.getByRole('button', { name: 'Finish' }).tap()
    await reader.page.waitForSelector('.panel.right .headline')
    expect(lineOf(reader).length).toBe(2)
    await reader.leave()
  })
})
