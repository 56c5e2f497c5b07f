import { describe, expect, it } from 'vitest'
import { type Column, chosenColumns, csv, readSort, sorted, tsv, windowOf, writeSort } from './columns'

interface Row {
  name: string
  n: number | null
}
const columns: Column<Row>[] = [
  { id: 'name', title: 'Name', width: 100, text: row => row.name, key: row => row.name },
  {
    id: 'n',
    title: 'Count',
    width: 80,
    numeric: true,
    text: row => (row.n === null ? '–' : `${row.n} of us`),
    key: row => row.n,
  },
]
const rows: Row[] = [
  { name: 'Ómar 10', n: 2 },
  { name: 'omar 9', n: null },
  { name: 'Zas', n: 2 },
  { name: 'a, "b"', n: 30 },
]
const names = (list: Row[]) => list.map(({ name }) => name)

describe('order', () => {
  it('is by number or by alphabet, keeps equal rows, and puts rows without a value last', () => {
    expect(names(sorted(rows, columns, { id: 'n', down: true }, 'en'))).toEqual(['a, "b"', 'Ómar 10', 'Zas', 'omar 9'])
    expect(names(sorted(rows, columns, { id: 'n', down: false }, 'en'))).toEqual(['Ómar 10', 'Zas', 'a, "b"', 'omar 9'])
    expect(names(sorted(rows, columns, { id: 'name', down: false }, 'es'))).toEqual([
      'a, "b"',
      'omar 9',
      'Ómar 10',
      'Zas',
    ])
    expect(names(sorted(rows, columns, { id: 'beauty', down: false }, 'en'))).toEqual(names(rows))
  })

  it('stands in the link', () => {
    const usual = { id: 'n', down: true }
    expect(readSort(writeSort({ id: 'name', down: true }), usual, columns)).toEqual({ id: 'name', down: true })
    expect(readSort('', usual, columns)).toEqual(usual)
    expect(readSort('-beauty', usual, columns)).toEqual(usual)
  })
})

it('shows the columns of the link, or the usual ones', () => {
  expect(chosenColumns(columns, 'n', ['name']).map(({ id }) => id)).toEqual(['n'])
  expect(chosenColumns(columns, 'beauty', ['name']).map(({ id }) => id)).toEqual(['name'])
})

it('is copied with tabs and saved with commas', () => {
  expect(tsv(columns, rows.slice(1))).toBe('Name\tCount\nomar 9\t–\nZas\t2 of us\na, "b"\t30 of us')
  expect(csv(columns, [{ name: '=SUM(A1)', n: -1 }, ...rows.slice(3)], ['about'])).toBe(
    'Name,Count\r\n\'=SUM(A1),-1\r\n"a, ""b""",30\r\nabout\r\n',
  )
})

it('draws a window with something to spare, whatever is scrolled to', () => {
  expect(windowOf(1000, 30, 0, 300)).toEqual({ first: 0, end: 18 })
  expect(windowOf(1000, 30, 15_000, 300)).toEqual({ first: 492, end: 518 })
  expect(windowOf(1000, 30, 29_900, 300)).toEqual({ first: 988, end: 1000 })
  expect(windowOf(3, 30, 5000, 300)).toEqual({ first: 3, end: 3 })
  expect(windowOf(0, 30, 0, 300)).toEqual({ first: 0, end: 0 })
})
