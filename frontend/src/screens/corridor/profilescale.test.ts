import { describe, expect, it } from 'vitest'
import type { Landmark } from '../../api/corridors'
import { crossesItself } from './geometry'
import { fitted, placeLabels, snapped, ticks } from './profilescale'

const bar = (km_from: number, km_to: number, n = 1) => ({ km_from, km_to, n, lo: 0, hi: n + 3 })
const profile = [bar(0, 10), bar(10, 20, 9), bar(20, 24.5)]

describe('the profile', () => {
  it('shares out its width by km and leaves room for upper bounds', () => {
    const scale = fitted({ length_km: 24.5, profile }, 490)
    expect([scale.x(0), scale.x(24.5), scale.km(245), scale.km(-5), scale.km(900)]).toEqual([0, 490, 12.25, 0, 24.5])
    expect(scale.most).toBe(20)
  })

  it('chooses whole bars, at least the one that is meant', () => {
    expect(snapped(profile, 12, 13)).toEqual({ fromKm: 10, toKm: 20 })
    expect(snapped(profile, 22, 3)).toEqual({ fromKm: 0, toKm: 24.5 })
    expect(snapped(profile, 10, 10)).toEqual({ fromKm: 10, toKm: 20 })
    expect(snapped(profile, 24.5, 24.5)).toEqual({ fromKm: 20, toKm: 24.5 })
  })

  it('has round ticks from 0', () => {
    expect(ticks(194.5, 700)).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160, 180])
    expect(ticks(1, 280)).toEqual([0, 0.5, 1])
  })
})

describe('names below it', () => {
  const mark = (name: string, km: number, kind: Landmark['kind'] = 'town', offset_m = 100): Landmark => ({
    name,
    kind,
    km,
    offset_m,
    country: 'US',
    side: 'left',
    compass: 'N',
  })
  const x = (km: number) => km * 4

  it('give way to crossings, and never overlap in a row', () => {
    const marks = [mark('Little Town', 49), mark('Lukeville', 50, 'crossing', 900), mark('Ajo', 51), mark('Why', 52)]
    const placed = placeLabels(marks, x, 400)
    expect(placed.find(({ row }) => row === 0)?.mark.name).toBe('Lukeville')
    expect(new Set(placed.map(({ row }) => row)).size).toBe(placed.length)
  })

  it('stay inside the plot, and name a place once', () => {
    const placed = placeLabels([mark('San Luis I', 0, 'crossing'), mark('Douglas', 100), mark('Douglas', 99.9)], x, 400)
    expect(placed.map(({ anchor }) => anchor)).toEqual(['start', 'end'])
  })
})

describe('a line', () => {
  it('crosses itself only where it really does', () => {
    expect(
      crossesItself([
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
      ]),
    ).toBe(true)
    expect(
      crossesItself([
        [0, 0],
        [1, 1],
        [2, 0],
        [3, 1],
      ]),
    ).toBe(false)
    expect(
      crossesItself([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
        [0, 0],
      ]),
    ).toBe(false)
  })
})
