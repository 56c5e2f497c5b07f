package geo

import "github.com/paulmach/orb"

// Corridor is a saved route: a line whose segments are WGS 84 geodesics and
// how far it reaches on each side.
type Corridor struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Note       string         `json:"note,omitempty"`
	Line       orb.LineString `json:"line"`
	HalfWidthM float64        `json:"half_width_m"` // 50..50000
	RoundEnds  bool           `json:"round_ends"`
}
