import { FilterPanel } from '../ui/filters'
import { Legend } from '../ui/legend'
import { Notes } from '../ui/notes'
import { Results } from '../ui/results'
import type { Parts } from './parts'

function Left() {
  return (
    <>
      <Legend />
      <Notes />
      <FilterPanel />
    </>
  )
}

/** The first screen: filters and legend, the map, one cell or all that match. */
export const mapParts: Parts = { Left, Right: Results }
