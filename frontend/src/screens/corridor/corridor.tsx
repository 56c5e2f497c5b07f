import { addWords, t } from '../../i18n'
import type { Parts } from '../parts'
import { corridorWords } from './words'
import './corridor.css'

addWords(corridorWords)

function Corridor() {
  return <h2>{t('corridor.title')}</h2>
}

export const parts: Parts = { Left: Corridor }
