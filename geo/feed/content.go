package feed

import (
	"crypto/sha256"
	"encoding/base32"

	"github.com/paulmach/orb"

	"linea/geo"
)

// contentID makes a local id of 26 characters from the fields of a row: the
// same content has the same id, in every file and on every machine.
func contentID(fields []byte) string {
	sum := sha256.Sum256(fields)
	return base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16])
}

// joinID makes an id of a source and a local id that we made: beside a long
// slug only the front of it has room.
func joinID(source, local string) string {
	return source + ":" + local[:min(len(local), max(0, geo.MaxIDLength-len(source)-1))]
}

// pointKey packs a point on the grid of 1e-7 degrees:
//
//	63        32 31         0
//	| longitude | latitude  |   each a signed 32-bit number of grid steps
func pointKey(p orb.Point) uint64 {
	return uint64(uint32(gridSteps(p.Lon())))<<32 | uint64(uint32(gridSteps(p.Lat())))
}

func gridSteps(degrees float64) int32 {
	if degrees < 0 {
		return int32(degrees*geo.DegreeGrid - 0.5)
	}
	return int32(degrees*geo.DegreeGrid + 0.5)
}

func pointOf(key uint64) orb.Point {
	return orb.Point{float64(int32(key>>32)) / geo.DegreeGrid, float64(int32(key)) / geo.DegreeGrid}
}
