import { addWords, t } from '../../i18n'
import { startSketch } from '../../ui/sketching'
import type { Parts } from '../parts'
import { corridorWords } from './words'
import './corridor.css'

addWords(corridorWords)

function Corridor() {
  return (
    <section class="section">
      <h2>{t('corridor.title')}</h2>
      <button type="button" class="button primary" onClick={() => startSketch({ kind: 'line', finished: () => {} })}>
        {t('corridor.draw')}
      </button>
    </section>
  )
}

export const parts: Parts = { Left: Corridor }
