import { signal } from '@preact/signals'
import { recall, remember } from '../../theme/apply'

/** Who prepares briefings here, and how they are marked: kept in this browser, never in a link. */

export const preparedBy = signal(recall('linea.preparedBy') ?? '')
export const marking = signal(recall('linea.marking') ?? '')

export function typePreparedBy(text: string) {
  preparedBy.value = text
  remember('linea.preparedBy', text)
}

export function typeMarking(text: string) {
  marking.value = text
  remember('linea.marking', text)
}
