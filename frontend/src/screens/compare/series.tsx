import { number, t, tn } from '../../i18n'
import { bin, dayOf } from '../../i18n/format'
import { Figure } from '../../ui/chart'
import { FailureOf, LoadingBar } from '../../ui/parts'
import { type Stretch, stretches } from './periods'
import { comparison, series, sides, stretchOfSides } from './state'
import { periodText } from './texts'

/** Two periods laid over each other, each counted from its first day. */
export function Series() {
  const [a, b] = [series.a.data.value, series.b.data.value]
  return (
    <div class="series">
      <LoadingBar busy={series.a.loading.value || series.b.loading.value} />
      <FailureOf of={series.a} />
      <FailureOf of={series.b} />
      {a && b && <Overlay a={a.series} b={b.series} />}
    </div>
  )
}

type Bins = { bins: { start: string; n: number }[] | null; unknown: number }

function Overlay(props: { a: Bins; b: Bins }) {
  const [stretch, both] = [stretchOfSides.value, sides.value]
  if (!stretch || !both) return null
  const [a, b] = [stretches(props.a.bins ?? [], stretch.each), stretches(props.b.bins ?? [], stretch.each)]
  const step = stretch.step === 'month' ? 'month' : 'day'
  const each = tn(`compare.seriesEach.${stretch.step}`, stretch.each)
  const rough = props.a.unknown + props.b.unknown
  const length = Math.max(a.length, b.length)
  const [allA, allB] = [a, b].map(side => side.reduce((sum, { n }) => sum + n, 0)) as [number, number]
  const counted = comparison.data.value
  const drawn =
    counted?.n_used === allA && counted.n_before === allB ? '' : t('compare.seriesAll', { a: allA, b: allB })
  return (
    <>
      <ul class="lines">
        <li>
          <LineKey side="a" /> {t('compare.lineA', ends(both.a))}
        </li>
        <li>
          <LineKey side="b" /> {t('compare.lineB', ends(both.b))}
        </li>
      </ul>
      <Figure
        title={t('compare.series')}
        summary={`${each}, ${t('compare.seriesFrom')}`}
        note={[drawn, rough > 0 && tn('compare.seriesRough', rough)].filter(Boolean).join(' ')}
        drawing={
          <Drawing
            a={a}
            b={b}
            label={`${t('compare.series')}: ${periodText(both.a)}; ${periodText(both.b)}`}
            step={step}
          />
        }
        table={{
          head: [t('compare.startA'), 'A', t('compare.startB'), 'B'],
          rows: Array.from({ length }, (_, i) => [
            startOf(a[i], step),
            a[i]?.n ?? '–',
            startOf(b[i], step),
            b[i]?.n ?? '–',
          ]),
        }}
      />
    </>
  )
}

function ends({ from, until }: { from: string; until: string }) {
  return { from: dayOf(from), until: dayOf(until) }
}

function startOf(stretch: Stretch | undefined, step: 'month' | 'day'): string {
  return stretch ? bin(stretch.from, step) : '–'
}

function LineKey({ side }: { side: 'a' | 'b' }) {
  return (
    <svg class="line-key" viewBox="0 0 40 12" aria-hidden="true">
      <path class={`line-${side}`} d="M1 6h38" />
      {side === 'a' ? (
        <circle class="dot-a" cx="20" cy="6" r="4" />
      ) : (
        <rect class="dot-b" x="16.5" y="2.5" width="7" height="7" />
      )}
    </svg>
  )
}

const [width, height, left, foot, top] = [900, 300, 44, 26, 14]

/** A is a thick line with discs, B a thin dashed one with empty squares: told apart without colour. */
function Drawing(props: { a: Stretch[]; b: Stretch[]; label: string; step: 'month' | 'day' }) {
  const { a, b, label, step } = props
  const length = Math.max(a.length, b.length, 2)
  const most = Math.max(1, ...a.map(s => s.n), ...b.map(s => s.n))
  const x = (i: number) => left + ((i + 0.5) * (width - left)) / length
  const y = (n: number) => height - foot - (n * (height - foot - top)) / most
  const path = (points: Stretch[]) =>
    points.map(({ n }, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(n).toFixed(1)}`).join('')
  const title = (side: string, { from, n }: Stretch) => `${side}, ${bin(from, step)}: ${number(n)}`
  return (
    <svg class="chart overlay" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {[0, Math.round(most / 2), most].map(n => (
        <g key={n}>
          <line class="grid" x1={left} x2={width} y1={y(n)} y2={y(n)} />
          <text class="tick-text" x={left - 8} y={y(n) + 4} text-anchor="end">
            {number(n)}
          </text>
        </g>
      ))}
      <path class="line-b" d={path(b)} />
      <path class="line-a" d={path(a)} />
      {b.map((stretch, i) => (
        <rect key={stretch.from} class="dot-b" x={x(i) - 4} y={y(stretch.n) - 4} width="8" height="8">
          <title>{title('B', stretch)}</title>
        </rect>
      ))}
      {a.map((stretch, i) => (
        <circle key={stretch.from} class="dot-a" cx={x(i)} cy={y(stretch.n)} r="4.5">
          <title>{title('A', stretch)}</title>
        </circle>
      ))}
      <Feet a={a} x={x} step={step} />
    </svg>
  )
}

const feet = 6

/** Dates of A below some of the points. */
function Feet(props: { a: Stretch[]; x: (i: number) => number; step: 'month' | 'day' }) {
  const every = Math.max(1, Math.ceil(props.a.length / feet))
  return (
    <>
      {props.a.map(
        ({ from }, i) =>
          i % every === 0 && (
            <text key={from} class="tick-text" x={props.x(i)} y={height - 6} text-anchor="middle">
              {bin(from, props.step)}
            </text>
          ),
      )}
    </>
  )
}
