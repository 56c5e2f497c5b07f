import { effect, signal } from '@preact/signals'
import { getJSON } from '../api/client'
import type { OverlayShapes } from '../map/port'
import { layersShown } from './legend'
import { tracked } from './server'

/** Layers of the operator's own: roads, municipalities, water stations. */

export interface Overlay {
  name: string
  title: string
  credit: string
  license: string
  accuracy_m: number | null
  features: number
  geometry: 'polygon' | 'line' | 'point' | 'mixed'
}

/** What the server offers; null until it has said so. */
export const overlays = signal<readonly Overlay[] | null>(null)
const shapes = signal<ReadonlyMap<string, unknown>>(new Map())

export async function fetchOverlays() {
  if (overlays.peek()) return
  const answer = await tracked(getJSON<{ overlays: Overlay[] | null }>('/overlays')).catch(() => null)
  if (answer) overlays.value = answer.overlays ?? []
}

/** The overlay's place in the list, by which it is told from the others. */
export function orderOf(name: string): number {
  return Math.max(
    0,
    (overlays.value ?? []).findIndex(overlay => overlay.name === name),
  )
}

/** Those shown whose shapes are here. */
export function overlaysDrawn(): OverlayShapes[] {
  return (overlays.value ?? [])
    .filter(({ name }) => layersShown.value.includes(name) && shapes.value.has(name))
    .map(({ name, accuracy_m }) => ({
      order: orderOf(name),
      geojson: shapes.value.get(name),
      accuracyM: accuracy_m,
    }))
}

export function overlaysShown(): Overlay[] {
  return (overlays.value ?? []).filter(({ name }) => layersShown.value.includes(name))
}

/** Credits that the overlays shown ask for. */
export function overlayCredits(): string[] {
  return overlaysShown().flatMap(({ credit }) => credit || [])
}

/** Fetches each overlay when it is first shown. */
export function followOverlays(): () => void {
  return effect(() => {
    const wanted = layersShown.value
    if (wanted.length > 0 && !overlays.value) void fetchOverlays()
    for (const { name } of overlays.value ?? []) {
      if (wanted.includes(name) && !shapes.peek().has(name)) void fetchShapes(name)
    }
  })
}

const asked = new Set<string>()

async function fetchShapes(name: string) {
  if (asked.has(name)) return
  asked.add(name)
  const file = await tracked(getJSON(`/overlays/${encodeURIComponent(name)}`)).catch(() => null)
  if (file) shapes.value = new Map(shapes.peek()).set(name, file)
  else asked.delete(name)
}
