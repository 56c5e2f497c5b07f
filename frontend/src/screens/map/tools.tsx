import { signal } from '@preact/signals'
import { t } from '../../i18n'
import { AreaMenu } from '../../ui/area'
import { lazy } from '../../ui/lazy'
import { PopUp } from '../../ui/popup'

const layersWanted = signal(false)
const Layers = lazy(async () => (await import('./layers')).Layers)
const exportWanted = signal(false)
const ExportChoices = lazy(async () => (await import('./export/export')).ExportChoices)

/** What can be done with the map, at its top left. */
export function MapTools() {
  return (
    <div class="map-tools">
      <AreaMenu />
      <PopUp label={t('layers.menu')} below opened={() => (layersWanted.value = true)}>
        {layersWanted.value && <Layers />}
      </PopUp>
      <PopUp label={t('export.menu')} below opened={() => (exportWanted.value = true)}>
        {exportWanted.value && <ExportChoices />}
      </PopUp>
    </div>
  )
}
