import { words } from '../../i18n/words'

/** Texts of the screen "data". */
export const dataWords = words({
  en: {
    'data.title': 'Data',
  },
  es: {
    'data.title': 'Datos',
  },
})
