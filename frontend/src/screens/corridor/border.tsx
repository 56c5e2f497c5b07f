import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { getJSON, isAbort, Problem } from '../../api/client'
import type { BorderPart } from '../../api/corridors'
import { number, t } from '../../i18n'
import { lengthText } from '../../i18n/format'
import { answer } from '../../state/answers'
import { tracked } from '../../state/server'
import { Failure, FailureOf, LoadingBar } from '../../ui/parts'
import { sheet } from '../../ui/sheet'
import { preview, showAll, take, way } from './making'

/** A part of the line between both countries, from km to km or crossing to crossing. */

const whole = answer<BorderPart>(() => (way.value === 'border' ? '/api/v1/border' : null))
const part = signal<BorderPart | null>(null)
const problem = signal<Problem | null>(null)

export function BorderWay() {
  const about = whole.data.value
  return (
    <div class="border-way">
      <p class="hint">{t('corridor.borderHint')}</p>
      <LoadingBar busy={whole.loading.value} />
      <FailureOf of={whole} />
      {about && <Ends about={about} />}
    </div>
  )
}

function Ends({ about }: { about: BorderPart }) {
  const [from, setFrom] = useState<number | null>(null)
  const [to, setTo] = useState<number | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => follow(from, to), [from, to, tries])
  return (
    <>
      <End id="border-from" title={t('corridor.fromKm')} about={about} value={from} set={setFrom} />
      <End id="border-to" title={t('corridor.toKm')} about={about} value={to} set={setTo} />
      {problem.value && <Failure problem={problem.value} retry={() => setTries(tries + 1)} />}
      {part.value && from !== null && (
        <p class="hint">
          {t('corridor.borderLength', { length: lengthText(part.value.length_km), from: number(from, 1) })}
        </p>
      )}
      <button
        type="button"
        class="button primary"
        disabled={!part.value}
        onClick={() => {
          if (part.value) take(part.value.line.coordinates)
          sheet.value = 'results'
        }}
      >
        {t('corridor.useLine')}
      </button>
    </>
  )
}

interface EndProps {
  id: string
  title: string
  about: BorderPart
  value: number | null
  set: (km: number | null) => void
}

/** A number, or a crossing that gives it. */
function End({ id, title, about, value, set }: EndProps) {
  const { from_km: least, to_km: most, crossings } = about
  return (
    <fieldset class="border-end">
      <legend>{title}</legend>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        aria-label={title}
        min={Math.ceil(least)}
        max={Math.floor(most)}
        step="any"
        value={value ?? ''}
        onInput={event => {
          const km = event.currentTarget.valueAsNumber
          set(Number.isFinite(km) ? Math.min(most, Math.max(least, km)) : null)
        }}
      />
      <select
        aria-label={t('corridor.atCrossing', { end: title })}
        value={String(crossings.find(({ km }) => km === value)?.km ?? '')}
        onChange={event => event.currentTarget.value && set(Number(event.currentTarget.value))}
      >
        <option value="">{t('corridor.crossing')}</option>
        {crossings.map(({ name, km }) => (
          <option key={name} value={String(km)}>
            {t('corridor.crossingAt', { name, km: number(km) })}
          </option>
        ))}
      </select>
    </fieldset>
  )
}

/** Shows the part between both ends as soon as they are known. */
function follow(from: number | null, to: number | null): () => void {
  part.value = null
  preview.value = null
  problem.value = null
  const abort = new AbortController()
  if (from !== null && to !== null && from !== to) void load(from, to, abort.signal)
  return () => abort.abort()
}

async function load(from: number, to: number, stop: AbortSignal) {
  try {
    part.value = await tracked(getJSON<BorderPart>(`/api/v1/border?from_km=${from}&to_km=${to}`, stop))
    preview.value = part.value.line.coordinates
    showAll(part.value.line.coordinates)
  } catch (cause) {
    if (!isAbort(cause)) problem.value = cause instanceof Problem ? cause : new Problem(0, String(cause))
  }
}
