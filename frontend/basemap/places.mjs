// Towns from GeoNames and a hand-checked table of crossings and small places.
import { readFileSync } from 'node:fs'

const admin = {
  'US.AZ': 'Arizona',
  'US.CA': 'California',
  'US.NM': 'New Mexico',
  'US.NV': 'Nevada',
  'US.UT': 'Utah',
  'US.CO': 'Colorado',
  'US.TX': 'Texas',
  'MX.02': 'Baja California',
  'MX.03': 'Baja California Sur',
  'MX.06': 'Chihuahua',
  'MX.10': 'Durango',
  'MX.25': 'Sinaloa',
  'MX.26': 'Sonora',
}

/** Around the line every town counts; farther out only those a wide map names. */
const near = { west: -116.1, east: -107.5, south: 28.5, north: 34.6, population: 500 }
const far = { west: -118, east: -105, south: 26, north: 38.5, population: 10_000 }

/** Capitals and plain populated places; not sections of one (PPLX, suburbs) nor abandoned ones. */
const codes = new Set(['PPL', 'PPLA', 'PPLA2', 'PPLC'])
const prison = /readaptaci[oó]n|cereso|prison|correctional|penitenciar/i

/** Rows of GeoNames that are wrong or doubled, by id. */
const dropped = new Map([
  [5320513, 'Whetstone once more, 28 km from the town'],
  [3995155, 'Nacozari Viejo with the population of Nacozari de García'],
  [4018109, 'Ascensión misspelt, 1 km from the town'],
])

/** Parts of a city that the list has as populated places of their own, by id: on the map they come late. */
const partOf = new Map([
  [5292387, 'Phoenix'], // Deer Valley
  [5303929, 'Phoenix'], // Maryvale
  [5551123, 'Phoenix'], // Alhambra
  [5317071, 'Tempe'], // Tempe Junction
  [5552450, 'Phoenix'], // Ahwatukee Foothills
])

/** Official or usual names where the list has an older or a longer one, by id. */
const renamed = new Map([
  [3982837, { name: 'Sonoyta', also: 'Sonoita' }],
  [4019722, { name: 'El Sásabe', also: 'Sásabe;Aduana del Sásabe' }],
  [4004399, { name: 'Ímuris', also: 'Imuris' }],
])

/** "Miguel Alemán (La Doce)" is Miguel Alemán, also called La Doce. */
function plainName(name) {
  const [, plain, other = ''] = name.match(/^(.*?)(?:\s*\((.*)\))?(?:\s*\[.*\])?$/)
  return { name: plain, also: other }
}

const within = (box, t) =>
  t.lon > box.west && t.lon < box.east && t.lat > box.south && t.lat < box.north && t.population >= box.population

/** Every place, towns first, each group by population and then by name. */
export async function places(geonames, handTable) {
  const towns = []
  for await (const t of geonames) {
    if (!within(near, t) && !within(far, t)) continue
    if (!codes.has(t.code) || prison.test(t.name) || dropped.has(t.id)) continue
    const state = admin[`${t.country}.${t.admin1}`]
    if (!state) continue
    const named = { ...t, ...plainName(t.name), ...renamed.get(t.id), partOf: partOf.get(t.id) }
    towns.push({ ...named, kind: 'town', state, id: `geonames:${t.id}` })
  }
  const all = [...withoutTwins(towns), ...hand(handTable)]
  return all.sort((a, b) => rank(a) - rank(b) || b.population - a.population || (a.id < b.id ? -1 : 1))
}

const rank = p => ['town', 'place', 'crossing'].indexOf(p.kind)

/** Two rows of one name within 5 km are one town: the one with more people stays. */
function withoutTwins(towns) {
  const plain = s =>
    s
      .normalize('NFD')
      .replace(/[^a-z]/gi, '')
      .toLowerCase()
  const kept = []
  for (const t of towns.sort((a, b) => b.population - a.population || a.id.localeCompare(b.id))) {
    const twin = kept.find(
      k =>
        k.state === t.state &&
        plain(k.name) === plain(t.name) &&
        Math.hypot((k.lon - t.lon) * 0.85, k.lat - t.lat) < 0.045,
    )
    if (!twin) kept.push(t)
  }
  return kept
}

/** Crossings and small places that town lists lack: places.csv, checked by hand. */
function hand(path) {
  const [header, ...rows] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(l => l.split(','))
  return rows.map(r => {
    const p = Object.fromEntries(header.map((h, i) => [h, r[i]]))
    return { ...p, lon: Number(p.lon), lat: Number(p.lat), population: Number(p.population) }
  })
}
