import { words } from '../../i18n/words'

/** Texts of the screen "corridor". */
export const corridorWords = words({
  en: {
    'corridor.title': 'Corridor',
    'corridor.draw': 'Draw on the map',
  },
  es: {
    'corridor.title': 'Corredor',
    'corridor.draw': 'Dibujar en el mapa',
  },
})
