import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { listOf, number, t } from '../i18n'
import { summary, untold } from '../state/answers'
import { toggle } from '../state/filters'
import { askedMix, chooseKinds, filters, setFilters } from '../state/page'
import { type Group, groups, groupsOf, type Kind, kindGroups } from '../state/words'
import { countsOf, FacetRow } from './facet'
import { Section } from './parts'

/** Kinds in their groups. Groups are mixed only when the reader says so. */
export function Kinds(props: { aside: ComponentChildren }) {
  const counts = countsOf(summary.data.value?.by_kind)
  return (
    <Section title={t('filter.kind')} aside={props.aside}>
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
        <span class="count">{members.every(untold) ? t('filter.untold') : number(total)}</span>
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
      untold={untold(props.kind)}
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
