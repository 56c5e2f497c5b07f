import { signal } from '@preact/signals'
import { describe, expect, it } from 'vitest'
import { Problem } from '../api/client'
import { resource } from './resource'

/** A loader whose answers the test releases by hand. */
function byHand() {
  const asked: { url: string; signal: AbortSignal; answer: (text: string) => void; fail: (error: unknown) => void }[] =
    []
  const load = (url: string, abort: AbortSignal) =>
    new Promise<string>((answer, fail) => asked.push({ url, signal: abort, answer, fail }))
  return { asked, load }
}

const settled = () => new Promise(resolve => setTimeout(resolve))

function setUp(first: string | null = '/a') {
  const url = signal<string | null>(first)
  const generation = signal(0)
  const { asked, load } = byHand()
  return { url, generation, asked, answer: resource(() => url.value, load, generation) }
}

describe('a resource', () => {
  it('keeps the old answer while the new one loads', async () => {
    const { url, asked, answer } = setUp()
    asked[0]?.answer('A')
    await settled()
    url.value = '/b'
    expect([answer.data.value, answer.answered.value, answer.loading.value]).toEqual(['A', '/a', true])
    asked[1]?.answer('B')
    await settled()
    expect([answer.data.value, answer.answered.value, answer.loading.value]).toEqual(['B', '/b', false])
  })

  it('aborts a superseded question and ignores its late answer', async () => {
    const { url, asked, answer } = setUp()
    url.value = '/b'
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[1]?.answer('B')
    asked[0]?.answer('A')
    await settled()
    expect(answer.data.value).toBe('B')
  })

  it('keeps the answer beside an error and asks again on retry', async () => {
    const { asked, answer, generation } = setUp()
    asked[0]?.answer('A')
    await settled()
    generation.value++
    asked[1]?.fail(new Problem(500, 'broken', 'req-1'))
    await settled()
    expect([answer.data.value, answer.error.value?.requestId, answer.loading.value]).toEqual(['A', 'req-1', false])
    answer.retry()
    asked[2]?.answer('A2')
    await settled()
    expect([answer.data.value, answer.error.value]).toEqual(['A2', null])
  })

  it('does not ask the same question again when what it is made of changes', async () => {
    const part = signal(1)
    const { asked, load } = byHand()
    resource(() => `/cells?even=${part.value % 2 === 0}`, load, signal(0))
    part.value = 3
    expect(asked.map(({ url, signal }) => [url, signal.aborted])).toEqual([['/cells?even=false', false]])
    part.value = 4
    expect(asked).toHaveLength(2)
  })

  it('asks nothing without a question', async () => {
    const { url, asked, answer } = setUp(null)
    expect(asked).toHaveLength(0)
    url.value = '/a'
    asked[0]?.answer('A')
    await settled()
    url.value = null
    expect([answer.data.value, answer.loading.value]).toEqual([null, false])
  })
})
