import { words } from '../../i18n/words'

/** Texts of the screen "compare". */
export const compareWords = words({
  en: {
    'compare.title': 'Compare',
  },
  es: {
    'compare.title': 'Comparar',
  },
})
