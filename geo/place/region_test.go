package place

import (
	"testing"

	"github.com/paulmach/orb"
)

func TestPolygonContains(t *testing.T) {
	// A square with a square hole, and a notch that touches the rim at a vertex.
	square := orb.Ring{{0, 0}, {10, 0}, {10, 10}, {5, 10}, {5, 8}, {4, 10}, {0, 10}, {0, 0}}
	hole := orb.Ring{{2, 2}, {2, 4}, {4, 4}, {4, 2}, {2, 2}}
	polygon := orb.Polygon{square, hole}
	region := NewRegion(orb.MultiPolygon{polygon})
	for _, c := range []struct {
		p    orb.Point
		want bool
	}{
		{orb.Point{1, 1}, true},
		{orb.Point{3, 3}, false}, // in the hole
		{orb.Point{2, 3}, true},  // on the rim of the hole
		{orb.Point{4, 4}, true},  // a corner of the hole
		{orb.Point{0, 0}, true},
		{orb.Point{10, 5}, true},
		{orb.Point{5, 0}, true},
		{orb.Point{5, 8}, true},
		{orb.Point{4.5, 9.5}, false}, // in the notch
		{orb.Point{7, 8}, true},      // level with a vertex
		{orb.Point{1, 8}, true},
		{orb.Point{-1, 8}, false},
		{orb.Point{-1, 0}, false}, // level with an edge
		{orb.Point{11, 10}, false},
		{orb.Point{-1, 10}, false},
	} {
		if got := PolygonContains(polygon, c.p); got != c.want {
			t.Errorf("PolygonContains(%v) = %v", c.p, got)
		}
		if got := region.Contains(c.p); got != c.want {
			t.Errorf("Region.Contains(%v) = %v", c.p, got)
		}
	}
	if PolygonContains(nil, orb.Point{}) || NewRegion(nil).Contains(orb.Point{}) {
		t.Error("nothing contains a point")
	}
}

func TestRegionAgainstPolygonByPolygon(t *testing.T) {
	r := seeded(t)
	for _, name := range []string{Arizona, Sonora, StudyAreaName} {
		area, ok := Coverage(name)
		if !ok || len(area.Shape()) == 0 {
			t.Fatalf("no area %s", name)
		}
		for range 5_000 {
			p := around(r)
			want := false
			for _, polygon := range area.Shape() {
				want = want || PolygonContains(polygon, p)
			}
			if got := area.Contains(p); got != want {
				t.Fatalf("%s contains %v: %v, polygon by polygon %v", name, p, got, want)
			}
		}
		for _, polygon := range area.Shape() {
			for _, vertex := range polygon[0] {
				if !area.Contains(vertex) {
					t.Fatalf("%s lacks its own vertex %v", name, vertex)
				}
			}
		}
	}
}
