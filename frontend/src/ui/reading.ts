import { useEffect, useRef, useState } from 'preact/hooks'
import { ListReader, type Wanted } from '../state/list'
import { generation } from '../state/server'

/**
 * Reads a list, and again when the store has changed. The rows of before stay
 * until as many have been read anew: who reads on is not thrown back to the top
 * by every report that comes in.
 */
export function useReading(want: Wanted | null, begin: (reader: ListReader, rows: number) => Promise<void> = more) {
  const [shown, show] = useState<ListReader | null>(null)
  const latest = useRef<ListReader | null>(null)
  const question = want && `${want.url} ${want.total ?? ''}`
  useEffect(() => {
    const before = latest.current
    const reader = want && new ListReader(want)
    const again = reader !== null && before !== null && reader.asksAs(before)
    latest.current = reader
    if (!again) {
      before?.stop()
      show(reader)
    }
    if (!reader) return
    void begin(reader, again ? before.found.peek().length : 0).then(() => {
      if (!again || !latest.current || !reader.asksAs(latest.current)) return
      if (reader.problem.peek()) before.problem.value = reader.problem.peek()
      else show(reader)
    })
  }, [question, generation.value])
  useEffect(() => () => latest.current?.stop(), [])
  return shown
}

function more(reader: ListReader, rows: number): Promise<void> {
  return rows > 0 ? reader.more(rows) : reader.more()
}
