import { expect, it } from 'vitest'
import { beginsAsLine, mayHoldLine } from './sniff'

it.each([
  ['<?xml version="1.0"?>\n<gpx version="1.1" creator="x">', true],
  ['\ufeff<?xml version="1.0"?><!-- a <track> --><kml xmlns="http://www.opengis.net/kml/2.2">', true],
  ['<kml:kml xmlns:kml="http://www.opengis.net/kml/2.2">', true],
  ['\n{ "type": "FeatureCollection", "features": [', true],
  ['{"name":"route","type":"LineString","coordinates":[', true],
  ['{"type":"FeatureCollection2"}', false],
  ['<html><body>gpx</body></html>', false],
  ['id,occurred_at,lon,lat\n1,2024-01-01,-111,31', false],
  ['', false],
])('tells by how it begins whether %j may hold a line', (head, may) => {
  expect(beginsAsLine(head)).toBe(may)
})

it('goes by the ending first, and by the content where the ending says nothing', async () => {
  const gpx = '<gpx version="1.1">'
  expect(await mayHoldLine(new File([gpx], 'TRACK.GPX'))).toBe(true)
  expect(await mayHoldLine(new File([gpx], 'track'))).toBe(true)
  expect(await mayHoldLine(new File([gpx], 'track.gpx.txt'))).toBe(true)
  expect(await mayHoldLine(new File(['lat,lon'], 'points.csv'))).toBe(true)
  expect(await mayHoldLine(new File(['occurred_at,lat,lon'], 'rows.txt'))).toBe(false)
})
