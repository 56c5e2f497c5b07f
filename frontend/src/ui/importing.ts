import { signal } from '@preact/signals'
import { isAbort, Problem, postFile } from '../api/client'
import type { Report } from '../api/types'
import { meetStore } from '../state/firstview'
import { phase } from '../state/page'
import { probe } from '../state/server'

/**
 * A file on its way in: checked first (nothing kept), told in words, and added
 * only when the reader says so.
 */
export type Step =
  | { at: 'pick' }
  | { at: 'checking' | 'writing'; file: File; others: boolean }
  | { at: 'checked' | 'done'; file: File; format: Format; report: Report; others: boolean }
  | { at: 'failed'; file: File; problem: Problem }

/** The formats that can be named where a file's header is of none; '' lets the server tell. */
export const formats = ['ogis', 'elpaso', 'iom', 'ucdp', 'fars', 'linea', 'geojson', 'geojsonl'] as const
export type Format = (typeof formats)[number] | ''

/** Where it is; null while no file is on its way. */
export const importStep = signal<Step | null>(null)
let abort = new AbortController()

export function openImport() {
  importStep.value = { at: 'pick' }
}

/** Checks the first of the files; the dialog says so if there are others. */
export async function takeFiles(files: ArrayLike<File> | null | undefined) {
  const file = files?.[0]
  if (!file) return
  const others = (files?.length ?? 0) > 1
  await check(file, '', others)
}

/** Checks a file as one of a format. */
export async function check(file: File, format: Format, others = false) {
  importStep.value = { at: 'checking', file, others }
  await upload(file, { dryRun: true, format }, report => ({ at: 'checked', file, format, report, others }))
}

export async function confirm(file: File, format: Format) {
  importStep.value = { at: 'writing', file, others: false }
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
  abort = new AbortController()
  try {
    const named = asked.format ? `&format=${asked.format}` : ''
    const url = `/api/v1/imports?dry_run=${asked.dryRun}&filename=${encodeURIComponent(file.name)}${named}`
    importStep.value = next(await postFile<Report>(url, file, abort.signal))
    return true
  } catch (cause) {
    if (isAbort(cause)) return false
    const problem = cause instanceof Problem ? cause : new Problem(0, String(cause))
    importStep.value = { at: 'failed', file, problem }
    return false
  }
}

export function closeImport() {
  abort.abort()
  importStep.value = null
}
