import { t } from '../i18n'
import { distance } from '../i18n/format'
import { type Found, foundPlace, nearRadiiM, writeNear } from '../state/near'
import { filters, phase, setFilters } from '../state/page'

/** After a search: only what lies so near the place. */
export function NearPlace() {
  const place = foundPlace.value
  if (!place || phase.value !== 'ready') return null
  return (
    <fieldset class="near" aria-labelledby="near-name">
      <span id="near-name">{t('near.title', { place: place.name })}</span>
      {nearRadiiM().map(radiusM => (
        <Within key={radiusM} place={place} radiusM={radiusM} />
      ))}
      <button
        type="button"
        class="button quiet small"
        onClick={() => {
          foundPlace.value = null
        }}
      >
        {t('panel.close')}
      </button>
    </fieldset>
  )
}

function Within(props: { place: Found; radiusM: number }) {
  const { place, radiusM } = props
  const near = writeNear({ ...place, radiusM })
  const pressed = filters.value.near === near
  return (
    <button type="button" class="chip" aria-pressed={pressed} onClick={() => setFilters({ near: pressed ? '' : near })}>
      {distance(radiusM)}
    </button>
  )
}
