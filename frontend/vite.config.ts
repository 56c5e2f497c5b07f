import { defineConfig } from 'vite'
import { firstVisit } from './tools/chunks.ts'
import { dist } from './tools/dist.ts'

const server = 'http://127.0.0.1:8080'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [dist()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the CSP has no data: URLs
    modulePreload: { polyfill: false },
    manifest: true, // tools/size.mjs tells the first visit from what comes later
    emptyOutDir: false, // dist/.keep is committed; tools/dist.ts clears the rest
    license: { fileName: 'licenses.md' },
    rolldownOptions: { output: { codeSplitting: { groups: firstVisit } } },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/api', '/tiles', '/overlays', '/readyz', '/healthz', '/version', '/openapi.json'].map(path => [path, server]),
    ),
  },
  test: { include: ['src/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0])
