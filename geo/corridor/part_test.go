package corridor

import (
	"math"
	"slices"
	"testing"

	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// The stretches of a straight line share out its incidents and keep its km.
func TestStretchesAddUpToTheLine(t *testing.T) {
	view := scattered(3, 8_000)
	line := orb.LineString{{-114, 31.8}, {-111, 31.5}}
	whole := mustNew(t, line, 20_000, Flat)
	listed := ask(t, view, whole, geo.Query{}, Options{Limit: MaxListed}).Incidents
	if len(listed) < 100 {
		t.Fatalf("only %d incidents to share out", len(listed))
	}
	var km []float64
	ends := []float64{0, 40, 41.5, 200, 0}
	for i := 1; i < len(ends); i++ {
		part, err := whole.Part(ends[i-1], ends[i])
		if err != nil {
			t.Fatal(err)
		}
		r := ask(t, view, part, geo.Query{}, Options{Limit: MaxListed, BeginKm: ends[i-1]})
		first, last := r.Profile[0].KmFrom, r.Profile[len(r.Profile)-1].KmTo
		if r.BeginsKm != ends[i-1] || first != ends[i-1] || math.Abs(last-first-r.LengthKm) > 0.002 {
			t.Errorf("stretch from %g: begins at %g, bars from %g to %g over %g km", ends[i-1], r.BeginsKm, first, last, r.LengthKm)
		}
		for _, row := range r.Incidents {
			km = append(km, row.Km)
		}
	}
	if len(km) != len(listed) {
		t.Fatalf("%d incidents in stretches, %d in the whole", len(km), len(listed))
	}
	for i, row := range listed {
		if math.Abs(km[i]-row.Km) > 0.01 {
			t.Fatalf("incident %d at km %g of a stretch, %g of the whole", i, km[i], row.Km)
		}
	}
}

func TestStretchesHaveALength(t *testing.T) {
	c := mustNew(t, orb.LineString{{-114, 31.8}, {-111, 31.5}}, 2000, Round)
	for _, bad := range [][2]float64{{50, 50}, {50, 40}, {-1, 40}, {400, 0}, {50, 50.1}, {math.NaN(), 40}} {
		if _, err := c.Part(bad[0], bad[1]); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("from %g to %g: %v", bad[0], bad[1], err)
		}
	}
	if part, err := c.Part(10, 20); err != nil || part.Ends() != Flat {
		t.Errorf("%v", err)
	}
}

func TestLandmarksAreAlongTheLine(t *testing.T) {
	border := place.Border()
	c := mustNew(t, border.Between(300, 450), 5000, Flat)
	marks := c.landmarks()
	at := slices.IndexFunc(marks, func(m Landmark) bool { return m.Kind == place.KindCrossing && m.Name == "Nogales Mariposa" })
	if at < 0 {
		var names []string
		for _, m := range marks {
			names = append(names, m.Name)
		}
		t.Fatalf("no crossing at Nogales among %q", names)
	}
	for _, m := range marks {
		here := func(p place.Town) bool {
			return p.Name == m.Name && math.Abs(place.Distance(c.At(m.Km*1000), p.Point)-m.OffsetM) < 1
		}
		if m.OffsetM > landmarkReachM || !slices.ContainsFunc(place.AllTowns().List(), here) {
			t.Errorf("%s is not %g m beside km %g", m.Name, m.OffsetM, m.Km)
		}
	}
	if !slices.IsSortedFunc(marks, func(a, b Landmark) int { return int(math.Copysign(1, a.Km-b.Km)) }) || len(marks) > maxLandmarks {
		t.Errorf("%d landmarks, not by km", len(marks))
	}
}
