import type { LonLat } from '../map/port'

/** Lines as short texts: the encoded polyline of Google, five decimals, latitude first. */

const scale = 1e5

export function encodeLine(points: readonly LonLat[]): string {
  let text = ''
  let before: LonLat = [0, 0]
  for (const [lon, lat] of points) {
    const here: LonLat = [Math.round(lon * scale), Math.round(lat * scale)]
    text += encodeNumber(here[1] - before[1]) + encodeNumber(here[0] - before[0])
    before = here
  }
  return text
}

/** Five bits a character, the lowest first; the sign is the lowest bit. */
function encodeNumber(value: number): string {
  let rest = value < 0 ? -2 * value - 1 : 2 * value
  let text = ''
  for (; rest >= 32; rest = Math.floor(rest / 32)) text += String.fromCharCode(63 + 32 + (rest % 32))
  return text + String.fromCharCode(63 + rest)
}

/** The points of a text, or null where it is none. */
export function decodeLine(text: string): LonLat[] | null {
  const numbers = decodeNumbers(text)
  if (!numbers || numbers.length % 2 === 1) return null
  const points: LonLat[] = []
  let [lon, lat] = [0, 0]
  for (let i = 0; i < numbers.length; i += 2) {
    lat += numbers[i] ?? 0
    lon += numbers[i + 1] ?? 0
    if (Math.abs(lat) > 90 * scale || Math.abs(lon) > 180 * scale) return null
    points.push([lon / scale, lat / scale])
  }
  return points
}

function decodeNumbers(text: string): number[] | null {
  const numbers: number[] = []
  let [value, place] = [0, 1]
  for (const character of text) {
    const bits = character.charCodeAt(0) - 63
    if (bits < 0 || bits > 63 || place > 32 ** 6) return null
    value += (bits % 32) * place
    place *= 32
    if (bits >= 32) continue
    numbers.push(value % 2 === 1 ? -(value + 1) / 2 : value / 2)
    value = 0
    place = 1
  }
  return place === 1 ? numbers : null
}
