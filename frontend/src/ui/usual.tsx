import type { ComponentChildren } from 'preact'
import { t } from '../i18n'
import { cellUsual, latestYear, overall } from '../state/answers'
import { comparedText, ratioText } from './change'
import { FailureOf, LoadingBar } from './parts'

/** How what is counted stands to what is usual, with its interval; never a ratio where there is too little to tell. */

/** All that match, or those of the latest year, against the same part of the years before. */
export function OverallUsual() {
  const of = latestYear.data.value?.comparison.length ? latestYear : overall
  const about = of.data.value
  return (
    <Usual of={of}>
      {about && (
        <>
          <p>
            {about.comparison.length > 0 && <strong>{t(`usual.${about.overall.reading}`)}.</strong>}{' '}
            {about.overall.reading !== 'too_few' &&
              about.overall.ratio !== null &&
              `${t('usual.times', { ratio: ratioText(about.overall) })}.`}
          </p>
          <p class="hint">{comparedText(about)}</p>
        </>
      )}
    </Usual>
  )
}

/** One cell and its six neighbours, whose share of all is held against their share before. */
export function CellUsual() {
  const about = cellUsual.data.value
  const found = about?.cells[0]
  if (found?.state === 'no_data') return null
  return (
    <Usual of={cellUsual}>
      {about && found && (
        <>
          <p>
            <strong>{t(`state.${found.state}`)}.</strong>{' '}
            {found.state !== 'too_few' &&
              found.rr !== null &&
              `${t('usual.cell', { ratio: ratioText({ ratio: found.rr, lo: found.rr_lo, hi: found.rr_hi }) })}.`}
          </p>
          <p class="hint">
            {comparedText(about)} {t('usual.many')}
          </p>
        </>
      )}
    </Usual>
  )
}

function Usual({ of, children }: { of: typeof overall | typeof cellUsual; children: ComponentChildren }) {
  if (!of.data.value && !of.error.value && !of.loading.value) return null
  return (
    <div class="change usual">
      <LoadingBar busy={of.loading.value} />
      <h3>{t('usual.title')}</h3>
      <FailureOf of={of} />
      {children}
    </div>
  )
}
