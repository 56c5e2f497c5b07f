package corridor

import (
	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// MaxOutsideDeg is how far beyond the box of the study area a line may lead,
// degrees: about 100 km.
const MaxOutsideDeg = 1.0

// CheckArea refuses, with Invalid, a line that leads far away from the study
// area, where nothing is known and an empty answer would mislead.
func CheckArea(line orb.LineString, area *place.Area) error {
	box := area.Bound().Pad(MaxOutsideDeg)
	for i, p := range line {
		if !box.Contains(p) {
			return geo.Errorf("corridor", geo.Invalid, "vertex %d of the line (%.4f, %.4f) lies more than 100 km outside the study area, which reaches from %.1f to %.1f degrees of longitude and %.1f to %.1f of latitude",
				i+1, p[0], p[1], area.Bound().Min[0], area.Bound().Max[0], area.Bound().Min[1], area.Bound().Max[1])
		}
	}
	return nil
}
