import type { Town } from '../api/types'
import { t, word } from '../i18n'
import { distance } from '../i18n/format'

const atTownM = 1000

/** "12 km northwest of Sasabe". */
export function placeText({ name: town, distance_m, compass }: Town): string {
  if (distance_m < atTownM) return t('cell.inTown', { town })
  return t('cell.town', { distance: distance(distance_m), compass: word('compass', compass), town })
}
