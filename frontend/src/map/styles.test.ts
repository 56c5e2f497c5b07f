import Feature from 'ol/Feature'
import Point from 'ol/geom/Point'
import { describe, expect, it } from 'vitest'
import { themes } from '../theme/themes'
import { classOf, labelStyle, nameOf, zoomOf } from './styles'

const breaks = [
  { from: 1, to: 1, cells: 3 },
  { from: 2, to: 4, cells: 2 },
  { from: 5, to: 9, cells: 1 },
]

describe('cells', () => {
  it('take the class that holds their count, and the last beyond it', () => {
    expect([1, 2, 4, 5, 9, 12].map(n => classOf(breaks, n))).toEqual([0, 1, 1, 2, 2, 2])
  })
})

describe('names', () => {
  const place = (properties: object) => new Feature({ geometry: new Point([0, 0]), ...properties })
  const resolutionAt = (zoom: number) => 78271.51696402048 / 2 ** zoom

  it('are in the reader’s language where there are two', () => {
    expect(nameOf(place({ name: 'New Mexico', name_es: 'Nuevo México' }), 'es')).toBe('Nuevo México')
    expect(nameOf(place({ name: 'New Mexico', name_es: 'Nuevo México' }), 'en')).toBe('New Mexico')
    expect(nameOf(place({ name: 'Sasabe' }), 'es')).toBe('Sasabe')
  })

  it('appear with room: large towns first, crossings from zoom 8', () => {
    const style = labelStyle(themes.light.map, 'en')
    const shown = (properties: object, zoom: number) => Boolean(style(place(properties), resolutionAt(zoom)))
    expect(shown({ layer: 'town', name: 'Phoenix', rank: 1 }, 4.5)).toBe(true)
    expect(shown({ layer: 'town', name: 'Arivaca', rank: 6 }, 8)).toBe(false)
    expect(shown({ layer: 'town', name: 'Arivaca', rank: 6 }, 10)).toBe(true)
    expect(shown({ layer: 'crossing', name: 'Lukeville' }, 7.5)).toBe(false)
    expect(shown({ layer: 'crossing', name: 'Lukeville' }, 8)).toBe(true)
    expect(shown({ layer: 'town', rank: 1 }, 10)).toBe(false)
  })

  it('know the zoom of 512-px tiles', () => {
    expect(zoomOf(resolutionAt(7))).toBeCloseTo(7, 9)
  })
})
