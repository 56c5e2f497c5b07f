import { defineConfig } from 'vitest/config'

// Three files at a time: a journey keeps half a core busy, and waits. A worker keeps its
// browser from file to file; each file has a server and a store of its own.
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ['**/*.e2e.ts'],
    globalSetup: [`${import.meta.dirname}/tempdir.ts`],
    isolate: false,
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } }, // a second is short on a busy machine
    reporters: ['verbose'],
  },
})
