// Fails when the built app is larger than its budgets (bytes, gzip for text).
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/assets/', import.meta.url)
const KB = 1000
const budgets = [
  { what: 'initial JS, gz', files: /\.js$/, gzip: true, limit: 170 * KB },
  { what: 'CSS, gz', files: /\.css$/, gzip: true, limit: 12 * KB },
  { what: 'fonts', files: /\.woff2$/, gzip: false, limit: 30 * KB },
]

let over = false
const names = readdirSync(dist)
for (const { what, files, gzip, limit } of budgets) {
  const sizes = names.filter(name => files.test(name)).map(name => size(new URL(name, dist), gzip))
  const total = sizes.reduce((sum, n) => sum + n, 0)
  if (sizes.length === 0 || total > limit) over = true
  console.log(`${what.padEnd(16)} ${(total / KB).toFixed(1).padStart(7)} KB of ${limit / KB} KB`)
}
if (over) {
  console.error('Over budget, or nothing built: run "npm run build" and look for what grew.')
  process.exit(1)
}

function size(url, gzip) {
  return gzip ? gzipSync(readFileSync(url), { level: 9 }).length : statSync(url).size
}
