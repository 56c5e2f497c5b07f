import { computed, effect, signal } from '@preact/signals'
import { type ThemeName, themeNames, themes } from './themes'

const remembered = 'linea.theme'

export const themeName = signal<ThemeName>('light')
export const theme = computed(() => themes[themeName.value])

/** Takes the reader's remembered theme, else the system's, and keeps the page in it. */
export function startTheme() {
  themeName.value = rememberedTheme() ?? systemTheme()
  effect(() => {
    const root = document.documentElement
    root.dataset.theme = themeName.value
    root.style.colorScheme = theme.value.scheme
    for (const [name, colour] of Object.entries(theme.value.ui)) root.style.setProperty(`--${name}`, colour)
  })
}

export function chooseTheme(name: ThemeName) {
  themeName.value = name
  remember(remembered, name)
}

function rememberedTheme(): ThemeName | null {
  const name = recall(remembered)
  return themeNames.find(known => known === name) ?? null
}

function systemTheme(): ThemeName {
  if (matchMedia('(prefers-contrast: more)').matches) return 'contrast'
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Storage may be forbidden; then nothing is remembered. */
export function remember(key: string, value: string) {
  try {
    localStorage.setItem(key, value)
  } catch {
    return
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
