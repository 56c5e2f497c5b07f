import { describe, expect, it } from 'vitest'
import { countsBy, newsBetween } from './newcounts'

const of = (counts: Record<string, number>) => new Map(Object.entries(counts))

describe('what is new', () => {
  it('is told by kind, help apart, what is gone apart', () => {
    const before = of({ death: 3, crash: 10, rescue: 5 })
    expect(newsBetween(before, of({ death: 4, crash: 8, rescue: 7, crossing: 1 }))).toEqual({
      more: 4,
      fewer: 2,
      help: [
        { kind: 'rescue', n: 2 },
        { kind: 'death', n: 1 },
      ],
    })
    expect(newsBetween(before, before)).toEqual({ more: 0, fewer: 0, help: [] })
    expect(newsBetween(before, of({}))).toEqual({ more: 0, fewer: 18, help: [] })
  })

  it('counts only the kinds chosen', () => {
    const by_kind = [
      { value: 'death', n: 3 },
      { value: 'crash', n: 10 },
    ]
    expect([...countsBy({ by_kind }, ['death'])]).toEqual([['death', 3]])
    expect(countsBy({ by_kind }, []).size).toBe(2)
    expect(countsBy({ by_kind: null }, []).size).toBe(0)
  })
})
