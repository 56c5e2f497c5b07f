import { signal } from '@preact/signals'
import type { Problem } from '../api/client'
import type { Report } from '../api/types'

/**
 * A file on its way in: checked first (nothing kept), told in words, and added
 * only when the reader says so.
 */
export type Step =
  | { at: 'pick' }
  | { at: 'checking' | 'writing'; file: File; format: Format; others: boolean }
  | { at: 'checked' | 'done'; file: File; format: Format; report: Report; others: boolean }
  | { at: 'failed'; file: File; format: Format; problem: Problem; writing: boolean }

/** The formats that can be named where a file's header is of none; '' lets the server tell. */
export type Format = 'ogis' | 'elpaso' | 'iom' | 'ucdp' | 'fars' | 'linea' | 'geojson' | 'geojsonl' | ''

/** Where it is; null while no file is on its way. */
export const importStep = signal<Step | null>(null)

export function openImport() {
  importStep.value = { at: 'pick' }
}

/** Checks the first of the files; the dialog says so if there are others. */
export async function takeFiles(files: ArrayLike<File> | null | undefined) {
  const file = files?.[0]
  if (!file) return
  const others = (files?.length ?? 0) > 1
  const { check } = await import('./upload')
  await check(file, '', others)
}
