import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { HtmlTagDescriptor, Plugin } from 'vite'

const compressible = /\.(js|css|html|svg|json|md|webmanifest)$/

/**
 * What a build needs beyond the bundler: an output folder emptied but for .keep,
 * hints for an early start, the service worker, licences, and a .gz and .br twin beside every text file.
 */
export function dist(): Plugin {
  let outDir = 'dist'
  return {
    name: 'linea-dist',
    apply: 'build',
    configResolved: config => {
      outDir = config.build.outDir
    },
    buildStart: () => clear(outDir),
    transformIndexHtml: { order: 'post', handler: (_html, { bundle }) => early(Object.keys(bundle ?? {})) },
    closeBundle: () => {
      addFontLicence(outDir)
      writeFileSync(join(outDir, 'sw.js'), worker(readdirSync(join(outDir, 'assets'))))
      compressAll(outDir)
    },
  }
}

/** The service worker, told which files the app is made of: those that were really written. */
function worker(names: string[]): string {
  const assets = names.filter(name => /\.(js|css|woff2|svg)$/.test(name)).map(name => `/assets/${name}`)
  const shell = ['/', '/icon.svg', '/app.webmanifest', ...assets.sort()]
  const source = readFileSync('worker/sw.js', 'utf8')
  const version = createHash('sha256').update(shell.join()).update(source).digest('hex').slice(0, 16)
  return `const shell = ${JSON.stringify(shell)}\nconst version = '${version}'\n\n${source}`
}

/** Tells the browser at once of what the first view needs anyway: the map engine and the fonts. */
function early(files: string[]): HtmlTagDescriptor[] {
  const engine = files.filter(name => /(engine|openlayers).*\.js$/.test(name))
  const fonts = files.filter(name => name.endsWith('.woff2'))
  return [
    ...engine.map(name => ({
      tag: 'link',
      injectTo: 'head' as const,
      attrs: { rel: 'modulepreload', href: `/${name}` },
    })),
    ...fonts.map(name => ({
      tag: 'link',
      injectTo: 'head' as const,
      attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${name}` },
    })),
  ]
}

function clear(dir: string) {
  if (!existsSync(dir)) return
  for (const name of readdirSync(dir)) {
    if (name !== '.keep') rmSync(join(dir, name), { recursive: true })
  }
}

/** Fonts come in by the style sheet, where the bundler does not look for licences. */
function addFontLicence(dir: string) {
  const text = readFileSync('node_modules/@fontsource/noto-sans/LICENSE', 'utf8')
  appendFileSync(join(dir, 'licenses.md'), `\n## Noto Sans (OFL-1.1)\n\n${text}`)
}

function compressAll(dir: string) {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !compressible.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
  }
}
