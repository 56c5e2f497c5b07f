package demo_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/feed/demo"
	"linea/geo/place"
	"linea/geo/store/storetest"
)

func generate(t testing.TB, o demo.Options) []geo.Incident {
	t.Helper()
	rows, err := demo.Generate(o)
	if err != nil {
		t.Fatal(err)
	}
	var out []geo.Incident
	for in := range rows {
		out = append(out, *in)
	}
	return out
}

func digest(rows []geo.Incident) string {
	sum := sha256.New()
	var b []byte
	for i := range rows {
		b = geo.EncodeIncident(append(b[:0], rows[i].ID...), &rows[i])
		sum.Write(b)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// The same seed gives the same bytes on every machine. A change of the process
// changes these words: then every measurement on demo data starts anew, so say
// so in the changelog.
func TestSameBytesForTheSameSeed(t *testing.T) {
	for _, c := range []struct {
		o    demo.Options
		want string
	}{
		{demo.Options{N: 20_000, Seed: 1, Profile: demo.Busy}, "d3d682d31996a37b"},
		{demo.Options{N: 20_000, Seed: 2, Profile: demo.Busy}, "e31ad4a8123715ba"},
		{demo.Options{N: 20_000, Seed: 1, Profile: demo.Sparse}, "b49ad85e5c7cbe31"},
	} {
		if got := digest(generate(t, c.o)); got != c.want {
			t.Errorf("%s, seed %d: %s, want %s", c.o.Profile, c.o.Seed, got, c.want)
		}
	}
}

func TestMoreRowsBeginWithTheSame(t *testing.T) {
	for _, profile := range []demo.Profile{demo.Busy, demo.Sparse} {
		few := generate(t, demo.Options{N: 1000, Seed: 5, Profile: profile})
		many := generate(t, demo.Options{N: 3000, Seed: 5, Profile: profile})
		if digest(few) != digest(many[:1000]) {
			t.Errorf("%s: the first rows differ", profile)
		}
	}
}

// Every row keeps the rules, lies in the study area and is reported before the
// end; ids are unique.
func TestRowsKeepTheRules(t *testing.T) {
	until := demo.DefaultUntil()
	area := place.StudyArea()
	for _, profile := range []demo.Profile{demo.Busy, demo.Sparse} {
		for seed := uint64(1); seed <= 4; seed++ {
			ids := map[string]bool{}
			for _, in := range generate(t, demo.Options{N: 5000, Seed: seed, Profile: profile}) {
				if broken := in.Check(until); len(broken) > 0 {
					t.Fatalf("%s: %v", in.ID, broken)
				}
				if ids[in.ID] || in.Source != geo.DemoSource {
					t.Fatalf("%s of %s stands twice or elsewhere", in.ID, in.Source)
				}
				ids[in.ID] = true
				if in.HasPoint && !area.Contains(in.Point) {
					t.Fatalf("%s at %v lies outside the study area", in.ID, in.Point)
				}
				if !in.ReportedAt.Before(until) || in.ReportedAt.Before(in.OccurredAt.Add(-time.Hour)) {
					t.Fatalf("%s of %v is reported at %v", in.ID, in.OccurredAt, in.ReportedAt)
				}
			}
		}
	}
}

// share is the part of the rows for which test holds.
func share(rows []geo.Incident, test func(*geo.Incident) bool) float64 {
	n := 0
	for i := range rows {
		if test(&rows[i]) {
			n++
		}
	}
	return float64(n) / float64(len(rows))
}

func hourKnown(in *geo.Incident) bool { return in.HourKnown() }

func TestBusyLooksBusy(t *testing.T) {
	rows := generate(t, demo.Options{N: 30_000, Seed: 1})
	kinds := map[geo.Kind]bool{}
	years := map[int]int{}
	for _, in := range rows {
		kinds[in.Kind] = true
		years[in.OccurredAt.In(geo.Local).Year()]++
	}
	if len(kinds) != len(geo.Kinds()) || len(years) != 6 {
		t.Errorf("%d kinds, years %v", len(kinds), years)
	}
	if s := share(rows, hourKnown); s < 0.75 {
		t.Errorf("hours known for %.2f", s)
	}
	crossings := func(in *geo.Incident) bool { return in.Kind == geo.Crossing && in.TimePrecision == geo.PrecisionExact }
	night := share(rows, func(in *geo.Incident) bool {
		h := in.OccurredAt.In(geo.Local).Hour()
		return crossings(in) && (h >= 20 || h < 4)
	}) / share(rows, crossings)
	if night < 0.5 {
		t.Errorf("%.2f of the crossings are at night", night)
	}
	summer := share(rows, func(in *geo.Incident) bool {
		m := in.OccurredAt.In(geo.Local).Month()
		return in.Kind == geo.Death && m >= 6 && m <= 8
	}) / share(rows, func(in *geo.Incident) bool { return in.Kind == geo.Death })
	if summer < 0.33 {
		t.Errorf("%.2f of the deaths are in summer", summer)
	}
	south := share(rows, func(in *geo.Incident) bool { return in.HasPoint && in.Point.Lat() < 31.33 })
	if south < 0.03 || south > 0.6 {
		t.Errorf("%.2f of the rows lie in the far south", south)
	}
}

func TestSparseLooksLikeTheRealFiles(t *testing.T) {
	rows := generate(t, demo.Options{N: 4000, Seed: 1, Profile: demo.Sparse})
	years := map[int]int{}
	for _, in := range rows {
		years[in.OccurredAt.In(geo.Local).Year()]++
	}
	for year := 2007; year <= 2024; year++ {
		if math.Abs(float64(years[year])-200) > 60 {
			t.Errorf("%d rows in %d", years[year], year)
		}
	}
	if s := share(rows, hourKnown); s < 0.03 || s > 0.12 {
		t.Errorf("hours known for %.2f", s)
	}
	if s := share(rows, func(in *geo.Incident) bool { return in.Kind == geo.Death }); s < 0.6 {
		t.Errorf("%.2f are deaths", s)
	}
	if s := share(rows, func(in *geo.Incident) bool { return in.RadiusM > 1000 }); s < 0.25 {
		t.Errorf("%.2f are imprecise", s)
	}
}

// Near repeats: far more pairs lie within 300 m and a week than a shuffle of
// the dates leaves.
func TestNearRepeats(t *testing.T) {
	rows := generate(t, demo.Options{N: 6000, Seed: 1})
	pairs := func(shift int) (n int) {
		for i := range rows {
			for j := range i {
				a, b := &rows[i], &rows[(j+shift)%i]
				when := rows[j].OccurredAt.Sub(a.OccurredAt).Abs() <= 7*24*time.Hour
				if when && a.HasPoint && b.HasPoint && math.Abs(a.Point[0]-b.Point[0]) < 0.003 && math.Abs(a.Point[1]-b.Point[1]) < 0.0027 {
					n++
				}
			}
		}
		return n
	}
	if near, shuffled := pairs(0), pairs(997); near < 3*shuffled {
		t.Errorf("%d near pairs, %d when shuffled", near, shuffled)
	}
}

func TestFill(t *testing.T) {
	ctx := context.Background()
	for _, profile := range []demo.Profile{demo.Busy, demo.Sparse} {
		j, o := storetest.NewMemory(), demo.Options{N: 12_000, Seed: 1, Profile: profile}
		r, err := demo.Fill(ctx, j, o, nil)
		if err != nil || r.Added != o.N || r.Source != geo.DemoSource {
			t.Fatalf("%s: %d added, %v", profile, r.Added, err)
		}
		if len(r.SharedPoints) != 1 || r.Unmapped.Moved < r.SharedPoints[0].Rows {
			t.Errorf("%s: shared points %+v beside the office of the moved", profile, r.SharedPoints)
		}
		if r, err := demo.Fill(ctx, j, o, nil); err != nil || r.Unchanged != o.N {
			t.Errorf("%s again: %d unchanged, %v", profile, r.Unchanged, err)
		}
		o.Seed = 2
		if r, err := demo.Fill(ctx, j, o, nil); err != nil || r.Added != o.N {
			t.Errorf("%s with another seed: %d added, %v", profile, r.Added, err)
		}
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []demo.Options{{N: -1}, {Profile: "wild"}, {Until: time.Unix(0, 0)}} {
		if _, err := demo.Generate(o); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	rows, err := demo.Generate(demo.Options{N: 1 << 40, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for range rows {
		if n++; n > b.N {
			break
		}
	}
}
