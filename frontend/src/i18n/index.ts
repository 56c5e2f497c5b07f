import { signal } from '@preact/signals'
import type { briefingWords } from '../screens/briefing/words'
import type { compareWords } from '../screens/compare/words'
import type { corridorWords } from '../screens/corridor/words'
import type { dataWords } from '../screens/data/words'
import type { exportWords } from '../screens/map/export/words'
import type { mapWords } from '../screens/map/words'
import type { tableWords } from '../screens/table/words'
import type { newsWords } from '../state/newswords'
import type { Lang } from '../state/url'
import type { helpWords } from '../ui/helpwords'
import type { importWords } from '../ui/importwords'
import type { methodWords } from '../ui/methodwords'
import type { nothingWords } from '../ui/nothingwords'
import type { signinWords } from '../ui/signinwords'
import type { viewsWords } from '../ui/viewswords'
import { en } from './en'
import { numberFormat, pluralRules } from './intl'
import { unit } from './units'
import type { Words } from './words'

/** The texts that screens and dialogs bring along when they are opened. */
type ScreenWords =
  | typeof briefingWords
  | typeof compareWords
  | typeof corridorWords
  | typeof dataWords
  | typeof exportWords
  | typeof helpWords
  | typeof importWords
  | typeof mapWords
  | typeof methodWords
  | typeof newsWords
  | typeof nothingWords
  | typeof signinWords
  | typeof tableWords
  | typeof viewsWords
type KeyOf<W> = W extends Words<infer K> ? K : never
export type Key = keyof typeof en | KeyOf<ScreenWords>

const dictionaries: Record<Lang, Record<string, string>> = { en: { ...en }, es: {} }

/** Fetches the texts of a language; until then its readers would see keys. English is always there. */
export async function loadTexts(language: Lang) {
  if (language === 'en' || 'app.title' in dictionaries.es) return
  const { es } = await import('./es')
  Object.assign(dictionaries.es, es)
}

/** Makes the texts of a screen known; t() has them from then on. */
export function addWords(words: Words<string>) {
  for (const code of ['en', 'es'] as const) Object.assign(dictionaries[code], words[code])
}

/** Day, month as a word, year in both; numbers with a comma for thousands, as in both countries. */
const dateLocales: Record<Lang, string> = { en: 'en-GB', es: 'es-MX' }
const numberLocales: Record<Lang, string> = { en: 'en-US', es: 'es-MX' }

export const lang = signal<Lang>('en')

let forced: Lang | null = null

/** The language that texts are in: the reader's, or that of a page being made in another one. */
export const spoken = (): Lang => forced ?? lang.value

/** Makes something in a language of its own, at once and in one piece, whatever the reader's is. */
export function speaking<T>(language: Lang, make: () => T): T {
  const before = forced
  forced = language
  try {
    return make()
  } finally {
    forced = before
  }
}

export const dateLocale = () => dateLocales[spoken()]
export const numberLocale = () => numberLocales[spoken()]

type Params = Record<string, string | number>
/** Keys that come as .one and .other. */
export type PluralKey = Key extends infer K ? (K extends `${infer Base}.one` ? Base : never) : never

/** The text of a key in the reader's language, numbers written as that language does. */
export function t(key: Key, params: Params = {}): string {
  return fill(dictionaries[spoken()][key] ?? key, params)
}

/** The form of a text that goes with the number n. */
export function tn(key: PluralKey, n: number, params: Params = {}): string {
  const form = pluralRules(numberLocale(), {}).select(n) === 'one' ? 'one' : 'other'
  return t(`${key}.${form}` as Key, { n, ...params })
}

/** A word of a vocabulary; words that we do not know stay as they are. */
export function word(prefix: string, value: string): string {
  const key = `${prefix}.${value}`
  return key in dictionaries.en ? t(key as Key) : value
}

/** {unit} is the reader's in every text. */
function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = name === 'unit' ? unit.value : params[name]
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value
  })
}

export function number(value: number, digits = 0): string {
  return numberFormat(numberLocale(), { maximumFractionDigits: digits }).format(value)
}

/** "1st", "2nd"; in Spanish the number alone, to stand after "lugar". */
export function ordinal(n: number): string {
  if (spoken() === 'es') return number(n)
  const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }
  return number(n) + (endings[pluralRules('en', { type: 'ordinal' }).select(n)] ?? 'th')
}

export function percent(share: number): string {
  return numberFormat(numberLocale(), { style: 'percent' }).format(share)
}

/** "a, b, c", or "a, b and c". */
export function listOf(words: readonly string[], type: 'unit' | 'conjunction' = 'unit'): string {
  return new Intl.ListFormat(numberLocale(), { type, style: 'long' }).format(words)
}
