import { computed, signal } from '@preact/signals'
import type { Days } from './coverage'
import { page } from './page'
import { type BarStep, barSteps } from './timeline'

/** The stretch of time that the strip is zoomed to; null for all of it. */
export const closer = signal<Days | null>(null)

/** The width of the bars that the reader chose; null for the usual one. */
export const chosenStep = computed<BarStep | null>(() => barSteps.find(step => step === page.value.own.bars) ?? null)
