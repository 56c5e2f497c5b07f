import { words } from '../../i18n/words'

/** Texts of the screen "corridor". */
export const corridorWords = words({
  en: {
    'corridor.title': 'Corridor',
  },
  es: {
    'corridor.title': 'Corredor',
  },
})
