import { t, tn, word } from '../../i18n'
import { distance } from '../../i18n/format'
import { inradiusM, resolutionOf } from '../../state/cells'
import type { FullPlace } from './answers'
import { kmText } from './inwords'
import { degreesMinutes, plainDegrees, readableMGRS, squareM } from './notation'

/** A place of the page in words and coordinates, never finer than the cell or stretch that it stands for. */

/** Metres from the point to the edge of what it stands for. */
function radiusM({ id, km }: FullPlace): number {
  return km ? 500 * (km.to - km.from) : inradiusM(resolutionOf(id))
}

/** Metres: the side of the squares that all these places can be told by. */
export function squareOf(places: readonly FullPlace[]): number {
  return Math.max(1, ...places.map(place => squareM(radiusM(place))))
}

/** The grid is metric, whatever the reader's units. */
export function gridHead(square: number): string {
  return t('briefing.grid', { side: square >= 1000 ? `${square / 1000} km` : `${square} m` })
}

/** "12 km south of Sells"; of a corridor's stretch its kilometres. */
export function placeName(place: FullPlace): string {
  if (place.km) return kmText(place.km.from, place.km.to)
  const town = place.cell?.town
  if (!town) return minutesOf(place, squareOf([place]))
  return t('cell.town', {
    distance: distance(town.distance_m),
    compass: word('compass', town.compass),
    town: town.name,
  })
}

export function gridOf({ mgrs }: FullPlace, square: number): string {
  return readableMGRS(mgrs, square)
}

export function minutesOf({ lat, lon }: FullPlace, square: number): string {
  return degreesMinutes(lat, lon, square)
}

/** For a file that knows only points: "centre of a cell about 18 km across; 66 incidents; MGRS, square of 1 km: 12S TA 96 82". */
export function aboutPoint(place: FullPlace): string {
  const square = squareOf([place])
  const what = place.km
    ? t('briefing.middle', { km: kmText(place.km.from, place.km.to) })
    : t('briefing.centre', { distance: distance(2 * radiusM(place)) })
  return [what, tn('briefing.count', place.n), `${gridHead(square)}: ${gridOf(place, square)}`].join('; ')
}

export function pointOf({ lon, lat }: FullPlace, square: number): { lon: number; lat: number } {
  return { lon: plainDegrees(lon, square), lat: plainDegrees(lat, square) }
}
