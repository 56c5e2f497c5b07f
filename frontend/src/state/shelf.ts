import { computed } from '@preact/signals'
import type { Shelf } from '../api/corridors'
import type { Shape } from '../map/port'
import { answer } from './answers'
import { dense } from './geodesic'
import { shelfShown } from './legend'
import { phase, screen } from './page'

/** The saved corridors as they lie on the map screen; a click on one opens it. */

const shelf = answer<Shelf>(() =>
  phase.value === 'ready' && screen.value === 'map' && shelfShown.value ? '/api/v1/corridors' : null,
)

export const shelfShapes = computed<Shape[]>(() =>
  (shelf.data.value?.corridors ?? []).map(({ id, name, line }) => ({
    form: 'line',
    points: dense(line.coordinates),
    label: name,
    id,
  })),
)
