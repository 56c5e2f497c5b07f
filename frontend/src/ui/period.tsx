import { t } from '../i18n'
import { day } from '../i18n/format'
import { newestDay, preset } from '../state/answers'
import { filters, setFilters } from '../state/page'
import { isDay, type Period, presetPeriod, presets } from '../state/period'

/** The period as two dates that can be typed; both are inclusive. */
export function Dates() {
  const { from, until } = filters.value
  return (
    <fieldset class="dates" aria-label={t('filter.period')}>
      <DateField id="from" label={t('filter.from')} value={from} set={from => setPeriod({ from, until })} />
      <DateField id="until" label={t('filter.until')} value={until} set={until => setPeriod({ from, until })} />
    </fieldset>
  )
}

/** Periods counted back from the newest record, which is named. */
export function Presets() {
  const newest = newestDay.value
  return (
    <>
      {newest && <span class="hint back">{t('filter.back', { date: day(newest) })}</span>}
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
    </>
  )
}

/** Ends given the wrong way round are turned. */
function setPeriod({ from, until }: Period) {
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
