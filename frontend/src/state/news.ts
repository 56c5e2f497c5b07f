import { effect } from '@preact/signals'
import { addWords, t, tn, word } from '../i18n'
import { summary } from './answers'
import { type Counts, countsBy, type News, newsBetween } from './newcounts'
import { newsWords } from './newswords'
import { filters } from './page'
import { news } from './server'

/**
 * Says what has just changed of what is counted: the difference between two
 * answers to one question, so that it is right under every filter, and said when
 * the map shows it.
 */

addWords(newsWords)

const noteMs = 8000
/** Somebody needed help: this must not be missed by looking away. */
const helpMs = 60_000

export function followNews() {
  let question = ''
  let before: Counts = new Map()
  let latest: Counts = before
  let forget: ReturnType<typeof setTimeout> | undefined
  const begin = () => {
    clearTimeout(forget)
    before = latest
    news.value = { text: '', help: false }
  }
  effect(() => {
    const about = summary.data.value
    const asked = summary.answered.value?.replace(/&?res=\d+/, '') ?? ''
    if (!about) return
    latest = countsBy(about, filters.peek().kinds)
    if (asked !== question) {
      question = asked
      begin()
      return
    }
    const found = newsBetween(before, latest)
    const help = found.help.length > 0
    const text = inWords(found)
    if (text === news.peek().text) return
    clearTimeout(forget)
    news.value = { text, help }
    forget = setTimeout(begin, help ? helpMs : noteMs)
  })
}

function inWords({ more, fewer, help }: News): string {
  const named = help.map(({ kind, n }) => t('live.help', { kind: word('kind', kind), n }))
  const said = [...(more > 0 ? [[tn('live.written', more), ...named].join(' · ')] : [])]
  if (fewer > 0) said.push(tn('live.fewer', fewer))
  return said.join(' · ')
}
