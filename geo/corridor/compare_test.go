package corridor

import (
	"context"
	"math"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
)

func TestCompareSharesAndGains(t *testing.T) {
	view := scattered(41, 60_000)
	a := mustNew(t, orb.LineString{{-111.5, 31.5}, {-110.5, 31.5}}, 5000, Flat)
	b := mustNew(t, orb.LineString{{-111.0, 31.1}, {-111.0, 31.9}}, 5000, Flat) // crosses a
	c := mustNew(t, orb.LineString{{-113, 32.5}, {-112.5, 32.6}}, 5000, Flat)   // far away
	got, err := Compare(context.Background(), view, []*Corridor{a, b, c, a}, year2024, Options{Compare: Baseline{Kind: Previous}})
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range []*Corridor{a, b, c, a} {
		want := ask(t, view, one, year2024, Options{})
		if got.Corridors[i].N != want.N || got.Corridors[i].AreaKM2 != want.AreaKM2 || got.Corridors[i].Comparison == nil {
			t.Errorf("corridor %d: %+v, alone %d", i, got.Corridors[i], want.N)
		}
	}
	if len(got.Overlaps) != 3 {
		t.Fatalf("a and b, b and a, a and a: %+v", got.Overlaps)
	}
	ab := got.Overlaps[0]
	if ab.A != 0 || ab.B != 1 || math.Abs(ab.AreaKM2-100) > 0.2 || math.Abs(ab.KmOfA-10) > 0.1 || math.Abs(ab.KmOfB-10) > 0.1 {
		t.Errorf("two corridors of 10 km that cross share 10 by 10 km: %+v", ab)
	}
	both := 0
	for i := range view.rows {
		if a.Contains(view.rows[i].Point) && b.Contains(view.rows[i].Point) {
			both++
		}
	}
	if ab.N != both {
		t.Errorf("%d incidents in both, want %d", ab.N, both)
	}
	aa := got.Overlaps[1]
	if aa.A != 0 || aa.B != 3 || aa.N != got.Corridors[0].N || math.Abs(aa.AreaKM2-a.AreaKM2()) > 1e-3*a.AreaKM2() {
		t.Errorf("a corridor shares all with itself: %+v", aa)
	}
	g := got.Gains
	if g[0].N != got.Corridors[0].N || g[1].N != got.Corridors[1].N-both || g[2].N != got.Corridors[2].N || g[3].N != 0 || g[3].AreaKM2 > 0.01 {
		t.Errorf("gains %+v", g)
	}
	if g[3].NTotal != g[0].N+g[1].N+g[2].N {
		t.Errorf("gains %+v", g)
	}
	for _, n := range []int{0, 1, 11} {
		if _, err := Compare(context.Background(), view, make([]*Corridor, n), year2024, Options{}); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%d corridors: %v", n, err)
		}
	}
}

func TestStopsAreTheIncidents(t *testing.T) {
	view := scattered(42, 30_000)
	c := mustNew(t, awkwardLines()[1].line, 5000, Flat)
	r := ask(t, view, c, year2024, Options{Limit: MaxListed})
	n := 0
	for s, err := range Stops(context.Background(), view, c, year2024) {
		if err != nil {
			t.Fatal(err)
		}
		if n < len(r.Incidents) {
			i := r.Incidents[n]
			if s.Record.ID != i.ID || math.Abs(s.Km-i.Km) > 0.001 || s.Side != i.Side || s.Compass != string(i.Compass) {
				t.Fatalf("stop %d is %+v, incident %+v", n, s, i)
			}
			if p := s.Record.Point; i.Lon != geo.OnGrid(p.Lon()) || i.Lat != geo.OnGrid(p.Lat()) || i.RadiusM != s.Record.RadiusM {
				t.Fatalf("incident %+v lies at %v, known to %g m", i, p, s.Record.RadiusM)
			}
		}
		n++
	}
	if n != r.N {
		t.Errorf("%d stops of %d incidents", n, r.N)
	}
}
