import { useState } from 'preact/hooks'
import type { ValueCount } from '../api/types'
import { lang, t, tn } from '../i18n'
import { distance } from '../i18n/format'
import { landsInSpanish } from '../i18n/lands'
import { summary } from '../state/answers'
import { type Filters, hiddenConditions, noFilters, toggle } from '../state/filters'
import { clearFilters, filters, setFilters } from '../state/page'
import { conditionText, facetTitle, valueName } from '../state/sentence'
import { foundWithinDays, maxRadii } from '../state/words'
import { countsOf, FacetBox, FacetRow } from './facet'
import { Hours, Months } from './hours'
import { Kinds } from './kinds'
import { FailureOf, LoadingBar, Section } from './parts'

export function FilterPanel() {
  return (
    <div class="filters">
      <LoadingBar busy={summary.loading.value} />
      <FailureOf of={summary} />
      <Kinds aside={<ClearButton />} />
      <OtherFacets />
      <AlsoAsked />
    </div>
  )
}

function ClearButton() {
  return (
    <button type="button" class="button quiet" onClick={clearFilters}>
      {t('filter.clear')}
    </button>
  )
}

// --- the other facets ---

type FacetField = 'sources' | 'causes' | 'lands' | 'areas' | 'sides' | 'origins'

const shownFirst = 8

function OtherFacets() {
  const about = summary.data.value
  return (
    <div class="facets">
      <Facet field="sources" param="source" counts={about?.by_source} />
      <Facet field="causes" param="cause" counts={about?.by_cause} />
      <Facet field="lands" param="land" counts={about?.by_land} />
      <Facet field="areas" param="area" counts={about?.by_area} />
      <Facet field="sides" param="side" counts={about?.by_side} />
      <Facet field="origins" param="origin" counts={about?.by_origin} />
      <FoundWithin counts={about?.by_found_within_days} />
      <Precision />
      <Months />
      <Hours />
    </div>
  )
}

function Facet(props: { field: FacetField; param: string; counts: readonly ValueCount[] | null | undefined }) {
  const { field, param } = props
  const [all, showAll] = useState(false)
  const chosen = filters.value[field]
  const counts = countsOf(props.counts)
  const values = [...new Set([...counts.keys(), ...chosen])].filter(Boolean)
  if (values.length === 0 || saysNothing(values, counts, chosen)) return null
  values.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a.localeCompare(b))
  const most = Math.max(1, ...counts.values())
  const set = (next: readonly string[]) => setFilters({ [field]: next } as Partial<Filters>)
  const hidden = values.length - shownFirst
  return (
    <FacetBox title={facetTitle(param)} chosen={chosen.length}>
      {(all ? values : values.slice(0, shownFirst)).map(value => (
        <FacetRow
          key={value}
          name={valueName(param, value)}
          {...(inEnglish(param, value) ? { nameLang: 'en' } : {})}
          n={counts.get(value) ?? 0}
          most={most}
          pressed={chosen.includes(value)}
          toggle={() => set(toggle(chosen, value))}
          only={() => set([value])}
        />
      ))}
      {hidden > 0 && (
        <button type="button" class="button quiet small" onClick={() => showAll(!all)}>
          {all ? t('filter.less') : tn('filter.more', hidden)}
        </button>
      )}
    </FacetBox>
  )
}

/** A single value that every row has is no choice. */
function saysNothing(values: string[], counts: Map<string, number>, chosen: readonly string[]): boolean {
  const rows = [...counts.values()].reduce((n, count) => n + count, 0)
  return chosen.length === 0 && values.length === 1 && counts.get(values[0] ?? '') === rows
}

/** Lands and areas stay as the source names them, where we have no name of our own. */
export function inEnglish(param: string, value: string): boolean {
  return param === 'area' || (param === 'land' && !(lang.value === 'es' && value in landsInSpanish))
}

function FoundWithin(props: { counts: readonly ValueCount[] | null | undefined }) {
  const chosen = filters.value.foundWithin
  const counts = countsOf(props.counts)
  const known = foundWithinDays.map(String).filter(value => counts.has(value) || chosen.includes(value))
  if (known.length === 0) return null
  const most = Math.max(1, ...counts.values())
  return (
    <FacetBox title={t('filter.found_within_days')} chosen={chosen.length}>
      {known.map(value => (
        <FacetRow
          key={value}
          name={tn('filter.foundDays', Number(value))}
          n={counts.get(value) ?? 0}
          most={most}
          pressed={chosen.includes(value)}
          toggle={() => setFilters({ foundWithin: toggle(chosen, value) })}
          only={() => setFilters({ foundWithin: [value] })}
        />
      ))}
    </FacetBox>
  )
}

function Precision() {
  return (
    <label class="field wide" for="precision">
      <span>{t('filter.max_radius_m')}</span>
      <select
        id="precision"
        value={filters.value.maxRadiusM}
        onChange={event => setFilters({ maxRadiusM: event.currentTarget.value })}
      >
        <option value="">{t('filter.anyPrecision')}</option>
        {maxRadii.map(metres => (
          <option key={metres} value={String(metres)}>
            {distance(metres)}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Conditions from a link or the map that have no control here: shown, and removable. */
function AlsoAsked() {
  const conditions = hiddenConditions(filters.value)
  if (conditions.length === 0) return null
  return (
    <Section title={t('filter.also')}>
      <div class="row">
        {conditions.map(({ field, param, value }) => (
          <button
            key={param}
            type="button"
            class="chip"
            title={t('filter.remove')}
            onClick={() => setFilters({ [field]: noFilters[field] } as Partial<Filters>)}
          >
            {conditionText(param, value)} × <span class="visually-hidden">{t('filter.remove')}</span>
          </button>
        ))}
      </div>
    </Section>
  )
}
