import { computed } from '@preact/signals'
import { t } from '../i18n'
import { hourText } from '../i18n/format'
import { summary } from '../state/answers'
import { asksClock } from '../state/filters'
import { filters, setFilters } from '../state/page'
import { hoursNeeded, knownHours } from './chart'
import { MonthRow, WeekdayRow } from './cycles'
import { FacetBox } from './facet'

/** Months of the year: of all rows but those known to the year only. */
export function Months() {
  return (
    <FacetBox title={t('filter.months')} chosen={filters.value.months.length}>
      <MonthRow />
      <p class="hint">{t('filter.monthsHint')}</p>
    </FacetBox>
  )
}

/** Whether enough rows have an hour to ask for hours and weekdays, or they are asked for. */
export const offersHours = computed(() => {
  const about = summary.data.value
  return asksClock(filters.value) || (about !== null && knownHours(about.hour_by_day) >= hoursNeeded)
})

/** Hours and weekdays; only where enough rows have an hour, or where they are asked for. */
export function Hours() {
  const { hours, days } = filters.value
  if (!offersHours.value) return null
  return (
    <FacetBox title={t('filter.hours')} chosen={(hours ? 1 : 0) + days.length}>
      <div class="dates">
        <FromHour />
        <UntilHour />
      </div>
      <WeekdayRow />
      <p class="hint">{t('filter.hoursHint')}</p>
    </FacetBox>
  )
}

/** Both ends in hours, '' for none; midnight as an end is 24. */
function ends(): [string, string] {
  const [from = '', until = ''] = filters.value.hours.split('-').map(text => (text ? String(Number(text)) : ''))
  return [from, until === '0' ? '24' : until]
}

function FromHour() {
  const [from, until] = ends()
  return (
    <HourField
      id="hour-from"
      label={t('filter.hourFrom')}
      value={from}
      hours={Array.from({ length: 24 }, (_, h) => h).filter(h => String(h) !== until)}
      set={hour => setFilters({ hours: hour && `${hour}-${until || '24'}` })}
    />
  )
}

function UntilHour() {
  const [from, until] = ends()
  return (
    <HourField
      id="hour-until"
      label={t('filter.hourUntil')}
      value={until}
      hours={Array.from({ length: 24 }, (_, h) => h + 1).filter(h => String(h) !== from)}
      set={hour => setFilters({ hours: hour && `${from || '0'}-${hour}` })}
    />
  )
}

function HourField(props: { id: string; label: string; value: string; hours: number[]; set: (hour: string) => void }) {
  return (
    <label class="field" for={props.id}>
      <span>{props.label}</span>
      <select id={props.id} value={props.value} onChange={event => props.set(event.currentTarget.value)}>
        <option value="">{t('filter.anyHour')}</option>
        {props.hours.map(hour => (
          <option key={hour} value={String(hour)}>
            {hourText(hour)}
          </option>
        ))}
      </select>
    </label>
  )
}
