package index

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/grid"
	"linea/geo/store/storetest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
)

// judged is an index beside the judge, which scans a slice.
type judged struct {
	index geo.View
	judge *geotest.View
}

// judgedRows folds the rows through a journal in random order, in blocks of
// random size, some rows in two revisions.
func judgedRows(t *testing.T, seed uint64, incidents []geo.Incident) judged {
	t.Helper()
	t.Logf("seed %d, %d rows", seed, len(incidents))
	r := rand.New(rand.NewPCG(seed, 1))
	journal := storetest.NewMemory()
	ix := New(journal)
	shuffled := geotest.Shuffled(seed, incidents)
	var revised []geo.Change
	for len(shuffled) > 0 {
		n := min(1+r.IntN(200), len(shuffled))
		changes := geotest.Changes(shuffled[:n])
		for i := range changes {
			if r.IntN(10) == 0 { // first another row's content, the right one later
				wrong := shuffled[r.IntN(n)]
				changes[i].Fields = geo.EncodeIncident(nil, &wrong)
				revised = append(revised, geotest.Change(&shuffled[i], &changes[i]))
			}
		}
		appendAll(t, journal, changes)
		for i := range revised {
			revised[i].PrevSeq = currentSeq(t, journal, revised[i].ID)
		}
		if r.IntN(3) == 0 {
			appendAll(t, journal, revised)
			revised = nil
		}
		if r.IntN(3) == 0 {
			fold(t, ix)
		}
		shuffled = shuffled[n:]
	}
	appendAll(t, journal, revised)
	fold(t, ix)
	return judged{ix.View(), geotest.NewView(incidents)}
}

func fold(t *testing.T, ix *Index) {
	t.Helper()
	if err := ix.Fold(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func appendAll(t *testing.T, j geo.Journal, changes []geo.Change) {
	t.Helper()
	if len(changes) == 0 {
		return
	}
	if _, err := j.Append(context.Background(), changes); err != nil {
		t.Fatal(err)
	}
}

func currentSeq(t *testing.T, j geo.Journal, id string) uint64 {
	t.Helper()
	found, err := j.Current(context.Background(), geo.EntityIncident, []string{id})
	if err != nil {
		t.Fatal(err)
	}
	return found[id].Seq
}

// what the judge cannot know: when and as what number a row was journalled.
var journalOnly = cmpopts.IgnoreFields(geo.Record{}, "Seq", "Revision", "RecordedAt")

var cmpIgnoringImports = []cmp.Option{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(geo.SourceStatus{}, "ImportSeq", "Silent")}

func sameRecords(got, want []geo.Record) string {
	if slices.EqualFunc(want, got, func(a, b geo.Record) bool {
		a.Seq, a.Revision, a.RecordedAt = b.Seq, b.Revision, b.RecordedAt
		return reflect.DeepEqual(a, b)
	}) {
		return ""
	}
	return cmp.Diff(want, got, journalOnly, cmpopts.EquateEmpty(), cmpopts.EquateApprox(0, 1e-6))
}

// difference is cmp.Diff, which took half of the time of these tests: it is asked
// only where two values are not the same to reflect, which forgives less.
func difference(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got, cmpopts.EquateEmpty())
}

func collect(t *testing.T, rows iter.Seq2[*geo.Record, error]) []geo.Record {
	t.Helper()
	var out []geo.Record
	for r, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, *r)
	}
	return out
}

func byID(rows []geo.Record) []geo.Record {
	slices.SortFunc(rows, func(a, b geo.Record) int { return cmpText(a.ID, b.ID) })
	return rows
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

//ci:plain
func TestIndexAgreesWithTheJudge(t *testing.T) {
	for seed := range uint64(3) {
		rows := append(geotest.Awkward(), geotest.Random(seed, 600)...)
		j := judgedRows(t, seed, rows)
		for n, q := range geotest.Queries(seed, 100) {
			t.Run(fmt.Sprintf("seed %d/query %d %s", seed, n, q.Key()), func(t *testing.T) { j.compare(t, q, seed+uint64(n)) })
		}
	}
}

func (j judged) compare(t *testing.T, q geo.Query, seed uint64) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed, 2))
	same := func(what string, got, want any) {
		t.Helper()
		if d := difference(want, got); d != "" {
			t.Errorf("%s (-judge +index):\n%s", what, d)
		}
	}
	for _, res := range []int{0, 3 + r.IntN(7)} {
		got, err1 := j.index.Used(ctx, q, res)
		want, err2 := j.judge.Used(ctx, q, res)
		same(fmt.Sprint("used at ", res), got, want)
		same("errors", err1, err2)
	}
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		got, _ := j.index.Cells(ctx, q, res, nil)
		want, _ := j.judge.Cells(ctx, q, res, nil)
		same(fmt.Sprint("cells at ", res), got, want)
	}
	j.compareTallies(t, q, r)
	j.compareInBox(t, q, r)
	steps := geo.Steps()
	step := steps[1+r.IntN(len(steps)-1)] // hours over decades are refused
	got, err := j.index.Summary(ctx, q, step)
	if err != nil && geo.CodeOf(err) != geo.Invalid {
		t.Error(err)
	}
	if err == nil {
		want, _ := j.judge.Summary(ctx, q, step)
		same("summary by "+string(step), got, want)
	}
	j.compareTable(t, q, r)
	j.compareLists(t, q, r)
}

func (j judged) compareTallies(t *testing.T, q geo.Query, r *rand.Rand) {
	t.Helper()
	spans := []geo.Span{{From: q.From, Until: q.Until}}
	for range r.IntN(3) {
		from := time.Date(2000+r.IntN(25), time.Month(1+r.IntN(12)), 1, 7, 0, 0, 0, time.UTC)
		spans = append(spans, geo.Span{From: from, Until: from.AddDate(0, r.IntN(40), 0)})
	}
	res := grid.MinRes + r.IntN(grid.BaseRes-grid.MinRes+1)
	got, err := j.index.Tally(t.Context(), q, res, spans)
	if err != nil {
		t.Error(err)
	}
	want, _ := j.judge.Tally(t.Context(), q, res, spans)
	if d := difference(want, got); d != "" {
		t.Errorf("tally at %d over %v (-judge +index):\n%s", res, spans, d)
	}
}

func (j judged) compareInBox(t *testing.T, q geo.Query, r *rand.Rand) {
	ctx := context.Background()
	west, south := -115+6*r.Float64(), 29.5+4*r.Float64()
	size := 2 * r.Float64() * r.Float64()
	box := orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + size, south + size}}
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		got, _ := j.index.Cells(ctx, q, res, &box)
		all, _ := j.judge.Cells(ctx, q, res, nil)
		must, _ := j.judge.Cells(ctx, q, res, &box)
		for _, c := range must {
			if grid.Boundary(c.Cell).Bound().Intersects(box) && !slices.Contains(got, c) {
				t.Errorf("cell %x of %v is missing at %d", c.Cell, box, res)
			}
		}
		for _, c := range got {
			if !slices.Contains(all, c) {
				t.Errorf("cell %x has a wrong count at %d", c.Cell, res)
			}
		}
	}
	if d := sameRecords(byID(collect(t, j.index.Points(ctx, q, box))), byID(collect(t, j.judge.Points(ctx, q, box)))); d != "" {
		t.Errorf("points (-judge +index):\n%s", d)
	}
	boxes := []orb.Bound{box, {Min: orb.Point{west - 0.3, south}, Max: orb.Point{west + 0.1, south + 0.01}}}
	got := map[string]bool{}
	for g := range glimpses(t, j.index.Near(ctx, q, boxes, true)) {
		if got[g.Row.ID()] {
			t.Fatalf("%s is yielded twice", g.Row.ID())
		}
		got[g.Row.ID()] = true
		want, _ := j.judge.Incident(g.Row.ID())
		judged, seen := geo.GlimpseOf(want), *g
		judged.Row, seen.Row = geo.RowRef{}, geo.RowRef{}
		if d := difference(judged, seen); d != "" {
			t.Errorf("%s (-judge +index):\n%s", want.ID, d)
		}
	}
	for g := range glimpses(t, j.judge.Near(ctx, q, boxes, true)) {
		if !got[g.Row.ID()] {
			t.Errorf("%s at %v, radius %g, reaches into the boxes and was not found", g.Row.ID(), g.Point, g.RadiusM)
		}
	}
}

// glimpses yields the rows of all flocks.
func glimpses(t *testing.T, flocks iter.Seq2[geo.Flock, error]) geo.Flock {
	return func(yield func(*geo.Glimpse) bool) {
		for flock, err := range flocks {
			if err != nil {
				t.Fatal(err)
			}
			for g := range flock {
				if !yield(g) {
					return
				}
			}
		}
	}
}

func (j judged) compareTable(t *testing.T, q geo.Query, r *rand.Rand) {
	names := geo.Dimensions()
	by := [2]geo.Dimension{{Name: names[r.IntN(len(names))]}, {Name: names[r.IntN(len(names))]}}
	if r.IntN(3) == 0 {
		by[r.IntN(2)] = overlay(r)
	}
	got, err := j.index.Table(context.Background(), q, by)
	want, _ := j.judge.Table(context.Background(), q, by)
	if err != nil {
		t.Error(err)
	}
	if d := difference(want, got); d != "" {
		t.Errorf("table by %s, %s (-judge +index):\n%s", by[0].Name, by[1].Name, d)
	}
}

// overlay is a few overlapping boxes.
func overlay(r *rand.Rand) geo.Dimension {
	d := geo.Dimension{Name: "overlay:boxes"}
	for i := range 4 {
		west, south := -114+4*r.Float64(), 30+2*r.Float64()
		box := orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{west + 1.5, south + 1}}
		d.Polygons = append(d.Polygons, geo.NamedPolygon{Name: fmt.Sprint("box ", i), Shape: orb.MultiPolygon{box.ToPolygon()}})
	}
	return d
}

func (j judged) compareLists(t *testing.T, q geo.Query, r *rand.Rand) {
	ctx := context.Background()
	want := collect(t, j.judge.Incidents(ctx, q, nil))
	if d := sameRecords(collect(t, j.index.Incidents(ctx, q, nil)), want); d != "" {
		t.Fatalf("incidents (-judge +index):\n%s", d)
	}
	if n, _ := j.index.Count(ctx, q); n != len(want) {
		t.Errorf("count %d, want %d", n, len(want))
	}
	first, last, ok, _ := j.index.Extent(ctx, q)
	if ok != (len(want) > 0) || ok && (!first.Equal(want[len(want)-1].OccurredAt) || !last.Equal(want[0].OccurredAt)) {
		t.Errorf("extent %v %v %v", first, last, ok)
	}
	if len(want) == 0 {
		return
	}
	at := r.IntN(len(want))
	after := &geo.Cursor{OccurredAt: want[at].OccurredAt, ID: want[at].ID}
	if d := sameRecords(collect(t, j.index.Incidents(ctx, q, after)), want[at+1:]); d != "" {
		t.Errorf("incidents after %v (-judge +index):\n%s", after, d)
	}
}

func TestIncidentById(t *testing.T) {
	rows := append(geotest.Awkward(), geotest.Random(11, 300)...)
	j := judgedRows(t, 11, rows)
	for i := range rows {
		got, ok := j.index.Incident(rows[i].ID)
		want, _ := j.judge.Incident(rows[i].ID)
		if !ok {
			t.Fatalf("%s is lost", rows[i].ID)
		}
		if d := sameRecords([]geo.Record{*got}, []geo.Record{*want}); d != "" {
			t.Errorf("(-judge +index):\n%s", d)
		}
	}
	if _, ok := j.index.Incident("nobody:1"); ok {
		t.Error("an unknown id was found")
	}
}

func TestSourcesAgreeWithTheJudge(t *testing.T) {
	rows := append(geotest.Awkward(), geotest.Random(12, 1200)...)
	j := judgedRows(t, 12, rows)
	if d := cmp.Diff(j.judge.Sources(), j.index.Sources(), cmpIgnoringImports...); d != "" {
		t.Errorf("(-judge +index):\n%s", d)
	}
	if j.index.Mapped() != j.judge.Mapped() {
		t.Errorf("mapped %d, judge %d", j.index.Mapped(), j.judge.Mapped())
	}
}
