import { computed, signal } from '@preact/signals'
import { recall, remember } from '../theme/apply'

/** The map for a bad link: coarser cells, nothing under the pointer, charts only when asked for. */

const remembered = 'linea.lite'

export const lite = signal(recall(remembered) === 'on')
const answeredOffer = signal(recall(remembered) !== null)

/** Charts that the reader wants to see all the same; forgotten with the visit. */
export const chartsWanted = signal(false)
export const charts = computed(() => !lite.value || chartsWanted.value)

export function setLite(on: boolean) {
  lite.value = on
  chartsWanted.value = false
  keepChoice(on)
}

export function declineLite() {
  keepChoice(false)
}

function keepChoice(on: boolean) {
  answeredOffer.value = true
  remember(remembered, on ? 'on' : 'off')
}

/** What browsers say of the link, where they say anything. */
export interface Link {
  saveData?: boolean
  effectiveType?: string
}

const slow = ['slow-2g', '2g', '3g']

export function isSlow(link: Link | undefined): boolean {
  return link?.saveData === true || slow.includes(link?.effectiveType ?? '')
}

const slowLink = signal(false)
/** Whether to offer it: on a slow link, to those who have not said yes or no. */
export const offersLite = computed(() => slowLink.value && !lite.value && !answeredOffer.value)

type Connection = Link & EventTarget

export function watchLink() {
  const { connection } = navigator as Navigator & { connection?: Connection }
  const look = () => {
    slowLink.value = isSlow(connection)
  }
  look()
  connection?.addEventListener?.('change', look)
}
