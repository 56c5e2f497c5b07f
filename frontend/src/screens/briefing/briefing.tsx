import { addWords, t } from '../../i18n'
import type { Parts } from '../parts'
import { briefingWords } from './words'
import './briefing.css'

addWords(briefingWords)

function Briefing() {
  return <h2>{t('briefing.title')}</h2>
}

export const parts: Parts = { Whole: Briefing }
