import { lang, listOf, t, tn } from '../../../i18n'
import { dayOf, distance, timeOf } from '../../../i18n/format'
import { canvasOf } from '../../../map/canvas'
import { overlayDashes } from '../../../map/dashes'
import { hatched } from '../../../map/hatch'
import { permalink } from '../../../state/address'
import { classes, hotspots, outside, pinned, res } from '../../../state/answers'
import { inradiusM } from '../../../state/cells'
import { type Overlay, orderOf, overlayCredits, overlaysShown } from '../../../state/overlays'
import { metric } from '../../../state/page'
import { theme } from '../../../theme/apply'
import { rampOf } from '../../../theme/themes'
import { comparedText } from '../../../ui/change'
import { rangeText } from '../../../ui/legend'
import { followPage } from '../../../ui/mappane'
import { notDrawn } from '../../../ui/notes'
import { credits, inWords, isSynthetic } from './files'

/** The map as a picture that explains itself: drawn anew by the same renderer, with what a reader must know around it. */

const dots = 2 // for each pixel of the screen
const pad = 24
const lineHeight = 20
const bannerHeight = 28
const legendWidth = 280 // of one row
const smallest = { width: 640, height: 420 }

export async function picture(): Promise<Blob> {
  await Promise.allSettled([400, 600].map(weight => document.fonts.load(`${weight} 14px "Noto Sans"`)))
  const { map, scale, done } = await drawMap()
  const sheet = new Sheet(map, scale)
  done()
  return sheet.png()
}

interface Scale {
  px: number
  text: string
}

/** The screen's map once more, beside the page, with more dots. */
async function drawMap() {
  const { makeMap } = await import('../../../map/openlayers')
  const target = document.createElement('div')
  const size = document.getElementById('map')?.getBoundingClientRect()
  target.className = 'off-page'
  target.style.width = `${Math.max(smallest.width, size?.width ?? 0)}px`
  target.style.height = `${Math.max(smallest.height, size?.height ?? 0)}px`
  document.body.append(target)
  const silent = { moved() {}, clicked() {}, hovered() {}, loading() {} }
  const map = makeMap(target, silent, theme.peek().map, lang.peek(), { pixelRatio: dots, still: true })
  const stops = [...followPage(map)]
  await map.idle()
  const bar = target.querySelector<HTMLElement>('.scale-inner')
  return {
    map: canvasOf(target),
    scale: { px: bar?.offsetWidth ?? 0, text: bar?.textContent ?? '' },
    done() {
      for (const stop of stops) stop()
      map.dispose()
      target.remove()
    },
  }
}

/** Title and filter above the map, legend and credits below it. */
class Sheet {
  private readonly canvas = document.createElement('canvas')
  private readonly draw: CanvasRenderingContext2D
  private readonly width: number
  private readonly ui = theme.peek().ui

  constructor(map: HTMLCanvasElement, scale: Scale) {
    const draw = this.canvas.getContext('2d')
    if (!draw) throw new Error('no canvas')
    this.draw = draw
    this.width = map.width / dots
    const mapHeight = map.height / dots
    this.font(14)
    const head = [inWords(), ...against()].flatMap(text => this.wrap(text, this.width - 2 * pad))
    const foot = this.footLines()
    const legend = [...legendOf(), ...overlaysShown().map(overlayRow)]
    const headHeight = 40 + head.length * lineHeight + 12
    const legendHeight = 30 + Math.ceil(legend.length / this.columns) * 26 + 8
    this.size(headHeight + mapHeight + legendHeight + foot.length * 16 + 12)
    this.title(head)
    draw.drawImage(map, 0, headHeight, this.width, mapHeight)
    this.north(headHeight + (isSynthetic() ? bannerHeight : 0))
    this.scale(scale, headHeight + mapHeight)
    if (isSynthetic()) this.synthetic(headHeight, mapHeight)
    this.legend(legend, headHeight + mapHeight)
    this.foot(foot, headHeight + mapHeight + legendHeight)
  }

  png(): Promise<Blob> {
    return new Promise((done, failed) =>
      this.canvas.toBlob(blob => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png'),
    )
  }

  private size(height: number) {
    this.canvas.width = this.width * dots
    this.canvas.height = height * dots
    this.draw.scale(dots, dots)
    this.draw.fillStyle = this.ui.panel
    this.draw.fillRect(0, 0, this.width, height)
    this.draw.textBaseline = 'alphabetic'
  }

  private font(px: number, weight = 400) {
    this.draw.font = `${weight} ${px}px "Noto Sans", sans-serif`
  }

  private title(lines: string[]) {
    this.draw.fillStyle = this.ui.text
    this.font(17, 600)
    this.draw.fillText(`Línea · ${t(`metric.${metric.peek()}`)}`, pad, 32)
    this.font(14)
    for (const [i, text] of lines.entries()) this.draw.fillText(text, pad, 56 + i * lineHeight)
  }

  private north(top: number) {
    const [x, y] = [this.width - 30, top + 18]
    this.draw.fillStyle = this.ui.text
    this.draw.strokeStyle = this.ui.panel
    this.draw.lineWidth = 3
    this.draw.beginPath()
    this.draw.moveTo(x, y)
    this.draw.lineTo(x + 8, y + 24)
    this.draw.lineTo(x, y + 18)
    this.draw.lineTo(x - 8, y + 24)
    this.draw.closePath()
    this.draw.stroke()
    this.draw.fill()
    this.haloed(t('export.north'), x, y + 40, 'center')
  }

  private scale({ px, text }: Scale, bottom: number) {
    const [x, y] = [pad, bottom - 18]
    this.draw.strokeStyle = this.ui.text
    this.draw.lineWidth = 2
    this.draw.beginPath()
    this.draw.moveTo(x, y - 8)
    this.draw.lineTo(x, y)
    this.draw.lineTo(x + px, y)
    this.draw.lineTo(x + px, y - 8)
    this.draw.stroke()
    this.haloed(text, x + px / 2, y - 6, 'center')
  }

  private haloed(text: string, x: number, y: number, align: CanvasTextAlign) {
    this.font(12, 600)
    this.draw.textAlign = align
    this.draw.strokeStyle = this.ui.panel
    this.draw.lineWidth = 3
    this.draw.strokeText(text, x, y)
    this.draw.fillStyle = this.ui.text
    this.draw.fillText(text, x, y)
    this.draw.textAlign = 'left'
  }

  private synthetic(top: number, height: number) {
    this.draw.fillStyle = '#ffd54a'
    this.draw.fillRect(0, top, this.width, bannerHeight)
    this.draw.fillStyle = '#000000'
    this.font(14, 600)
    this.draw.textAlign = 'center'
    this.draw.fillText(
      `${t('banner.synthetic')} · ${t('banner.syntheticMore')}`,
      this.width / 2,
      top + 19,
      this.width - pad,
    )
    this.draw.save()
    this.draw.translate(this.width / 2, top + height / 2)
    this.draw.rotate(-Math.PI / 9)
    this.draw.globalAlpha = 0.18
    this.draw.fillStyle = this.ui.text
    this.font(Math.round(this.width / 12), 600)
    this.draw.fillText(t('banner.synthetic'), 0, 0)
    this.draw.restore()
    this.draw.textAlign = 'left'
  }

  private get columns(): number {
    return Math.max(1, Math.floor((this.width - 2 * pad) / legendWidth))
  }

  private legend(rows: LegendRow[], top: number) {
    const resolution = res.peek()
    this.font(12)
    this.draw.fillStyle = this.ui.muted
    const size = resolution === null ? '' : t('legend.size', { distance: distance(2 * inradiusM(resolution)) })
    this.draw.fillText(size, pad, top + 22)
    for (const [i, row] of rows.entries()) {
      const x = pad + (i % this.columns) * legendWidth
      const y = top + 48 + Math.floor(i / this.columns) * 26
      if (row.shape === 'cell') this.hexagon(row, x, y)
      else this.mark(row, x, y)
      this.font(13)
      this.draw.fillStyle = this.ui.text
      this.draw.fillText(row.text, x + 30, y, legendWidth - 36)
    }
  }

  /** A piece of an overlay's line, or its point. */
  private mark({ shape, fill, dash = [] }: LegendRow, x: number, y: number) {
    this.draw.fillStyle = fill
    this.draw.strokeStyle = fill
    this.draw.lineWidth = 2
    this.draw.setLineDash([...dash])
    const path = new Path2D(shape === 'point' ? `M${x + 11} ${y - 11}l6 6-6 6-6-6z` : `M${x} ${y - 5}h23`)
    if (shape === 'point') this.draw.fill(path)
    else this.draw.stroke(path)
    this.draw.setLineDash([])
  }

  private hexagon({ fill }: LegendRow, x: number, y: number) {
    const path = new Path2D(`M${x + 5} ${y - 14}h12l6 9-6 9h-12l-6-9z`)
    this.draw.fillStyle = fill
    this.draw.fill(path)
    this.draw.strokeStyle = theme.peek().map.cellEdge
    this.draw.lineWidth = 1.2
    this.draw.stroke(path)
  }

  private footLines(): string[] {
    this.font(11)
    const made = t('export.made', { day: dayOf(new Date().toISOString()), time: timeOf(new Date()) })
    const left = notDrawn()
    const lines = [
      ...(left.length > 0 ? [`${t('note.title')}: ${left.join('; ')}.`] : []),
      `${t('footer.sources')}: ${listOf(credits())}`,
      [t('map.credit'), ...overlayCredits(), made].join(' · '),
      permalink(),
    ]
    return lines.flatMap(text => this.wrap(text, this.width - 2 * pad))
  }

  private foot(lines: string[], top: number) {
    this.font(11)
    this.draw.fillStyle = this.ui.muted
    for (const [i, text] of lines.entries()) this.draw.fillText(text, pad, top + 8 + i * 16)
  }

  /** Breaks at spaces, or anywhere where there are none. */
  private wrap(text: string, width: number): string[] {
    const lines = ['']
    const fits = (line: string) => this.draw.measureText(line).width <= width
    const parts = text.split(/(?<=[ &])/).flatMap(part => (fits(part) ? [part] : [...part]))
    for (const part of parts) {
      const line = lines.at(-1) ?? ''
      if (line && !fits(line + part)) lines.push(part)
      else lines[lines.length - 1] = line + part
    }
    return lines
  }
}

/** What a change is a change against: which days, and what is not told. */
function against(): string[] {
  const about = metric.peek() === 'count' ? null : hotspots.data.peek()
  if (!about) return []
  const beyond = outside.peek()
  return [comparedText(about), ...(beyond > 0 ? [tn('note.outside', beyond)] : [])]
}

interface LegendRow {
  shape: 'cell' | 'line' | 'point'
  fill: string | CanvasPattern
  dash?: readonly number[]
  text: string
}

function overlayRow({ name, title, geometry }: Overlay): LegendRow {
  const order = orderOf(name)
  const { overlays } = theme.peek().map
  return {
    shape: geometry === 'point' ? 'point' : 'line',
    fill: overlays[order % overlays.length] ?? '',
    dash: overlayDashes[order % overlayDashes.length] ?? [],
    text: title,
  }
}

function legendOf(): LegendRow[] {
  const { map } = theme.peek()
  if (metric.peek() === 'count') {
    const shown = classes.peek()
    const fills = rampOf(map, shown.length)
    return shown.map((range, i) => ({
      shape: 'cell',
      fill: fills[i] ?? '',
      text: `${rangeText(range, pinned.peek() !== null && i === shown.length - 1)} · ${tn('legend.cells', range.cells)}`,
    }))
  }
  const { more, fewer, fewerLine, same, few, noneLine } = map.change
  const fills = {
    hot: more,
    cold: hatched('level', fewerLine, fewer),
    not_significant: same,
    too_few: few,
    no_data: hatched('diagonal', noneLine, null),
  }
  const states = hotspots.data.peek()?.states ?? []
  return states
    .filter(({ cells }) => cells > 0)
    .map(({ state }) => ({ shape: 'cell', fill: fills[state], text: t(`state.${state}`) }))
}
