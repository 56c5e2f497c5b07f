import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll } from 'vitest'

const run = promisify(execFile)
const here = import.meta.dirname
export const binary = process.env.LINEA_BIN ?? resolve(here, '../../bin/linea')
const pollMs = 50
const patienceMs = 20_000
/** No journey is about a machine too busy to answer in time. */
const deadline = '30s'

/** The folder of real data beside the repository, or null where it is absent. Under CI it must be there. */
export const realData = (() => {
  const folder = resolve(here, '../../../shared/data')
  if (existsSync(folder)) return folder
  if (process.env.CI) throw new Error(`No ${folder}: CI needs the real data files.`)
  return null
})()

/** A real server on a store of its own, on loopback. */
export class Linea {
  readonly folder = mkdtempSync(join(tmpdir(), 'linea-e2e-'))
  readonly store = join(this.folder, 'store.gpkg')
  /** More words for serve. */
  options: string[] = []
  /** Where it is reached, once it has started. */
  url = ''
  private process: ChildProcess | null = null
  private output = ''

  async demo(n: number) {
    await run(binary, ['demo', '--store', this.store, '--n', String(n), '--seed', '1'])
  }

  /** Makes an access token; from then on the server asks for one. */
  async token(name: string, ...scopes: string[]): Promise<string> {
    const made = await run(binary, [
      'token',
      'create',
      '--store',
      this.store,
      '--name',
      name,
      '--scopes',
      scopes.join(),
    ])
    return made.stdout.trim()
  }

  async revoke(name: string) {
    await run(binary, ['token', 'revoke', '--store', this.store, name])
  }

  /** Rejected rows are no failure (exit code 3). */
  async import(...files: string[]) {
    await run(binary, ['import', '--store', this.store, ...files]).catch((error: { code?: number }) => {
      if (error.code !== 3) throw error
    })
  }

  /** Starts on a free port, or starts again on the same. */
  async start() {
    const addr = this.url ? new URL(this.url).host : '127.0.0.1:0'
    this.output = ''
    const words = ['serve', '--store', this.store, '--addr', addr, '--query-deadline', deadline, ...this.options]
    this.process = spawn(binary, words)
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (text: Buffer) => {
        this.output += text
      })
    }
    const until = Date.now() + patienceMs
    while (!(await this.ready())) {
      if (Date.now() > until || this.process.exitCode !== null)
        throw new Error(`linea serve did not start:\n${this.output}`)
      await new Promise(done => setTimeout(done, pollMs))
    }
  }

  async stop() {
    const stopping = this.process
    this.process = null
    if (!stopping || stopping.exitCode !== null) return
    const exited = new Promise(done => stopping.once('exit', done))
    stopping.kill('SIGTERM')
    await exited
  }

  async close() {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  private async ready(): Promise<boolean> {
    this.url ||= /http:\/\/127\.0\.0\.1:\d+/.exec(this.output)?.[0] ?? ''
    if (!this.url) return false
    const response = await fetch(`${this.url}/readyz`).catch(() => null)
    return response?.ok ?? false
  }
}

/** The server of a file's journeys, over so many synthetic incidents or what `fill` does before it starts. */
export function serving(fill: number | ((linea: Linea) => Promise<unknown>)): Linea {
  const linea = new Linea()
  beforeAll(async () => {
    if (typeof fill !== 'number') await fill(linea)
    else if (fill > 0) await linea.demo(fill)
    await linea.start()
  })
  afterAll(() => linea.close())
  return linea
}
