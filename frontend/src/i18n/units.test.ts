import { afterEach, describe, expect, it } from 'vitest'
import { widthText } from '../screens/corridor/say'
import { corridorWords } from '../screens/corridor/words'
import { addWords, lang, loadTexts, t } from '.'
import { along, areaText, distance, lengthText } from './format'
import { fromKm, rateByUnit, toKm, unit } from './units'

addWords(corridorWords)
afterEach(() => {
  unit.value = 'km'
  lang.value = 'en'
})

describe('lengths', () => {
  it('are said in kilometres and metres', () => {
    expect([4, 87, 940, 950, 2000, 9940, 12_600].map(distance)).toEqual([
      '4 m',
      '90 m',
      '940 m',
      '1 km',
      '2 km',
      '9.9 km',
      '13 km',
    ])
    expect([lengthText(173.46), lengthText(0.04), areaText(36.14), areaText(252.9)]).toEqual([
      '173.5 km',
      '0 km',
      '36.1 km²',
      '253 km²',
    ])
    expect([850, 2500].map(widthText)).toEqual(['850 m', '2.5 km'])
  })

  it('are said in miles and feet', () => {
    unit.value = 'mi'
    expect([2, 100, 280, 500, 1609.344, 8047, 40_234].map(distance)).toEqual([
      '7 ft',
      '330 ft',
      '920 ft',
      '0.3 mi',
      '1 mi',
      '5 mi',
      '25 mi',
    ])
    expect([lengthText(173.46), areaText(252.9), along(16.09344), widthText(2000)]).toEqual([
      '107.8 mi',
      '97.6 mi²',
      '10',
      '1.24 mi',
    ])
    expect(t('corridor.kmRange', { from: along(0), to: along(16.09344) })).toBe('mi 0 to 10')
    expect(t('corridor.widthNumber')).toBe('On each side, mi')
  })

  it('are said in Spanish', async () => {
    await loadTexts('es')
    lang.value = 'es'
    unit.value = 'mi'
    expect([distance(100), distance(8047), t('corridor.profile')]).toEqual(['330 pies', '5 mi', 'Por mi'])
  })

  it('are typed in the unit and come back as they were', () => {
    for (const name of ['km', 'mi'] as const) {
      unit.value = name
      expect(toKm(fromKm(12.3))).toBeCloseTo(12.3, 12)
    }
  })

  it('go with rates: more happens along ten miles than along ten kilometres', () => {
    unit.value = 'mi'
    const { value, lo, hi } = rateByUnit({ value: 1, lo: 0.5, hi: null })
    expect([value, lo, hi]).toEqual([1.609344, 0.804672, null])
  })
})
