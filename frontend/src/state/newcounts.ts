import type { Summary } from '../api/types'
import { type Kind, kindGroups, kinds } from './words'

/** Incidents of each kind that are counted. */
export type Counts = ReadonlyMap<string, number>

/** What a summary counts of the kinds chosen; none chosen means all of them. */
export function countsBy({ by_kind }: Pick<Summary, 'by_kind'>, chosen: readonly string[]): Counts {
  const counted = (by_kind ?? []).filter(({ value }) => chosen.length === 0 || chosen.includes(value))
  return new Map(counted.map(({ value, n }) => [value, n]))
}

export interface News {
  more: number
  fewer: number
  /** Of those more, the kinds where somebody needed help, with how many. */
  help: { kind: Kind; n: number }[]
}

/** What has changed between two counts of one question. */
export function newsBetween(before: Counts, now: Counts): News {
  const changes = kinds.map(kind => ({ kind, n: (now.get(kind) ?? 0) - (before.get(kind) ?? 0) }))
  const sum = (list: { n: number }[]) => list.reduce((total, { n }) => total + n, 0)
  const more = changes.filter(({ n }) => n > 0)
  const help: readonly Kind[] = kindGroups.humanitarian
  return {
    more: sum(more),
    fewer: sum(changes.filter(({ n }) => n < 0).map(({ n }) => ({ n: -n }))),
    help: more.filter(({ kind }) => help.includes(kind)),
  }
}
