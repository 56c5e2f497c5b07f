import { listOf, percent, t } from '../i18n'
import { momentOf } from '../i18n/format'
import { sources } from '../state/answers'
import { dropped } from '../state/page'
import { lastSync, readiness, server } from '../state/server'
import { LiteOffer } from './lite'

/** What the reader must know before anything on the map. */
export function Banners() {
  return (
    <section class="banners" aria-label={t('banner.label')}>
      {sources.data.value?.synthetic && <Synthetic />}
      <Server />
      <LiteOffer />
      {dropped.value.length > 0 && <StaleLink />}
    </section>
  )
}

function Synthetic() {
  return (
    <p class="banner synthetic">
      <strong>{t('banner.synthetic')}</strong> <span>{t('banner.syntheticMore')}</span>
    </p>
  )
}

function Server() {
  switch (server.value) {
    case 'gone':
      return (
        <p class="banner warn" role="alert">
          {lastSync.value ? t('banner.gone', { time: momentOf(lastSync.value) }) : t('banner.goneFirst')}
        </p>
      )
    case 'starting':
      return <Starting />
    case 'ok':
      return null
  }
}

function Starting() {
  const progress = readiness.value?.progress
  return (
    <p class="banner warn" role="status">
      {t('banner.starting')}{' '}
      {progress !== undefined && (
        <>
          <progress max={1} value={progress} aria-label={t('banner.starting')} />{' '}
          {t('banner.progress', { percent: percent(progress) })}
        </>
      )}
    </p>
  )
}

function StaleLink() {
  return (
    <p class="banner warn" role="status">
      {t('banner.link', { names: listOf([...new Set(dropped.value)]) })}{' '}
      <button
        type="button"
        class="button small"
        onClick={() => {
          dropped.value = []
        }}
      >
        {t('banner.close')}
      </button>
    </p>
  )
}
