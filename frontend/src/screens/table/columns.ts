/** What tables have in common: columns, their order, and their rows as text. Pure. */

export interface Column<R> {
  id: string
  title: string
  /** px */
  width: number
  numeric?: boolean
  /** As the reader sees it. */
  text: (row: R) => string
  /** What rows are ordered by; texts by the reader's alphabet. null comes last. */
  key: (row: R) => number | string | null
  /** The language of a text that is not the reader's. */
  lang?: string
}

export interface Sort {
  id: string
  down: boolean
}

export function readSort(text: string, usual: Sort, columns: readonly { id: string }[]): Sort {
  const id = text.replace(/^-/, '')
  return columns.some(column => column.id === id) ? { id, down: text.startsWith('-') } : usual
}

export function writeSort({ id, down }: Sort): string {
  return (down ? '-' : '') + id
}

/** Equal rows keep their order; rows without a value come last either way. */
export function sorted<R>(rows: readonly R[], columns: readonly Column<R>[], { id, down }: Sort, locale: string): R[] {
  const column = columns.find(known => known.id === id)
  if (!column) return [...rows]
  const { compare } = new Intl.Collator(locale, { numeric: true })
  const keyed = rows.map(row => ({ row, key: column.key(row) }))
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null)
    const order =
      typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : compare(String(a.key), String(b.key))
    return down ? -order : order
  })
  return keyed.map(({ row }) => row)
}

/** The columns of the link, in the table's own order; the usual ones where it names none that exists. */
export function chosenColumns<R>(all: readonly Column<R>[], text: string, usual: readonly string[]): Column<R>[] {
  const named = text.split(',')
  const chosen = all.filter(({ id }) => named.includes(id))
  return chosen.length > 0 ? chosen : all.filter(({ id }) => usual.includes(id))
}

// --- as files ---

/** For a spreadsheet's clipboard: tabs and line ends inside a value become blanks. */
export function tsv<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const flat = (text: string) => text.replace(/\s+/g, ' ')
  const lines = [
    columns.map(({ title }) => flat(title)),
    ...rows.map(row => columns.map(({ text }) => flat(text(row)))),
  ]
  return lines.map(line => line.join('\t')).join('\n')
}

/** RFC 4180, with numbers as plain numbers. A text that a spreadsheet would take for a formula is guarded. */
export function csv<R>(columns: readonly Column<R>[], rows: readonly R[], notes: readonly string[] = []): string {
  const value = (column: Column<R>, row: R) => {
    const key = column.key(row)
    return column.numeric && typeof key === 'number' ? String(key) : guarded(column.text(row))
  }
  const lines = [columns.map(({ title }) => title), ...rows.map(row => columns.map(column => value(column, row)))]
  const after = notes.map(note => [guarded(note)])
  return [...lines, ...after].map(line => `${line.map(quoted).join(',')}\r\n`).join('')
}

function guarded(text: string): string {
  return /^[=+\-@]/.test(text) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

// --- the part of a long list that is drawn ---

const spare = 8 // rows drawn beyond each edge

/** The rows to draw, first included and last not, for what is scrolled to (px). */
export function windowOf(
  rows: number,
  rowPx: number,
  scrolledPx: number,
  heightPx: number,
): { first: number; end: number } {
  const first = Math.max(0, Math.floor(scrolledPx / rowPx) - spare)
  return { first: Math.min(first, rows), end: Math.min(rows, Math.ceil((scrolledPx + heightPx) / rowPx) + spare) }
}
