import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const axe = readFileSync(axePath, 'utf8')

/** Software GPU flags are left out on purpose: with them the canvas is several times slower. */
const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** What the map engine's hit detection logs once, and a browser told to do without the worker; harmless. */
const harmless = /willReadFrequently|Service Worker registration blocked/

/** What a page, or its service worker for it, may log while its server is away or starts again. */
export const away =
  /ERR_CONNECTION_(REFUSED|RESET)|ERR_FAILED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|status of 503|when fetching the script/

/** One for all files of a worker, until its process ends: what tells visits apart is their context. */
export const browser: Browser = await launch()

export function launch(...more: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.LINEA_CHROMIUM ?? '/usr/bin/chromium',
    args: [...flags, ...more],
  })
}

export interface Visit {
  lang?: 'en' | 'es'
  theme?: 'light' | 'dark' | 'contrast'
  phone?: boolean
  width?: number
  /** As a system that takes the page's colours away for its own. */
  forced?: boolean
  /** Without the service worker: what the page asks can then be held back or answered by the journey. */
  unworked?: boolean
}

/** A page of its own that remembers everything that must not happen. */
export class Reader {
  readonly page: Page
  /** Console errors and warnings, page errors, refused styles and scripts. */
  readonly complaints: string[] = []
  /** Requests that left this machine. */
  readonly strays: string[] = []

  private constructor(page: Page) {
    this.page = page
    page.on('console', message => {
      const bad = ['error', 'warning'].includes(message.type()) && !harmless.test(message.text())
      if (bad) this.complaints.push(`${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', error => this.complaints.push(`page error: ${error.message}`))
    page.on('request', request => {
      if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) this.strays.push(request.url())
    })
  }

  static async open(browser: Browser, visit: Visit = {}): Promise<Reader> {
    const context = await browser.newContext(screen(visit))
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const page = await context.newPage()
    const { lang, theme } = visit
    await page.addInitScript(
      ([l, t]) => {
        if (l) localStorage.setItem('linea.lang', l)
        if (t) localStorage.setItem('linea.theme', t)
      },
      [lang, theme] as const,
    )
    return new Reader(page)
  }

  /** Another tab of the same browser, with the same storage. */
  async beside(): Promise<Reader> {
    return new Reader(await this.page.context().newPage())
  }

  /** Opens an address and waits until the map has come to rest. */
  async go(url: string) {
    await this.page.goto(url)
    await this.idle()
  }

  async idle() {
    await this.page.waitForFunction(() => window.__test !== undefined)
    await this.page.evaluate(() => window.__test?.idle())
  }

  async clickAt(lon: number, lat: number) {
    const [x, y] = await this.pixel(lon, lat)
    await this.page.mouse.move(x, y)
    await this.page.mouse.click(x, y)
  }

  /** Pixels from the window's top left. */
  async pixel(lon: number, lat: number): Promise<[number, number]> {
    const at = await this.page.evaluate(([a, b]) => window.__test?.project(a, b), [lon, lat] as const)
    if (!at) throw new Error('the map does not stand yet')
    return at
  }

  /** The colour that the map's canvas shows at a point. */
  async colourAt(lon: number, lat: number): Promise<[number, number, number]> {
    const at = await this.pixel(lon, lat)
    return this.page.evaluate(([x, y]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('#map canvas')
      const box = canvas?.getBoundingClientRect()
      if (!canvas || !box) throw new Error('no canvas')
      const scale = canvas.width / box.width
      const pixel = canvas.getContext('2d')?.getImageData((x - box.left) * scale, (y - box.top) * scale, 1, 1).data
      return [pixel?.[0] ?? 0, pixel?.[1] ?? 0, pixel?.[2] ?? 0] as [number, number, number]
    }, at)
  }

  sentence(): Promise<string> {
    return this.page.innerText('#sentence')
  }

  query(): URLSearchParams {
    return new URL(this.page.url()).searchParams
  }

  /** Accessibility problems of what is on the screen now, as axe names them. */
  async violations(): Promise<string[]> {
    // Evaluated by the tool, not by the page: the CSP stays as it is.
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axe)
    return this.page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations'], // of others one node each is enough
      })
      return violations.flatMap(v => v.nodes.map(node => `${v.id}: ${node.target.join(' ')} ${node.failureSummary}`))
    })
  }

  /** Ends the visit; fails on anything that must not happen. */
  async leave(allowed = /^$/) {
    await this.page.context().close()
    expect(this.complaints.filter(text => !allowed.test(text))).toEqual([])
    expect(this.strays).toEqual([])
  }
}

function screen({ phone, width, unworked, forced }: Visit): BrowserContextOptions {
  const serviceWorkers = unworked ? 'block' : 'allow'
  const forcedColors = forced ? 'active' : 'none'
  if (!phone) return { serviceWorkers, forcedColors, viewport: { width: width ?? 1440, height: 900 } }
  return {
    serviceWorkers,
    viewport: { width: width ?? 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
  }
}
