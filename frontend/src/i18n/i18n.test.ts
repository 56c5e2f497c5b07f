import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { briefingWords } from '../screens/briefing/words'
import { compareWords } from '../screens/compare/words'
import { corridorWords } from '../screens/corridor/words'
import { dataWords } from '../screens/data/words'
import { exportWords } from '../screens/map/export/words'
import { mapWords } from '../screens/map/words'
import { tableWords } from '../screens/table/words'
import { noFilters } from '../state/filters'
import { sentence } from '../state/sentence'
import { kinds } from '../state/words'
import { helpWords } from '../ui/helpwords'
import { importWords } from '../ui/importwords'
import { methodWords } from '../ui/methodwords'
import { nothingWords } from '../ui/nothingwords'
import { viewsWords } from '../ui/viewswords'
import { en as coreEn } from './en'
import { es as coreEs } from './es'
import { bin, day, distance, when } from './format'
import { type Key, lang, loadTexts, t, tn } from './index'

const core = { en: coreEn, es: coreEs }

const screenWords = [
  helpWords,
  importWords,
  methodWords,
  briefingWords,
  compareWords,
  corridorWords,
  dataWords,
  exportWords,
  mapWords,
  nothingWords,
  tableWords,
  viewsWords,
]
const en = Object.assign({}, core.en, ...screenWords.map(({ en }) => en)) as Record<Key, string>
const es = Object.assign({}, core.es, ...screenWords.map(({ es }) => es)) as Record<Key, string>
const keys = Object.keys(en) as Key[]
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

/** Texts that are the same in both languages on purpose. */
const same = [
  /^kind\.sensor$/,
  /^side\.(az|son)$/,
  /^help\.title$/,
  /^unit\./,
  /^list\.persons/,
  /^coverage\.(arizona|sonora)$/,
  /^legend\.speaks$/,
  /^download\.csv$/,
  /^list\.shown$/,
  /^chart\.total$/,
  /^strip\.bar$/,
  /^export\.north$/,
  /^corridor\.kmMark$/,
]

afterEach(() => {
  lang.value = 'en'
})

beforeAll(() => loadTexts('es'))

describe('the dictionaries', () => {
  it('fill in the same things', () => {
    for (const key of keys) expect(placeholders(es[key]), key).toEqual(placeholders(en[key]))
  })

  it('leave no English in Spanish', () => {
    const equal = keys.filter(key => en[key] === es[key] && !same.some(pattern => pattern.test(key)))
    expect(equal).toEqual([])
  })

  it('never say celda or foco', () => {
    expect(Object.values(es).filter(text => /\b(celdas?|focos?)\b/i.test(text))).toEqual([])
  })

  it('have both forms of every plural', () => {
    for (const key of keys) {
      if (key.endsWith('.one')) expect(keys).toContain(key.replace(/one$/, 'other'))
    }
  })

  it('hold nothing that the app does not use', () => {
    const source = sources('src').join('\n')
    const used = (key: Key) => {
      const stem = key.replace(/\.(one|other)$/, '')
      const prefix = stem.slice(0, stem.lastIndexOf('.'))
      return [`'${key}'`, `'${stem}'`, `\`${prefix}.$`, `word('${prefix}'`, `name: '${prefix}'`].some(text =>
        source.includes(text),
      )
    }
    expect(keys.filter(key => !used(key))).toEqual([])
  })
})

function sources(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !/i18n\/e[ns]\.ts$|words\.ts$|\.test\.ts$/.test(name))
    .map(name => readFileSync(join(dir, name), 'utf8'))
}

describe('texts', () => {
  it('follow the number', () => {
    expect([tn('sentence.incidents', 1), tn('sentence.incidents', 3410)]).toEqual(['1 incident', '3,410 incidents'])
    lang.value = 'es'
    expect([tn('sentence.incidents', 1), tn('sentence.incidents', 3410)]).toEqual(['1 incidente', '3,410 incidentes'])
  })

  it('name every kind', () => {
    for (const kind of kinds) expect(t(`kind.${kind}`)).not.toBe('')
  })
})

describe('dates and distances', () => {
  it('are no finer than what is known', () => {
    const at = (occurred_at: string, time_precision: 'day' | 'month' | 'year' | 'hour') =>
      when({ occurred_at, time_precision })
    expect(at('2024-05-01', 'day')).toBe('1 May 2024')
    expect(at('2024-05', 'month')).toBe('May 2024')
    expect(at('2024', 'year')).toBe('2024')
    expect(at('2024-05-01T22:00:00-07:00', 'hour')).toBe('1 May 2024, 22:00')
  })

  it('do not shift a day by the reader’s own zone', () => {
    expect(day('2024-01-01')).toBe('1 Jan 2024')
    lang.value = 'es'
    expect(day('2024-01-01')).toBe('1 ene 2024')
  })

  it('write bins as wide as they are', () => {
    expect([bin('2024-04-01', 'quarter'), bin('2024-04-01', 'month'), bin('2024-01-01', 'year')]).toEqual([
      'Apr–Jun 2024',
      'Apr 2024',
      '2024',
    ])
  })

  it('round distances as a person would', () => {
    expect([378, 998, 2642, 18_490, 500_000].map(distance)).toEqual(['380 m', '1 km', '2.6 km', '18 km', '500 km'])
  })
})

describe('the filter sentence', () => {
  const humanitarian = ['rescue', 'medical', 'missing_person', 'death'] as const
  const filters = { ...noFilters, from: '2024-06-29', until: '2025-05-25' }

  it('says what is counted', () => {
    expect(sentence({ ...filters, kinds: ['rescue', 'seizure'] }, 3410)).toBe(
      '3,410 incidents, 29 Jun 2024 to 25 May 2025, kinds: rescue, seizure',
    )
    expect(sentence({ ...filters, kinds: humanitarian, causes: ['exposure'] }, 1)).toBe(
      '1 incident, 29 Jun 2024 to 25 May 2025, humanitarian kinds, cause of death: Exposure',
    )
    expect(sentence(noFilters, 0)).toBe('0 incidents, all dates, all kinds')
  })

  it('says it in Spanish', () => {
    lang.value = 'es'
    expect(sentence({ ...filters, kinds: humanitarian }, 2)).toBe(
      '2 incidentes, del 29 jun 2024 al 25 may 2025, tipos: humanitarios',
    )
  })

  it('leaves no condition out', () => {
    const all = sentence(
      { ...noFilters, hours: '20-4', days: ['fri'], bbox: '-112,31,-111,32', duplicates: 'include' },
      5,
    )
    for (const part of ['between 20:00 and 04:00', 'on Friday', 'box -112,31,-111,32', 'repeat another source']) {
      expect(all).toContain(part)
    }
  })
})
