import { signal } from '@preact/signals'
import { t } from '../../i18n'
import { AreaMenu } from '../../ui/area'
import { lazy } from '../../ui/lazy'
import { PopUp } from '../../ui/popup'

const exportWanted = signal(false)
const ExportChoices = lazy(async () => (await import('./export/export')).ExportChoices)

/** What can be done with the map, at its top left. */
export function MapTools() {
  return (
    <div class="map-tools">
      <AreaMenu />
      <PopUp label={t('export.menu')} below opened={() => (exportWanted.value = true)}>
        {exportWanted.value && <ExportChoices />}
      </PopUp>
    </div>
  )
}
