// Fails when the built app is larger than its budgets (bytes, gzip for text). What a first visit
// needs is the page's own chunk, the map engine and whatever they import at once; every other screen
// comes when it is opened and has a budget of its own.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const KB = 1000
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const fonts = readdirSync(new URL('assets/', dist)).filter(name => name.endsWith('.woff2'))

const firstKeys = closure(Object.keys(manifest).filter(key => ['page', 'engine'].includes(manifest[key].name)))
const lazyKeys = Object.keys(manifest).filter(key => manifest[key].isDynamicEntry && !firstKeys.has(key))
const rows = [
  { what: 'first visit, JS', bytes: gzipped(files(firstKeys, 'file')), limit: 170 * KB },
  { what: 'first visit, CSS', bytes: gzipped(files(firstKeys, 'css')), limit: 12 * KB },
  { what: 'fonts', bytes: sum(fonts.map(name => statSync(new URL(`assets/${name}`, dist)).size)), limit: 30 * KB },
  ...lazyKeys.map(key => {
    const own = new Set([...closure([key])].filter(other => !firstKeys.has(other)))
    const bytes = gzipped([...files(own, 'file'), ...files(own, 'css')])
    return { what: `later: ${key.replace(/.*\//, '')}`, bytes, limit: 40 * KB }
  }),
]

for (const { what, bytes, limit } of rows) {
  console.log(`${what.padEnd(26)} ${(bytes / KB).toFixed(1).padStart(7)} KB of ${limit / KB} KB`)
}
if (rows.some(({ bytes, limit }) => bytes === 0 || bytes > limit)) {
  console.error('Over budget, or nothing built: run "npm run build" and look for what grew.')
  process.exit(1)
}

/** The chunks and all that they import before they run. */
function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue
    seen.add(key)
    closure(manifest[key].imports ?? [], seen)
  }
  return seen
}

function files(keys, field) {
  const named = [...keys].flatMap(key => manifest[key][field] ?? [])
  return [...new Set(named)].filter(name => /\.(js|css)$/.test(name))
}

function gzipped(names) {
  return sum(names.map(name => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length))
}

function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0)
}
