import { beforeAll, expect, it } from 'vitest'
import { addWords } from '../../i18n'
import { intervalText, notCountedText } from './texts'
import { compareWords } from './words'

beforeAll(() => addWords(compareWords))

it('an interval that leaves 1 out does not look as if it began or ended there', () => {
  const change = { ratio: 1.69, p: 0.05, reading: 'no_clear_change' } as const
  expect(intervalText({ ...change, lo: 0.99803, hi: 2.92 })).toBe('0.998 to 2.92 times')
  expect(intervalText({ ...change, lo: 1, hi: 12.7 })).toBe('1 to 13 times')
})

it('what was left out is said of both sides, and only where something was', () => {
  const none = { imprecise: 0, unmapped: 0, hour_unknown: 0, duplicates: 0, outside_coverage: 0 }
  expect(notCountedText(none, none)).toBe('')
  expect(notCountedText({ ...none, unmapped: 5 }, { ...none, duplicates: 1674 })).toBe(
    'Not counted, of A and of B: 5 and 0 without a usable place; 0 and 1,674 that repeat another source.',
  )
})
