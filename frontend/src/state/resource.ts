import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals'
import { cancelled, isAbort, Problem } from '../api/client'

/**
 * An answer that follows its question. The old answer stays while the new one
 * loads, a superseded question is aborted, and the question is the URL itself.
 */
export interface Resource<T> {
  readonly data: ReadonlySignal<T | null>
  /** The question that data answers. */
  readonly answered: ReadonlySignal<string | null>
  readonly error: ReadonlySignal<Problem | null>
  readonly loading: ReadonlySignal<boolean>
  retry(): void
  /** Stops waiting; the old answer stays, and error says so. */
  cancel(): void
  dispose(): void
}

type Load<T> = (url: string, signal: AbortSignal) => Promise<T>

/** Asks again whenever url() or generation changes; a null url clears the answer. */
export function resource<T>(url: () => string | null, load: Load<T>, generation: Signal<number>): Resource<T> {
  const data = signal<T | null>(null)
  const answered = signal<string | null>(null)
  const error = signal<Problem | null>(null)
  const loading = signal(false)
  const attempt = signal(0)
  let abort = new AbortController()

  async function ask(question: string) {
    const mine = new AbortController()
    abort = mine
    loading.value = true
    try {
      const answer = await load(question, mine.signal)
      if (mine.signal.aborted) return
      data.value = answer
      answered.value = question
      error.value = null
    } catch (cause) {
      if (mine.signal.aborted || isAbort(cause)) return
      error.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
    }
    loading.value = false
  }

  function clear() {
    data.value = null
    answered.value = null
    error.value = null
    loading.value = false
  }

  function cancel() {
    if (!loading.value) return
    abort.abort()
    loading.value = false
    error.value = new Problem(cancelled, 'cancelled')
  }

  // Computed: what the question is made of may change and leave it the same one.
  const asked = computed(url)
  const dispose = effect(() => {
    const question = asked.value
    generation.value
    attempt.value
    abort.abort()
    untracked(() => (question === null ? clear() : void ask(question)))
  })
  return { data, answered, error, loading, retry: () => attempt.value++, cancel, dispose }
}
