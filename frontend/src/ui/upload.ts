import { isAbort, Problem, postFile } from '../api/client'
import type { Report } from '../api/types'
import { meetStore } from '../state/firstview'
import { phase } from '../state/page'
import { probe } from '../state/server'
import { type Format, importStep, type Step } from './importing'

/** Files sent to the server: with the code of the dialog that tells of them. */

export const formats = [
  'ogis',
  'elpaso',
  'iom',
  'ucdp',
  'fars',
  'linea',
  'geojson',
  'geojsonl',
] as const satisfies readonly Format[]
let abort = new AbortController()

/** Checks a file as one of a format. */
export async function check(file: File, format: Format, others = false) {
  importStep.value = { at: 'checking', file, format, others }
  await upload(file, { dryRun: true, format }, report => ({ at: 'checked', file, format, report, others }))
}

export async function confirm(file: File, format: Format) {
  importStep.value = { at: 'writing', file, format, others: false }
  const asked = { dryRun: false, format }
  const done = await upload(file, asked, report => ({ at: 'done', file, format, report, others: false }))
  if (!done) return
  if (phase.peek() === 'empty') await meetStore()
  await probe()
}

interface Asked {
  dryRun: boolean
  format: Format
}

async function upload(file: File, asked: Asked, next: (report: Report) => Step): Promise<boolean> {
  abort.abort()
  abort = new AbortController()
  try {
    const named = asked.format ? `&format=${asked.format}` : ''
    const url = `/api/v1/imports?dry_run=${asked.dryRun}&filename=${encodeURIComponent(file.name)}${named}`
    importStep.value = next(await postFile<Report>(url, file, abort.signal))
    return true
  } catch (cause) {
    if (isAbort(cause)) return false
    const problem = cause instanceof Problem ? cause : new Problem(0, String(cause))
    importStep.value = { at: 'failed', file, format: asked.format, problem, writing: !asked.dryRun }
    return false
  }
}

export function closeImport() {
  abort.abort()
  importStep.value = null
}
