import { useState } from 'preact/hooks'
import { t } from '../../i18n'
import { breaks, pinned } from '../../state/answers'
import { classMethod, methods } from '../../state/legend'
import { setOwn, setPins } from '../../state/page'

/** How the bounds of classes are found, or typed. */
export function ClassOptions() {
  return (
    <>
      <label class="field" for="class-method">
        <span>{t('classes.method')}</span>
        <select
          id="class-method"
          value={classMethod.value}
          disabled={pinned.value !== null}
          onChange={event => setOwn({ classes: event.currentTarget.value === 'equal' ? 'equal' : '' })}
        >
          {methods.map(name => (
            <option key={name} value={name}>
              {t(`classes.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <ByHand />
    </>
  )
}

const mostClasses = 9
const least = 1

/** Bounds as a list of first counts; a list that makes no sense is said to be none. */
function ByHand() {
  const shown = pinned.value?.from ?? breaks.data.value?.breaks?.map(({ from }) => from) ?? []
  const [wrong, setWrong] = useState(false)
  const take = (text: string) => {
    const from = boundsIn(text)
    const resolution = breaks.data.peek()?.res
    setWrong(!from)
    if (from && resolution !== undefined) setPins({ resolution, from })
  }
  return (
    <label class="field" for="class-bounds">
      <span>{t('classes.hand')}</span>
      <input
        id="class-bounds"
        type="text"
        inputMode="numeric"
        value={shown.join(', ')}
        aria-invalid={wrong}
        aria-describedby="class-bounds-hint"
        onChange={event => take(event.currentTarget.value)}
      />
      <span class="hint" id="class-bounds-hint">
        {t(wrong ? 'classes.wrong' : 'classes.handHint')}
      </span>
    </label>
  )
}

/** Whole numbers that rise from 1, or null. */
export function boundsIn(text: string): number[] | null {
  const numbers = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number)
  const from = numbers[0] === least ? numbers : [least, ...numbers]
  const good = from.every((n, i) => Number.isInteger(n) && n < 1e7 && (i === 0 || n > (from[i - 1] ?? 0)))
  return good && numbers.length > 0 && from.length <= mostClasses ? from : null
}
