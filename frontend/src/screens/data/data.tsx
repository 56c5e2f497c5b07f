import { addWords, t } from '../../i18n'
import type { Parts } from '../parts'
import { dataWords } from './words'
import './data.css'

addWords(dataWords)

function Data() {
  return <h2>{t('data.title')}</h2>
}

export const parts: Parts = { Whole: Data }
