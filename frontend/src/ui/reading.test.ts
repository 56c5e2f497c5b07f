import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ListReader } from '../state/list'
import { Reading } from './reading'

/** Questions that wait for their answers, oldest first. */
let asked: ((response: Response) => void)[] = []

beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => {
    signal?.throwIfAborted()
    return new Promise(resolve => asked.push(resolve))
  })
})
afterEach(() => vi.unstubAllGlobals())

/** Answers a question with a page of 50 rows, and lets what follows from it happen. */
async function answer(which: number, from: string) {
  const features = Array.from({ length: 50 }, (_, i) => ({ id: `${from}:${i}`, properties: {} }))
  const links = [{ rel: 'next', href: 'http://127.0.0.1:9/api/v1/incidents?cursor=1' }]
  const [resolve] = asked.splice(which, 1)
  resolve?.(new Response(JSON.stringify({ features, links, numberMatched: 1000 })))
  for (let i = 0; i < 20; i++) await new Promise(done => setTimeout(done, 0))
}

const list = { url: '/api/v1/incidents?limit=50' }
const begin = (reader: ListReader, rows: number) => (rows > 0 ? reader.more(rows) : reader.more())
const shown = (reading: Reading) => {
  const rows = reading.shown.peek()?.found.peek() ?? []
  return [rows.length, rows[0]?.id.split(':')[0]]
}

it('keeps as many rows as were read, however fast reports come in', async () => {
  const reading = new Reading()
  void reading.read(list, begin)
  await answer(0, 'first')
  void reading.shown.peek()?.more()
  await answer(0, 'first')
  expect(shown(reading)).toEqual([100, 'first'])

  void reading.read(list, begin)
  void reading.read(list, begin) // the reading before has nothing yet
  await answer(1, 'third')
  expect(shown(reading)).toEqual([100, 'first'])
  await answer(1, 'third')
  expect(shown(reading)).toEqual([100, 'third'])
  await answer(0, 'second') // later than what was asked after it
  await answer(0, 'second')
  expect(shown(reading)).toEqual([100, 'third'])
})

it('reads as far as somebody has read meanwhile', async () => {
  const reading = new Reading()
  void reading.read(list, begin)
  await answer(0, 'first')
  void reading.read(list, begin)
  void reading.shown.peek()?.more()
  await answer(1, 'first')
  await answer(0, 'second')
  expect(shown(reading)).toEqual([100, 'first'])
  await answer(0, 'second')
  expect(shown(reading)).toEqual([100, 'second'])
})

it('shows another list at once, and reads no more of the one before', async () => {
  const reading = new Reading()
  let pages = 0
  const toTheEnd = async (reader: ListReader) => {
    do await reader.more()
    while (reader.next.peek() && !reader.problem.peek() && ++pages < 5)
  }
  void reading.read(list, toTheEnd)
  void reading.read({ url: '/api/v1/incidents?kind=death' }, begin)
  expect(shown(reading)).toEqual([0, undefined])
  await answer(0, 'before')
  await answer(0, 'other')
  expect(shown(reading)).toEqual([50, 'other'])
  expect([pages, asked.length]).toEqual([0, 0])
})
