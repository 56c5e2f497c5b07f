import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What servers and browsers leave behind lies in one folder, which goes with the run. */
export default function tempdir() {
  const folder = mkdtempSync(join(tmpdir(), 'linea-journeys-'))
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
