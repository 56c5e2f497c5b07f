import { addWords, t } from '../../i18n'
import type { Parts } from '../parts'
import { compareWords } from './words'
import './compare.css'

addWords(compareWords)

function Compare() {
  return <h2>{t('compare.title')}</h2>
}

export const parts: Parts = { Whole: Compare }
