import { signal } from '@preact/signals'
import type { LonLat, MapPort } from '../map/port'

/** The map that stands on the screen, for panels that move it; null until it does. */
export const port = signal<MapPort | null>(null)

export function zoomTo(zoom: number) {
  const map = port.peek()
  if (map) map.moveTo({ ...map.view(), zoom })
}

/** Centres a point, no further out than it is now. */
export function goTo([lon, lat]: LonLat, zoom?: number) {
  const map = port.peek()
  if (map) map.moveTo({ lon, lat, zoom: zoom ?? map.view().zoom })
}
