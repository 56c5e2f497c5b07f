import { words } from '../i18n/words'

/** Texts of the dialog of saved views. */
export const viewsWords = words({
  en: {
    'views.title': 'Saved views',
    'views.what': 'Filters, period, place and screen under a name of yours, in this browser only.',
    'views.name': 'Name of what is on the screen now',
    'views.save': 'Save',
    'views.none': 'Nothing saved yet.',
    'views.copy': 'Copy link',
    'views.copied': 'Link copied',
    'views.rename': 'Rename',
    'views.newName': 'New name of {name}',
    'views.taken': 'Another view has this name.',
    'views.delete': 'Delete',
    'views.deleted': '{name} was deleted.',
    'views.undo': 'Bring it back',
    'views.saved': 'Saved as {name}',
  },
  es: {
    'views.title': 'Vistas guardadas',
    'views.what': 'Filtros, periodo, lugar y pantalla con un nombre suyo, solo en este navegador.',
    'views.name': 'Nombre de lo que se ve ahora',
    'views.save': 'Guardar',
    'views.none': 'Todavía no hay nada guardado.',
    'views.copy': 'Copiar enlace',
    'views.copied': 'Enlace copiado',
    'views.rename': 'Cambiar nombre',
    'views.newName': 'Nombre nuevo de {name}',
    'views.taken': 'Otra vista tiene ese nombre.',
    'views.delete': 'Eliminar',
    'views.deleted': 'Se eliminó {name}.',
    'views.undo': 'Recuperarla',
    'views.saved': 'Guardada como {name}',
  },
})
