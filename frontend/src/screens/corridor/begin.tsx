import { t, tn } from '../../i18n'
import { sheet } from '../../ui/sheet'
import { placing } from '../../ui/sketching'
import { closeWay, draw, type Way, way, ways } from './making'
import { lacksLine, Missing } from './missing'
import { doubtText, stretchText } from './say'
import { inHand, shownReport, stretch } from './state'

/**
 * On a phone the panels lie in a sheet that may be closed: what a link lacks, how to
 * begin, and what was found along the line in hand are said above it.
 */
export function Begin() {
  if (placing.value || sheet.value === 'results') return null
  return (
    <>
      {sheet.value === null && <Missing />}
      {inHand.value ? <Found /> : <Ways />}
    </>
  )
}

/** The count of the corridor, also while its width is chosen. */
function Found() {
  const { data, loading } = shownReport.value
  const report = data.value
  if (!report) return null
  const doubt = doubtText(report)
  const part = stretch.value
  return (
    <p class={loading.value ? 'found stale' : 'found'}>
      {part ? t('corridor.onlyStretch', { stretch: stretchText(part.fromKm, part.toKm) }) : t('corridor.alongIt')}:{' '}
      <strong>{tn('sentence.incidents', report.n)}</strong>
      {doubt && <> ({doubt})</>}
    </p>
  )
}

function Ways() {
  if (way.value || sheet.value || lacksLine.value) return null
  return (
    <div class="begin">
      <p>{t('corridor.begin')}</p>
      <div class="ways">
        {ways.map(name => (
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

function begin(name: Way) {
  closeWay()
  if (name === 'draw') return draw()
  way.value = name
  sheet.value = 'filters'
}
