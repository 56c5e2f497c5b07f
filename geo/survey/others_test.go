package survey

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/place"
	"linea/geo/rates"

	"github.com/paulmach/orb"
)

// --- compare ---

func TestCompareCellByCell(t *testing.T) {
	rows := steady(t, 40)
	v, s := indexed(t, 1, rows), newSurveyor()
	q := Question{Query: query(t, "2023-01-01/2023-12-31"), Res: 5, With: with(t, "2021-01-01/2022-12-31")}
	c, err := s.Compare(t.Context(), v, q, 0)
	if err != nil {
		t.Fatal(err)
	}
	if c.Days != 365 || c.DaysBefore != 730 || c.N != inCells(c.Cells, func(x *ComparedCell) int { return x.N }) || c.NBefore != inCells(c.Cells, func(x *ComparedCell) int { return x.NBefore }) {
		t.Errorf("%v days and %v, %d and %d incidents", c.Days, c.DaysBefore, c.N, c.NBefore)
	}
	if c.Cells[0].Reading != rates.More || c.Counts[0].Cells != 1 {
		t.Errorf("first %+v of %+v", c.Cells[0], c.Counts)
	}
	for _, cell := range c.Cells {
		want := rates.CompareRates(cell.N, 365, cell.NBefore, 730, 0.05)
		if *cell.P != rounded(want.P) || *cell.Lo != rounded(want.Interval.Lo) || !same(cell.Ratio, want.Ratio) {
			t.Errorf("%d and %d: %v %v %v, want %+v", cell.N, cell.NBefore, *cell.P, *cell.Lo, cell.Ratio, want)
		}
	}
	// Swapped intervals invert the ratio, and what is left out of each side.
	q.Query, q.With = query(t, "2021-01-01/2022-12-31"), with(t, "2023-01-01/2023-12-31")
	swapped, err := s.Compare(t.Context(), v, q, 0)
	if err == nil && (swapped.ExcludedBefore != c.Excluded || swapped.Excluded != c.ExcludedBefore) {
		t.Errorf("left out %+v and %+v, swapped %+v and %+v", c.Excluded, c.ExcludedBefore, swapped.Excluded, swapped.ExcludedBefore)
	}
	if err != nil || math.Abs(*swapped.Overall.Ratio**c.Overall.Ratio-1) > 1e-5 || swapped.Overall.Reading != rates.NoClearChange && swapped.Overall.Reading != rates.Fewer {
		t.Errorf("%v times %v, %v", *swapped.Overall.Ratio, *c.Overall.Ratio, err)
	}
	// Nothing to compare with.
	none, err := s.Compare(t.Context(), v, Question{Query: query(t, "2014-01-01/2014-12-31"), With: With{Kind: LastYear}, Res: 5}, 0)
	if err != nil || none.Overall.Ratio != nil || none.Overall.Reading != rates.TooFewToCompare || none.Counts[3].Cells != none.Tests || none.Warnings[0].Code != "no_comparison" {
		t.Errorf("%+v %v", none, err)
	}
}

// One cell of a comparison carries what seven do on the map of significance.
func TestCompareChoosesLargerCells(t *testing.T) {
	v, s := indexed(t, 1, steady(t, 40)), newSurveyor()
	q := Question{Query: query(t, "2019-01-01/2023-12-31"), With: with(t, "2014-01-01/2018-12-31")}
	h, err := s.Hotspots(t.Context(), v, q, 1)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Compare(t.Context(), v, q, 1)
	if err != nil || c.Res != max(MinRes, h.Res-1) || h.Res == MinRes {
		t.Errorf("compared at %d, hot spots at %d, %v", c.Res, h.Res, err)
	}
}

func same(got *float64, want float64) bool {
	if math.IsInf(want, 0) || math.IsNaN(want) {
		return got == nil
	}
	return got != nil && *got == rounded(want)
}

func inCells(cells []ComparedCell, of func(*ComparedCell) int) (sum int) {
	for i := range cells {
		sum += of(&cells[i])
	}
	return sum
}

// --- scan ---

func scanned(t testing.TB, v geo.View, q ScanQuestion) *Scan {
	t.Helper()
	s, err := newSurveyor().Scan(t.Context(), v, q)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The bins of a scan are those of a plain loop; a planted crowd stands out and
// its absence does not.
func TestScanAlongTheBorder(t *testing.T) {
	rows := geotest.Random(3, 600)
	for i := range 60 {
		p := place.Border().At(200 + float64(i%12))
		rows = append(rows, placed(string(rune('a'+i/26))+string(rune('a'+i%26)), "sheriff", geo.Rescue, time.Date(2020, 1, 1+i, 19, 0, 0, 0, time.UTC), orb.Point{p[0], p[1] + 0.01*float64(i%5)}))
	}
	view := geotest.NewView(rows)
	q := ScanQuestion{Question: Question{Query: geo.Query{Sources: []string{"sheriff"}}, Baseline: hotspot.Even}, BinKm: 10, HalfWidthM: 20_000}
	for _, v := range []geo.View{view, indexed(t, 2, rows)} {
		a := scanned(t, v, q)
		want, beyond := make([]int, len(a.Bins)), 0
		for _, r := range view.Records() {
			bin := int((r.BorderKm - place.Border().FromKm()) / 10)
			if geotest.Matches(&q.Query, &r) && r.Mapped && r.DistanceM <= 20_000 && r.RadiusM <= 10_000 && a.Bins[bin].Covered {
				want[bin]++
			}
			beyond += one(geotest.Matches(&q.Query, &r) && r.Mapped && grid.Admits(MinRes, r.RadiusM) && !(r.DistanceM <= 20_000))
		}
		if a.Beyond != beyond || a.Beyond == 0 {
			t.Errorf("%d beyond the half width, want %d", a.Beyond, beyond)
		}
		n := 0
		for k, b := range a.Bins {
			if b.N != want[k] {
				t.Errorf("km %v has %d, want %d", b.FromKm, b.N, want[k])
			}
			n += b.N
		}
		if n != a.N || len(a.Stretches) == 0 || !a.Stretches[0].StandsOut || a.Stretches[0].FromKm > 201 || a.Stretches[0].ToKm < 210 {
			t.Errorf("%d of %d, first %+v", n, a.N, a.Stretches)
		}
		if !strings.HasPrefix(a.Stretches[0].Finding.EN, "km 1") || a.Along != "border" || a.CoveredKm < 500 {
			t.Errorf("%q, %v km covered", a.Stretches[0].Finding.EN, a.CoveredKm)
		}
		if again := scanned(t, v, q); encoded(t, again) != encoded(t, a) {
			t.Error("the same scan has other bytes")
		}
	}
}

// A corridor that follows the border finds what the border finds.
func TestScanAlongALine(t *testing.T) {
	rows := steady(t, 0)
	for i := range 50 {
		p := place.Border().At(300 + float64(i%15))
		rows = append(rows, placed("x"+string(rune('a'+i/26))+string(rune('a'+i%26)), "sheriff", geo.Rescue, time.Date(2023, 1, 1+7*i, 19, 0, 0, 0, time.UTC), orb.Point{p[0], p[1] + 0.02}))
	}
	v := indexed(t, 1, rows)
	q := ScanQuestion{Question: Question{Query: query(t, "2023-01-01/2023-12-31")}, BinKm: 5, HalfWidthM: 30_000}
	whole := scanned(t, v, q)
	q.Along = &Along{Name: "road", Line: place.Border().Between(250, 400)}
	part := scanned(t, v, q)
	if part.Along != "road" || math.Abs(part.ToKm-150) > 1 || len(part.Stretches) == 0 || len(whole.Stretches) == 0 {
		t.Fatalf("%s of %v km: %v; border %v", part.Along, part.ToKm, part.Stretches, whole.Stretches)
	}
	a, b := whole.Stretches[0], part.Stretches[0]
	if !a.StandsOut || !b.StandsOut || a.FromKm > 305 || a.ToKm < 310 || b.FromKm > 55 || b.ToKm < 55 {
		t.Errorf("the border finds %s, a line along it %s", a.Finding.EN, b.Finding.EN)
	}
	if !strings.Contains(a.Finding.EN, "Chance alone makes one as striking somewhere on the line in at most 1 of 100 cases.") || a.Finding.ES == "" {
		t.Error(a.Finding)
	}
	// What lies beyond the end of a route is not beside it.
	end := place.Border().At(400)
	beyond := placed("beyond", "sheriff", geo.Rescue, time.Date(2023, 5, 1, 19, 0, 0, 0, time.UTC), orb.Point{end[0] + 0.1, end[1]})
	if more := scanned(t, indexed(t, 1, append(rows, beyond)), q); more.N != part.N {
		t.Errorf("%d beside the route, with one beyond its end %d", part.N, more.N)
	}
}

func TestScansThatCannotBe(t *testing.T) {
	v := indexed(t, 1, steady(t, 0))
	for parameter, q := range map[string]ScanQuestion{
		"bin_km": {BinKm: 0.5}, "half_width_m": {HalfWidthM: 10}, "draws": {Draws: 5},
		"with": {Question: Question{Baseline: hotspot.Even, With: With{Kind: LastYear}}},
	} {
		_, err := newSurveyor().Scan(t.Context(), v, q)
		var e *geo.Error
		if !asError(err, &e) || e.Code != geo.Invalid || e.Fields[0].Parameter != parameter {
			t.Errorf("%s: %v", parameter, err)
		}
	}
	long := &Along{Name: "long", Line: orb.LineString{{-115, 31}, {-100, 31}}}
	if _, err := newSurveyor().Scan(t.Context(), v, ScanQuestion{BinKm: 1, Along: long}); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("1,400 bins: %v", err)
	}
	empty := scanned(t, indexed(t, 1, nil), ScanQuestion{})
	if empty.N != 0 || len(empty.Stretches) != 0 || empty.CoveredKm != 0 {
		t.Errorf("an empty store: %+v", empty)
	}
}

// A source of Sonora speaks of the whole line from its own side; none speaks
// beyond the study area.
func TestScanCoverage(t *testing.T) {
	at := time.Date(2020, 5, 1, 19, 0, 0, 0, time.UTC)
	rows := []geo.Incident{placed("1", "ucdp", geo.ArmedViolence, at, orb.Point{-110.9, 31.2}), placed("2", "ucdp", geo.ArmedViolence, at.AddDate(0, 2, 0), orb.Point{-110.9, 31.1})}
	q := ScanQuestion{Question: Question{Baseline: hotspot.Even}, BinKm: 10}
	land := scanned(t, indexed(t, 1, rows), q)
	if land.CoveredKm < 540 {
		t.Errorf("a source of Sonora covers %v km", land.CoveredKm)
	}
	q.Query.BBox = &orb.Bound{Min: orb.Point{-111.2, 31}, Max: orb.Point{-110.2, 31.6}}
	if box := scanned(t, indexed(t, 1, rows), q); box.CoveredKm < 70 || box.CoveredKm > 130 {
		t.Errorf("a box of 100 km covers %v km", box.CoveredKm)
	}
}

// --- near repeat ---

func TestNearRepeat(t *testing.T) {
	var rows []geo.Incident
	at := time.Date(2020, 1, 1, 19, 0, 0, 0, time.UTC)
	for i := range 300 {
		p := orb.Point{-112 + 0.003*float64(i*37%500), 31.7 + 0.002*float64(i*91%300)}
		rows = append(rows, placed("a"+time.Duration(i).String()[:1]+string(rune('a'+i%26))+string(rune('a'+i/26)), "sheriff", geo.Robbery, at.AddDate(0, 0, i*53%700), p))
		if i%10 == 0 { // followed by another, close by and soon
			rows = append(rows, placed("b"+string(rune('a'+i%26))+string(rune('a'+i/26)), "sheriff", geo.Robbery, at.AddDate(0, 0, i*53%700+3), orb.Point{p[0] + 0.002, p[1]}))
		}
	}
	v, s := indexed(t, 1, rows), newSurveyor()
	a, err := s.NearRepeat(t.Context(), v, RepeatQuestion{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.BandsM, []string{"[0,1)", "[1,500)", "[500,1000)", "[1000,2000)", "[2000,4000)", "[4000,inf)"}) || !slices.Equal(a.BandsD, []string{"[0,1)", "[1,8)", "[8,15)", "[15,29)", "[29,inf)"}) {
		t.Errorf("bands %v and %v", a.BandsM, a.BandsD)
	}
	if bin := a.Cells[1][1]; !bin.Repeats || bin.Observed < 30 || *bin.Ratio < 3 || !strings.Contains(a.Summary.EN, "1 to 500 m away and 1 to 7 days apart") || strings.Contains(a.Summary.EN, "discovered") {
		t.Errorf("%+v: %s", bin, a.Summary.EN)
	}
	if a.N != len(rows) || a.Pairs != len(rows)*(len(rows)-1)/2 || a.Found != 0 {
		t.Errorf("%d incidents, %d pairs, %d found", a.N, a.Pairs, a.Found)
	}
	if again, err := s.NearRepeat(t.Context(), v, RepeatQuestion{}); err != nil || encoded(t, again) != encoded(t, a) {
		t.Errorf("other bytes, %v", err)
	}
	if calm, err := s.NearRepeat(t.Context(), v, RepeatQuestion{BandsM: []float64{0, 100}, BandsD: []int{0, 8}}); err != nil || !strings.Contains(calm.Summary.EN, "No band") {
		t.Errorf("%+v, %v", calm, err)
	}
}

// What would take minutes is refused with a way out.
//
//ci:plain
func TestNearRepeatHasLimits(t *testing.T) {
	var rows []geo.Incident
	for i := range 1500 {
		rows = append(rows, placed(strconv.Itoa(i), "sheriff", geo.Robbery, time.Date(2020, 1, 1+i%300, 19, 0, 0, 0, time.UTC), orb.Point{-111.5 + 1e-5*float64(i), 31.9}))
	}
	v := indexed(t, 4, rows)
	if _, err := newSurveyor().NearRepeat(t.Context(), v, RepeatQuestion{}); geo.CodeOf(err) != geo.TooLarge {
		t.Errorf("%v", err)
	}
	if _, err := newSurveyor().NearRepeat(t.Context(), v, RepeatQuestion{BandsM: []float64{0, 20}}); err != nil {
		t.Error(err)
	}
}

// Rows that were found would tell of the search parties.
func TestNearRepeatIsRefusedForDiscoveredRows(t *testing.T) {
	rows := steady(t, 0)[:40]
	rows[3].Origin, rows[4].TimeKind = geo.Discovered, geo.TimeDiscovered
	v, s := indexed(t, 1, rows), newSurveyor()
	if _, err := s.NearRepeat(t.Context(), v, RepeatQuestion{}); geo.CodeOf(err) != geo.Unprocessable {
		t.Errorf("%v", err)
	}
	a, err := s.NearRepeat(t.Context(), v, RepeatQuestion{Insist: true})
	if err != nil || a.Found != 2 {
		t.Errorf("%+v, %v", a, err)
	}
	for _, q := range []RepeatQuestion{{Draws: 1}, {BandsM: []float64{0, 60_000}}, {BandsM: []float64{1, 2}}, {BandsD: []int{0}}, {BandsD: []int{0, 2, 1}}} {
		q.Insist = true
		if _, err := s.NearRepeat(t.Context(), v, q); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// --- cube ---

func TestCubeCountsCompleteSteps(t *testing.T) {
	rows := geotest.Random(8, 700)
	v, s := indexed(t, 2, rows), newSurveyor()
	for _, c := range []struct {
		datetime string
		step     geo.Step
		steps    int
		first    string
		n        int
		until    string
		partial  string
	}{
		{"2019-01-01/2020-12-31", geo.StepYear, 0, "2019-01-01", 2, "2021-01-01", ""},
		{"2019-01-01/2020-08-10", geo.StepMonth, 6, "2020-02-01", 6, "2020-08-01", "2020-08-01"},
		{"2019-03-05/2019-03-20", geo.StepMonth, 0, "", 0, "", "2019-03-05"},
		{"1960-01-01/1960-12-31", geo.StepMonth, 0, "", 0, "", ""},
	} {
		a, err := s.Cube(t.Context(), v, CubeQuestion{Query: query(t, c.datetime), Res: 5, Step: c.step, Steps: c.steps})
		if err != nil {
			t.Fatal(err)
		}
		first, partial := "", ""
		if len(a.Steps) > 0 {
			first = a.Steps[0]
		}
		if a.Partial != nil {
			partial = a.Partial.From
		}
		if first != c.first || len(a.Steps) != c.n || a.Until != c.until || partial != "" && partial != c.partial {
			t.Errorf("%s by %s: %v until %s, partial %q", c.datetime, c.step, a.Steps, a.Until, partial)
		}
		checkCube(t, v, a, c.datetime)
	}
	if _, err := s.Cube(t.Context(), v, CubeQuestion{Res: 5, Step: geo.StepAuto}); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("auto: %v", err)
	}
	if _, err := s.Cube(t.Context(), v, CubeQuestion{Res: 9, Step: geo.StepDay, Steps: 521}); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("521 steps: %v", err)
	}
}

// checkCube holds every bin to the view's own count.
func checkCube(t *testing.T, v geo.View, a *Cube, datetime string) {
	t.Helper()
	for k, start := range a.Steps {
		end := a.Until
		if k+1 < len(a.Steps) {
			end = a.Steps[k+1]
		}
		q := query(t, start+"/"+end)
		q.Until = q.Until.AddDate(0, 0, -1) // end is where the next begins
		cells, err := v.Cells(t.Context(), q, 5, nil)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for i, row := range a.Counts {
			sum += row[k]
			at := slices.IndexFunc(cells, func(c geo.CellCount) bool { return grid.Text(c.Cell) == a.Cells[i] })
			if at < 0 && row[k] != 0 || at >= 0 && int(cells[at].N) != row[k] {
				t.Errorf("%s, %s: cell %s has %d", datetime, start, a.Cells[i], row[k])
			}
		}
		for _, c := range cells {
			sum -= int(c.N)
		}
		if sum != 0 {
			t.Errorf("%s, %s: %d too many", datetime, start, sum)
		}
	}
}

// --- histories ---

// Something that begins in the last years at one place is new there.
func TestHistories(t *testing.T) {
	rows := steady(t, 0)
	for i := range 120 {
		rows = append(rows, placed("late"+string(rune('a'+i%26))+string(rune('a'+i/26)), "sheriff", geo.Rescue, time.Date(2023, 1, 2+3*i, 19, 0, 0, 0, time.UTC), orb.Point{changedPlace[0] + 0.01*float64(i%7), changedPlace[1] + 0.01*float64(i%5)}))
	}
	h := hotspots(t, newSurveyor(), indexed(t, 1, rows), Question{Query: query(t, "2023-01-01/2023-12-31"), Res: 4, Step: geo.StepYear, Steps: 10})
	if h.Steps == nil || len(h.Steps.Starts) < 9 || h.Steps.Until != "2024-01-01" || h.Steps.Partial != "" || len(h.Steps.Classes) != 17 {
		t.Fatalf("%+v", h.Steps)
	}
	classes := map[string]int{}
	for _, c := range h.Cells {
		if c.History == nil || (c.Class == nil) != (*c.History != hotspot.Classified) {
			t.Fatalf("%+v", c)
		}
		if c.Class != nil {
			classes[c.Class.String()]++
		}
	}
	if len(h.Steps.Starts) == 10 && classes["new_hot"] == 0 {
		t.Errorf("classes %v", classes)
	}
}
