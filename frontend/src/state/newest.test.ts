import { describe, expect, it } from 'vitest'
import { newestOf } from './answers'

describe('the newest record', () => {
  it('is the one in the study area, where there is one', () => {
    const far = '2026-04-18T19:00:00Z'
    const near = '2024-09-30T19:00:00Z'
    expect(newestOf({ as_of: far, study_area: { n: 1, outside: 22, as_of: near } })).toBe(near)
    expect(newestOf({ as_of: far, study_area: { n: 0, outside: 22, as_of: null } })).toBe(far)
    expect(newestOf({ as_of: far, study_area: null })).toBe(far)
    expect(newestOf({ as_of: far })).toBe(far)
  })
})
