import { signal } from '@preact/signals'
import { t } from '../../i18n'
import { lazy } from '../../ui/lazy'
import { PopUp } from '../../ui/popup'
import { placing } from '../../ui/sketching'

const wanted = signal(false)
const Layers = lazy(async () => (await import('../map/layers')).Layers)

/** Roads, barriers and water beside the line: what a planner draws by. */
export function Over() {
  if (placing.value) return null
  return (
    <div class="map-tools">
      <PopUp label={t('layers.menu')} below opened={() => (wanted.value = true)}>
        {wanted.value && <Layers shelf={false} />}
      </PopUp>
    </div>
  )
}
