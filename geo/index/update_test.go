package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/grid"
	"linea/geo/store/storetest"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// writer keeps a journal and, beside it, what its incidents should be.
type writer struct {
	t       *testing.T
	random  *rand.Rand
	journal *storetest.Memory
	index   *Index
	newest  map[string]geo.Change
	rows    map[string]geo.Incident
	pool    []geo.Incident // contents to draw from
}

func newWriter(t *testing.T, seed uint64, n int) *writer {
	t.Logf("seed %d", seed)
	w := &writer{
		t: t, random: rand.New(rand.NewPCG(seed, 3)), journal: storetest.NewMemory(),
		newest: map[string]geo.Change{}, rows: map[string]geo.Incident{},
		pool: append(geotest.Awkward(), geotest.Random(seed, n)...),
	}
	w.index = New(w.journal)
	w.write(w.pool[:2*len(w.pool)/3])
	return w
}

// write appends the rows as new or as revisions and folds.
func (w *writer) write(rows []geo.Incident) {
	w.t.Helper()
	var changes []geo.Change
	for i := range rows {
		var previous *geo.Change
		if c, ok := w.newest[rows[i].ID]; ok {
			previous = &c
		}
		changes = append(changes, geotest.Change(&rows[i], previous))
	}
	appendAll(w.t, w.journal, changes)
	for i := range changes {
		w.newest[changes[i].ID] = changes[i]
		w.rows[rows[i].ID] = rows[i]
	}
	fold(w.t, w.index)
}

// step writes a few rows: new ones, old ones with another's content, old ones
// moved to a crowded coordinate, retractions.
func (w *writer) step() {
	var rows []geo.Incident
	for range 1 + w.random.IntN(6) {
		row := w.pool[w.random.IntN(len(w.pool))]
		switch w.random.IntN(4) {
		case 0: // another content under a known id
			other := w.pool[w.random.IntN(len(w.pool))]
			other.ID = row.ID
			row = other
		case 1: // beside, or on, another row
			other := w.pool[w.random.IntN(len(w.pool))]
			row.HasPoint, row.Point, row.OccurredAt = other.HasPoint, other.Point, other.OccurredAt
		case 2:
			row.Status = geo.StatusRetracted
		}
		if !slices.ContainsFunc(rows, func(r geo.Incident) bool { return r.ID == row.ID }) {
			rows = append(rows, row)
		}
	}
	w.write(rows)
}

func (w *writer) judged() judged {
	var rows []geo.Incident
	for _, r := range w.rows {
		rows = append(rows, r)
	}
	return judged{w.index.View(), geotest.NewView(rows)}
}

// Small batches are folded as pairs of parts; merging and compaction change
// nothing that can be seen.
func TestSmallBatchesAgreeWithTheJudge(t *testing.T) {
	for seed := range uint64(3) {
		w := newWriter(t, seed, 400)
		most := 0
		for step := range 150 {
			w.step()
			if w.random.IntN(40) == 0 {
				w.index.compact(context.Background())
			}
			most = max(most, len(w.index.current.Load().parts))
			if step%50 == 49 {
				j := w.judged()
				for n, q := range geotest.Queries(seed+uint64(step), 25) {
					t.Run(fmt.Sprintf("seed %d/step %d/query %d %s", seed, step, n, q.Key()), func(t *testing.T) { j.compare(t, q, seed+uint64(n)) })
				}
				if d := cmp.Diff(j.judge.Sources(), j.index.Sources(), cmpIgnoringImports...); d != "" {
					t.Errorf("sources (-judge +index):\n%s", d)
				}
				if j.index.Mapped() != j.judge.Mapped() {
					t.Errorf("mapped %d, judge %d", j.index.Mapped(), j.judge.Mapped())
				}
			}
		}
		if most < 4 {
			t.Errorf("at most %d parts: the small batches were not folded as such", most)
		}
	}
}

// A cell whose count differs between two snapshots must be reported as changed
// in every box that it touches.
func TestChangedSinceNeverMissesAChange(t *testing.T) {
	for seed := range uint64(3) {
		w := newWriter(t, seed+50, 500)
		for range 60 {
			before := w.index.View()
			w.step()
			after := w.index.View()
			for res := grid.MinRes; res <= grid.BaseRes; res++ {
				for _, c := range differing(t, before, after, res) {
					outline := grid.Boundary(c)
					corner := outline[w.random.IntN(6)]
					if !after.ChangedSince(before.Head().Seq, res, orb.Bound{Min: corner, Max: corner}) {
						t.Fatalf("cell %x changed, and its corner %v was not reported", c, corner)
					}
				}
			}
			if before.ChangedSince(before.Head().Seq, 5, orb.Bound{Min: orb.Point{-120, 20}, Max: orb.Point{-100, 40}}) {
				t.Fatal("a snapshot has changed since itself")
			}
		}
	}
}

func differing(t *testing.T, before, after geo.View, res int) (cells []geo.Cell) {
	t.Helper()
	a, err1 := before.Cells(t.Context(), geo.Query{}, res, nil)
	b, err2 := after.Cells(t.Context(), geo.Query{}, res, nil)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for _, lists := range [][2][]geo.CellCount{{a, b}, {b, a}} {
		for _, c := range lists[0] {
			if !slices.Contains(lists[1], c) {
				cells = append(cells, c.Cell)
			}
		}
	}
	return cells
}

// The rows of the grid that a fold does not touch are shared; those that it does
// are its own.
func TestStampsOfOlderSnapshotsStay(t *testing.T) {
	here, there := orb.Point{-112, 31.5}, orb.Point{-112, 32.5}
	all := orb.Bound{Min: orb.Point{-120, 20}, Max: orb.Point{-100, 40}}
	first := (&stamps{}).next()
	first.stamp(here, 1)
	second := first.next()
	second.stamp(here, 2)
	third := second.next()
	third.stamp(there, 3)
	for i, s := range []*stamps{first, second, third} {
		if got, want := s.newest(all), uint64(i+1); got != want {
			t.Errorf("snapshot %d was changed at seq %d", want, got)
		}
	}
	if got := third.newest(orb.Bound{Min: here, Max: here}); got != 2 {
		t.Errorf("the row that the third fold left as it was has seq %d, not 2", got)
	}
}

// Changes far away leave a cache's answer good: the question would be useless
// if it always said yes.
func TestChangedSinceIsLocal(t *testing.T) {
	w := newWriter(t, 60, 500)
	before := w.index.View()
	row := w.pool[0]
	row.ID, row.HasPoint, row.Point, row.LocationMethod = "ogis:far", true, orb.Point{-109.2, 31.4}, geo.MethodGPS
	w.write([]geo.Incident{row})
	west := orb.Bound{Min: orb.Point{-114.5, 32.2}, Max: orb.Point{-114.4, 32.3}}
	if w.index.View().ChangedSince(before.Head().Seq, 9, west) {
		t.Error("a write 480 km away was reported")
	}
}

// Readers see whole batches: every batch keeps the number of rows even.
func TestReadersNeverSeeHalfABatch(t *testing.T) {
	w := newWriter(t, 70, 300)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := w.index.Follow(ctx); err != nil {
			t.Error(err)
		}
	})
	all := geo.Query{AnyStatus: true, Duplicates: geo.DuplicatesInclude}
	start, err := w.index.View().Count(ctx, all)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		wg.Go(func() {
			for ctx.Err() == nil {
				v := w.index.View()
				n, err := v.Count(ctx, all)
				if err != nil {
					return
				}
				used, err := v.Used(ctx, all, 0)
				if err != nil {
					return
				}
				if (n-start)%2 != 0 || used.N != n {
					t.Errorf("%d rows at first, now %d, used %d", start, n, used.N)
					return
				}
			}
		})
	}
	for i := range 60 {
		a, b := w.pool[0], w.pool[1]
		a.ID, b.ID = fmt.Sprint("ogis:even-", i), fmt.Sprint("ogis:odd-", i)
		a.Status, b.Status = geo.StatusReported, geo.StatusReported
		changes := geotest.Changes([]geo.Incident{a, b})
		head, err := w.journal.Append(ctx, changes)
		if err != nil {
			t.Fatal(err)
		}
		if i%20 == 19 {
			if err := w.index.WaitFor(ctx, head.Seq); err != nil {
				t.Fatal(err)
			}
		}
	}
	time.Sleep(20 * time.Millisecond)
	cancel()
	wg.Wait()
}

// Entries beyond two running totals are counted through them: hours, persons
// and windows must come out as one by one.
func TestLongGroupsAreCountedByTotals(t *testing.T) {
	r := rand.New(rand.NewPCG(80, 1))
	var rows []geo.Incident
	for i := range 9000 {
		precision := geo.TimePrecision(0)
		if i%3 == 0 {
			precision = geo.PrecisionDay
		}
		at := time.Date(2015, 1, 1, 0, 0, 0, 0, geo.Local).Add(time.Duration(r.IntN(8*365*24)) * time.Hour)
		if precision == geo.PrecisionDay {
			at = geo.LocalMidnight(at)
		}
		rows = append(rows, geo.Incident{
			ID: fmt.Sprint("x:", i), Source: "x", Kind: geo.Sensor, OccurredAt: at.UTC(), TimePrecision: precision, Persons: r.IntN(5),
			HasPoint: true, Point: orb.Point{geo.OnGrid(-111 + 0.3*r.Float64()), geo.OnGrid(31.5 + 0.3*r.Float64())}, RadiusM: 50, LocationMethod: geo.MethodGPS,
		})
	}
	journal := storetest.NewMemory()
	for part := range slices.Chunk(rows, geo.MaxBlock) {
		appendAll(t, journal, geotest.Changes(part))
	}
	ix, err := Open(t.Context(), journal)
	if err != nil {
		t.Fatal(err)
	}
	if ix.current.Load().parts[0].world.marks == nil {
		t.Fatal("no running totals were built")
	}
	for range 60 {
		q := geo.Query{From: rows[r.IntN(len(rows))].OccurredAt}
		q.Until = q.From.AddDate(0, 1+r.IntN(80), 0)
		if r.IntN(2) == 0 {
			q.Hours, q.Days = &geo.HourRange{From: r.IntN(12), Until: 12 + r.IntN(12)}, geo.SetOf(geo.Weekday(r.IntN(7)), geo.Weekday(r.IntN(7)))
		}
		checkTotals(t, ix.View(), q, rows)
	}
}

func checkTotals(t *testing.T, v geo.View, q geo.Query, rows []geo.Incident) {
	t.Helper()
	n, persons, hours := 0, 0, [7][24]int{}
	for i := range rows {
		if !q.Matches(&geo.Record{Incident: rows[i], Derived: geo.Derived{Mapped: true}}) {
			continue
		}
		n, persons = n+1, persons+rows[i].Persons
		if slot := geo.WeekSlot(rows[i].OccurredAt.Unix(), rows[i].TimePrecision); slot < geo.HourSlots {
			hours[slot/24][slot%24]++
		}
	}
	sum, err := v.Summary(t.Context(), q, geo.StepMonth)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Total != n || sum.Persons != persons || sum.HourByDay != hours {
		t.Errorf("%s: %d rows and %d persons, want %d and %d; hours equal: %v", q.Canonical(), sum.Total, sum.Persons, n, persons, sum.HourByDay == hours)
	}
	cells, err := v.Cells(t.Context(), q, grid.MinRes, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cells {
		n, persons = n-int(c.N), persons-int(c.Persons)
	}
	if n != 0 || persons != 0 {
		t.Errorf("%s: cells lack %d rows and %d persons", q.Canonical(), n, persons)
	}
}

// Incidents and outlines lie within reachM of their cell's centre: searches
// widen boxes by no more.
func TestOverhangBoundsTheRows(t *testing.T) {
	r := rand.New(rand.NewPCG(90, 1))
	for range 20_000 {
		p := orb.Point{-115.2 + 6.8*r.Float64(), 29.5 + 4.1*r.Float64()}
		base := grid.FromPoint(p, grid.BaseRes)
		for res := grid.MinRes; res <= grid.BaseRes; res++ {
			center := grid.Center(grid.Parent(base, res))
			if !pad(orb.Bound{Min: center, Max: center}, reachM(res)).Contains(p) {
				t.Fatalf("%v lies beyond the reach of its cell at resolution %d", p, res)
			}
		}
	}
}

// A sensor may tell of thousands from one point in a day. However they come,
// they are one episode, and each point is looked at once: a neighbour within
// reach joins them, one beyond it does not.
func TestACrowdOnOnePointIsOneEpisode(t *testing.T) {
	w := newWriter(t, 7, 60)
	reading := func(local string, north float64) geo.Incident {
		return geo.Incident{
			ID: "mast:" + local, Source: "mast", Kind: geo.Sensor, Status: geo.StatusReported,
			OccurredAt: time.Date(2024, 3, 5, 12, 0, 0, 0, time.UTC), TimePrecision: geo.PrecisionExact,
			HasPoint: true, Point: orb.Point{-110.5, 31.5 + north}, RadiusM: 50, LocationMethod: geo.MethodGPS,
		}
	}
	for batch := range 4 {
		rows := make([]geo.Incident, 500)
		for i := range rows {
			rows[i] = reading(fmt.Sprint(batch, "-", i), 0)
		}
		w.write(rows)
	}
	w.write([]geo.Incident{reading("near", 0.002), reading("far", 0.01)})
	sum, err := w.index.View().Summary(context.Background(), geo.Query{Sources: []string{"mast"}}, geo.StepYear)
	if err != nil || sum.Total != 2002 || sum.Episodes != 2 {
		t.Errorf("%v: %d incidents in %d episodes, want 2002 in 2", err, sum.Total, sum.Episodes)
	}
	day := make([]dayRow, 3000)
	if points := joinSamePoints(day, newChains(len(day))); len(points) != 1 {
		t.Errorf("%d points to compare, want 1", len(points))
	}
}
