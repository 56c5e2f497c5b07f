import type { Report, Saved } from '../src/api/corridors'
import { decodeLine } from '../src/state/polyline'
import type { Reader } from './browser'
import type { Linea } from './server'

/** What the journeys of a planner have in common: every number that is read is the server's. */

export const question = 'datetime=2022-01-01/2024-12-31&kind=all'

export const screenOf = (linea: Linea) => `${linea.url}/?${question}&screen=corridor`

interface Asked {
  points: readonly (readonly [number, number])[]
  halfWidthM?: number
  more?: Record<string, unknown>
}

/** What the server says of a line over the years that the screen shows. */
export async function ask(linea: Linea, { points, halfWidthM = 2000, more = {} }: Asked): Promise<Report> {
  const response = await fetch(`${linea.url}/api/v1/corridors/query?datetime=2022-01-01/2024-12-31`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ line: { type: 'LineString', coordinates: points }, half_width_m: halfWidthM, ...more }),
  })
  return (await response.json()) as Report
}

/** Keeps a corridor without the screen. */
export async function keep(
  linea: Linea,
  name: string,
  coordinates: readonly (readonly number[])[],
  halfWidthM: number,
) {
  const response = await fetch(`${linea.url}/api/v1/corridors`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, line: { type: 'LineString', coordinates }, half_width_m: halfWidthM }),
  })
  return (await response.json()) as Saved
}

export async function savedOnes(linea: Linea): Promise<Saved[]> {
  return (await linea.get<{ corridors: Saved[] | null }>('/api/v1/corridors')).corridors ?? []
}

export const lineOf = (reader: Reader) => decodeLine(reader.query().get('line') ?? '') ?? []
export const headline = (reader: Reader) => reader.page.innerText('.headline .big')

/** Whether the map shows these places. */
export async function inView(reader: Reader, points: readonly (readonly [number, number])[]): Promise<boolean> {
  const box = await reader.page.locator('#map').boundingBox()
  const pixels = await Promise.all(points.map(([lon, lat]) => reader.pixel(lon, lat)))
  const { x = 0, y = 0, width = 0, height = 0 } = box ?? {}
  return pixels.every(([px, py]) => px > x && px < x + width && py > y && py < y + height)
}
