package survey

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/index"
	"linea/geo/store/storetest"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// indexed folds rows, in an order that the seed decides.
func indexed(t testing.TB, seed uint64, rows []geo.Incident, sources ...geo.Source) geo.View {
	t.Helper()
	return follow(t, journal(t, seed, rows, sources...)).View()
}

func journal(t testing.TB, seed uint64, rows []geo.Incident, sources ...geo.Source) geo.Journal {
	t.Helper()
	j := storetest.NewMemory()
	var changes []geo.Change
	for _, s := range sources {
		changes = append(changes, geotest.SourceChange(s, nil))
	}
	changes = append(changes, geotest.Changes(geotest.Shuffled(seed, rows))...)
	for block := range slices.Chunk(changes, 1+int(seed)*700) {
		if _, err := j.Append(t.Context(), block); err != nil {
			t.Fatal(err)
		}
	}
	return j
}

func follow(t testing.TB, j geo.Journal) *index.Index {
	t.Helper()
	ix, err := index.Open(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

func encoded(t testing.TB, v any) string {
	t.Helper()
	body, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// hotspots asks and forgets the seq, which differs between views of equal rows.
func hotspots(t testing.TB, s *Surveyor, v geo.View, q Question) *Hotspots {
	t.Helper()
	h, err := s.Hotspots(t.Context(), v, q, 400)
	if err != nil {
		t.Fatal(err)
	}
	h.Seq = 0
	return h
}

// Random questions: the index fed in two orders and the judge, which scans a
// slice, give the same bytes; and the counts are those of a plain loop.
//
//ci:plain
func TestIndexAndJudgeAnswerAlike(t *testing.T) {
	const seed = 17
	rows := geotest.Random(seed, 600)
	judge := geotest.NewView(rows)
	views := []geo.View{indexed(t, 1, rows), indexed(t, 2, rows), judge}
	s := newSurveyor()
	standing := 0
	for i, query := range geotest.Queries(seed, 40) {
		q := Question{Query: query, Res: i % 4, Baseline: hotspot.Baseline(i % 2), Alpha: 0.2}
		if q.Res > 0 {
			q.Res = 3 + q.Res // 4..6: the judge is slow
		}
		if i%5 == 0 && q.Baseline == hotspot.Usual {
			q.With.Kind = WithKind(i / 5 % 3)
		}
		if q.check() != nil {
			continue
		}
		var first string
		for k, v := range views {
			h := hotspots(t, newSurveyor(), v, q)
			if k == 0 {
				first = encoded(t, h)
				standing += h.States[0].Cells + h.States[1].Cells
			} else if diff := cmp.Diff(first, encoded(t, h)); diff != "" {
				t.Fatalf("seed %d, question %d %s: view %d answers otherwise: %s", seed, i, q.key(), k, diff)
			}
		}
		checkCounts(t, s, judge, q)
	}
	t.Logf("%d cells stood out", standing)
}

var grounds = sync.OnceValue(func() *Surveyor { return New(Settings{}) })

// newSurveyor has no answers yet; grounds are built once for all tests.
func newSurveyor() *Surveyor { return New(Settings{}).sharing(grounds()) }

// sharing uses the grounds of another surveyor, and no answer of it.
func (s *Surveyor) sharing(other *Surveyor) *Surveyor {
	s.grounds = other.grounds
	return s
}

// checkCounts counts by a plain loop over the records.
func checkCounts(t *testing.T, s *Surveyor, v *geotest.View, q Question) {
	t.Helper()
	p, err := s.plan(t.Context(), v, q)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.assessment(t.Context(), v, p)
	if err != nil {
		t.Fatal(err)
	}
	g := a.Ground
	want := [4][]int{make([]int, len(g.Cells)), make([]int, len(g.Cells)), make([]int, len(g.Cells)), make([]int, len(g.Cells))}
	for _, r := range v.Records() {
		i, ok := g.Find(grid.Parent(r.Cell, g.Res))
		if !r.Mapped || !ok || !grid.Admits(g.Res, r.RadiusM) || p.silent() || !slices.Contains(p.slugs(), r.Source) {
			continue
		}
		for side, windows := range [][]hotspot.Window{{p.now}, p.before} {
			for _, w := range windows {
				query := p.Query
				query.From, query.Until = w.From, w.Until
				if geotest.Matches(&query, &r) {
					want[2*side][i]++
					want[2*side+1][i] += one(r.EpisodeHead)
				}
			}
		}
	}
	got := [4][]int{a.now.Incidents, a.now.Episodes, a.before.Incidents, a.before.Episodes}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s: %s", p.key(), diff)
	}
}

// Three incidents are an answer: too few to tell, not hot and not an error.
func TestThreeIncidentsAreTooFewToTell(t *testing.T) {
	var rows []geo.Incident
	for i := range 3 {
		rows = append(rows, placed(string(rune('a'+i)), "sheriff", geo.Rescue, time.Date(2024, 5, 1+i, 19, 0, 0, 0, time.UTC), orb.Point{-111.5 + float64(i)/1000, 31.9}))
	}
	v := indexed(t, 1, rows)
	for _, q := range []Question{
		{}, {Baseline: hotspot.Even}, {Query: query(t, "2024-01-01/2024-12-31")}, {Query: query(t, "2024-01-01/2024-12-31"), Res: 7},
		{Query: query(t, "2024-01-01/2024-12-31"), Step: geo.StepMonth}, {Query: query(t, "1960-01-01/1960-12-31")},
	} {
		h := hotspots(t, newSurveyor(), v, q)
		for _, c := range h.Cells {
			if c.State == hotspot.Hot || c.State == hotspot.Cold || c.State == hotspot.NotSignificant {
				t.Errorf("%s: a cell with %d is %v", q.key(), c.N, c.State)
			}
		}
		if len(h.Warnings) == 0 {
			t.Errorf("%s: no warning", q.key())
		}
	}
	if h := hotspots(t, newSurveyor(), indexed(t, 1, nil), Question{}); h.NCovered != 0 || h.N != 0 {
		t.Errorf("an empty store covers %d cells", h.NCovered)
	}
}

// More of the same elsewhere must not make a place cold or hot; a place that
// changed must stand out.
func TestAChangedPlaceStandsOut(t *testing.T) {
	rows := steady(t, 0)
	before := hotspots(t, newSurveyor(), indexed(t, 3, rows), Question{Query: query(t, "2023-01-01/2023-12-31"), Res: 5})
	if before.States[0].Cells+before.States[1].Cells != 0 || before.N == 0 {
		t.Errorf("nothing changed, and %d cells stand out", before.States[0].Cells+before.States[1].Cells)
	}
	after := hotspots(t, newSurveyor(), indexed(t, 3, steady(t, 40)), Question{Query: query(t, "2023-01-01/2023-12-31"), Res: 5})
	if c := after.Cells[0]; c.State != hotspot.Hot || c.NDisk < 40 || *c.RRLo < 1 || *c.Q > 0.001 {
		t.Errorf("forty more around one place: %+v", c)
	}
}

var changedPlace = orb.Point{-111.3, 31.9}

// steady has two incidents a week, at 40 places in turn, for ten years, and more
// around one place in the last year.
func steady(t testing.TB, more int) (rows []geo.Incident) {
	t.Helper()
	add := func(id int, at time.Time, p orb.Point) {
		rows = append(rows, placed(strconv.Itoa(id), "sheriff", geo.Rescue, at, p))
	}
	start := time.Date(2014, 1, 1, 19, 0, 0, 0, time.UTC)
	for n := range 1046 { // into January 2024
		add(n, start.Add(time.Duration(n)*84*time.Hour), orb.Point{-113 + 0.4*float64(n%8), 31.7 + 0.12*float64(n/8%5)})
	}
	for i := range more {
		add(2000+i, time.Date(2023, 2, 1+5*i, 19, 0, 0, 0, time.UTC), orb.Point{changedPlace[0] + 0.01*float64(i%7), changedPlace[1] + 0.01*float64(i%5)})
	}
	return rows
}

// The same question has the same bytes, says which data it used, and does not
// depend on who asked before.
func TestSameQuestionSameBytes(t *testing.T) {
	v := indexed(t, 1, geotest.Random(4, 1500))
	q := Question{Res: 5, Step: geo.StepYear, Baseline: hotspot.Even}
	s := newSurveyor()
	first, err := s.Hotspots(t.Context(), v, q, 100)
	if err != nil {
		t.Fatal(err)
	}
	if first.Seq != v.Head().Seq || first.UniverseID != s.area.ID || first.Filter != "" {
		t.Errorf("it says seq %d, study area %s, filter %q", first.Seq, first.UniverseID, first.Filter)
	}
	for _, other := range []*Surveyor{s, newSurveyor(), New(Settings{Keep: 1}).sharing(s)} {
		for range 2 {
			again, err := other.Hotspots(t.Context(), v, q, 100)
			if err != nil || encoded(t, again) != encoded(t, first) {
				t.Errorf("other bytes, %v", err)
			}
			if _, err := other.Hotspots(t.Context(), v, Question{Res: 4}, 100); err != nil {
				t.Error(err)
			}
		}
	}
}

// An answer is kept as long as nothing in the study area changes and the same
// days are covered, and not a write longer.
func TestAnswersAreKeptAndNeverStale(t *testing.T) {
	rows := steady(t, 5)
	j := journal(t, 3, rows)
	ix, s := follow(t, j), newSurveyor()
	q := Question{Query: query(t, "2022-01-01/2024-12-31"), Res: 5}
	ask := func() *Assessment {
		t.Helper()
		a, err := s.Assess(t.Context(), ix.View(), q)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := newSurveyor().Assess(t.Context(), ix.View(), q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fresh.Answer.Now, a.Answer.Now); diff != "" || fresh.Key != a.Key {
			t.Fatalf("stale: %s", diff)
		}
		return a
	}
	write := func(in geo.Incident) {
		t.Helper()
		if _, err := j.Append(t.Context(), geotest.Changes([]geo.Incident{in})); err != nil {
			t.Fatal(err)
		}
		if err := ix.Fold(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	first := ask()
	if ask() != first {
		t.Error("the same snapshot is worked out twice")
	}
	day := rows[1045].OccurredAt
	write(placed("far", "sheriff", geo.Rescue, day, orb.Point{-100, 25}))
	if ask() != first {
		t.Error("a row far away makes a new answer")
	}
	write(placed("near", "sheriff", geo.Rescue, day, changedPlace))
	second := ask()
	if second == first {
		t.Error("a row in the study area changes nothing")
	}
	later := placed("unmapped", "sheriff", geo.Rescue, day.AddDate(0, 0, 30), orb.Point{})
	later.HasPoint = false
	write(later)
	if third := ask(); third == second {
		t.Error("a newer record without a place covers more days, and changes nothing")
	}
}

// A question that cannot be asked says which parameter is wrong.
func TestWrongQuestions(t *testing.T) {
	v := indexed(t, 1, steady(t, 0))
	for _, c := range []struct {
		parameter string
		q         Question
	}{
		{"res", Question{Res: 3}}, {"res", Question{Res: 8}}, {"alpha", Question{Alpha: 0.6}}, {"alpha", Question{Alpha: -1}},
		{"baseline", Question{Baseline: hotspot.Even, Query: geo.Query{Lands: []string{"x"}}}},
		{"baseline", Question{Baseline: hotspot.Even, Query: geo.Query{Areas: []string{"x"}}}},
		{"with", Question{Baseline: hotspot.Even, With: With{Kind: LastYear}}},
		{"datetime", Question{With: with(t, "2022-01-01/2022-12-31")}},
		{"with", Question{With: with(t, "2022-01-01/2022-12-31"), Query: query(t, "2022-12-31/2023-12-31")}},
		{"steps", Question{Steps: 12}}, {"steps", Question{Step: geo.StepYear, Steps: 9}}, {"steps", Question{Step: geo.StepYear, Steps: 121}},
		{"step", Question{Step: geo.StepAuto}},
	} {
		_, err := newSurveyor().Hotspots(t.Context(), v, c.q, 1)
		var e *geo.Error
		if geo.CodeOf(err) != geo.Invalid || !asError(err, &e) || len(e.Fields) != 1 || e.Fields[0].Parameter != c.parameter {
			t.Errorf("%s: %v", c.q.key(), err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newSurveyor().Hotspots(ctx, v, Question{}, 1); err == nil {
		t.Error("an asker who left gets an answer")
	}
}

func asError(err error, into **geo.Error) bool {
	e, ok := err.(*geo.Error)
	*into = e
	return ok
}

// Warnings that depend on the incidents themselves.
func TestNotes(t *testing.T) {
	rows := steady(t, 0)
	codes := func(rows []geo.Incident, q Question) []string {
		var out []string
		for _, w := range hotspots(t, newSurveyor(), indexed(t, 2, rows), q).Warnings {
			if w.EN == "" || w.ES == "" {
				t.Errorf("%s has no words", w.Code)
			}
			out = append(out, w.Code)
		}
		return out
	}
	year := Question{Query: query(t, "2023-01-01/2023-12-31"), Res: 5}
	changed := func(change func(in *geo.Incident)) []geo.Incident {
		out := slices.Clone(rows)
		for i := range out {
			change(&out[i])
		}
		return out
	}
	late := func(in *geo.Incident) bool { return in.OccurredAt.Year() >= 2023 }
	for _, c := range []struct {
		name string
		rows []geo.Incident
		q    Question
		want []string
	}{
		{"nothing to say", rows, year, nil},
		{"clipped", rows, Question{Query: query(t, "2023-01-01/2024-06-30"), Res: 5}, []string{"comparison_clipped"}},
		{"no comparison", rows, Question{Query: query(t, "2014-01-01/2014-12-31"), Res: 5}, []string{"no_comparison"}},
		{"patrols", changed(func(in *geo.Incident) { in.Origin = geo.Discovered }), year, []string{"discovered"}},
		{"rough", changed(func(in *geo.Incident) {
			if in.OccurredAt.YearDay()%3 == 0 {
				in.RadiusM = 15_000
			}
		}), year, []string{"imprecise"}},
		{"rougher before", changed(func(in *geo.Incident) {
			if !late(in) && in.OccurredAt.YearDay()%4 == 0 {
				in.RadiusM = 15_000
			}
		}), year, []string{"reporting_changed"}},
		{"another source", changed(func(in *geo.Incident) {
			if late(in) == (in.OccurredAt.YearDay()%4 > 0) {
				in.Source, in.ID = "rangers", "rangers:"+in.ID[8:]
			}
		}), year, []string{"reporting_changed", "comparison_clipped"}},
		{"bursts", burst(rows), year, []string{"bursts"}},
	} {
		if got := codes(c.rows, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: warned of %v, want %v", c.name, got, c.want)
		}
	}
}

// burst tells each incident twice, 50 m apart on the same day.
func burst(rows []geo.Incident) []geo.Incident {
	out := slices.Clone(rows)
	for _, in := range rows {
		in.ID += "b"
		in.Point[0] = geo.OnGrid(in.Point[0] + 0.0005)
		out = append(out, in)
	}
	return out
}

// Exposure bends what even means, and nothing else.
func TestEvenKnowsExposure(t *testing.T) {
	v := indexed(t, 1, steady(t, 0))
	var file bytes.Buffer
	file.WriteString("h3,weight\n")
	s := newSurveyor()
	for _, c := range ground(t, s, 5).Cells {
		weight := "1"
		if near := grid.Center(c); math.Abs(near[0]+111.6) < 1.6 && math.Abs(near[1]-32.1) < 0.6 {
			weight = "60"
		}
		file.WriteString(grid.Text(c) + "," + weight + "\n")
	}
	e, err := ReadExposure(&file)
	if err != nil {
		t.Fatal(err)
	}
	q := Question{Query: query(t, "2014-01-01/2023-12-31"), Baseline: hotspot.Even}
	plain, weighed := hotspots(t, s, v, q), hotspots(t, New(Settings{Exposure: e}), v, q)
	if plain.UniverseID == weighed.UniverseID || weighed.Method.Exposure == plain.Method.Exposure || weighed.Res > 5 {
		t.Errorf("%s %+v at res %d; %s %+v", plain.UniverseID, plain.Method, plain.Res, weighed.UniverseID, weighed.Method)
	}
	q.Res = 5
	plain, weighed = hotspots(t, s, v, q), hotspots(t, New(Settings{Exposure: e}), v, q)
	if plain.States[0].Cells <= 2*weighed.States[0].Cells {
		t.Errorf("%d hot cells by area, %d by exposure that follows them", plain.States[0].Cells, weighed.States[0].Cells)
	}
	q.Baseline, q.Query = hotspot.Usual, query(t, "2023-01-01/2023-12-31")
	a, b := encoded(t, hotspots(t, s, v, q)), encoded(t, hotspots(t, New(Settings{Exposure: e}), v, q))
	if a != b {
		t.Error("usual depends on exposure")
	}
	if _, err := New(Settings{Exposure: e}).Hotspots(t.Context(), v, Question{Baseline: hotspot.Even, Res: 6}, 1); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("finer than the exposure: %v", err)
	}
}
