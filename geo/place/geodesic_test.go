package place

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// The values come from GeographicLib (testdata/make.sh): around the line, all
// over the Earth, and nearly antipodal.
func TestInverseAndDirectAgreeWithGeographicLib(t *testing.T) {
	for _, row := range table(t, "testdata/geodesics.csv") {
		a := orb.Point{num(t, row["lon1"]), num(t, row["lat1"])}
		b := orb.Point{num(t, row["lon2"]), num(t, row["lat2"])}
		wantM, wantAz := num(t, row["distance_m"]), num(t, row["azimuth_deg"])

		gotM, gotAz := Inverse(a, b)
		if !near(gotM, wantM, 0.001) {
			t.Errorf("Inverse(%v, %v) = %.6f m, want %.6f", a, b, gotM, wantM)
		}
		if gotAz < 0 || gotAz >= 360 {
			t.Errorf("Inverse(%v, %v): azimuth %v is not in [0, 360)", a, b, gotAz)
		}
		if wantM < 19_900_000 { // nearer to the antipode several azimuths are as short
			if miss := math.Abs(wrapLon(gotAz-wantAz)) * degree * min(wantM, 6e6); miss > 0.002 {
				t.Errorf("Inverse(%v, %v): azimuth %v, want %v: %.4f m off at the far end", a, b, gotAz, wantAz, miss)
			}
		}
		if d := Distance(Direct(a, wantAz, wantM), b); d > 0.002 {
			t.Errorf("Direct(%v, %v, %v) misses %v by %v m", a, wantAz, wantM, b, d)
		}
	}
}

// Published lines: Vincenty's test of the Australian datum redone on GRS 80 by
// Geoscience Australia, and tables 2 to 4 of Karney, Algorithms for geodesics,
// J. Geodesy 87 (2013).
func TestPublishedGeodesics(t *testing.T) {
	flinders := orb.Point{144 + 25/60. + 29.52440/3600, -(37 + 57/60. + 3.72030/3600)}
	buninyong := orb.Point{143 + 55/60. + 35.38390/3600, -(37 + 39/60. + 10.15610/3600)}
	d, az := Inverse(flinders, buninyong)
	if !near(d, 54972.271, 0.001) || !near(az, 306+52/60.+5.37/3600, 0.01/3600) {
		t.Errorf("Flinders Peak to Buninyong: %.4f m at %.7f", d, az)
	}
	p := Direct(orb.Point{0, 40}, 30, 10_000_000)
	if !near(p[1], 41.79331020506, 1e-9) || !near(p[0], 137.84490004377, 1e-9) {
		t.Errorf("Karney's direct example: %v", p)
	}
	d, az = Inverse(orb.Point{0, -30}, orb.Point{179.8, 29.9})
	if !near(d, 19989832.82761, 0.001) || !near(az, 161.89052473633, 1e-4) {
		t.Errorf("Karney's antipodal example: %.5f m at %v", d, az)
	}
}

func TestInverseOddities(t *testing.T) {
	p := orb.Point{-111, 31.5}
	if d, az := Inverse(p, p); d != 0 || az != 0 {
		t.Errorf("a point is %v m at %v from itself", d, az)
	}
	if d := Distance(orb.Point{180, 5}, orb.Point{-180, 5}); d != 0 {
		t.Errorf("180 E is %v m from 180 W", d)
	}
	if d := Distance(orb.Point{0, 90}, orb.Point{77, 90}); d > 1e-6 {
		t.Errorf("the pole is %v m from itself", d)
	}
	if d := Distance(orb.Point{0, 0}, orb.Point{180, 0}); !near(d, 20003931.4586, 0.001) {
		t.Errorf("antipodes on the equator: %v m", d)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		if d := Distance(p, orb.Point{bad, 1}); !math.IsNaN(d) {
			t.Errorf("distance to longitude %v is %v, want NaN", bad, d)
		}
		Direct(p, bad, 1000)
		Direct(p, 10, bad)
	}
}

func TestDirectAndInverseUndoEachOther(t *testing.T) {
	r := seeded(t)
	for range 20_000 {
		a, b := around(r), around(r)
		d, az := Inverse(a, b)
		if back := Distance(Direct(a, az, d), b); back > 1e-5 {
			t.Fatalf("from %v to %v: Direct misses by %v m", a, b, back)
		}
		if other := Distance(b, a); !near(d, other, 1e-6) {
			t.Fatalf("%v to %v is %v m, back %v m", a, b, d, other)
		}
	}
}

func TestDensifyFollowsTheGeodesic(t *testing.T) {
	line := orb.LineString{{-114.8, 32.5}, {-111.07, 31.33}, {-111.07, 31.33}, {-109.05, 31.33}}
	dense := Densify(line, 20_000)
	for i := 1; i < len(dense); i++ {
		if d := Distance(dense[i-1], dense[i]); d > 20_000.001 {
			t.Errorf("step %d is %v m", i, d)
		}
	}
	if !near(Length(dense), Length(line), 0.001) {
		t.Errorf("length changes from %v to %v", Length(line), Length(dense))
	}
	if dense[0] != line[0] || dense[len(dense)-1] != line[3] {
		t.Error("the ends moved")
	}
	if got := Densify(nil, 1); len(got) != 0 {
		t.Errorf("no line became %v", got)
	}
	if got := Densify(line, math.NaN()); len(got) != len(line) {
		t.Errorf("without a step: %v", got)
	}
}

func TestCircleIsRoundAndCounterClockwise(t *testing.T) {
	center := orb.Point{-114, 32}
	ring := Circle(center, 25_000, 64)
	if len(ring) != 65 || ring[0] != ring[64] || ring.Orientation() != orb.CCW {
		t.Fatalf("%d points, closed %v, orientation %v", len(ring), ring[0] == ring[64], ring.Orientation())
	}
	for _, p := range ring {
		if d := Distance(center, p); !near(d, 25_000, 0.001) {
			t.Errorf("%v is %v m from the centre", p, d)
		}
	}
	// A 64-gon encloses sin(2 pi/64)/(2 pi/64) of its circle.
	want := math.Pi * 25_000 * 25_000 * math.Sin(math.Pi/32) / (math.Pi / 32)
	if got := AreaM2(orb.Polygon{ring}); !near(got/want, 1, 1e-5) {
		t.Errorf("area %v, want %v", got, want)
	}
}

func TestAreaAgreesWithGeographicLib(t *testing.T) {
	for _, row := range table(t, "testdata/areas.csv") {
		var ring orb.Ring
		for _, pair := range strings.Split(row["ring"], ";") {
			lon, lat, _ := strings.Cut(pair, " ")
			ring = append(ring, orb.Point{num(t, lon), num(t, lat)})
		}
		ring = append(ring, ring[0])
		want := math.Abs(num(t, row["area_m2"]))
		got := AreaM2(orb.Polygon{ring})
		if !near(got/want, 1, 1e-5) {
			t.Errorf("%s: %.1f m2, want %.1f (%.2g off)", row["ring"], got, want, got/want-1)
		}
		back := append(orb.Ring(nil), ring...)
		back.Reverse()
		if other := AreaM2(orb.Polygon{back}); !near(other/got, 1, 1e-8) {
			t.Errorf("%s: reversed it has %v m2", row["ring"], other)
		}
	}
}

func TestAreaOfHoles(t *testing.T) {
	outer, hole := Circle(orb.Point{-111, 31}, 10_000, 256), Circle(orb.Point{-111, 31}, 5_000, 256)
	whole := AreaM2(orb.Polygon{outer})
	if got := AreaM2(orb.Polygon{outer, hole}) / whole; !near(got, 0.75, 1e-5) {
		t.Errorf("a hole of half the radius leaves %v of the area, want 0.75", got)
	}
	if AreaM2(nil) != 0 || AreaM2(orb.Polygon{{{1, 1}, {2, 2}}}) != 0 {
		t.Error("nothing has an area")
	}
}
