import { words } from '../../i18n/words'

/** Texts of the screen "briefing". */
export const briefingWords = words({
  en: {
    'briefing.title': 'Briefing',
  },
  es: {
    'briefing.title': 'Informe',
  },
})
