/** Which files may hold a line: by their ending, else by how they begin, because handhelds and mails give tracks any name. */

const endings = /\.(gpx|kml|geojson|json|csv)$/i
const headBytes = 4096

export async function mayHoldLine(file: File): Promise<boolean> {
  return endings.test(file.name) || beginsAsLine(await file.slice(0, headBytes).text())
}

/** Whether a text begins as GPX, KML or GeoJSON do; a table may be anything and is told by its ending alone. */
export function beginsAsLine(head: string): boolean {
  const text = head.replace(/^\ufeff?\s*/, '')
  if (text.startsWith('<')) return /<(\w+:)?(gpx|kml)[\s>]/.test(text)
  return text.startsWith('{') && /"type"\s*:\s*"(FeatureCollection|Feature|(Multi)?LineString)"/.test(text)
}
