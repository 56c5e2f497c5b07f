import { AreaMenu } from '../../ui/area'

/** What can be done with the map, at its top left. */
export function MapTools() {
  return (
    <div class="map-tools">
      <AreaMenu />
    </div>
  )
}
