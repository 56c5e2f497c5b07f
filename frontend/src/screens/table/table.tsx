import { addWords, t } from '../../i18n'
import type { Parts } from '../parts'
import { tableWords } from './words'
import './table.css'

addWords(tableWords)

function Table() {
  return <h2>{t('table.title')}</h2>
}

export const parts: Parts = { Whole: Table }
