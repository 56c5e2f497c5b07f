import { t } from '../../i18n'
import { conditions } from '../../state/sentence'
import { aboutPoint, placeName, pointOf, squareOf } from './place'
import { heading, type SheetData } from './sheet'

/** The page's places and corridor as waypoints and a track: self-contained, no links to anywhere. */
export const placeFiles = { gpx, kml }

interface Point {
  name: string
  about: string
  lon: number
  lat: number
}

function pointsOf({ places }: SheetData): Point[] {
  return places.map(place => ({
    name: placeName(place),
    about: aboutPoint(place),
    ...pointOf(place, squareOf([place])),
  }))
}

function lineOf({ map }: SheetData): readonly (readonly [number, number])[] {
  return map.corridor[0]?.points ?? []
}

function gpx(data: SheetData): string {
  const xml = new Builder('http://www.topografix.com/GPX/1/1', 'gpx')
  xml.root.setAttribute('version', '1.1')
  xml.root.setAttribute('creator', 'Linea')
  xml.text(xml.add(xml.root, 'metadata'), 'desc', titleOf(data))
  for (const { name, about, lon, lat } of pointsOf(data)) {
    const point = xml.at(xml.add(xml.root, 'wpt'), lon, lat)
    xml.text(point, 'name', name)
    xml.text(point, 'desc', about)
  }
  const line = lineOf(data)
  if (line.length > 0) {
    const route = xml.add(xml.root, 'rte')
    xml.text(route, 'name', data.corridor?.name || heading(data))
    for (const [lon, lat] of line) xml.at(xml.add(route, 'rtept'), lon, lat)
  }
  return xml.toString()
}

function kml(data: SheetData): string {
  const xml = new Builder('http://www.opengis.net/kml/2.2', 'kml')
  const folder = xml.add(xml.root, 'Document')
  xml.text(folder, 'name', titleOf(data))
  for (const { name, about, lon, lat } of pointsOf(data)) {
    const mark = xml.add(folder, 'Placemark')
    xml.text(mark, 'name', name)
    xml.text(mark, 'description', about)
    xml.text(xml.add(mark, 'Point'), 'coordinates', `${lon},${lat}`)
  }
  const line = lineOf(data)
  if (line.length > 0) {
    const mark = xml.add(folder, 'Placemark')
    xml.text(mark, 'name', data.corridor?.name || heading(data))
    xml.text(xml.add(mark, 'LineString'), 'coordinates', line.map(point => point.join(',')).join(' '))
  }
  return xml.toString()
}

function titleOf(data: SheetData): string {
  const synthetic = data.synthetic ? `${t('banner.synthetic')}. ` : ''
  return `${synthetic}${heading(data)}: ${conditions(data.filters).join(', ')}`
}

/** A document written by the browser, so that every text is escaped. */
class Builder {
  readonly root: Element
  private readonly namespace: string
  private readonly document: Document

  constructor(namespace: string, root: string) {
    this.namespace = namespace
    this.document = document.implementation.createDocument(namespace, root)
    this.root = this.document.documentElement
  }

  add(parent: Element, name: string): Element {
    return parent.appendChild(this.document.createElementNS(this.namespace, name))
  }

  text(parent: Element, name: string, text: string) {
    this.add(parent, name).textContent = text
  }

  at(element: Element, lon: number, lat: number): Element {
    element.setAttribute('lat', String(lat))
    element.setAttribute('lon', String(lon))
    return element
  }

  toString(): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(this.document)}`
  }
}
