import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { cancelled, type Problem } from '../api/client'
import { t, word } from '../i18n'
import type { Resource } from '../state/resource'
import { server } from '../state/server'

/** A small set of parts that several panels use. */

export function Section(props: { title: string; aside?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section class="section">
      <header class="section-head">
        <h2>{props.title}</h2>
        {props.aside}
      </header>
      {props.children}
    </section>
  )
}

/** A thin bar that shows only when loading takes longer than 0.4 s. */
export function LoadingBar(props: { busy: boolean }) {
  return props.busy ? <div class="loading-bar" aria-hidden="true" /> : null
}

const slowMs = 5000

/** After 5 s: says so, and offers to call it off. */
export function Slow(props: { of: Resource<unknown> }) {
  const busy = props.of.loading.value
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    const timer = busy ? setTimeout(() => setLate(true), slowMs) : undefined
    return () => clearTimeout(timer)
  }, [busy])
  if (!busy || !late) return null
  return (
    <p class="slow-part" role="status">
      {t('map.slow')}{' '}
      <button type="button" class="button small" onClick={props.of.cancel}>
        {t('import.cancel')}
      </button>
    </p>
  )
}

/** What went wrong with one part, in words, with a way to try again. */
export function Failure(props: { problem: Problem; retry: () => void }) {
  const { problem } = props
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{t('error.title')}.</strong> <ProblemWords problem={problem} />
        {problem.requestId && <span class="muted"> ({t('error.request', { id: problem.requestId })})</span>}
      </p>
      <button type="button" class="button" onClick={props.retry}>
        {t('error.retry')}
      </button>
    </div>
  )
}

/** The failure of an answer; silent while the banner already says that the server is away. */
export function FailureOf(props: { of: Resource<unknown> }) {
  const problem = props.of.error.value
  if (!problem || server.value !== 'ok') return null
  return <Failure problem={problem} retry={props.of.retry} />
}

/** What went wrong by its code in the reader's language; the server's own words, in English, come second. */
export function ProblemWords({ problem }: { problem: Problem }) {
  const detail = problem.status > 0 ? detailOf(problem) : ''
  return (
    <>
      {problemText(problem)}
      {detail && (
        <small class="detail muted" lang="en">
          {detail}
        </small>
      )}
    </>
  )
}

export function problemText({ status, code }: Problem): string {
  if (status === cancelled) return t('error.cancelled')
  if (status === 0) return t('error.network')
  const text = word('problem', code)
  return code && text !== code ? text : t('error.other', { status: String(status) })
}

function detailOf(problem: Problem): string {
  return [problem.message, ...problem.errors.map(e => `${e.parameter ?? e.pointer ?? ''}: ${e.detail}`)].join('; ')
}

/** A modal dialog: the browser keeps the focus inside and gives it back. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={props.onClose}>
      <header class="dialog-head">
        <h2 id="dialog-title">{props.title}</h2>
        <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
          {t('panel.close')}
        </button>
      </header>
      <div class="dialog-body">{props.children}</div>
    </dialog>
  )
}
