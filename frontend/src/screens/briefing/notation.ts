/** Degrees and decimal minutes, as radios and aircraft have them: 31°39.73′ N 111°08.86′ W. */
export function degreesMinutes(lat: number, lon: number): string {
  return `${half(lat, 'N', 'S', 2)} ${half(lon, 'E', 'W', 3)}`
}

const minuteDigits = 2 // about 19 m north-south

function half(value: number, plus: string, minus: string, width: number): string {
  const all = Math.round(Math.abs(value) * 60 * 10 ** minuteDigits) / 10 ** minuteDigits
  const degrees = Math.floor(all / 60)
  const minutes = (all - degrees * 60).toFixed(minuteDigits).padStart(3 + minuteDigits, '0')
  return `${String(degrees).padStart(width, '0')}°${minutes}′ ${value < 0 ? minus : plus}`
}

/** "12RVA2435229630" as it is read aloud: zone, square, easting, northing. */
export function readableMGRS(text: string): string {
  const [, zone, square, digits] = /^(\d{1,2}[A-Z])([A-Z]{2})(\d+)$/.exec(text) ?? []
  if (!zone || !square || !digits || digits.length % 2 === 1) return text
  const middle = digits.length / 2
  return [zone, square, digits.slice(0, middle), digits.slice(middle)].join(' ')
}
