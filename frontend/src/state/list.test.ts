import { afterEach, expect, it, vi } from 'vitest'
import type { Incident } from '../api/types'
import { noFilters } from './filters'
import { type ListContext, ListReader, wanted } from './list'

const context: ListContext = {
  filters: { ...noFilters, kinds: ['death'] },
  resolution: 7,
  cell: '8548e8d3fffffff',
  imprecise: 1,
}

it('asks the server for each list, and picks out only what is too rough', () => {
  const url = (name: Parameters<typeof wanted>[0], more: Partial<ListContext> = {}) =>
    wanted(name, { ...context, ...more })?.url
  expect(url('all')).toBe('/api/v1/incidents?kind=death&limit=50')
  expect(url('duplicates')).toBe('/api/v1/incidents?kind=death&duplicates=only&limit=50')
  expect(url('unmapped')).toBe('/api/v1/incidents?kind=death&mapped=false&limit=50')
  expect(url('cell')).toBe('/api/v1/incidents?kind=death&cell=8548e8d3fffffff&limit=50')
  expect(url('cell', { cell: '' })).toBeUndefined()
  const rows = [{ radius_m: 100 }, { radius_m: 15000 }, {}] as Incident[]
  expect(rows.map(row => wanted('imprecise', context)?.keep?.(row))).toEqual([false, true, false])
})

it('lists what lies in both the selected cell and the one filtered for', () => {
  const asked = (filtered: string) =>
    wanted('cell', { ...context, filters: { ...noFilters, cell: filtered } })?.url.match(/cell=(\w+)/)?.[1]
  expect(asked('8448e8dffffffff')).toBe('8548e8d3fffffff')
  expect(asked('8748e8d0affffff')).toBe('8748e8d0affffff')
})

const page = [{ mapped: true }, { mapped: false }, { mapped: true }, { mapped: true }] as Incident[]

afterEach(() => vi.unstubAllGlobals())

it('follows the pages until it has what it wants', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    const features = page.map(properties => ({ id: `x:${asked.length}`, properties }))
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
  const reader = new ListReader({ url: '/api/v1/incidents' })
  await reader.more()
  expect(reader.problem.value?.requestId).toBe('r7')
  fail = false
  await reader.more()
  expect([reader.problem.value, reader.next.value]).toEqual([null, null])
})
