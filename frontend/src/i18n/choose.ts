import { computed, effect } from '@preact/signals'
import { page, setOwn } from '../state/page'
import { type Lang, langs } from '../state/url'
import { recall, remember } from '../theme/apply'
import { lang, loadTexts, t } from './index'
import { type Unit, unit, unitNames } from './units'

const remembered = 'linea.lang'

/** The link's language, else the remembered one, else the browser's; kept on the document. */
export async function startLang(asked: Lang | null) {
  const own = langs.find(known => known === recall(remembered)) ?? browserLang()
  const wanted = computed(() => page.value.lang ?? asked ?? own)
  await loadTexts(wanted.peek())
  effect(() => {
    const language = wanted.value
    void loadTexts(language).then(() => {
      if (language === wanted.peek()) speak(language)
    })
  })
  speak(wanted.peek())
}

function speak(language: Lang) {
  lang.value = language
  document.documentElement.lang = language
  document.title = t('app.title')
}

export function chooseLang(chosen: Lang) {
  remember(remembered, chosen)
  page.value = { ...page.value, lang: chosen }
}

const rememberedUnit = 'linea.units'

/** The link's unit of length, else the remembered one, else kilometres. */
export function startUnits() {
  const own = unitNames.find(known => known === recall(rememberedUnit)) ?? 'km'
  effect(() => {
    unit.value = unitNames.find(known => known === page.value.own.units) ?? own
  })
}

export function chooseUnit(chosen: Unit) {
  remember(rememberedUnit, chosen)
  setOwn({ units: chosen })
}

function browserLang(): Lang {
  return navigator.language.toLowerCase().startsWith('es') ? 'es' : 'en'
}
