import { effect } from '@preact/signals'
import { page } from '../state/page'
import { type Lang, langs } from '../state/url'
import { recall, remember } from '../theme/apply'
import { lang, t } from './index'

const remembered = 'linea.lang'

/** The link's language, else the remembered one, else the browser's; kept on the document. */
export function startLang() {
  const own = langs.find(known => known === recall(remembered)) ?? browserLang()
  effect(() => {
    lang.value = page.value.lang ?? own
    document.documentElement.lang = lang.value
    document.title = t('app.title')
  })
}

export function chooseLang(chosen: Lang) {
  remember(remembered, chosen)
  page.value = { ...page.value, lang: chosen }
}

function browserLang(): Lang {
  return navigator.language.toLowerCase().startsWith('es') ? 'es' : 'en'
}
