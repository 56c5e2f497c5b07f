import { t } from '../i18n'
import { hourText, weekdayName } from '../i18n/format'
import { summary } from '../state/answers'
import { toggle } from '../state/filters'
import { filters, setFilters } from '../state/page'
import { weekdays } from '../state/words'
import { hoursNeeded, knownHours } from './chart'
import { FacetBox } from './facet'

/** Hours and weekdays; only where enough rows have an hour, or where they are asked for. */
export function Hours() {
  const about = summary.data.value
  const { hours, days } = filters.value
  const known = about ? knownHours(about.hour_by_day) : 0
  if (known < hoursNeeded && !hours && days.length === 0) return null
  return (
    <FacetBox title={t('filter.hours')} chosen={(hours ? 1 : 0) + days.length}>
      <div class="dates">
        <FromHour />
        <UntilHour />
      </div>
      <div class="row weekdays">
        {weekdays.map((day, i) => (
          <button
            key={day}
            type="button"
            class="chip"
            aria-pressed={days.includes(day)}
            title={weekdayName(i, 'long')}
            onClick={() => setFilters({ days: toggle(days, day) })}
          >
            {weekdayName(i)}
          </button>
        ))}
      </div>
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
