import { words } from '../../../i18n/words'

/** Texts of the map's export menu and of its pictures. */
export const exportWords = words({
  en: {
    'export.png': 'Picture of the map (PNG)',
    'export.pngMore': 'With filter, legend, scale, north, date and credits.',
    'export.csv': 'Table (CSV)',
    'export.geojson': 'Map data (GeoJSON)',
    'export.about': 'Every file says what it holds and carries the link to this view.',
    'export.done': 'The file is ready',
    'export.north': 'N',
    'export.made': 'made {day}, {time} (Arizona time)',
  },
  es: {
    'export.png': 'Imagen del mapa (PNG)',
    'export.pngMore': 'Con filtro, leyenda, escala, norte, fecha y créditos.',
    'export.csv': 'Tabla (CSV)',
    'export.geojson': 'Datos de mapa (GeoJSON)',
    'export.about': 'Cada archivo dice qué contiene y lleva el enlace a esta vista.',
    'export.done': 'El archivo está listo',
    'export.north': 'N',
    'export.made': 'hecho el {day}, {time} (hora de Arizona)',
  },
})
