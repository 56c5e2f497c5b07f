import { useRef, useState } from 'preact/hooks'
import { t } from '../i18n'
import { hourText, monthName, weekdayName } from '../i18n/format'
import { hoursOf, painted, paintHours, stretch } from '../state/cycle'
import { filters, setFilters } from '../state/page'
import { months, weekdays } from '../state/words'

/** Months, weekdays and hours as rows of small fields that are clicked, dragged over or walked with the arrow keys. */

export function MonthRow() {
  const chosen = filters.value.months.map(month => Number(month) - 1)
  return (
    <Cycle
      name={t('filter.monthRow')}
      slots={months.map((_, i) => ({ text: monthName(i, 'narrow'), label: monthName(i, 'long') }))}
      pressed={months.map((_, i) => chosen.includes(i))}
      paint={(slots, on) => setFilters({ months: painted(chosen, slots, on).map(i => String(i + 1)) })}
    />
  )
}

export function WeekdayRow() {
  const chosen = weekdays.flatMap((day, i) => (filters.value.days.includes(day) ? [i] : []))
  return (
    <Cycle
      name={t('filter.days')}
      slots={weekdays.map((_, i) => ({ text: weekdayName(i), label: weekdayName(i, 'long') }))}
      pressed={weekdays.map((_, i) => chosen.includes(i))}
      paint={(slots, on) =>
        setFilters({
          days: painted(chosen, slots, on)
            .map(i => weekdays[i] as string)
            .sort(),
        })
      }
    />
  )
}

/** Two hours to a field, so that each is large enough to hit; single hours are in the panel. */
const hoursEach = 2
const hourFields = Array.from({ length: 24 / hoursEach }, (_, i) => i * hoursEach)

export function HourRow() {
  const { hours } = filters.value
  const chosen = hoursOf(hours)
  return (
    <Cycle
      name={t('filter.hoursOnly')}
      slots={hourFields.map(h => ({
        text: String(h),
        label: t('sentence.hours', { from: hourText(h), until: hourText(h + hoursEach) }),
      }))}
      pressed={hourFields.map(h => {
        const here = stretch(h, h + hoursEach - 1).filter(hour => chosen.includes(hour))
        return here.length === hoursEach || (here.length > 0 ? 'mixed' : false)
      })}
      paint={(slots, on) => {
        const touched = slots.flatMap(i => stretch(i * hoursEach, (i + 1) * hoursEach - 1))
        setFilters({ hours: paintHours(hours, touched, on) })
      }}
    />
  )
}

interface CycleProps {
  name: string
  slots: readonly { text: string; label: string }[]
  pressed: readonly (boolean | 'mixed')[]
  paint: (slots: number[], on: boolean) => void
}

/** A drag over fields: from one to another, all set to what the first became. */
interface Stroke {
  from: number
  to: number
  on: boolean
}

function Cycle({ name, slots, pressed, paint }: CycleProps) {
  const row = useRef<HTMLFieldSetElement>(null)
  const [stroke, setStroke] = useState<Stroke | null>(null)
  const [at, setAt] = useState(0)
  const finish = () => {
    if (stroke) paint(stretch(stroke.from, stroke.to), stroke.on)
    setStroke(null)
  }
  const shown = (i: number) => {
    const touched = stroke && i >= Math.min(stroke.from, stroke.to) && i <= Math.max(stroke.from, stroke.to)
    return touched ? stroke.on : (pressed[i] ?? false)
  }
  const onKey = (event: KeyboardEvent, i: number) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const next = (i + step + slots.length) % slots.length
    if (event.shiftKey) paint([next], pressed[i] === true)
    setAt(next)
    row.current?.querySelectorAll('button')[next]?.focus()
  }
  return (
    <fieldset
      ref={row}
      class="cycle"
      aria-label={name}
      onPointerLeave={() => setStroke(null)}
      onPointerCancel={() => setStroke(null)}
    >
      <span class="cycle-name" aria-hidden="true">
        {name}
      </span>
      {slots.map(({ text, label }, i) => (
        <button
          key={label}
          type="button"
          tabIndex={i === at ? 0 : -1}
          aria-label={label}
          aria-pressed={shown(i)}
          title={label}
          data-text={text}
          onPointerDown={event => {
            if (event.button !== 0) return
            event.currentTarget.releasePointerCapture(event.pointerId)
            setAt(i)
            setStroke({ from: i, to: i, on: pressed[i] !== true })
          }}
          onPointerEnter={() => stroke && setStroke({ ...stroke, to: i })}
          onPointerUp={finish}
          onClick={event => event.detail === 0 && paint([i], pressed[i] !== true)}
          onKeyDown={event => onKey(event, i)}
        />
      ))}
    </fieldset>
  )
}
