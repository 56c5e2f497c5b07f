import { signal } from '@preact/signals'
import type { CellHit, LonLat, MapPort } from '../map/port'

/** The map that stands on the screen, for panels that move it; null until it does. */
export const port = signal<MapPort | null>(null)
/** The cell under the pointer. */
export const hovered = signal<CellHit | null>(null)
/** Further maps on the screen, such as the two sides of a comparison. */
export const sideMaps = new Set<MapPort>()

export function zoomTo(zoom: number) {
  const map = port.peek()
  if (map) map.moveTo({ ...map.view(), zoom })
}

/** Centres a point, no further out than it is now. */
export function goTo([lon, lat]: LonLat, zoom?: number) {
  const map = port.peek()
  if (map) map.moveTo({ lon, lat, zoom: zoom ?? map.view().zoom })
}

/** Labels are drawn on a canvas, which does not wait for fonts. */
export function fontsLoaded(): Promise<unknown> {
  const weights = [400, 600].map(weight => document.fonts.load(`${weight} 12px "Noto Sans"`))
  return Promise.allSettled(weights)
}
