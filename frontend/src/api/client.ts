import { signal } from '@preact/signals'

/** The status of a question that the reader called off. */
export const cancelled = -1

/** An answer that is not the one asked for, as the API (RFC 9457) or the network gives it. */
export class Problem extends Error {
  readonly status: number // 0 when no server answered
  readonly code: string // of the API's problems; '' when the network or a proxy answered
  readonly requestId: string
  readonly errors: { parameter?: string; pointer?: string; detail: string }[]

  constructor(status: number, detail: string, requestId = '', errors: Problem['errors'] = [], code = '') {
    super(detail)
    this.status = status
    this.requestId = requestId
    this.errors = errors
    this.code = code
  }

  /** No answer at all, or one that a server gives only while it is starting or stopping. */
  get gone(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503
  }
}

/** What comes before the code in a problem's type. */
const problemType = 'urn:linea:problem:'

/** The service worker marks answers that it has kept, and gives when no server answers. */
const keptAt = 'Linea-Kept-At'
const copies = new WeakMap<object, Date>()

/** Since when an answer has been kept; null for one that the server has just given. */
export function copyOf(answer: unknown): Date | null {
  return typeof answer === 'object' && answer !== null ? (copies.get(answer) ?? null) : null
}

/** The server asks for an access token, and this browser has none, or no longer. */
export const signedOut = signal(false)

export async function getJSON<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await send(url, { headers: { Accept: 'application/json' }, signal: signal ?? null })
  const answer = (await response.json()) as T
  const since = response.headers.get(keptAt)
  if (since && typeof answer === 'object' && answer !== null) copies.set(answer, new Date(since))
  return answer
}

/** Sends a file as it is; the server recognises the format. */
export async function postFile<T>(url: string, file: Blob, signal?: AbortSignal): Promise<T> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/octet-stream' }
  const response = await send(url, { method: 'POST', headers, body: file, signal: signal ?? null })
  return (await response.json()) as T
}

export interface Sending {
  method?: 'POST' | 'PUT' | 'DELETE'
  /** The revision seen, for a change of something saved. */
  revision?: number
  /** Sent again with the same key, nothing is made twice. */
  key?: string
  signal?: AbortSignal
}

/** Sends JSON (undefined: nothing) and reads JSON; null where the answer has no content. */
export async function sendJSON<T>(url: string, body: unknown, how: Sending = {}): Promise<T> {
  const response = await sendBody(url, body, how)
  return (response.status === 204 ? null : await response.json()) as T
}

/** A file that the server makes of what is sent, with the name that it gives. */
export async function fetchFile(url: string, body?: unknown): Promise<{ file: Blob; name: string }> {
  const response = body === undefined ? await send(url, {}) : await sendBody(url, body, {})
  const [, name = 'linea'] = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '') ?? []
  return { file: await response.blob(), name }
}

function sendBody(url: string, body: unknown, { method = 'POST', revision, key, signal }: Sending): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, */*', 'Content-Type': 'application/json' }
  if (revision !== undefined) headers['If-Match'] = `"${revision}"`
  if (key) headers['Idempotency-Key'] = key
  return send(url, { method, headers, body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null })
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Problem(0, String(cause))
  })
  if (response.status === 401) signedOut.value = true
  if (!response.ok) throw await problemOf(response)
  return response
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as {
    type?: string
    title?: string
    detail?: string
    errors?: Problem['errors']
  }
  const detail = body.detail ?? body.title ?? response.statusText
  const code = body.type?.startsWith(problemType) ? body.type.slice(problemType.length) : ''
  return new Problem(response.status, detail, response.headers.get('X-Request-Id') ?? '', body.errors ?? [], code)
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
