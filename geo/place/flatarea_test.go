package place

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
)

// Against AreaM2, whose edges are geodesics: densified along straight lines in
// lon, lat both must agree.
func TestFlatAreaAgainstGeodesicEdges(t *testing.T) {
	ring := orb.Ring{{-112, 31}, {-109, 31.5}, {-110, 33}, {-112.5, 32}, {-112, 31}}
	hole := orb.Ring{{-111, 31.8}, {-110.5, 31.8}, {-110.5, 32}, {-111, 31.8}}
	dense := func(r orb.Ring) orb.Ring {
		var out orb.Ring
		for i := 1; i < len(r); i++ {
			for k := range 1000 {
				f := float64(k) / 1000
				out = append(out, orb.Point{r[i-1][0] + f*(r[i][0]-r[i-1][0]), r[i-1][1] + f*(r[i][1]-r[i-1][1])})
			}
		}
		return append(out, out[0])
	}
	polygon := orb.Polygon{dense(ring), dense(hole)}
	want, got := AreaM2(polygon), FlatAreaM2(orb.MultiPolygon{polygon})
	if math.Abs(got/want-1) > 1e-5 {
		t.Errorf("flat %g m², geodesic %g m²", got, want)
	}
	for i := range polygon {
		for k := range polygon[i] {
			polygon[i][k][0] += 290 // beyond 180
		}
	}
	if moved := FlatAreaM2(orb.MultiPolygon{polygon}); math.Abs(moved/got-1) > 1e-9 {
		t.Errorf("moved %g m², was %g m²", moved, got)
	}
	if FlatAreaM2(nil) != 0 || FlatAreaM2(orb.MultiPolygon{{{{1, 1}, {2, 2}}}}) != 0 {
		t.Error("no shape has no area")
	}
}
