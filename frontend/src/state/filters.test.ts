import { describe, expect, it } from 'vitest'
import {
  type Filters,
  fromQuery,
  hiddenConditions,
  kindWords,
  noFilters,
  toQuery,
  wholeGroup,
  withoutParams,
} from './filters'
import { groupsOf, kinds } from './words'

const everything: Filters = {
  from: '2019-05-26',
  until: '2024-05-25',
  kinds: ['rescue', 'crash'],
  sources: ['iom', 'ogis'],
  origins: ['discovered'],
  causes: ['exposure', 'undetermined'],
  lands: ["Tohono O'odham Nation", "Tohono O'odham Nation, San Xavier", 'back\\slash'],
  areas: ['San Miguel'],
  foundWithin: ['7', '21'],
  statuses: ['all'],
  hours: '20-4',
  days: ['fri', 'sat'],
  months: ['1', '2', '12'],
  sides: ['az', 'line'],
  maxRadiusM: '2000',
  bbox: '-112,31,-111,32.5',
  near: '-111.5,31.5,5000',
  within: 'municipios:26-043',
  polygon: '_p~iF~ps|U_ulLnnqC_mqNvxq`@',
  cell: '8548e863fffffff',
  mapped: 'true',
  duplicates: 'include',
}

describe('filters as a query', () => {
  it('carries every parameter of the grammar there and back', () => {
    const query = toQuery(everything)
    expect([...query.keys()].sort()).toEqual(
      'area bbox cause cell datetime days duplicates found_within_days hours kind land mapped max_radius_m months near origin polygon side source status within'.split(
        ' ',
      ),
    )
    expect(fromQuery(new URLSearchParams(query.toString()))).toEqual({ filters: everything, dropped: [] })
  })

  it('says nothing when nothing is asked', () => {
    expect(toQuery(noFilters).toString()).toBe('')
    expect(fromQuery(new URLSearchParams())).toEqual({ filters: noFilters, dropped: [] })
  })

  it('names whole groups and folds all kinds to none', () => {
    expect(kindWords(['rescue', 'medical', 'missing_person', 'death', 'crash'])).toEqual(['humanitarian', 'crash'])
    expect(fromQuery(new URLSearchParams('kind=humanitarian,crash')).filters.kinds).toHaveLength(5)
    expect(fromQuery(new URLSearchParams({ kind: kinds.join() })).filters.kinds).toEqual([])
    expect(wholeGroup(['rescue', 'medical', 'missing_person', 'death'])).toBe('humanitarian')
    expect(wholeGroup(['rescue'])).toBeNull()
  })

  it('leaves out what makes no sense and names it', () => {
    const { filters, dropped } = fromQuery(
      new URLSearchParams(
        'datetime=yesterday&kind=rescue,ufo&hours=30-2&cause=exposure,fate&bbox=1,2&duplicates=maybe',
      ),
    )
    expect(dropped.sort()).toEqual(['bbox', 'cause', 'datetime', 'duplicates', 'hours', 'kind'])
    expect(filters).toEqual({ ...noFilters, kinds: ['rescue'], causes: ['exposure'] })
  })

  it.each([
    ['2024-01-01/2024-12-31', '2024-01-01', '2024-12-31'],
    ['2024-01-01/..', '2024-01-01', ''],
    ['../2024-01-01T07:00:00Z', '', '2024-01-01T07:00:00Z'],
    ['2024-02-29', '2024-02-29', '2024-02-29'],
    ['all', '', ''],
  ])('reads the period %s', (datetime, from, until) => {
    expect(fromQuery(new URLSearchParams({ datetime })).filters).toMatchObject({ from, until })
  })

  it.each(['2020-99-01', '2020-02-30/..', '../2023-02-29', '2020-05-02/2020-05-01', '2020-01-01T25:00:00Z/..'])(
    'leaves out the period %s: no such days',
    datetime => {
      const { filters, dropped } = fromQuery(new URLSearchParams({ datetime }))
      expect(dropped).toEqual(['datetime'])
      expect(filters).toEqual(noFilters)
    },
  )

  it('takes conditions off by the names of their parameters', () => {
    const left = withoutParams(everything, ['within', 'datetime'])
    expect(left).toEqual({ ...everything, within: '', from: '', until: '' })
  })

  it('shows conditions without a control of their own', () => {
    expect(hiddenConditions(everything).map(c => c.param)).toEqual([
      'status',
      'bbox',
      'near',
      'within',
      'polygon',
      'cell',
      'mapped',
    ])
    expect(hiddenConditions(noFilters)).toEqual([])
  })
})

describe('lists', () => {
  it('write commas and backslashes of names as the server reads them', () => {
    const lands = ['A, B', 'back\\slash', 'C']
    expect(toQuery({ ...noFilters, lands }).get('land')).toBe('A\\, B,back\\\\slash,C')
  })
})

describe('groups', () => {
  it('counts no kind as every group', () => {
    expect(groupsOf([])).toHaveLength(7)
    expect(groupsOf(['death', 'crash'])).toEqual(['humanitarian', 'roads'])
  })
})
