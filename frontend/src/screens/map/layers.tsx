import { useEffect } from 'preact/hooks'
import { t, tn } from '../../i18n'
import { distance } from '../../i18n/format'
import { overlayDashes } from '../../map/dashes'
import { cellsShown, layersShown, namesShown, opacity, shelfShown } from '../../state/legend'
import { fetchOverlays, type Overlay, orderOf, overlays } from '../../state/overlays'
import { setOwn } from '../../state/page'
import { theme } from '../../theme/apply'

/** What lies on the map beside the cells. shelf: whether saved corridors can be taken off it. */
export function Layers({ shelf = true }: { shelf?: boolean }) {
  useEffect(() => void fetchOverlays(), [])
  return (
    <>
      <Check
        id="layer-cells"
        text={t('layers.cells')}
        on={cellsShown.value}
        set={on => setOwn({ cells: on ? '' : 'off' })}
      />
      <Check
        id="layer-names"
        text={t('layers.names')}
        on={namesShown.value}
        set={on => setOwn({ names: on ? '' : 'off' })}
      />
      {shelf && (
        <Check
          id="layer-shelf"
          text={t('layers.shelf')}
          on={shelfShown.value}
          set={on => setOwn({ shelf: on ? '' : 'off' })}
        />
      )}
      {(overlays.value ?? []).map(overlay => (
        <Toggle key={overlay.name} overlay={overlay} />
      ))}
      <NoCredit />
      {overlays.value?.length === 0 && <p class="hint">{t('layers.none')}</p>}
      <Opacity />
    </>
  )
}

function Check(props: { id: string; text: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label class="check" for={props.id}>
      <input
        id={props.id}
        type="checkbox"
        checked={props.on}
        onChange={event => props.set(event.currentTarget.checked)}
      />
      <span>{props.text}</span>
    </label>
  )
}

function Toggle({ overlay }: { overlay: Overlay }) {
  const { name, title, credit, license, accuracy_m: accuracy } = overlay
  const shown = layersShown.value
  const set = (on: boolean) =>
    setOwn({ layers: (on ? [...shown, name].sort() : shown.filter(other => other !== name)).join() })
  const about = [credit, license, accuracy ? t('layers.accuracy', { distance: distance(accuracy) }) : '']
  return (
    <div class="layer">
      <Check id={`layer-${name}`} text={title} on={shown.includes(name)} set={set} />
      <Sample order={orderOf(name)} point={overlay.geometry === 'point'} />
      {about.some(Boolean) && <p class="hint">{about.filter(Boolean).join(' · ')}</p>}
    </div>
  )
}

/** Said once, with what an operator can do. */
function NoCredit() {
  const n = overlays.value?.filter(({ credit }) => !credit).length ?? 0
  return n > 0 ? <p class="hint">{tn('layers.noCredit', n)}</p> : null
}

function Sample({ order, point }: { order: number; point: boolean }) {
  const { overlays: colours } = theme.value.map
  const colour = colours[order % colours.length] ?? ''
  const dashes = overlayDashes[order % overlayDashes.length] ?? []
  return (
    <svg class="layer-sample" viewBox="0 0 28 12" aria-hidden="true">
      {point ? (
        <path d="M14 1 19 6 14 11 9 6z" fill={colour} />
      ) : (
        <path d="M0 6h28" stroke={colour} stroke-width="2" stroke-dasharray={dashes.join(' ')} />
      )}
    </svg>
  )
}

function Opacity() {
  const percent = Math.round(opacity.value * 100)
  return (
    <label class="field" for="cell-opacity">
      <span>{t('layers.opacity', { n: percent })}</span>
      <input
        id="cell-opacity"
        type="range"
        min="10"
        max="100"
        step="10"
        value={percent}
        onChange={event => {
          const { value } = event.currentTarget
          setOwn({ opacity: value === '100' ? '' : value })
        }}
      />
    </label>
  )
}
