import { t } from '../../i18n'
import { sheet } from '../../ui/sheet'
import { placing } from '../../ui/sketching'
import { closeWay, draw, way } from './making'
import { inHand } from './state'

const begins = ['draw', 'file', 'border'] as const

/** On a phone the ways to a line lie in a closed sheet: says how to begin, and begins. */
export function Begin() {
  if (inHand.value || way.value || placing.value || sheet.value) return null
  return (
    <div class="begin">
      <p>{t('corridor.begin')}</p>
      <div class="ways">
        {begins.map(name => (
          <button
            key={name}
            type="button"
            class={name === 'draw' ? 'button primary' : 'button'}
            onClick={() => begin(name)}
          >
            {t(`corridor.way.${name}`)}
          </button>
        ))}
      </div>
    </div>
  )
}

function begin(name: (typeof begins)[number]) {
  closeWay()
  if (name === 'draw') return draw()
  way.value = name
  sheet.value = 'filters'
}
