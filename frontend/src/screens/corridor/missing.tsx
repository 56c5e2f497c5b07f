import { computed } from '@preact/signals'
import { t } from '../../i18n'
import { brokenLine, lostStretch, putAway, setStretch, unknownId } from './state'

/** The link names no line that can be shown. */
export const lacksLine = computed(() => Boolean(unknownId.value || brokenLine.value))

/** What of a link cannot be shown. */
export function Missing() {
  const texts = [
    unknownId.value && t('corridor.unknown', { id: unknownId.value }),
    brokenLine.value && t('corridor.broken'),
    lostStretch.value && t('corridor.lostStretch', { km: lostStretch.value }),
  ].filter(Boolean)
  if (texts.length === 0) return null
  return (
    <div class="section">
      <div class="failure" role="alert">
        {texts.map(text => (
          <p key={text}>{text}</p>
        ))}
        <button type="button" class="button" onClick={lostStretch.value ? () => setStretch(null) : putAway}>
          {t('corridor.dismiss')}
        </button>
      </div>
    </div>
  )
}
