import { afterEach, describe, expect, it, vi } from 'vitest'
import { charts, chartsWanted, isSlow, lite, setLite } from './lite'

afterEach(() => {
  setLite(false)
  vi.unstubAllGlobals()
})

describe('a bad link', () => {
  it('is what the browser says, and nothing is guessed where it says nothing', () => {
    expect([{ saveData: true }, { effectiveType: '3g' }, { effectiveType: 'slow-2g' }].map(isSlow)).toEqual([
      true,
      true,
      true,
    ])
    expect([{ effectiveType: '4g' }, {}, undefined].map(isSlow)).toEqual([false, false, false])
  })

  it('is followed, and saving data is offered until the reader answers', async () => {
    vi.resetModules()
    const { offersLite, setLite, watchLink } = await import('./lite')
    let changed = () => {}
    const connection = { effectiveType: '4g', addEventListener: (_: string, listen: () => void) => (changed = listen) }
    vi.stubGlobal('navigator', { connection })
    watchLink()
    expect(offersLite.value).toBe(false)
    connection.effectiveType = '2g'
    changed()
    expect(offersLite.value).toBe(true)
    setLite(true)
    expect(offersLite.value).toBe(false)
  })

  it('leaves charts to be asked for', () => {
    setLite(true)
    expect([lite.value, charts.value]).toEqual([true, false])
    chartsWanted.value = true
    expect(charts.value).toBe(true)
    setLite(false)
    expect(charts.value).toBe(true)
  })
})
