import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type Column, type Sort, windowOf } from './columns'

/**
 * A long table of which only the rows on the screen are drawn. It is one stop of
 * the Tab key; arrows, Page Up and Down, Home and End move through its rows, and
 * a screen reader is told how many there are and which one it is at.
 */
export interface GridProps<R> {
  label: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  /** All rows, whether read yet or not. */
  total: number
  keyOf: (row: R) => string
  sort: Sort
  /** null: its order cannot be chosen. */
  onSort: ((id: string) => void) | null
  chosen: string
  /** The row that the map points at. */
  marked: string
  /** The pointer or the keyboard is at a row; null: at none. */
  onPoint: (row: R | null) => void
  onChoose: (row: R) => void
  /** The end of the rows is near. */
  onEnd?: () => void
  empty: ComponentChildren
}

export function Grid<R>(props: GridProps<R>) {
  const { rows, columns, keyOf } = props
  const box = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState('')
  const [scroll, setScroll] = useState({ top: 0, height: 600, rowPx: 32 })
  useMeasured(box, setScroll)
  const shown = windowOf(rows.length, scroll.rowPx, scroll.top, scroll.height)
  const here = rows.findIndex(row => keyOf(row) === at)
  useEffect(() => {
    if (shown.end >= rows.length - 1) props.onEnd?.()
  }, [shown.end, rows.length])
  useLayoutEffect(() => {
    const chosen = rows.findIndex(row => keyOf(row) === props.chosen)
    if (chosen >= 0) bringIntoView(box.current, chosen, scroll.rowPx)
  }, [props.chosen])
  const go = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))]
    if (!row) return
    setAt(keyOf(row))
    props.onPoint(row)
    bringIntoView(box.current, rows.indexOf(row), scroll.rowPx)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor(scroll.height / scroll.rowPx) - 2)
    const next = rowAfter(event.key, here, rows.length, page)
    const row = rows[here]
    if (next !== null) go(next)
    else if ((event.key === 'Enter' || event.key === ' ') && row) props.onChoose(row)
    else return
    event.preventDefault()
  }
  return (
    <div class="grid-box" ref={box} onPointerLeave={() => props.onPoint(null)}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the pattern of a data grid, worked by keyboard
        role="grid"
        style={{ width: `${columns.reduce((sum, { width }) => sum + width, 0)}px` }}
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={props.total + 1}
        aria-colcount={columns.length}
        {...(here >= shown.first && here < shown.end ? { 'aria-activedescendant': `row-${here}` } : {})}
        onKeyDown={onKey}
        onFocus={event => event.target === event.currentTarget && here < 0 && go(firstShown(scroll))}
        onBlur={event => event.target === event.currentTarget && props.onPoint(null)}
      >
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width: `${width}px` }} />
          ))}
        </colgroup>
        <Head {...props} />
        <tbody>
          <Filler rows={shown.first} rowPx={scroll.rowPx} />
          {rows.slice(shown.first, shown.end).map((row, i) => (
            <Row
              key={keyOf(row)}
              {...props}
              row={row}
              index={shown.first + i}
              at={shown.first + i === here}
              go={setAt}
            />
          ))}
          <Filler rows={rows.length - shown.end} rowPx={scroll.rowPx} />
        </tbody>
      </table>
      {rows.length === 0 && <div class="grid-empty">{props.empty}</div>}
    </div>
  )
}

/** Where a key leads from a row (-1: from none); null for other keys. */
function rowAfter(key: string, here: number, rows: number, page: number): number | null {
  if (key === 'Home') return 0
  if (key === 'End') return rows - 1
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }
  const step = steps[key]
  if (step === undefined) return null
  return here < 0 ? 0 : here + step
}

function firstShown({ top, rowPx }: { top: number; rowPx: number }): number {
  return Math.ceil(top / rowPx)
}

/** The room of the rows that are not drawn. */
function Filler({ rows, rowPx }: { rows: number; rowPx: number }) {
  if (rows <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr aria-hidden="true" class="filler" style={{ height: `${rows * rowPx}px` }}>
      <td />
    </tr>
  )
}

function Head<R>({ columns, sort, onSort }: GridProps<R>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map(({ id, title, numeric }) => (
          <th
            key={id}
            scope="col"
            class={numeric ? 'numeric' : ''}
            aria-sort={sort.id === id ? (sort.down ? 'descending' : 'ascending') : 'none'}
          >
            {onSort ? (
              <button type="button" class="sort" onClick={() => onSort(id)}>
                <span>{title}</span>
                <span class="sort-mark" aria-hidden="true">
                  {sort.id === id ? (sort.down ? '▼' : '▲') : ''}
                </span>
              </button>
            ) : (
              title
            )}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Row<R>(props: GridProps<R> & { row: R; index: number; at: boolean; go: (key: string) => void }) {
  const { row, index, columns, keyOf } = props
  const key = keyOf(row)
  const classes = [props.at && 'at', props.chosen === key && 'chosen', props.marked === key && 'marked'].filter(Boolean)
  return (
    <tr
      id={`row-${index}`}
      class={classes.join(' ')}
      aria-rowindex={index + 2}
      aria-selected={props.chosen === key}
      onPointerEnter={() => props.onPoint(row)}
      onClick={() => {
        props.go(key)
        props.onChoose(row)
      }}
    >
      {columns.map(({ id, text, numeric, lang }) => (
        <td key={id} class={numeric ? 'numeric' : ''} lang={lang} title={text(row)}>
          {text(row)}
        </td>
      ))}
    </tr>
  )
}

type Measured = { top: number; height: number; rowPx: number }

/** What is scrolled to, how much is seen, and how high a row is: fingers have higher ones. */
function useMeasured(box: { current: HTMLDivElement | null }, set: (now: Measured) => void) {
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      const rowPx = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row-px')) || 32
      set({ top: element.scrollTop, height: element.clientHeight, rowPx })
    }
    const sizes = new ResizeObserver(measure)
    sizes.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      sizes.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])
}

/** The heading stays above the rows, and covers as much as a row. */
function bringIntoView(box: HTMLDivElement | null, index: number, rowPx: number) {
  if (!box) return
  const head = box.querySelector('thead')?.offsetHeight ?? rowPx
  const [top, bottom] = [index * rowPx, (index + 1) * rowPx]
  if (top < box.scrollTop) box.scrollTop = top
  else if (bottom > box.scrollTop + box.clientHeight - head) box.scrollTop = bottom - box.clientHeight + head
}
