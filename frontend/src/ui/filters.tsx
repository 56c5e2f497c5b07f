import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ValueCount } from '../api/types'
import { listOf, number, t, tn } from '../i18n'
import { day, distance } from '../i18n/format'
import { newestDay, preset, summary } from '../state/answers'
import { type Filters, hiddenConditions, noFilters, toggle } from '../state/filters'
import { askedMix, chooseKinds, clearFilters, filters, setFilters } from '../state/page'
import { isDay, type Period as PeriodOfDays, presetPeriod, presets } from '../state/period'
import { facetTitle, valueName } from '../state/sentence'
import { foundWithinDays, type Group, groups, groupsOf, type Kind, kindGroups, maxRadii } from '../state/words'
import { FailureOf, LoadingBar, Section } from './parts'

export function FilterPanel() {
  return (
    <div class="filters">
      <LoadingBar busy={summary.loading.value} />
      <Section title={t('filter.title')} aside={<ClearButton />}>
        <Period />
      </Section>
      <FailureOf of={summary} />
      <Kinds />
      <OtherFacets />
      <FromLink />
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

// --- period ---

function Period() {
  const newest = newestDay.value
  return (
    <fieldset class="period">
      <legend>{t('filter.period')}</legend>
      <div class="dates">
        <DateField
          id="from"
          label={t('filter.from')}
          value={filters.value.from}
          set={from => setPeriod({ from, until: filters.value.until })}
        />
        <DateField
          id="until"
          label={t('filter.until')}
          value={filters.value.until}
          set={until => setPeriod({ from: filters.value.from, until })}
        />
      </div>
      {newest && <p class="hint">{t('filter.back', { date: day(newest) })}</p>}
      <div class="row">
        {presets.map(name => (
          <button
            key={name}
            type="button"
            class="chip"
            aria-pressed={preset.value === name}
            disabled={!newest}
            onClick={() => newest && setFilters(presetPeriod(name, newest))}
          >
            {t(`preset.${name}`)}
          </button>
        ))}
      </div>
    </fieldset>
  )
}

/** Ends given the wrong way round are turned. */
function setPeriod({ from, until }: PeriodOfDays) {
  const turned = from !== '' && until !== '' && from > until
  setFilters(turned ? { from: until, until: from } : { from, until })
}

/** Takes a date once it is whole; an emptied field opens that end. */
function DateField(props: { id: string; label: string; value: string; set: (day: string) => void }) {
  const take = ({ value, validity }: HTMLInputElement) => {
    if (!validity.badInput && (value === '' || (isDay(value) && value >= '1900'))) props.set(value)
  }
  return (
    <label class="field" for={props.id}>
      <span>{props.label}</span>
      <input
        id={props.id}
        type="date"
        value={isDay(props.value) ? props.value : ''}
        onChange={event => take(event.currentTarget)}
      />
    </label>
  )
}

// --- kinds ---

function countsOf(list: readonly ValueCount[] | null | undefined): Map<string, number> {
  return new Map((list ?? []).map(({ value, n }) => [value, n]))
}

function Kinds() {
  const counts = countsOf(summary.data.value?.by_kind)
  return (
    <Section title={t('filter.kind')}>
      {groups.map(group => (
        <KindGroup key={group} group={group} counts={counts} />
      ))}
      {askedMix.value && <MixQuestion chosen={askedMix.value} />}
    </Section>
  )
}

function KindGroup(props: { group: Group; counts: Map<string, number> }) {
  const { group, counts } = props
  const members: readonly Kind[] = kindGroups[group]
  const chosen = filters.value.kinds
  const total = members.reduce((n, kind) => n + (counts.get(kind) ?? 0), 0)
  const most = Math.max(1, ...counts.values())
  const [single] = members
  if (members.length === 1 && single) return <KindRow kind={single} n={total} most={most} />
  return (
    <details class="group" open={groupsOf(chosen).includes(group) && chosen.length > 0}>
      <summary>
        <span class="group-name">{t(`group.${group}`)}</span>
        <span class="count">{number(total)}</span>
      </summary>
      {members.map(kind => (
        <KindRow key={kind} kind={kind} n={counts.get(kind) ?? 0} most={most} />
      ))}
      <button type="button" class="button quiet small" onClick={() => setFilters({ kinds: members })}>
        {t('filter.onlyLabel', { what: t(`group.${group}`) })}
      </button>
    </details>
  )
}

function KindRow(props: { kind: Kind; n: number; most: number }) {
  const chosen = filters.value.kinds
  return (
    <FacetRow
      name={t(`kind.${props.kind}`)}
      n={props.n}
      most={props.most}
      pressed={chosen.includes(props.kind)}
      toggle={() => chooseKinds(toggleKind(chosen, props.kind))}
      only={() => setFilters({ kinds: [props.kind] })}
    />
  )
}

/** Kinds stay in display order. */
function toggleKind(chosen: readonly Kind[], kind: Kind): Kind[] {
  const next = new Set(toggle(chosen, kind))
  return groups.flatMap(group => (kindGroups[group] as readonly Kind[]).filter(k => next.has(k)))
}

function MixQuestion(props: { chosen: readonly Kind[] }) {
  const { chosen } = props
  const before = groupsOf(filters.value.kinds)
  const added = groupsOf(chosen).find(group => !before.includes(group)) ?? 'other'
  const yes = useRef<HTMLButtonElement>(null)
  useEffect(() => yes.current?.focus(), [])
  const onlyAdded = chosen.filter(kind => (kindGroups[added] as readonly Kind[]).includes(kind))
  return (
    <div class="question" role="alertdialog" aria-labelledby="mix-ask" aria-describedby="mix-why">
      <p id="mix-ask">
        <strong>{t('mix.ask')}</strong>
      </p>
      <p id="mix-why">
        {t('mix.why', {
          groups: listOf(
            groupsOf(chosen).map(group => t(`group.${group}`)),
            'conjunction',
          ),
        })}
      </p>
      <div class="row">
        <button ref={yes} type="button" class="button" onClick={() => setFilters({ kinds: chosen })}>
          {t('mix.yes')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => setFilters({ kinds: onlyAdded.length > 0 ? onlyAdded : kindGroups[added] })}
        >
          {t('mix.only', { what: t(`group.${added}`) })}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            askedMix.value = null
          }}
        >
          {t('mix.no')}
        </button>
      </div>
    </div>
  )
}

// --- one row of any facet ---

interface RowProps {
  name: string
  nameLang?: string
  n: number
  most: number
  pressed: boolean
  toggle: () => void
  only: () => void
  blocked?: string
}

function FacetRow(props: RowProps) {
  const { name, n, most, pressed, blocked } = props
  return (
    <div class={n === 0 && !pressed ? 'facet dim' : 'facet'}>
      <button
        type="button"
        class="facet-main"
        aria-pressed={pressed}
        disabled={Boolean(blocked)}
        title={blocked}
        onClick={props.toggle}
      >
        <span class="tick" aria-hidden="true" />
        <span class="facet-name" lang={props.nameLang}>
          {name}
        </span>
        <span class="count">{number(n)}</span>
        <Bar share={n / most} />
      </button>
      {!blocked && (
        <button
          type="button"
          class="facet-only"
          aria-label={t('filter.onlyLabel', { what: name })}
          onClick={props.only}
        >
          {t('filter.only')}
        </button>
      )}
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
    </div>
  )
}

function Facet(props: { field: FacetField; param: string; counts: readonly ValueCount[] | null | undefined }) {
  const { field, param } = props
  const [all, showAll] = useState(false)
  const chosen = filters.value[field]
  const counts = countsOf(props.counts)
  const values = [...new Set([...counts.keys(), ...chosen])].filter(Boolean)
  if (values.length === 0) return null
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
          {...(param === 'land' || param === 'area' ? { nameLang: 'en' } : {})}
          n={counts.get(value) ?? 0}
          most={most}
          pressed={chosen.includes(value)}
          toggle={() => set(toggle(chosen, value))}
          only={() => set([value])}
          {...(value.includes(',') ? { blocked: t('filter.notSplit') } : {})}
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

function FacetBox(props: { title: string; chosen: number; children: ComponentChildren }) {
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

/** Conditions that came with a link and have no control here: shown, and removable. */
function FromLink() {
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
            {facetTitle(param)} {value.slice(0, 24)} × <span class="visually-hidden">{t('filter.remove')}</span>
          </button>
        ))}
      </div>
    </Section>
  )
}
