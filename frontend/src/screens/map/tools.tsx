import { type Signal, signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { t } from '../../i18n'
import { AreaMenu } from '../../ui/area'
import { PopUp } from '../../ui/popup'

/** What can be done with the map, at its top left. */
export function MapTools() {
  return (
    <div class="map-tools">
      <AreaMenu />
      <ExportMenu />
    </div>
  )
}

const exportChoices: Signal<ComponentType | null> = signal(null)

/** Its code comes when it is first opened. */
function ExportMenu() {
  const Choices = exportChoices.value
  const fetchIt = async () => {
    exportChoices.value ??= (await import('./export/export')).ExportChoices
  }
  return (
    <PopUp label={t('export.menu')} below opened={() => void fetchIt()}>
      {Choices ? <Choices /> : <p class="hint">{t('sentence.loading')}</p>}
    </PopUp>
  )
}
