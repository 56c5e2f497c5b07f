import type { ComponentType } from 'preact'

/**
 * What a screen puts where. Whole takes the place of the map; the others stand
 * around it. On a narrow screen Left and Right become the sheet below the map.
 */
export interface Parts {
  Left?: ComponentType
  /** What Left is called on the sheet's button, where not as its screen. */
  leftName?: () => string
  Right?: ComponentType
  /** Below the map, between the panels. */
  Strip?: ComponentType
  Whole?: ComponentType
  /** On a narrow screen, above the buttons of the sheet: how to begin, and what must be read with the sheet closed. */
  Begin?: ComponentType
  /** On the map, at its top left. */
  Over?: ComponentType
  /** Whether it counts something else than all that match, whose count must then say that it is of the whole map. */
  apart?: () => boolean
  /** It shows the whole store: the page's filters, and their sentence, do not apply. */
  unfiltered?: true
}
