import type { Words } from '../i18n/words'

/** Texts about what is written while the page is open. */
export const newsWords = {
  en: {
    'live.written.one': '{n} just written',
    'live.written.other': '{n} just written',
    'live.fewer.one': '{n} no longer counted here',
    'live.fewer.other': '{n} no longer counted here',
    'live.help': '{kind}: {n}',
  },
  es: {
    'live.written.one': '{n} recién registrado',
    'live.written.other': '{n} recién registrados',
    'live.fewer.one': '{n} ya no se cuenta aquí',
    'live.fewer.other': '{n} ya no se cuentan aquí',
    'live.help': '{kind}: {n}',
  },
} as const satisfies Words<string>
