import { words } from '../../i18n/words'

/** Texts of the screen "table". */
export const tableWords = words({
  en: {
    'table.title': 'Table',
  },
  es: {
    'table.title': 'Tabla',
  },
})
