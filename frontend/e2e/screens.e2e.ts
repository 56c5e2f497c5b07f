import { describe, expect, it } from 'vitest'
import { en as coreEn } from '../src/i18n/en'
import { es as coreEs } from '../src/i18n/es'
import { briefingWords } from '../src/screens/briefing/words'
import { compareWords } from '../src/screens/compare/words'
import { corridorWords } from '../src/screens/corridor/words'
import { dataWords } from '../src/screens/data/words'
import { exportWords } from '../src/screens/map/export/words'
import { mapWords } from '../src/screens/map/words'
import { tableWords } from '../src/screens/table/words'
import { type ThemeName, themeNames } from '../src/theme/themes'
import { helpWords } from '../src/ui/helpwords'
import { importWords } from '../src/ui/importwords'
import { browser, Reader } from './browser'
import { serving } from './server'

/** Every screen in both languages and all themes: readable, reachable, nothing left in English. */

const linea = serving(2000)
const empty = serving(0)

interface Screen {
  name: string
  open: (reader: Reader) => Promise<void>
}

const screens: Screen[] = [
  { name: 'first view', open: reader => reader.go(linea.url) },
  {
    name: 'a cell',
    open: async reader => {
      await reader.go(linea.url)
      await reader.page.focus('#map')
      await reader.page.keyboard.press('n')
      await reader.page.waitForSelector('.rank')
      await reader.idle()
    },
  },
  {
    name: 'a list',
    open: async reader => {
      await reader.go(`${linea.url}/?list=all`)
      await reader.page.waitForSelector('.incidents li')
    },
  },
  {
    name: 'every filter open',
    open: async reader => {
      await reader.go(`${linea.url}/?kind=humanitarian,crash&hours=20-4&datetime=all`)
      await reader.page.evaluate(() => {
        for (const box of document.querySelectorAll('details')) box.open = true
      })
    },
  },
  {
    name: 'charts as tables',
    open: async reader => {
      await reader.go(linea.url)
      for (const button of await reader.page.locator('.figure figcaption button').all()) await button.click()
    },
  },
  {
    name: 'change against usual',
    open: async reader => {
      await reader.go(`${linea.url}/?metric=significance&kind=all&datetime=2024-01-01/2025-12-28`)
      await reader.page.focus('#map')
      await reader.page.keyboard.press('n')
      await reader.page.waitForSelector('.change:not(.usual)')
      await reader.idle()
      await reader.page.evaluate(() => {
        for (const box of document.querySelectorAll('details')) box.open = true
      })
    },
  },
  {
    name: 'near a place',
    open: async reader => {
      await reader.go(linea.url)
      await reader.page.keyboard.press('/')
      await reader.page.keyboard.type('Nogales')
      await reader.page.waitForSelector('[role=option]')
      await reader.page.keyboard.press('Enter')
      await reader.page.locator('.near .chip').first().click()
      await reader.idle()
    },
  },
  {
    name: 'the menus of the map',
    open: async reader => {
      await reader.go(linea.url)
      await reader.page.evaluate(() => {
        for (const box of document.querySelectorAll<HTMLDetailsElement>('.popup')) box.open = true
      })
      for (const field of ['#class-bounds', '#cell-opacity', '#play-mode']) await reader.page.waitForSelector(field)
    },
  },
  {
    name: 'nothing matches',
    open: async reader => {
      await reader.go(`${linea.url}/?datetime=1960-01-01/1960-12-31&kind=death`)
      await reader.page.waitForSelector('.nothing li')
    },
  },
  {
    name: 'help',
    open: async reader => {
      await reader.go(linea.url)
      await reader.page.locator('.tools .button').last().click()
    },
  },
  {
    name: 'briefing',
    open: async reader => {
      await reader.page.goto(`${linea.url}/?screen=briefing`)
      await reader.page.waitForSelector('.briefing-controls .primary:enabled')
    },
  },
  {
    name: 'data',
    open: async reader => {
      await reader.go(`${linea.url}/?screen=data`)
      for (const summary of await reader.page.locator('.data-card summary').all()) await summary.click()
      await reader.page.waitForSelector('.data-card .figure')
    },
  },
  ...['', '&compare=swipe', '&compare=difference', '&compare=multiples', '&compare=series'].map(mode => ({
    name: `compare${mode}`,
    open: (reader: Reader) => reader.go(`${linea.url}/?screen=compare${mode}`),
  })),
  ...['', '&rows=incidents', '&rows=corridors', '&rows=cross'].map(rows => ({
    name: `table${rows}`,
    open: (reader: Reader) => reader.go(`${linea.url}/?screen=table${rows}`),
  })),
  {
    name: 'a row of the table, its columns and filters',
    open: async reader => {
      await reader.go(`${linea.url}/?screen=table`)
      await reader.page.locator('.grid-box tbody tr:not(.filler)').first().click()
      await reader.page.locator('.chooser summary').click()
      await reader.page.locator('.table-head .button').click()
      await reader.idle()
    },
  },
  { name: 'no corridor', open: reader => reader.go(`${linea.url}/?screen=corridor&corridor=unknown`) },
  {
    name: 'a corridor',
    open: async reader => {
      await reader.go(
        `${linea.url}/?screen=corridor&datetime=2022-01-01/2024-12-31&line=_nuaE~%60ykTnyo%40_ibE&width=9000`,
      )
      await reader.page.waitForSelector('.headline')
      await reader.page.evaluate(() => {
        for (const box of document.querySelectorAll('details')) box.open = true
      })
      await reader.page.locator('.profile figcaption button').last().click()
    },
  },
  {
    name: 'drawing',
    open: async reader => {
      await reader.go(`${linea.url}/?screen=corridor`)
      await reader.page.locator('.ways .button').first().click()
      await reader.page.waitForSelector('.sketch-bar')
    },
  },
  {
    name: 'the border',
    open: async reader => {
      await reader.go(`${linea.url}/?screen=corridor`)
      await reader.page.locator('.ways .button').last().click()
      await reader.page.waitForSelector('#border-from')
    },
  },
  { name: 'empty start', open: reader => reader.go(empty.url) },
]

/** A few screens for each test, so that none takes minutes on a busy machine. */
const together = 2
const groups = Array.from({ length: Math.ceil(screens.length / together) }, (_, i) => {
  const some = screens.slice(i * together, (i + 1) * together)
  return { some, names: some.map(({ name }) => name).join(', ') }
})

describe.each(['en', 'es'] as const)('in %s', lang => {
  it.each(groups)('these screens pass the accessibility rules in every theme: $names', async ({ some }) => {
    const reader = await Reader.open(browser, { lang })
    const found: string[] = []
    for (const screen of some) {
      await screen.open(reader)
      if (lang === 'es') found.push(...(await englishLeft(reader)).map(text => `${screen.name}: ${text}`))
      for (const theme of await startingAt(reader)) {
        await wear(reader, theme)
        found.push(...(await reader.violations()).map(text => `${screen.name}, ${theme}: ${text}`))
      }
    }
    expect(found).toEqual([])
    await reader.leave()
  })
})

/** All themes from the one that the page opened in: the last is remembered, so that each opens some screens. */
async function startingAt(reader: Reader) {
  const worn = await reader.page.evaluate(() => document.documentElement.dataset.theme)
  const first = themeNames.indexOf(worn as ThemeName)
  expect(first).toBeGreaterThanOrEqual(0)
  return themeNames.map((_, i) => themeNames[(first + i) % themeNames.length] as ThemeName)
}

/** Chooses a theme as a reader does, and waits until no colour changes any more. */
async function wear(reader: Reader, theme: ThemeName) {
  await reader.page.selectOption('select.theme', theme)
  await reader.page.waitForSelector(`html[data-theme=${theme}]`)
  await reader.page.evaluate(() => {
    const changing = document.getAnimations().filter(animation => animation instanceof CSSTransition)
    return Promise.allSettled(changing.map(animation => animation.finished)).then(() => null)
  })
}

/** English on a Spanish page, but for what is marked as such. */
async function englishLeft(reader: Reader): Promise<string[]> {
  const english = onlyEnglish()
  return (await texts(reader)).filter(text => english.has(text))
}

const core = { en: coreEn, es: coreEs }
const everyText = [
  core,
  briefingWords,
  compareWords,
  corridorWords,
  dataWords,
  exportWords,
  helpWords,
  importWords,
  mapWords,
  tableWords,
]

/** English texts that no Spanish text equals, as they stand without what is filled in. */
function onlyEnglish(): Set<string> {
  const spanish = new Set<string>(everyText.flatMap(({ es }) => Object.values(es)))
  const english: string[] = everyText.flatMap(({ en }) => Object.values(en))
  return new Set(english.filter(text => !spanish.has(text) && !text.includes('{')))
}

/** All texts and labels of the page, but for those marked as being in another language. */
function texts(reader: Reader): Promise<string[]> {
  return reader.page.evaluate(() => {
    const found: string[] = []
    const walk = (node: Node) => {
      if (node instanceof Element) {
        if (node !== document.body && node.getAttribute('lang') === 'en') return
        for (const name of ['aria-label', 'title', 'placeholder']) found.push(node.getAttribute(name) ?? '')
      } else {
        found.push(node.textContent?.trim() ?? '')
      }
      node.childNodes.forEach(walk)
    }
    walk(document.body)
    return found.filter(Boolean)
  })
}

describe('on a phone', () => {
  it.each([320, 390, 768])('of %i px nothing scrolls sideways and fingers find their targets', async width => {
    const reader = await Reader.open(browser, { phone: true, width, lang: 'es' })
    await reader.go(linea.url)
    const page = reader.page
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await sideways()).toBe(0)
    expect(await smallTargets(reader)).toEqual([])

    await page.getByRole('button', { name: 'Filtros y leyenda' }).tap()
    expect(await page.locator('.panel.left').isVisible()).toBe(true)
    expect(await sideways()).toBe(0)
    expect(await smallTargets(reader)).toEqual([])
    await page.getByRole('button', { name: 'Más alto' }).tap()
    expect(await sideways()).toBe(0)
    await page.getByRole('button', { name: 'Filtros y leyenda' }).tap()

    await page.getByRole('button', { name: 'Menú' }).tap()
    expect(await smallTargets(reader)).toEqual([])
    expect(await reader.violations()).toEqual([])
    await reader.leave()
  })

  it.each([
    'compare',
    'compare&compare=swipe',
    'compare&compare=difference',
    'compare&compare=multiples',
    'table',
    'table&rows=cross',
  ])('the screen %s fits, and fingers find their targets', async name => {
    const reader = await Reader.open(browser, { phone: true, lang: 'es' })
    await reader.go(`${linea.url}/?screen=${name}`)
    const sideways = await reader.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(sideways).toBe(0)
    expect(await smallTargets(reader)).toEqual([])
    expect(await reader.violations()).toEqual([])
    const tabs = await reader.page.locator('.tabs a').evaluateAll(all => all.map(a => a.getBoundingClientRect().right))
    expect(Math.max(...tabs), 'all six screens are in sight').toBeLessThanOrEqual(390)
    await reader.leave()
  })

  it.each(['map', 'corridor'])('the map keeps its part of the screen while results of %s are open', async name => {
    const reader = await Reader.open(browser, { phone: true, lang: 'es' })
    await reader.go(`${linea.url}/?screen=${name}`)
    await reader.page.getByRole('button', { name: 'Resultados', exact: true }).tap()
    await reader.page.locator('.panel.right').waitFor()
    const map = await reader.page.locator('.map-pane').boundingBox()
    expect(map?.y).toBeLessThan(135)
    expect(map?.height).toBeGreaterThan(0.45 * 844)
    await reader.leave()
  })

  it('a corridor says how to begin, and begins', async () => {
    const reader = await Reader.open(browser, { phone: true, lang: 'es' })
    await reader.go(`${linea.url}/?screen=corridor`)
    await reader.page.getByText('Para empezar').waitFor()
    expect(await reader.sentence()).toMatch(/^Todo el mapa: /)
    await reader.page.getByRole('button', { name: 'Seguir la frontera' }).tap()
    await reader.page.locator('.panel.left').waitFor()
    expect(await reader.page.getByText('Para empezar').count()).toBe(0)
    await reader.leave()
  })

  it('a tap opens a cell in the sheet', async () => {
    const reader = await Reader.open(browser, { phone: true })
    await reader.go(linea.url)
    const box = await reader.page.locator('#map').boundingBox()
    const hit = await reader.page.evaluate(area => {
      for (let y = area.y + 60; y < area.y + area.height - 40; y += 12)
        for (let x = area.x + 20; x < area.x + area.width - 60; x += 12)
          if (window.__test?.cellAt(x, y)) return { x, y, cell: window.__test.cellAt(x, y)?.id }
      return null
    }, box ?? { x: 0, y: 0, width: 0, height: 0 })
    if (!hit) throw new Error('no cell on the screen')
    await reader.page.touchscreen.tap(hit.x, hit.y)
    await reader.page.locator('.panel.right .rank').waitFor()
    expect(reader.query().get('selected')).toBe(hit.cell)
    await reader.leave()
  })
})

/** Buttons and fields smaller than 44 px that a finger must hit. */
function smallTargets(reader: Reader): Promise<string[]> {
  return reader.page.evaluate(() =>
    [...document.querySelectorAll('button, select, input:not([type=file]), summary')].flatMap(element => {
      const { width, height } = element.getBoundingClientRect()
      const small = width > 0 && (width < 43.9 || height < 43.9)
      return small ? [`${element.textContent?.slice(0, 30)} ${width.toFixed(0)}x${height.toFixed(0)}`] : []
    }),
  )
}
