import { Problem } from '../../../api/client'
import { permalink } from '../../../state/address'
import { answeringSources, ask, query, sources, summary, unspoken } from '../../../state/answers'
import { filters } from '../../../state/page'
import { sentence } from '../../../state/sentence'
import { oneMoreColumn } from './widen'

/** Rows as files that say what they hold: the filter in words, and the link that shows it. */

/** "690 incidents, 19 Apr 2021 to 18 Apr 2026, humanitarian kinds". */
export function inWords(): string {
  return sentence(filters.peek(), summary.data.peek()?.total ?? 0, unspoken.peek())
}

/** The credits that the sources of the answer ask for. */
export function credits(): string[] {
  return answeringSources.peek().map(source => source.credit ?? source.name)
}

export function isSynthetic(): boolean {
  return sources.data.peek()?.synthetic ?? false
}

/** "linea-2021-04-19-2026-04-18.csv", marked where the rows are made up. */
export function fileName(ending: string): string {
  const { from, until } = filters.peek()
  const days = [from, until].map(end => end.slice(0, 10)).filter(Boolean)
  return [isSynthetic() ? 'SYNTHETIC-linea' : 'linea', ...days].join('-') + ending
}

/**
 * The server's CSV. What it holds is the name of one more column at the end, so
 * that a spreadsheet shows it and a reader of the other columns never minds. Every
 * row has its cell there: strict readers refuse rows of another length.
 */
export async function csv(): Promise<Blob> {
  const { body } = await fetchRows('csv')
  const widen = oneMoreColumn(aboutText())
  const parts: string[] = []
  for await (const text of textOf(body)) parts.push(widen(text))
  return new Blob(parts, { type: 'text/csv' })
}

function aboutText(): string {
  return [inWords(), permalink(), ...credits()].join(' | ')
}

/** One FeatureCollection, put together from the server's stream of features. */
export async function geojson(): Promise<Blob> {
  const { body } = await fetchRows('geojsonl')
  const about = { type: 'FeatureCollection', title: inWords(), link: permalink(), credits: credits() }
  const parts = [`${JSON.stringify(isSynthetic() ? { ...about, synthetic: true } : about).slice(0, -1)},"features":[\n`]
  let between = ''
  for await (const text of textOf(body)) {
    const whole = between + text
    between = whole.endsWith('\n') ? '\n' : ''
    parts.push((between ? whole.slice(0, -1) : whole).replaceAll('\n', ',\n'))
  }
  return new Blob([...parts, '\n]}\n'], { type: 'application/geo+json' })
}

async function* textOf(body: ReadableStream<Uint8Array<ArrayBuffer>> | null): AsyncGenerator<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  while (reader) {
    const { done, value } = await reader.read()
    if (done) return
    if (value) yield value
  }
}

async function fetchRows(form: 'csv' | 'geojsonl'): Promise<Response> {
  const response = await fetch(ask('/api/v1/incidents', `f=${form}`, query.peek())).catch((cause: unknown) => {
    throw new Problem(0, String(cause))
  })
  if (!response.ok) throw new Problem(response.status, response.statusText, response.headers.get('X-Request-Id') ?? '')
  return response
}

/** Hands a file to the browser. */
export function save(content: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), keptMs)
}

const keptMs = 60_000
