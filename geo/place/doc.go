// Package place knows the Earth around the Arizona-Sonora line: WGS 84
// geodesics, coordinate notations, the line with border km and side, the study
// area, coverage polygons and towns.
//
// It is the only home of geodesic maths and coordinate notations in Línea.
// Points are lon, lat in WGS 84 degrees, distances are metres on the ellipsoid,
// azimuths are degrees clockwise from north. Nothing here works in planar
// degrees or in one UTM zone, except where a comment says so and why.
//
// What comes embedded, how it was made and how exact it is: data/NOTICE.md.
package place
