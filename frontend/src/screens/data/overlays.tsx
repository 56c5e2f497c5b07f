import type { OverlayItem } from '../../api/types'
import { t, tn } from '../../i18n'
import { distance } from '../../i18n/format'
import { FailureOf, Section } from '../../ui/parts'
import { overlays } from './answers'

/** The files of the folder of overlays: whose they are, how exact they say they are, which could not be used. */
export function Overlays() {
  const all = overlays.data.value?.overlays ?? []
  const uncredited = all.filter(({ credit }) => !credit).length
  const problems = overlays.data.value?.problems ?? []
  return (
    <Section title={t('data.overlays')}>
      <FailureOf of={overlays} />
      {overlays.data.value && all.length === 0 && <p class="hint">{t('data.overlaysNone')}</p>}
      <ul class="data-list">
        {all.map(overlay => (
          <Overlay key={overlay.name} overlay={overlay} />
        ))}
        {problems.map(({ file, detail }) => (
          <li key={file} class="failure">
            <strong>{file}</strong> {t('data.overlayBad')} <span lang="en">{detail}</span>
          </li>
        ))}
      </ul>
      {uncredited > 0 && <p class="hint">{tn('data.creditNone', uncredited)}</p>}
    </Section>
  )
}

function Overlay({ overlay }: { overlay: OverlayItem }) {
  return (
    <li>
      <strong>{overlay.title}</strong>, {tn('data.features', overlay.features)},{' '}
      {overlay.accuracy_m === null
        ? t('data.accuracyUnknown')
        : t('data.accuracy', { distance: distance(overlay.accuracy_m) })}
      .{overlay.credit && <span lang="en"> {overlay.credit}</span>}
      {overlay.license && <span lang="en"> ({overlay.license})</span>}
    </li>
  )
}
