import { describe, expect, it } from 'vitest'
import { noFilters } from './filters'
import { decodePage, emptyPage, encodePage, type Page } from './url'

const defaults = {
  from: '2019-10-01',
  until: '2024-09-30',
  kinds: ['rescue', 'medical', 'missing_person', 'death'] as const,
}
const firstView: Page = { ...emptyPage, filters: { ...noFilters, ...defaults } }

describe('a page as a link', () => {
  it('spells out period and kinds, so that it shows the same tomorrow', () => {
    expect(encodePage(firstView)).toBe('datetime=2019-10-01/2024-09-30&kind=humanitarian')
  })

  it('tells "all" from "not said"', () => {
    const all = { ...firstView, filters: noFilters }
    expect(encodePage(all)).toBe('datetime=all&kind=all')
    expect(decodePage('?datetime=all&kind=all')).toMatchObject({ page: all, given: { period: true, kinds: true } })
    expect(decodePage('')).toMatchObject({ given: { period: false, kinds: false } })
  })

  it('restores everything', () => {
    const page: Page = {
      ...emptyPage,
      screen: 'corridor',
      filters: {
        ...noFilters,
        from: '2020-01-01',
        until: '2020-12-31',
        kinds: ['crash'],
        lands: ["Tohono O'odham Nation, San Xavier"],
        cell: '84480d1ffffffff',
      },
      view: { zoom: 7.25, lat: 31.8, lon: -111.0123 },
      cell: '85480d0bfffffff',
      list: 'cell',
      metric: 'significance',
      pins: { resolution: 5, from: [1, 2, 5] },
      lang: 'es',
    }
    expect(decodePage(encodePage(page))).toEqual({ page, given: { period: true, kinds: true }, dropped: [] })
  })

  it('opens the rest of a stale link and names what is missing', () => {
    const { page, given, dropped } = decodePage(
      '?screen=kitchen&map=99&selected=zzz&cell=zzz&mapped=perhaps&list=wishes&metric=beauty&breaks=5:3,2&lang=fr&kind=rescue,ufo',
    )
    expect(dropped).toEqual(['kind', 'cell', 'mapped', 'screen', 'map', 'selected', 'list', 'metric', 'breaks', 'lang'])
    expect(given.kinds).toBe(true)
    expect(decodePage('?kind=ufo').given.kinds).toBe(false)
    expect(decodePage('?zzz=1&kind=rescue&mode=difference&zzz=2').dropped).toEqual(['zzz', 'mode'])
    expect(page.filters.kinds).toEqual(['rescue'])
  })
})
