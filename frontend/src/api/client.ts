/** The status of a question that the reader called off. */
export const cancelled = -1

/** An answer that is not the one asked for, as the API (RFC 9457) or the network gives it. */
export class Problem extends Error {
  readonly status: number // 0 when no server answered
  readonly requestId: string
  readonly errors: { parameter?: string; pointer?: string; detail: string }[]

  constructor(status: number, detail: string, requestId = '', errors: Problem['errors'] = []) {
    super(detail)
    this.status = status
    this.requestId = requestId
    this.errors = errors
  }

  /** No answer at all, or one that a server gives only while it is starting or stopping. */
  get gone(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503
  }
}

export async function getJSON<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await send(url, { headers: { Accept: 'application/json' }, signal: signal ?? null })
  return (await response.json()) as T
}

/** Sends a file as it is; the server recognises the format. */
export async function postFile<T>(url: string, file: Blob, signal?: AbortSignal): Promise<T> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/octet-stream' }
  const response = await send(url, { method: 'POST', headers, body: file, signal: signal ?? null })
  return (await response.json()) as T
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Problem(0, String(cause))
  })
  if (!response.ok) throw await problemOf(response)
  return response
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as {
    title?: string
    detail?: string
    errors?: Problem['errors']
  }
  const detail = body.detail ?? body.title ?? response.statusText
  return new Problem(response.status, detail, response.headers.get('X-Request-Id') ?? '', body.errors ?? [])
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
