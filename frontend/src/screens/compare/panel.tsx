import { t, tn } from '../../i18n'
import { dayOf } from '../../i18n/format'
import { type MapGroup, SideMap } from '../../ui/sidemap'
import { finerAt, type Panel, sharedClasses, speaks } from './state'
import { periodText } from './texts'

/** A map: which side, of which days, with what. */
interface MapOf {
  name: string | undefined
  period: Panel['period']
  panel: Panel | undefined
}

export function PanelMap(props: MapOf & { group: MapGroup }) {
  const { group, name, period, panel } = props
  return (
    <SideMap
      group={group}
      label={mapLabel(name, period)}
      tiles={panel?.tiles ?? null}
      resAt={finerAt}
      breaks={sharedClasses.value}
    />
  )
}

function mapLabel(name: string | undefined, period: Panel['period']): string {
  const ends = { from: dayOf(period.from), until: dayOf(period.until) }
  return name
    ? t('compare.map', { name: t(name === 'A' ? 'compare.a' : 'compare.b'), ...ends })
    : t('compare.mapOf', ends)
}

export function Caption(props: MapOf) {
  const { name, period, panel } = props
  const about = panel?.cells.data.value
  const covered = speaks(period)
  return (
    <p class={panel?.cells.loading.value ? 'caption stale' : 'caption'}>
      {name && <strong class="side-name">{name}</strong>} <strong>{periodText(period)}</strong>
      <br />
      {about && covered !== 'none' && (
        <span>
          {tn('compare.drawn', about.n_used)}
          {about.n_excluded.imprecise > 0 && (
            <span class="muted">, {t('compare.notDrawn', { n: about.n_excluded.imprecise })}</span>
          )}
        </span>
      )}
      {covered === 'none' && <span class="muted">{t('compare.noSource')}</span>}
      {covered === 'part' && <span class="muted"> {t('compare.partSource')}</span>}
    </p>
  )
}
