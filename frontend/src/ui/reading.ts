import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { ListReader, type Wanted } from '../state/list'
import { generation } from '../state/server'

/** Reads on until there are so many rows; 0 for as many as are shown at first. */
type Begin = (reader: ListReader, rows: number) => Promise<void>

/** Reads a list, and again when the store has changed. */
export function useReading(want: Wanted | null, begin: Begin = more) {
  const reading = useMemo(() => new Reading(), [])
  const question = want && `${want.url} ${want.total ?? ''}`
  useEffect(() => void reading.read(want, begin), [question, generation.value])
  useEffect(() => () => reading.stop(), [])
  return reading.shown.value
}

function more(reader: ListReader, rows: number): Promise<void> {
  return rows > 0 ? reader.more(rows) : reader.more()
}

/**
 * The rows of before stay until as many have been read anew: who reads on is not
 * thrown back to the top by every report that comes in.
 */
export class Reading {
  readonly shown = signal<ListReader | null>(null)
  private turns = 0
  private shownTurn = 0
  private readonly under = new Set<ListReader>()

  async read(want: Wanted | null, begin: Begin) {
    const turn = ++this.turns
    const reader = want && new ListReader(want)
    const before = this.shown.peek()
    const again = reader !== null && before !== null && reader.asksAs(before)
    if (!again) {
      this.stop()
      this.show(reader, turn)
    }
    if (!reader) return
    this.under.add(reader)
    await begin(reader, again ? before.found.peek().length : 0)
    if (again) await this.takeOver(reader, turn)
    this.under.delete(reader)
  }

  /** Reports may come faster than they are read: what was asked later, and is there, stays. */
  private async takeOver(reader: ListReader, turn: number) {
    for (;;) {
      const seen = this.shown.peek()
      if (turn < this.shownTurn || !seen) return
      if (reader.problem.peek()) {
        seen.problem.value = reader.problem.peek()
        return
      }
      const rows = seen.found.peek().length // more by now, if somebody read on
      if (reader.found.peek().length >= rows || reader.complete || !reader.next.peek()) break
      await reader.more(rows)
    }
    this.show(reader, turn)
  }

  private show(reader: ListReader | null, turn: number) {
    this.shown.value = reader
    this.shownTurn = turn
  }

  stop() {
    this.shown.peek()?.stop()
    for (const reader of this.under) reader.stop()
  }
}
