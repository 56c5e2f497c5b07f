package survey

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/index"
	"linea/geo/place"
	"linea/geo/store/storetest"
)

const (
	ogis2024 = "ogis-migrant-deaths/ogis_2024-10.csv"
	iom2020  = "iom-missing-migrants/iom_2020-01_clip.csv"
	fars2013 = "fars-arizona/fars_accident_2013_az.csv"
)

// realView reads real files beside the repository. Without them the test is
// skipped, except in CI.
func realView(t testing.TB, files ...string) geo.View {
	t.Helper()
	j := storetest.NewMemory()
	for _, name := range files {
		path := filepath.Join("..", "..", "..", "shared", "data", name)
		if _, err := os.Stat(path); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is missing; CI must have the shared data", path)
			}
			t.Skipf("%s is missing; put the shared data beside the repository to run this test", path)
		}
		if _, err := feed.Run(t.Context(), feed.File(path), j, feed.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	ix, err := index.Open(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return ix.View()
}

func query(t testing.TB, datetime string) (q geo.Query) {
	t.Helper()
	if datetime == "" {
		return q
	}
	var err error
	if q.From, q.Until, err = geo.ParseInterval(datetime); err != nil {
		t.Fatal(err)
	}
	return q
}

// The data of 2024 end in September: 2024 is January to September, and so are
// the years it is compared with.
func TestReal2024IsComparedWithJanuaryToSeptember(t *testing.T) {
	v, s := realView(t, ogis2024), newSurveyor()
	year := query(t, "2024-01-01/2024-12-31")
	for _, c := range []struct {
		with  string
		years []int
	}{{"last_year", []int{2023}}, {"2023-01-01/2023-12-31", []int{2023}}, {"preceding", []int{2023, 2022, 2021, 2020, 2019, 2018, 2017, 2016}}} {
		h := hotspots(t, s, v, Question{Query: year, With: with(t, c.with), Res: 5})
		compared, err := s.Compare(t.Context(), v, Question{Query: year, With: with(t, c.with), Res: 5}, 0)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		n := 0
		for i := len(c.years) - 1; i >= 0; i-- {
			text := fmt.Sprintf("%d-01-01/%d-09-30", c.years[i], c.years[i])
			want = append(want, text)
			n += inArizona(t, v, text)
		}
		if h.Interval != "2024-01-01/2024-09-30" || !slices.Equal(h.Comparison, want) || compared.Interval != h.Interval || !slices.Equal(compared.Comparison, want) {
			t.Errorf("%s: %s against %v; %s against %v", c.with, h.Interval, h.Comparison, compared.Interval, compared.Comparison)
		}
		if now := inArizona(t, v, h.Interval); h.N != now || compared.N != now || h.NBefore != n || compared.NBefore != n {
			t.Errorf("%s: %d against %d, compared %d against %d; want %d against %d", c.with, h.N, h.NBefore, compared.N, compared.NBefore, now, n)
		}
		var all int // mapped rows of the other side that fit the cells, wherever they lie
		for _, text := range want {
			u, err := v.Used(t.Context(), query(t, text), 5)
			if err != nil {
				t.Fatal(err)
			}
			all += u.N
		}
		if len(want) > 1 && compared.ExcludedBefore.OutsideCoverage != all-n {
			t.Errorf("%s: %d before lie outside, want %d of %d", c.with, compared.ExcludedBefore.OutsideCoverage, all-n, all)
		}
		if !slices.ContainsFunc(h.Warnings, func(w Warning) bool { return w.Code == "comparison_clipped" }) {
			t.Errorf("%s: it does not say that it was clipped: %v", c.with, h.Warnings)
		}
	}
}

// inArizona counts rows in cells of resolution 5 of the study area that reach
// into Arizona, one by one.
func inArizona(t testing.TB, v geo.View, datetime string) (n int) {
	t.Helper()
	const res = 5
	area, arizona := place.StudyArea(), coverageParts(ground(t, newSurveyor(), res), []string{place.Arizona})
	g := ground(t, newSurveyor(), res)
	for r, err := range v.Incidents(t.Context(), query(t, datetime), nil) {
		if err != nil {
			t.Fatal(err)
		}
		cell := grid.Parent(r.Cell, res)
		if !r.Mapped || !grid.Admits(res, r.RadiusM) || !area.Contains(grid.Center(cell)) {
			continue
		}
		if i, ok := g.Find(cell); ok && arizona(i) > 0 {
			n++
		}
	}
	return n
}

// The map that an analyst would see, pinned: deaths of 2022-23 against 2014-21,
// nothing said about Sonora.
func TestRealMap(t *testing.T) {
	v, s := realView(t, ogis2024), newSurveyor()
	for _, c := range []struct {
		name string
		q    Question
		res  int
		want []int // hot, cold, not significant, too few, no data
	}{
		{"usual", Question{Query: query(t, "2022-01-01/2023-12-31")}, 5, []int{16, 13, 101, 91, 219}},
		{"even", Question{Query: query(t, "2019-01-01/2023-12-31"), Baseline: hotspot.Even, Res: 5}, 5, []int{61, 112, 48, 0, 219}},
		{"a few days", Question{Query: query(t, "2023-07-01/2023-07-03"), Res: 5}, 5, []int{0, 0, 0, 221, 219}},
	} {
		h := hotspots(t, s, v, c.q)
		var got []int
		for _, st := range h.States {
			got = append(got, st.Cells)
		}
		if !slices.Equal(got, c.want) || h.Res != c.res {
			t.Errorf("%s: %v at resolution %d, want %v", c.name, got, h.Res, c.want)
		}
		a, err := s.Assess(t.Context(), v, c.q)
		if err != nil {
			t.Fatal(err)
		}
		for i, cell := range a.Answer.Cells {
			sonora := place.Border().Region(a.Ground.Centers[i]) == geo.SideSon
			if sonora && cell.State == hotspot.Cold || a.mask.parts[i] == 0 && cell.State != hotspot.NoData {
				t.Errorf("%s: cell %x of Sonora is %v", c.name, a.Ground.Cells[i], cell.State)
			}
		}
	}
}

// Two files together: the days that both cover, and what one repeats counts once.
func TestRealSourcesTogether(t *testing.T) {
	v, s := realView(t, ogis2024, iom2020, fars2013), newSurveyor()
	h := hotspots(t, s, v, Question{Query: query(t, "2019-01-01/2019-12-31")})
	var spoke, left []string
	for _, k := range h.Sources {
		spoke = append(spoke, k.Source)
	}
	for _, l := range h.LeftOut {
		left = append(left, l.Source)
	}
	if !slices.Equal(spoke, []string{"ogis", "iom"}) || !slices.Equal(left, []string{"fars"}) || h.Excluded.Duplicates == 0 {
		t.Errorf("%v speak, %v are left out, %d repeat", spoke, left, h.Excluded.Duplicates)
	}
	if h.NCovered != h.NCells {
		t.Errorf("iom speaks of the whole study area: %d of %d cells", h.NCovered, h.NCells)
	}
	only := hotspots(t, s, v, Question{Query: geo.Query{Sources: []string{"fars"}}, Baseline: hotspot.Even})
	if only.Interval != "2013-01-02/2013-12-31" || only.NCovered >= only.NCells || len(only.LeftOut) != 0 {
		t.Errorf("fars alone: %s, %d cells", only.Interval, only.NCovered)
	}
}
