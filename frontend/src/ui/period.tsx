import { t } from '../i18n'
import { day } from '../i18n/format'
import { newestDay, preset } from '../state/answers'
import { filters, setFilters } from '../state/page'
import { isDay, type Period as PeriodOfDays, presetPeriod, presets } from '../state/period'

/** Two dates, and presets counted back from the newest record. */
export function Period() {
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
