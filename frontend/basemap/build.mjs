// Makes geo/place/data/* and tiles/basemap.geojson.gz. See NOTICE.md.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import polygonClipping from 'polygon-clipping'
import { basemap, seaOf } from './basemap.mjs'
import { ringBox } from './clip.mjs'
import { sonora, southernEdge, studyArea } from './line.mjs'
import { places } from './places.mjs'
import { geonames, census as readCensus, divisions as readDivisions } from './sources.mjs'

const here = path => fileURLToPath(new URL(path, import.meta.url))
const data = here('../../geo/place/data/')

const round = c => (Array.isArray(c) ? c.map(round) : Number(c.toFixed(5)))
const feature = (properties, type, coordinates) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates: round(coordinates) },
})
const collection = features =>
  `{"type":"FeatureCollection","features":[\n${features.map(f => JSON.stringify(f)).join(',\n')}\n]}\n`

const census = readCensus()
const divisions = readDivisions()
const edge = southernEdge(census)
const arizona = census.state('Arizona').geometry.coordinates
const sonoran = sonora(divisions, edge.land, census.outerEdges('New Mexico'))
const studied = studyArea(edge.all, divisions)
/** Where a corridor may run: a degree around the study area. */
const reach = { west: -116.3, east: -107.3, south: 29.3, north: 34.7 }
const sea = seaOf(divisions)
const towns = await places(geonames(), here('places.csv'))

mkdirSync(data, { recursive: true })
writeFileSync(
  `${data}line.geojson`,
  collection([
    feature({ part: 'river' }, 'LineString', edge.river),
    feature({ part: 'land' }, 'LineString', edge.land),
  ]),
)
writeFileSync(
  `${data}areas.geojson`,
  collection([
    feature({ name: 'arizona' }, 'Polygon', arizona),
    feature({ name: 'sonora' }, 'MultiPolygon', sonoran),
    feature({ name: 'study-area' }, 'MultiPolygon', studied),
  ]),
)
writeFileSync(
  `${data}sea.geojson`,
  collection([
    feature({ name: 'sea' }, 'MultiPolygon', polygonClipping.intersection(sea, ringBox(reach))),
  ]),
)
const columns = ['id', 'kind', 'name', 'also', 'state', 'country', 'lon', 'lat', 'population']
const row = t => columns.map(c => t[c] ?? '').join(',')
if (towns.some(t => /[",]/.test(`${t.name}${t.also}`))) throw new Error('a name needs quoting')
writeFileSync(`${data}towns.csv`, `${[columns.join(','), ...towns.map(row)].join('\n')}\n`)

const drawn = basemap({ census, divisions, sea, edge, places: towns }).map(f => ({
  ...f,
  geometry: { ...f.geometry, coordinates: round(f.geometry.coordinates) },
}))
const packed = gzipSync(collection(drawn), { level: 9 })
packed[9] = 255 // gzip's operating system: unknown, so that every machine writes the same bytes
writeFileSync(here('../../tiles/basemap.geojson.gz'), packed)
console.log(`basemap ${drawn.length} features, ${(packed.length / 1024).toFixed(0)} KB`)
console.log(
  `line ${edge.all.length} vertices, study area ${studied.map(p => p.map(r => r.length))}, ${towns.length} places`,
)
