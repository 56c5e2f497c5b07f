import { beforeEach, expect, it } from 'vitest'
import { deleteView, nameOf, readViews, renameView, savedViews, saveView } from './views'

const names = () => savedViews.value.map(({ name }) => name)

beforeEach(() => {
  savedViews.value = []
})

it('views are kept by name; one of the same name gives way', () => {
  saveView({ name: 'Winter', link: 'kind=death' })
  saveView({ name: 'Arivaca', link: 'kind=rescue' })
  saveView({ name: 'Winter', link: 'kind=crash' })
  expect(savedViews.value).toEqual([
    { name: 'Arivaca', link: 'kind=rescue' },
    { name: 'Winter', link: 'kind=crash' },
  ])
})

it('a view takes no name that another one has', () => {
  saveView({ name: 'a', link: '1' })
  saveView({ name: 'b', link: '2' })
  expect(renameView('a', 'b')).toBe(false)
  expect(renameView('a', 'a')).toBe(true)
  expect(renameView('a', 'c')).toBe(true)
  expect(savedViews.value).toEqual([
    { name: 'b', link: '2' },
    { name: 'c', link: '1' },
  ])
  deleteView('b')
  expect(names()).toEqual(['c'])
})

it('what cannot be understood is left out', () => {
  expect(readViews('[{"name":"a","link":"x","more":1},{"name":" "},null,3,{"name":"b"}]')).toEqual([
    { name: 'a', link: 'x' },
  ])
  for (const text of [null, '', '{', '{"name":"a"}', '7']) expect(readViews(text)).toEqual([])
  expect(nameOf(`  ${'x'.repeat(100)} `)).toHaveLength(80)
})
