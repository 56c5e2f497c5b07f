import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../i18n'
import { takeFiles } from './importing'

const over = signal(false)

/** What a screen does with a dropped file in place of the import, and what it says while one hovers. */
export interface DropTaker {
  text: () => string
  /** False where the file is not for the screen after all. */
  take: (file: File) => Promise<boolean>
}

export const dropTaker = signal<DropTaker | null>(null)

/** A file may be dropped anywhere on the page. */
export function DropAnywhere() {
  useEffect(() => {
    const handlers = { dragover: onOver, dragleave: onLeave, drop: onDrop }
    for (const [name, handler] of Object.entries(handlers)) window.addEventListener(name, handler as EventListener)
    return () => {
      for (const [name, handler] of Object.entries(handlers)) window.removeEventListener(name, handler as EventListener)
    }
  }, [])
  return over.value ? <div class="drop-veil">{dropTaker.value?.text() ?? t('import.dropHere')}</div> : null
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

function onOver(event: DragEvent) {
  if (!carriesFiles(event)) return
  event.preventDefault()
  over.value = true
}

function onLeave(event: DragEvent) {
  if (event.relatedTarget === null) over.value = false
}

function onDrop(event: DragEvent) {
  if (!carriesFiles(event)) return
  event.preventDefault()
  over.value = false
  void takeDropped([...(event.dataTransfer?.files ?? [])])
}

async function takeDropped(files: File[]) {
  const [file] = files
  if (file && (await dropTaker.peek()?.take(file))) return
  await takeFiles(files)
}
