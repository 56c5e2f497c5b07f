import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../i18n/en'
import { es } from '../i18n/es'

const root = resolve(import.meta.dirname, '../../..')

/** Every code that the server can give, read where it is declared. */
function codes(): string[] {
  return ['geo/error.go', 'api/problem.go'].flatMap(file =>
    [...readFileSync(resolve(root, file), 'utf8').matchAll(/\bCode\s*=\s*"(\w+)"/g)].map(([, code = '']) => code),
  )
}

describe("the server's problems", () => {
  it('have a text in both languages, and no text is of a problem that is no more', () => {
    const keys = codes().map(code => `problem.${code}`)
    expect(keys.length).toBeGreaterThan(10)
    for (const texts of [en, es]) {
      expect(
        Object.keys(texts)
          .filter(key => key.startsWith('problem.'))
          .sort(),
      ).toEqual([...keys].sort())
    }
  })
})
