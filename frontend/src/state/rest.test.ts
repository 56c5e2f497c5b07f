import { describe, expect, it } from 'vitest'
import type { CellCount, SourceStatus } from '../api/types'
import { noFilters } from './filters'
import { fillIn, largestGroup } from './firstview'
import { nameAt, readNear, rememberPlace, ringAround, writeNear } from './near'
import { roughRange } from './notes'
import { byRank, neighbour } from './ranks'
import { removable } from './sentence'
import { emptyPage } from './url'

describe('cells by rank', () => {
  const cells = [
    { h3: 'b', n: 2 },
    { h3: 'a', n: 2 },
    { h3: 'c', n: 9 },
  ] as CellCount[]
  const ranked = byRank(cells)

  it('stand by count, equal ones by id', () => {
    expect(ranked.map(cell => cell.h3)).toEqual(['c', 'a', 'b'])
  })

  it('are stepped through in a circle, from the first when none is selected', () => {
    expect(neighbour(ranked, 'c', 1)?.h3).toBe('a')
    expect(neighbour(ranked, 'c', -1)?.h3).toBe('b')
    expect(neighbour(ranked, 'elsewhere', -1)?.h3).toBe('c')
    expect(neighbour([], 'c', 1)).toBeNull()
  })
})

describe('the first view', () => {
  it('takes the group that has most where no one needed help', () => {
    const by_kind = [
      { value: 'crash', n: 5 },
      { value: 'assault', n: 3 },
      { value: 'robbery', n: 3 },
    ]
    expect(largestGroup({ by_kind })).toBe('violence')
    expect(largestGroup({ by_kind: null })).toBe('humanitarian')
  })

  it('fills in only what a link leaves open', () => {
    const page = { ...emptyPage, filters: { ...noFilters, from: '2020-01-01' } }
    const first = { from: '2019-10-01', until: '2024-09-30', kinds: ['death'] as const }
    expect(fillIn(page, { period: true, kinds: false }, first).filters).toMatchObject({
      from: '2020-01-01',
      until: '',
      kinds: ['death'],
    })
    expect(fillIn(page, { period: false, kinds: true }, first).filters).toMatchObject({ from: '2019-10-01', kinds: [] })
  })
})

describe('positions too rough for a cell size', () => {
  const source = (...radii: [string, number][]) =>
    ({ radii: radii.map(([value, n]) => ({ value, n })) }) as unknown as SourceStatus
  const sources = [source(['100', 9], ['2000', 3], ['unstated', 4]), source(['15000', 1], ['25000', 0])]

  it('lie between the classes that do not fit', () => {
    expect(roughRange(sources, 7)).toEqual({ from: 2000, to: 15_000 })
    expect(roughRange(sources, 5)).toEqual({ from: 15_000, to: 15_000 })
    expect(roughRange(sources, 4)).toBeNull()
  })
})

it('every condition can be taken off alone', () => {
  const filters = { ...noFilters, from: '2024-01-01', kinds: ['death'] as const, causes: ['exposure'], hours: '20-4' }
  const parts = removable(filters)
  expect(parts.map(part => part.name)).toEqual([
    'since 1 Jan 2024',
    'kinds: death or human remains found',
    'cause of death: Exposure',
    'between 20:00 and 04:00',
  ])
  expect(parts[2]?.without).toEqual({ ...filters, causes: [] })
})

describe('a circle around a place', () => {
  const arivaca = { name: 'Arivaca', lon: -111.331474, lat: 31.577042 }
  const near = writeNear({ ...arivaca, radiusM: 10_000 })

  it('is written to the metre, and known by the name searched for', () => {
    expect(near).toBe('-111.33147,31.57704,10000')
    const circle = readNear(near)
    expect(circle).toEqual({ lon: -111.33147, lat: 31.57704, radiusM: 10_000 })
    expect(circle && nameAt(circle)).toBeNull()
    rememberPlace(arivaca)
    expect(circle && nameAt(circle)).toBe('Arivaca')
    expect(readNear('here')).toBeNull()
  })

  it('is drawn as wide as it is on WGS 84', () => {
    const ring = ringAround({ lon: -111, lat: 32, radiusM: 100_000 })
    const [north, east] = [ring[0], ring[24]]
    expect(ring[96]).toEqual(ring[0])
    // From the series of the meridian arc and the length of a parallel at 32 N.
    expect(((north?.[1] ?? 0) - 32) * 110_886).toBeCloseTo(100_000, -2)
    expect(((east?.[0] ?? 0) + 111) * 94_495).toBeCloseTo(100_000, -2)
  })
})
