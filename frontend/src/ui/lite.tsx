import { t } from '../i18n'
import { chartsWanted, declineLite, lite, offersLite, setLite } from '../state/lite'

/** The switch for bad links. */
export function LiteSwitch() {
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={lite.value}
      title={t('lite.what')}
      onClick={() => setLite(!lite.value)}
    >
      {t('lite.name')}
    </button>
  )
}

/** Offered once, where the browser says that the link is slow or costs. */
export function LiteOffer() {
  if (!offersLite.value) return null
  return (
    <p class="banner" role="status">
      {t('lite.offer')} {t('lite.what')}{' '}
      <button type="button" class="button small" onClick={() => setLite(true)}>
        {t('lite.yes')}
      </button>{' '}
      <button type="button" class="button small" onClick={declineLite}>
        {t('lite.no')}
      </button>
    </p>
  )
}

/** In the place of charts, where data is saved. */
export function ChartsButton() {
  return (
    <p>
      <button
        type="button"
        class="button"
        onClick={() => {
          chartsWanted.value = true
        }}
      >
        {t('lite.charts')}
      </button>
    </p>
  )
}
