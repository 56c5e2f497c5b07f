import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = import.meta.dirname
export const binary = process.env.LINEA_BIN ?? resolve(here, '../../bin/linea')
const pollMs = 50
const patienceMs = 20_000

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
  private process: ChildProcess | null = null
  private port = 0
  private output = ''

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

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

  /** Starts, or starts again on the same port. */
  async start() {
    this.port ||= await freePort()
    this.output = ''
    this.process = spawn(binary, ['serve', '--store', this.store, '--addr', `127.0.0.1:${this.port}`, ...this.options])
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
    const response = await fetch(`${this.url}/readyz`).catch(() => null)
    return response?.ok ?? false
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
