package corridor

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// How much of a line leads off the study area and over the sea, against a point
// every 20 m.
func TestLineOffTheStudyArea(t *testing.T) {
	const seed, stepM = 51, 20.0
	r := rand.New(rand.NewPCG(seed, 1))
	area, met := place.StudyArea(), 0
	for range 25 {
		line := orb.LineString{}
		for range 3 {
			line = append(line, orb.Point{-115.6 + 7.5*r.Float64(), 30 + 3.9*r.Float64()})
		}
		c := mustNew(t, line, 2000, Flat)
		var want offArea
		steps := int(c.LengthM() / stepM)
		for i := range steps {
			want.add(groundAt(area, c.At(c.LengthM()*(float64(i)+0.5)/float64(steps))), c.LengthM()/float64(steps))
		}
		got := c.off(area)
		if math.Abs(got.outsideM-want.outsideM) > 1500 || math.Abs(got.seaM-want.seaM) > 1500 {
			t.Errorf("seed %d, %v: %+v, by points %+v", seed, line, got, want)
		}
		if got.seaM > 0 {
			met++
		}
	}
	if met < 5 {
		t.Errorf("only %d lines run over the sea", met)
	}
}

func TestWarningsOfALineOffTheStudyArea(t *testing.T) {
	for _, one := range []struct {
		name         string
		line         orb.LineString
		outside, sea bool
	}{
		{"inland", orb.LineString{{-111, 31.5}, {-110, 31.5}}, false, false},
		{"along the line", place.Border().Between(100, 400), false, false},
		{"into Phoenix", orb.LineString{{-112, 32.6}, {-112, 33.6}}, true, false},
		{"across the Gulf", orb.LineString{{-113.4, 31.4}, {-114.9, 30.9}}, true, true},
		{"all of it outside", orb.LineString{{-112, 34}, {-111, 34.2}}, true, false},
	} {
		c := mustNew(t, one.line, 2000, Flat)
		r := ask(t, geotest.NewView(nil), c, geo.Query{}, Options{})
		if slices.Contains(r.Warnings, WarnOutside) != one.outside || slices.Contains(r.Warnings, WarnSea) != one.sea {
			t.Errorf("%s: %v", one.name, r.Warnings)
		}
		if !one.outside && r.OutsideKm != 0 || one.outside && !(r.OutsideKm >= 1 && r.OutsideKm <= r.LengthKm+0.1) || r.SeaKm > r.OutsideKm {
			t.Errorf("%s: %.1f km outside, %.1f over the sea, of %.1f", one.name, r.OutsideKm, r.SeaKm, r.LengthKm)
		}
	}
	c := mustNew(t, orb.LineString{{-112, 34}, {-111, 34.2}}, 2000, Flat)
	if r := ask(t, geotest.NewView(nil), c, geo.Query{}, Options{}); math.Abs(r.OutsideKm-r.LengthKm) > 0.1 {
		t.Errorf("%.1f of %.1f km are outside, want all", r.OutsideKm, r.LengthKm)
	}
}
