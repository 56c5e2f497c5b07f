import { words } from '../i18n/words'

/** Texts about access tokens and what they allow. */
export const signinWords = words({
  en: {
    'signin.title': 'Sign in',
    'signin.lead': 'This server shows its map to those who have an access token.',
    'signin.ended': 'You are signed out: the session has ended, or its token. What you were looking at comes back.',
    'signin.token': 'Access token',
    'signin.do': 'Sign in',
    'signin.wrong': 'This token is not known here, has expired or was revoked.',
    'signin.where': 'Whoever runs the server gives tokens to organisations. After 12 hours you are asked again.',
    'signin.readOnly':
      'The token “{name}” may read, and add or change nothing. For that, sign in with one that may write.',
  },
  es: {
    'signin.title': 'Iniciar sesión',
    'signin.lead': 'Este servidor muestra su mapa a quien tiene una clave de acceso.',
    'signin.ended': 'Su sesión se cerró: venció, o su clave. Lo que estaba viendo vuelve al entrar.',
    'signin.token': 'Clave de acceso',
    'signin.do': 'Entrar',
    'signin.wrong': 'Aquí no se conoce esta clave, o ya venció o fue revocada.',
    'signin.where':
      'Quien administra el servidor da claves a las organizaciones. Después de 12 horas se pide de nuevo.',
    'signin.readOnly':
      'La clave «{name}» permite leer, pero no agregar ni cambiar nada. Para eso, entre con una que permita escribir.',
  },
})
