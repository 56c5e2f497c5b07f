import type { ComponentChildren } from 'preact'
import type { ValueCount } from '../api/types'
import { number, t } from '../i18n'

/** What every facet is made of: a box that opens, and rows that say what choosing them would give. */

export function countsOf(list: readonly ValueCount[] | null | undefined): Map<string, number> {
  return new Map((list ?? []).map(({ value, n }) => [value, n]))
}

export function FacetBox(props: { title: string; chosen: number; children: ComponentChildren }) {
  return (
    <details class="group" open={props.chosen > 0}>
      <summary>
        <span class="group-name">{props.title}</span>
        {props.chosen > 0 && <span class="count">{t('filter.chosen', { n: props.chosen })}</span>}
      </summary>
      {props.children}
    </details>
  )
}

interface RowProps {
  name: string
  nameLang?: string
  n: number
  /** No source in the store tells of it: its absence is no zero. */
  untold?: boolean
  most: number
  pressed: boolean
  toggle: () => void
  only: () => void
}

export function FacetRow(props: RowProps) {
  const { name, n, most, pressed } = props
  return (
    <div class={n === 0 && !pressed ? 'facet dim' : 'facet'}>
      <button type="button" class="facet-main" aria-pressed={pressed} onClick={props.toggle}>
        <span class="tick" aria-hidden="true" />
        <span class="facet-name" lang={props.nameLang}>
          {name}
        </span>
        <span class="count">{props.untold ? t('filter.untold') : number(n)}</span>
        <Bar share={n / most} />
      </button>
      <button type="button" class="facet-only" aria-label={t('filter.onlyLabel', { what: name })} onClick={props.only}>
        {t('filter.only')}
      </button>
    </div>
  )
}

/** A tiny bar; the number beside it says the same. */
function Bar(props: { share: number }) {
  return (
    <svg class="tiny-bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
      <rect width={Math.max(0, Math.min(1, props.share)) * 100} height="3" />
    </svg>
  )
}
