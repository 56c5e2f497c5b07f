/** The closed vocabularies of an incident, as data and URLs write them. */

export const kindGroups = {
  humanitarian: ['rescue', 'medical', 'missing_person', 'death'],
  movement: ['crossing', 'human_smuggling', 'vehicle'],
  contraband: ['drug_smuggling', 'weapons', 'cash', 'seizure'],
  violence: ['assault', 'shooting', 'robbery', 'homicide', 'conflict'],
  roads: ['crash'],
  infrastructure: ['tunnel', 'aircraft', 'barrier', 'sensor'],
  other: ['other'],
} as const

export type Group = keyof typeof kindGroups
export type Kind = (typeof kindGroups)[Group][number]

export const groups = Object.keys(kindGroups) as Group[]
export const kinds: readonly Kind[] = groups.flatMap(group => kindGroups[group])

export const origins = ['reported', 'discovered', 'sensor', 'unknown'] as const
export const causes = ['exposure', 'drowning', 'vehicle', 'violence', 'injury', 'medical', 'undetermined'] as const
export const sides = ['az', 'son', 'line', 'other'] as const
export const statuses = ['reported', 'verified', 'disputed', 'retracted'] as const
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
/** Of the year, as the filter counts them. */
export const months = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const
export const foundWithinDays = [1, 7, 21, 35, 90, 240] as const
export const maxRadii = [50, 100, 300, 1000, 2000, 5000, 15000, 25000] as const
export const duplicateChoices = ['exclude', 'include', 'only'] as const

export type Origin = (typeof origins)[number]
export type Cause = (typeof causes)[number]
export type Side = (typeof sides)[number]
export type Duplicates = (typeof duplicateChoices)[number]

export function groupOf(kind: Kind): Group {
  return groups.find(group => (kindGroups[group] as readonly Kind[]).includes(kind)) ?? 'other'
}

/** The groups that a choice of kinds touches; no kind chosen means all of them. */
export function groupsOf(chosen: readonly Kind[]): Group[] {
  if (chosen.length === 0) return groups
  return groups.filter(group => chosen.some(kind => groupOf(kind) === group))
}
