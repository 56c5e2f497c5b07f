import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const compressible = /\.(js|css|html|svg|json|md|webmanifest)$/

/** Empties the output folder but for .keep, and writes a .gz and .br twin beside every text file of a build. */
export function precompress(): Plugin {
  let outDir = 'dist'
  return {
    name: 'linea-precompress',
    apply: 'build',
    configResolved: config => {
      outDir = config.build.outDir
    },
    buildStart: () => clear(outDir),
    closeBundle: () => {
      addFontLicence(outDir)
      compressAll(outDir)
    },
  }
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
