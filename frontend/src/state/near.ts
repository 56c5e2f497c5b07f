import { signal } from '@preact/signals'
import { toKm } from '../i18n/units'

/** Circles on the ground: the condition "near", and the places that a reader has searched for by name. */
export interface Circle {
  lon: number
  lat: number
  radiusM: number
}

/** What is offered around a place, metres: round numbers of the reader's unit. */
export const nearRadiiM = () => [5, 10, 25].map(units => Math.round(toKm(units) * 1000))

export interface Found {
  name: string
  lon: number
  lat: number
}

/** The place searched for last, to ask for what lies near it; null for none. */
export const foundPlace = signal<Found | null>(null)
const names = signal<ReadonlyMap<string, string>>(new Map())

const degreesKept = 5 // about a metre
const key = (lon: number, lat: number) => `${Number(lon.toFixed(degreesKept))},${Number(lat.toFixed(degreesKept))}`

export function rememberPlace(place: Found) {
  foundPlace.value = place
  names.value = new Map(names.value).set(key(place.lon, place.lat), place.name)
}

/** The name under which the centre of a circle was searched for. */
export function nameAt({ lon, lat }: Circle): string | null {
  return names.value.get(key(lon, lat)) ?? null
}

export function writeNear({ lon, lat, radiusM }: Circle): string {
  return `${key(lon, lat)},${radiusM}`
}

export function readNear(text: string): Circle | null {
  const [lon, lat, radiusM] = text.split(',').map(Number)
  const good = [lon, lat, radiusM].every(n => n !== undefined && Number.isFinite(n))
  return good ? { lon: lon as number, lat: lat as number, radiusM: radiusM as number } : null
}

const equatorM = 6_378_137 // WGS 84
const flatness = 0.00669437999014 // first eccentricity, squared
const corners = 96

/** The circle's edge, closed: mid-latitude formulas on WGS 84, within 0.01 % up to 200 km. */
export function ringAround({ lon, lat, radiusM }: Circle): [number, number][] {
  return Array.from({ length: corners + 1 }, (_, i) => {
    const bearing = (2 * Math.PI * i) / corners
    const north = degrees((radiusM * Math.cos(bearing)) / meridianRadiusM(lat))
    const middle = lat + north / 2
    const east = degrees((radiusM * Math.sin(bearing)) / (normalRadiusM(middle) * Math.cos(radians(middle))))
    return [lon + east, lat + north]
  })
}

const degrees = (angle: number) => (angle * 180) / Math.PI
const radians = (angle: number) => (angle * Math.PI) / 180

function normalRadiusM(lat: number): number {
  return equatorM / Math.sqrt(1 - flatness * Math.sin(radians(lat)) ** 2)
}

function meridianRadiusM(lat: number): number {
  return normalRadiusM(lat) ** 3 * ((1 - flatness) / equatorM ** 2)
}
