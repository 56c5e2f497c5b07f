import { afterEach, expect, it, vi } from 'vitest'
import type { Cell, Incident } from '../api/types'
import { noFilters } from './filters'
import { boxAround, type ListContext, ListReader, wanted } from './list'

const context: ListContext = {
  filters: { ...noFilters, kinds: ['death'] },
  resolution: 7,
  cell: {
    h3: '8548e8d3fffffff',
    n: 2,
    boundary: [
      [-111.1, 31.7],
      [-110.9, 31.7],
      [-111, 31.9],
      [-111.1, 31.7],
    ],
  } as Cell,
  counts: { unmapped: 1, imprecise: 1, duplicates: 0, total: 4 },
}

const rows = [
  { mapped: true, h3: '8948e8d0a17ffff', radius_m: 100 },
  { mapped: true, h3: '8948e8d0a17ffff', radius_m: 15000 },
  { mapped: true, h3: '894810000ffffff', radius_m: 100 },
  { mapped: false },
] as Incident[]

it('picks out what each list wants', () => {
  const kept = (name: Parameters<typeof wanted>[0]) => rows.map(row => wanted(name, context)?.keep(row))
  expect(kept('all')).toEqual([true, true, true, true])
  expect(kept('unmapped')).toEqual([false, false, false, true])
  expect(kept('imprecise')).toEqual([false, true, false, false])
  expect(kept('cell')).toEqual([true, false, false, false])
  expect(wanted('cell', { ...context, cell: null })).toBeNull()
})

it('asks for a box that holds the cell with room to spare', () => {
  const [west, south, east, north] = boxAround(context.cell?.boundary ?? [])
    .split(',')
    .map(Number) as [number, number, number, number]
  expect(west).toBeLessThan(-111.1)
  expect(south).toBeLessThan(31.7)
  expect(east).toBeGreaterThan(-110.9)
  expect(north).toBeGreaterThan(31.9)
})

afterEach(() => vi.unstubAllGlobals())

it('follows the pages until it has what it wants', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    const features = rows.map(properties => ({ id: `x:${asked.length}`, properties }))
    const links =
      asked.length < 3 ? [{ rel: 'next', href: `http://127.0.0.1:9/api/v1/incidents?cursor=${asked.length}` }] : []
    return new Response(JSON.stringify({ features, links, numberMatched: 12 }))
  })
  const reader = new ListReader({ url: '/api/v1/incidents?limit=4', keep: row => !row.mapped, total: 3 })
  await reader.more()
  expect(asked).toEqual(['/api/v1/incidents?limit=4', '/api/v1/incidents?cursor=1', '/api/v1/incidents?cursor=2'])
  expect(reader.found.value.map(row => row.id)).toEqual(['x:1', 'x:2', 'x:3'])
  expect([reader.read.value, reader.complete, reader.next.value]).toEqual([12, true, null])
})

it('keeps what it found when a page fails, and goes on from there', async () => {
  let fail = true
  vi.stubGlobal('fetch', async () =>
    fail
      ? new Response(JSON.stringify({ detail: 'too slow' }), { status: 503, headers: { 'X-Request-Id': 'r7' } })
      : new Response(JSON.stringify({ features: [], numberMatched: 0 })),
  )
  const reader = new ListReader({ url: '/api/v1/incidents', keep: () => true, total: null })
  await reader.more()
  expect(reader.problem.value?.requestId).toBe('r7')
  fail = false
  await reader.more()
  expect([reader.problem.value, reader.next.value]).toEqual([null, null])
})
