import { expect, it } from 'vitest'
import { activePreset, addMonths, isDay, localDay, presetPeriod, previousPeriod, widerYear } from './period'

it.each([
  ['7d', '2024-09-24', '2024-09-30'],
  ['30d', '2024-09-01', '2024-09-30'],
  ['90d', '2024-07-03', '2024-09-30'],
  ['12m', '2023-10-01', '2024-09-30'],
  ['ytd', '2024-01-01', '2024-09-30'],
  ['5y', '2019-10-01', '2024-09-30'],
  ['all', '', ''],
] as const)('counts %s back from the newest record, both ends inclusive', (preset, from, until) => {
  expect(presetPeriod(preset, '2024-09-30')).toEqual({ from, until })
  expect(activePreset({ from, until }, '2024-09-30')).toBe(preset)
})

it('counts back from the last of a long month and from a leap day', () => {
  expect(presetPeriod('12m', '2024-02-29').from).toBe('2023-03-01')
  expect(presetPeriod('5y', '2024-08-31').from).toBe('2019-09-01')
})

it('adds months as the calendar does, and keeps the day where the month has it', () => {
  for (const day of ['2023-01-31', '2024-02-29', '1999-12-30', '2000-03-01'])
    for (let months = -30; months <= 30; months++) {
      const [year, month, ofMonth] = day.split('-').map(Number) as [number, number, number]
      const last = new Date(Date.UTC(year, month + months, 0))
      const expected = last.getUTCDate() < ofMonth ? last : new Date(Date.UTC(year, month - 1 + months, ofMonth))
      expect(addMonths(day, months)).toBe(expected.toISOString().slice(0, 10))
    }
  expect(addMonths('1900-01-29', 1)).toBe('1900-02-28')
})

it('recognises no preset in other periods', () => {
  expect(activePreset({ from: '2024-02-01', until: '2024-09-30' }, '2024-09-30')).toBeNull()
})

it('takes the day from Arizona time', () => {
  expect(localDay('2024-10-01T06:59:59Z')).toBe('2024-09-30')
  expect(localDay('2024-10-01T07:00:00Z')).toBe('2024-10-01')
})

it('knows a day from other text', () => {
  expect([isDay('2024-02-29'), isDay('2024-02-30T'), isDay(''), isDay('2024-13-01')]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

it('finds the equal period before, over a leap day too', () => {
  expect(previousPeriod({ from: '2024-01-01', until: '2024-12-31' })).toEqual({
    from: '2023-01-01',
    until: '2023-12-31',
  })
  expect(previousPeriod({ from: '2024-03-01', until: '2024-03-01' })).toEqual({
    from: '2024-02-29',
    until: '2024-02-29',
  })
  expect(previousPeriod({ from: '', until: '2024-03-01' })).toBeNull()
})

it('twelve months end where a shorter period does', () => {
  expect(widerYear({ from: '2024-07-01', until: '2024-09-30' })).toEqual({ from: '2023-10-01', until: '2024-09-30' })
  expect(widerYear({ from: '2023-10-01', until: '2024-09-30' })).toBeNull()
  expect(widerYear({ from: '', until: '2024-09-30' })).toBeNull()
})
