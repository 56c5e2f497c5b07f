import { addWords } from '../i18n'
import { FilterPanel } from '../ui/filters'
import { Legend } from '../ui/legend'
import { Notes } from '../ui/notes'
import { Results } from '../ui/results'
import { Strip } from './map/strip'
import { MapTools } from './map/tools'
import { mapWords } from './map/words'
import type { Parts } from './parts'

addWords(mapWords)

function Left() {
  return (
    <>
      <Legend />
      <Notes />
      <FilterPanel />
    </>
  )
}

/** The first screen: filters and legend, the map, one cell or all that match, and time below. */
export const mapParts: Parts = { Left, Right: Results, Strip, Over: MapTools }
