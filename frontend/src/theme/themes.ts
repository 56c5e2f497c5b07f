/** Every colour of the app, for panels, map and legend alike. Luminance of each ramp is monotone. */

export const themeNames = ['light', 'dark', 'contrast'] as const
export type ThemeName = (typeof themeNames)[number]

export interface MapColours {
  land: string
  water: string
  coast: string
  stateEdge: string
  countyEdge: string
  line: string
  lineHalo: string
  label: string
  labelMinor: string
  halo: string
  cellEdge: string
  selected: string
  selectedHalo: string
  /** Class fills, few to many. */
  ramp: readonly [string, string, string, string, string]
  /** Change against usual, PuOr: orange for more, purple for fewer. */
  change: ChangeColours
  /** Layers of the operator's own, one after the other. */
  overlays: readonly string[]
}

export interface ChangeColours {
  more: string
  fewer: string
  /** Level lines over "fewer", so that it is told from "more" without colour. */
  fewerLine: string
  same: string
  few: string
  /** Diagonal lines where there is no data. */
  noneLine: string
  /** Between cells that do not stand out. */
  thinEdge: string
}

export interface Theme {
  scheme: 'light' | 'dark'
  /** Custom properties of the style sheet, without the leading dashes. */
  ui: Record<UIColour, string>
  map: MapColours
}

type UIColour =
  | 'page'
  | 'panel'
  | 'raised'
  | 'text'
  | 'muted'
  | 'edge'
  | 'control'
  | 'accent'
  | 'on-accent'
  | 'soft'
  | 'bar'
  | 'focus'
  | 'warn-back'
  | 'warn-text'
  | 'error'

const light: Theme = {
  scheme: 'light',
  ui: {
    page: '#eceae4',
    panel: '#fbfaf7',
    raised: '#ffffff',
    text: '#1d262b',
    muted: '#566066',
    edge: '#d9d5ca',
    control: '#8a8778',
    accent: '#1c5a68',
    'on-accent': '#ffffff',
    soft: '#e3edee',
    bar: '#6f98a1',
    focus: '#0b63c5',
    'warn-back': '#fff0c9',
    'warn-text': '#5b4100',
    error: '#9b1c1c',
  },
  map: {
    land: '#f6f3ec',
    water: '#cfdde3',
    coast: '#9fb6c0',
    stateEdge: '#aaa395',
    countyEdge: '#dcd6c8',
    line: '#2b3a42',
    lineHalo: '#ffffff',
    label: '#2b3338',
    labelMinor: '#4d575c',
    halo: '#f9f7f2',
    cellEdge: '#7a5c1e',
    selected: '#0d2b36',
    selectedHalo: '#ffffff',
    overlays: ['#2f6f4f', '#3b5fa8', '#7a4f9a', '#7a5f12'],
    ramp: ['#fde7a9', '#f6b45f', '#e5743b', '#b83224', '#6a0f2e'],
    change: {
      more: '#b35806',
      fewer: '#5e3c99',
      fewerLine: '#b2abd2',
      same: '#f0ede6',
      few: '#c6c7c4',
      noneLine: '#8d8f8c',
      thinEdge: '#a8a59b',
    },
  },
}

const dark: Theme = {
  scheme: 'dark',
  ui: {
    page: '#12171a',
    panel: '#1a2125',
    raised: '#222b30',
    text: '#e8e9e4',
    muted: '#a7b0b3',
    edge: '#333e44',
    control: '#76848a',
    accent: '#8fc7d2',
    'on-accent': '#0d1f24',
    soft: '#26363c',
    bar: '#5f8f9a',
    focus: '#8ab8ff',
    'warn-back': '#4a3a10',
    'warn-text': '#ffe9ae',
    error: '#ffa198',
  },
  map: {
    land: '#20272b',
    water: '#131b21',
    coast: '#3f5661',
    stateEdge: '#5d686d',
    countyEdge: '#30393e',
    line: '#e6e3d8',
    lineHalo: '#151b1f',
    label: '#e4e4dd',
    labelMinor: '#b4bbbc',
    halo: '#171d20',
    cellEdge: '#c9a46b',
    selected: '#ffffff',
    selectedHalo: '#0b1013',
    overlays: ['#7fc8a0', '#9ab6ec', '#c8a5e6', '#d9bf73'],
    ramp: ['#6a0f2e', '#b83224', '#e5743b', '#f6b45f', '#fde7a9'],
    change: {
      more: '#fdb863',
      fewer: '#b2abd2',
      fewerLine: '#5e3c99',
      same: '#2b3439',
      few: '#59636a',
      noneLine: '#5f6a70',
      thinEdge: '#485459',
    },
  },
}

const contrast: Theme = {
  scheme: 'light',
  ui: {
    page: '#ffffff',
    panel: '#ffffff',
    raised: '#ffffff',
    text: '#000000',
    muted: '#262626',
    edge: '#000000',
    control: '#000000',
    accent: '#00337a',
    'on-accent': '#ffffff',
    soft: '#e4ecf8',
    bar: '#00337a',
    focus: '#b3005e',
    'warn-back': '#ffffff',
    'warn-text': '#000000',
    error: '#8a0000',
  },
  map: {
    land: '#ffffff',
    water: '#b9d3e6',
    coast: '#2f5d7c',
    stateEdge: '#555555',
    countyEdge: '#bbbbbb',
    line: '#000000',
    lineHalo: '#ffffff',
    label: '#000000',
    labelMinor: '#000000',
    halo: '#ffffff',
    cellEdge: '#000000',
    selected: '#00337a',
    selectedHalo: '#ffffff',
    overlays: ['#005a2b', '#0033a0', '#5a0080', '#5a4500'],
    ramp: light.map.ramp,
    change: { ...light.map.change, same: '#ffffff', few: '#bdbdbd', noneLine: '#555555', thinEdge: '#767676' },
  },
}

export const themes: Record<ThemeName, Theme> = { light, dark, contrast }

/** Colours for so many classes, spread over the ramp so that its ends stay its ends. */
export function rampOf(map: MapColours, classes: number): string[] {
  const last = map.ramp.length - 1
  if (classes <= 1) return [map.ramp[classes > 0 ? 1 : 0]]
  return Array.from({ length: classes }, (_, i) => map.ramp[Math.round((i * last) / (classes - 1))] as string)
}
