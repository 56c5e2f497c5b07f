import { expect, it } from 'vitest'
import { oneMoreColumn } from './widen'

it('gives every row of a table one cell more, whatever its cells hold and wherever its text is cut', () => {
  const table = 'id,summary\na:1,"two\nlines, and ""marks"""\na:2,\n'
  const whole = 'id,summary,"What it is, ""said"""\na:1,"two\nlines, and ""marks""",\na:2,,\n'
  for (let cut = 0; cut <= table.length; cut++) {
    const widen = oneMoreColumn('What it is, "said"')
    expect(widen(table.slice(0, cut)) + widen(table.slice(cut))).toBe(whole)
  }
})
