/**
 * How finely a position is written whose radius is known: the side, in metres,
 * of the largest square of the grid that is not wider than the radius, 1 km at
 * most. The centre of a cell of 18 km is a square of 1 km, never a metre.
 */
export function squareM(radiusM: number): number {
  const coarsestM = 1000
  return Math.min(coarsestM, 10 ** Math.floor(Math.log10(Math.max(1, radiusM))))
}

/** Degrees and decimal minutes, as radios and aircraft have them: 31°39.73′ N 111°08.86′ W, or 31°40′ N 111°09′ W. */
export function degreesMinutes(lat: number, lon: number, square: number): string {
  const digits = minuteDigits(square)
  return `${half(lat, 'N', 'S', 2, digits)} ${half(lon, 'E', 'W', 3, digits)}`
}

/** A minute is 1.85 km north-south, a hundredth 19 m. */
function minuteDigits(square: number): number {
  if (square >= 1000) return 0
  return square >= 100 ? 1 : 2
}

function half(value: number, plus: string, minus: string, width: number, digits: number): string {
  const all = Math.round(Math.abs(value) * 60 * 10 ** digits) / 10 ** digits
  const degrees = Math.floor(all / 60)
  const minutes = (all - degrees * 60).toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0')
  return `${String(degrees).padStart(width, '0')}°${minutes}′ ${value < 0 ? minus : plus}`
}

/** Decimal degrees, no finer than the square; 0.001° is 111 m north-south. */
export function plainDegrees(value: number, square: number): number {
  return Number(value.toFixed(5 - Math.log10(square)))
}

/**
 * "12RVA2435229630" as it is read aloud: zone, square, easting, northing, cut
 * off to a square of so many metres, as the system wants.
 */
export function readableMGRS(text: string, square: number): string {
  const [, zone, letters, digits] = /^(\d{1,2}[A-Z])([A-Z]{2})(\d+)$/.exec(text) ?? []
  if (!zone || !letters || !digits || digits.length % 2 === 1) return text
  const middle = digits.length / 2
  const kept = Math.max(1, middle - Math.log10(square))
  return [zone, letters, digits.slice(0, kept), digits.slice(middle, middle + kept)].join(' ')
}
