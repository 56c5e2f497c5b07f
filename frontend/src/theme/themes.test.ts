import { describe, expect, it } from 'vitest'
import { rampOf, themeNames, themes } from './themes'

function luminance(hex: string): number {
  const channel = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number]
  return (x + 0.05) / (y + 0.05)
}

describe.each(themeNames)('the %s theme', name => {
  const { ui, map, scheme } = themes[name]

  it('has readable text (4.5:1) on every surface', () => {
    for (const back of [ui.page, ui.panel, ui.raised, ui.soft]) {
      for (const ink of [ui.text, ui.muted]) expect(contrast(ink, back), `${ink} on ${back}`).toBeGreaterThan(4.5)
    }
    expect(contrast(ui['on-accent'], ui.accent)).toBeGreaterThan(4.5)
    expect(contrast(ui['warn-text'], ui['warn-back'])).toBeGreaterThan(4.5)
    expect(contrast(ui.error, ui.panel)).toBeGreaterThan(4.5)
    for (const ink of [map.label, map.labelMinor]) expect(contrast(ink, map.halo)).toBeGreaterThan(4.5)
  })

  it('has visible edges (3:1): controls, focus, cells on land, the selected cell', () => {
    expect(contrast(ui.control, ui.panel)).toBeGreaterThan(3)
    expect(contrast(ui.focus, ui.panel)).toBeGreaterThan(3)
    expect(contrast(ui.bar, ui.panel)).toBeGreaterThan(3)
    expect(contrast(map.cellEdge, map.land)).toBeGreaterThan(3)
    expect(contrast(map.selected, map.selectedHalo)).toBeGreaterThan(3)
  })

  it('orders its ramp by luminance, away from the land', () => {
    const lights = map.ramp.map(luminance)
    const sorted = [...lights].sort((a, b) => (scheme === 'light' ? b - a : a - b))
    expect(lights).toEqual(sorted)
  })

  it('gives each of up to five classes a colour of its own', () => {
    for (let n = 1; n <= 5; n++) expect(new Set(rampOf(map, n)).size).toBe(n)
    expect(rampOf(map, 0)).toHaveLength(1)
  })
})
