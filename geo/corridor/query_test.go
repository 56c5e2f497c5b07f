package corridor

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/place"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// scatter is a view of many bare records, for counts by position.
type scatter struct {
	geo.View
	rows []geo.Record
}

func (s scatter) Incident(id string) (*geo.Record, bool) {
	i := slices.IndexFunc(s.rows, func(r geo.Record) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return &s.rows[i], true
}

func (s scatter) Near(_ context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[geo.Flock, error] {
	return func(yield func(geo.Flock, error) bool) {
		for rows := range slices.Chunk(s.rows, 100) {
			if !yield(flockOf(rows, q, boxes, reach), nil) {
				return
			}
		}
	}
}

func flockOf(rows []geo.Record, q geo.Query, boxes []orb.Bound, reach bool) geo.Flock {
	return func(yield func(*geo.Glimpse) bool) {
		for i := range rows {
			r := &rows[i]
			touches := func(b orb.Bound) bool {
				if reach {
					b = b.Pad(r.RadiusM / 80_000)
				}
				return b.Contains(r.Point)
			}
			g := geo.GlimpseOf(r)
			if q.Matches(r) && slices.ContainsFunc(boxes, touches) && !yield(&g) {
				return
			}
		}
	}
}

func (s scatter) Used(_ context.Context, q geo.Query, _ int) (geo.Used, error) {
	return geo.Used{Filter: q.Canonical(), N: len(s.rows)}, nil
}

func (s scatter) Count(_ context.Context, q geo.Query) (n int, err error) {
	for i := range s.rows {
		if q.Matches(&s.rows[i]) {
			n++
		}
	}
	return n, nil
}

func (s scatter) Extent(context.Context, geo.Query) (first, last time.Time, ok bool, err error) {
	for i, r := range s.rows {
		if t := r.OccurredAt; i == 0 || t.Before(first) {
			first = t
		}
		if t := r.OccurredAt; i == 0 || t.After(last) {
			last = t
		}
	}
	return first, last, len(s.rows) > 0, nil
}

func (s scatter) Sources() []geo.SourceStatus { return nil }
func (s scatter) Head() geo.Head              { return geo.Head{Seq: uint64(len(s.rows))} }

func scattered(seed uint64, n int) scatter {
	r := rand.New(rand.NewPCG(seed, seed))
	s := scatter{rows: make([]geo.Record, n)}
	for i := range s.rows {
		row := &s.rows[i]
		row.ID = fmt.Sprintf("s:%06d", i)
		row.Source, row.Kind, row.Mapped, row.HasPoint = "s", geo.Kind(r.IntN(20)), true, true
		row.Point = orb.Point{-115 + 6.5*r.Float64(), 30.8 + 2.2*r.Float64()}
		row.RadiusM = []float64{0, 0, 100, 300, 2000, 15_000}[r.IntN(6)]
		row.OccurredAt = time.Date(2024, 1, 1, 7, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(366*24)) * time.Hour)
		row.Persons = r.IntN(4)
		if r.IntN(3) == 0 {
			row.TimePrecision = geo.PrecisionDay
		}
	}
	return s
}

var year2024 = geo.Query{
	From:  time.Date(2024, 1, 1, 7, 0, 0, 0, time.UTC),
	Until: time.Date(2025, 1, 1, 7, 0, 0, 0, time.UTC),
}

func ask(t *testing.T, view geo.View, c *Corridor, q geo.Query, o Options) *Report {
	t.Helper()
	r, err := Query(context.Background(), view, c, q, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The count over 100,000 points equals the geodesic one, point by point.
//
//ci:plain
func TestCountsEqualBruteForce(t *testing.T) {
	const seed = 21
	view := scattered(seed, 100_000)
	for _, l := range awkwardLines() {
		c := mustNew(t, l.line, 2500, Round)
		got := ask(t, view, c, year2024, Options{}).N
		dense := place.Densify(l.line, 200)
		bound := l.line.Bound().Pad(0.05)
		want, edge := 0, 0
		for i := range view.rows {
			if !bound.Contains(view.rows[i].Point) {
				continue
			}
			d := flatDistance(dense, view.rows[i].Point)
			if math.Abs(d-2500) < 200 { // a flat map does not decide near the edge
				d = trueDistance(dense, view.rows[i].Point)
			}
			switch {
			case math.Abs(d-2500) < 0.5:
				edge++
			case d < 2500:
				want++
			}
		}
		if got < want || got > want+edge {
			t.Errorf("%s, seed %d: %d inside, brute force has %d and %d on the edge", l.name, seed, got, want, edge)
		}
	}
}

// What is expected, sure and possible, by the judge of points: geodesics to each.
// A wide disk is held to very many of them.
func TestChanceOfBeingInside(t *testing.T) {
	const seed = 22
	many := spread(16 * latticePoints)
	r := rand.New(rand.NewPCG(seed, seed))
	lines := awkwardLines()
	for i := range 8 {
		lines = append(lines, namedLine{fmt.Sprint("compact ", i), compactLine(r, 3000)})
	}
	lines = append(lines, namedLine{"track", trackOf(r, 900, 54_000, 8)})
	for _, l := range lines {
		for _, ends := range []Ends{Flat, Round} {
			where := rand.New(rand.NewPCG(seed, r.Uint64()))
			t.Run(fmt.Sprint(l.name, " ", ends), func(t *testing.T) {
				t.Parallel()
				c := mustNew(t, l.line, 3000, ends)
				d := disk{c: c, cover: place.NewCover(c.Outline())}
				for range 40 {
					p := place.Direct(c.At(where.Float64()*c.LengthM()), 360*where.Float64(), 9000*where.Float64())
					radiusM := []float64{100, 300, 2000, 15_000}[where.IntN(4)]
					points := lattice()
					if radiusM >= wideDisk*3000 {
						points = many
					}
					m, inside := c.place(c.path.Seeker(), p, 3000+edgeM+radiusM)
					if got, want := d.pIn(p, radiusM, m, inside), shareInside(c, p, radiusM, points); math.Abs(got-want) > 1.5/latticePoints {
						t.Errorf("seed %d: disk of %g m at %v is inside with %g, by geodesics %g", seed, radiusM, p, got, want)
					}
				}
			})
		}
	}
}

// shareInside is the share of a lattice over the disk around p that lies in the
// corridor, each point laid out by geodesics.
func shareInside(c *Corridor, p orb.Point, radiusM float64, points [][2]float64) (share float64) {
	for _, at := range points {
		azimuth := math.Atan2(at[0], at[1]) * 180 / math.Pi
		if c.Contains(place.Direct(p, azimuth, radiusM*math.Hypot(at[0], at[1]))) {
			share += 1 / float64(len(points))
		}
	}
	return share
}

//ci:plain
func TestReportAddsUp(t *testing.T) {
	view := scattered(23, 60_000)
	for _, l := range awkwardLines() {
		r := ask(t, view, mustNew(t, l.line, 5000, Flat), year2024, Options{Limit: MaxListed, Density: 2})
		smoothed := 0.0
		for _, d := range r.Density.PerKm {
			smoothed += d * r.Density.StepKm
		}
		if math.Abs(smoothed-float64(r.N)) > 0.001*float64(r.N)+1e-6 || math.Abs(float64(len(r.Density.PerKm))*r.Density.StepKm-r.LengthKm) > 0.002 {
			t.Errorf("%s: the density sums to %g over %d steps of %g km, n is %d", l.name, smoothed, len(r.Density.PerKm), r.Density.StepKm, r.N)
		}
		sum := 0
		for _, b := range r.Profile {
			sum += b.N
		}
		kinds := 0
		for _, k := range r.ByKind {
			kinds += k.N
		}
		months := r.MonthByYear.Unknown
		for _, y := range r.MonthByYear.Years {
			for _, n := range y.Months {
				months += n
			}
		}
		hours := r.HourUnknown
		for _, day := range r.HourByDay {
			for _, n := range day {
				hours += n
			}
		}
		series := r.Series.Unknown
		for _, b := range r.Series.Bins {
			series += b.N
		}
		for what, n := range map[string]int{"profile": sum, "kinds": kinds, "months": months, "hours": hours, "series": series, "sides": r.Sides.Left + r.Sides.Right, "used": r.Used.N} {
			if n != r.N {
				t.Errorf("%s: %s sum to %d, n is %d", l.name, what, n, r.N)
			}
		}
		if !(r.NSure <= r.N && r.N <= r.NUpTo) || float64(r.NExpected) < float64(r.NSure) || float64(r.NExpected) > float64(r.NUpTo) {
			t.Errorf("%s: n %d, sure %d, up to %d, expected %g", l.name, r.N, r.NSure, r.NUpTo, float64(r.NExpected))
		}
		if last := r.Profile[len(r.Profile)-1].KmTo; math.Abs(last-r.LengthKm) > 0.001 {
			t.Errorf("%s: the profile ends at %g km of %g", l.name, last, r.LengthKm)
		}
	}
}

// Reversed, every incident lies at length minus km on the other side.
//
//ci:plain
func TestReversedReportIsTheMirror(t *testing.T) {
	view := scattered(24, 60_000)
	for _, l := range awkwardLines() {
		if l.name == "out and back" || l.name == "closed" || l.name == "spiral" {
			continue // where several matches are equally near, either may be the best
		}
		back := l.line.Clone()
		back.Reverse()
		o := Options{Limit: MaxListed}
		a := ask(t, view, mustNew(t, l.line, 3000, Flat), year2024, o)
		b := ask(t, view, mustNew(t, back, 3000, Flat), year2024, o)
		if a.N != b.N || a.NUpTo != b.NUpTo || a.Sides.Left != b.Sides.Right {
			t.Fatalf("%s: %d (up to %d, left %d) one way, %d (%d, right %d) the other", l.name, a.N, a.NUpTo, a.Sides.Left, b.N, b.NUpTo, b.Sides.Right)
		}
		other := map[string]Incident{}
		for _, i := range b.Incidents {
			other[i.ID] = i
		}
		for _, i := range a.Incidents {
			j, ok := other[i.ID]
			if !ok || i.Side == j.Side || math.Abs(i.Km+j.Km-a.LengthKm) > 0.003 || i.Compass != j.Compass || i.OffsetM != j.OffsetM {
				t.Fatalf("%s: %+v one way, %+v the other", l.name, i, j)
			}
		}
	}
}

// A vertex in the middle of a geodesic changes nothing.
//
//ci:plain
func TestSplittingASegmentChangesNothing(t *testing.T) {
	view := scattered(25, 40_000)
	line := awkwardLines()[1].line
	whole := mustNew(t, line, 4000, Flat)
	split := orb.LineString{line[0]}
	for i := 1; i < len(line); i++ {
		d, azimuth := place.Inverse(line[i-1], line[i])
		split = append(split, place.Direct(line[i-1], azimuth, 0.37*d), line[i])
	}
	a, b := ask(t, view, whole, year2024, Options{Limit: 500}), ask(t, view, mustNew(t, split, 4000, Flat), year2024, Options{Limit: 500})
	if a.N != b.N || a.NSure != b.NSure || a.NUpTo != b.NUpTo {
		t.Errorf("whole %d/%d/%d, split %d/%d/%d", a.NSure, a.N, a.NUpTo, b.NSure, b.N, b.NUpTo)
	}
	// The parts between two vertices, disjoint but for the vertex's bend, hold
	// what the whole holds.
	parts := map[string]bool{}
	for i := 1; i < len(line); i++ {
		part := ask(t, view, mustNew(t, line[i-1:i+1], 4000, Round), year2024, Options{Limit: MaxListed})
		for _, in := range part.Incidents {
			parts[in.ID] = true
		}
	}
	round := ask(t, view, mustNew(t, line, 4000, Round), year2024, Options{})
	if len(parts) != round.N {
		t.Errorf("parts hold %d, the whole %d", len(parts), round.N)
	}
}

//ci:plain
func TestOrderOfRowsChangesNothing(t *testing.T) {
	view := scattered(26, 20_000)
	mixed := scatter{rows: slices.Clone(view.rows)}
	rand.New(rand.NewPCG(26, 1)).Shuffle(len(mixed.rows), func(i, j int) {
		mixed.rows[i], mixed.rows[j] = mixed.rows[j], mixed.rows[i]
	})
	for _, l := range awkwardLines() {
		c := mustNew(t, l.line, 5000, Flat)
		o := Options{Limit: 50, Compare: Baseline{Kind: Previous}}
		a, _ := json.Marshal(ask(t, view, c, year2024, o))
		b, _ := json.Marshal(ask(t, mixed, c, year2024, o))
		if diff := cmp.Diff(string(a), string(b)); diff != "" {
			t.Errorf("%s: %s", l.name, diff)
		}
	}
}

func TestPagingListsEveryIncidentOnce(t *testing.T) {
	view := scattered(27, 30_000)
	c := mustNew(t, awkwardLines()[5].line, 5000, Flat)
	var ids []string
	o := Options{Limit: 37}
	lastKm := -1.0
	for {
		r := ask(t, view, c, year2024, o)
		for _, i := range r.Incidents {
			if i.Km < lastKm {
				t.Fatalf("%s at km %g comes after km %g", i.ID, i.Km, lastKm)
			}
			ids, lastKm = append(ids, i.ID), i.Km
		}
		if o.After = r.Next; o.After == "" {
			if len(ids) != r.N {
				t.Errorf("%d listed of %d", len(ids), r.N)
			}
			break
		}
	}
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Error("an incident is listed twice")
	}
	o.After = "nonsense"
	if _, err := Query(context.Background(), view, c, year2024, o); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("a foreign cursor: %v", err)
	}
}

// On the judge's own view, with everything that makes counting hard, the
// corridor around all rows has the same calendars as the summary.
func TestCalendarsEqualTheSummary(t *testing.T) {
	view := geotest.NewView(geotest.Random(28, 400))
	c := mustNew(t, orb.LineString{{-114.9, 31.6}, {-108.6, 31.6}}, 50_000, Round)
	for _, q := range geotest.Queries(28, 60) {
		if q.From.IsZero() || q.Until.IsZero() || q.Positional() || q.MaxRadiusM > 0 || q.Sides != 0 {
			continue
		}
		got := ask(t, view, c, q, Options{})
		var ids []string
		for _, r := range view.Records() {
			if r.Mapped && geotest.Matches(&q, &r) && c.Contains(r.Point) {
				ids = append(ids, r.ID)
			}
		}
		if got.N != len(ids) {
			t.Errorf("%s: %d, judge has %d", q.Canonical(), got.N, len(ids))
		}
	}
}

func TestRatesOfALine(t *testing.T) {
	r, between := ratesOf(10, 365.2425, daysPerYear, 50)
	if math.Abs(float64(r.PerYear.Value)-10) > 1e-9 || math.Abs(float64(r.PerYear.Lo)-4.79538869613243) > 1e-6 || math.Abs(float64(r.PerYear.Hi)-18.3903560420178) > 1e-6 {
		t.Errorf("per year: %+v", r.PerYear)
	}
	if math.Abs(float64(r.Per10KmYear.Value)-2) > 1e-9 {
		t.Errorf("per 10 km and year: %+v", r.Per10KmYear)
	}
	if want := 10.0 / 50 / (365.2425 / 30); math.Abs(float64(r.PerKm30d.Value)-want) > 1e-9 {
		t.Errorf("per km and 30 days: %+v, want %g", r.PerKm30d, want)
	}
	if math.Abs(float64(between)-36.52425) > 1e-9 {
		t.Errorf("days between: %g", float64(between))
	}
	none, between := ratesOf(0, 30, daysPerYear, 1)
	if none.PerKm30d.Value != 0 || none.PerKm30d.Lo != 0 || math.Abs(float64(none.PerKm30d.Hi)-3.68887945411394) > 1e-6 || !math.IsNaN(float64(between)) {
		t.Errorf("no incident: %+v, %g", none.PerKm30d, float64(between))
	}
	if r, _ := ratesOf(0, 0, daysPerYear, 1); !math.IsNaN(float64(r.PerYear.Value)) {
		t.Errorf("no days: %+v", r.PerYear)
	}
}

func TestAutomaticBins(t *testing.T) {
	for _, c := range []struct {
		n    int
		km   float64
		want float64
	}{{400, 100, 1}, {399, 100, 2}, {200, 100, 2}, {199, 100, 5}, {20, 100, 20}, {0, 100, 20}, {39, 100, 20}, {40, 100, 10}} {
		if got := binKm(0, c.n, c.km); got != c.want {
			t.Errorf("%d on %g km: bins of %g km, want %g", c.n, c.km, got, c.want)
		}
	}
}

// rowsAt makes rows on a line, one for each start.
func rowsAt(source string, kind geo.Kind, starts ...string) []geo.Incident {
	var out []geo.Incident
	for i, text := range starts {
		at, err := time.ParseInLocation(time.DateOnly, text, geo.Local)
		if err != nil {
			panic(err)
		}
		out = append(out, geo.Incident{
			ID: fmt.Sprintf("%s:%s-%03d", source, kind, i), Source: source, Kind: kind,
			OccurredAt: at.UTC(), TimePrecision: geo.PrecisionDay, HasPoint: true,
			Point: orb.Point{-110.9 + float64(i)*0.003, 31.5}, Origin: geo.Discovered, LocationMethod: geo.MethodGPS, RadiusM: 50,
		})
	}
	return out
}

func days(from string, n, every int) []string {
	at, _ := time.ParseInLocation(time.DateOnly, from, geo.Local)
	var out []string
	for i := range n {
		out = append(out, at.AddDate(0, 0, i*every).Format(time.DateOnly))
	}
	return out
}

func between(from, until string) geo.Query {
	var q geo.Query
	q.From, q.Until, _ = geo.ParseInterval(from + "/" + until)
	return q
}

func TestEmptyAnswerIsStillAnAnswer(t *testing.T) {
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	r := ask(t, geotest.NewView(nil), c, geo.Query{}, Options{Limit: 5, Compare: Baseline{Kind: LastYear}})
	if r.N != 0 || len(r.Profile) == 0 {
		t.Errorf("%+v", r)
	}
	body, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back map[string]any
	if err := json.Unmarshal(body, &back); err != nil {
		t.Fatal(err)
	}
	for _, list := range []string{"by_kind", "profile", "land", "busiest", "incidents", "warnings"} {
		if _, isList := back[list].([]any); !isList {
			t.Errorf("%s is %v, not a list", list, back[list])
		}
	}
}

func TestOptionsOutOfRange(t *testing.T) {
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	for _, o := range []Options{{BinKm: 0.4}, {BinKm: 51}, {BinKm: math.NaN()}, {Limit: -1}, {Limit: 1001}} {
		if _, err := Query(context.Background(), geotest.NewView(nil), c, geo.Query{}, o); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
	for _, text := range []string{"yesterday", "2024-01-01/..", "../2024-01-01"} {
		if _, err := ParseBaseline(text); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}
