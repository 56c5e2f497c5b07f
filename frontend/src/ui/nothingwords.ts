import { words } from '../i18n/words'

/** Texts for an answer that holds nothing. */
export const nothingWords = words({
  en: {
    'empty.title': 'No incident matches',
    'empty.unspoken': 'No source speaks for these days: {sources}. That is not zero: nothing is known here of them.',
    'empty.until': '{source} until {until}',
    'empty.from': '{source} from {from}',
    'empty.gap': '{source} until {until}, and from {from}',
    'empty.because': 'Without “{what}” there would be {n}.',
    'empty.remove': 'Remove it',
    'empty.year': 'Widen to 12 months: {from} to {until} ({n})',
    'empty.latestYear': 'The latest 12 months: {from} to {until} ({n})',
    'empty.widenCount': 'All dates ({n})',
    'empty.clear': 'Back to the first view',
  },
  es: {
    'empty.title': 'Ningún incidente coincide',
    'empty.unspoken':
      'Ninguna fuente informa de estos días: {sources}. Eso no es cero: aquí no se sabe nada de esos días.',
    'empty.until': '{source} hasta el {until}',
    'empty.from': '{source} desde el {from}',
    'empty.gap': '{source} hasta el {until}, y desde el {from}',
    'empty.because': 'Sin «{what}» habría {n}.',
    'empty.remove': 'Quitarlo',
    'empty.year': 'Ampliar a 12 meses: {from} a {until} ({n})',
    'empty.latestYear': 'Los últimos 12 meses: {from} a {until} ({n})',
    'empty.widenCount': 'Todas las fechas ({n})',
    'empty.clear': 'Volver a la primera vista',
  },
})
