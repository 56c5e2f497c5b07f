package survey

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/hotspot"
	"linea/geo/place"
	"linea/geo/rates"

	"github.com/paulmach/orb"
)

func placeAt(t testing.TB, text string) *Place {
	t.Helper()
	p, err := ParsePlace(text, nil, nil)
	if err != nil {
		t.Fatal(text, err)
	}
	return p
}

// effectQuestion has areas by role, "" for none.
func effectQuestion(t testing.TB, before, after string, areas ...string) (q EffectQuestion) {
	t.Helper()
	for role, text := range areas {
		if text != "" {
			q.Areas[role] = placeAt(t, text)
		}
	}
	b, a := query(t, before), query(t, after)
	q.Before, q.After = hotspot.Window{From: b.From, Until: b.Until}, hotspot.Window{From: a.From, Until: a.Until}
	return q
}

func effectOf(t testing.TB, v geo.View, q EffectQuestion) *Effect {
	t.Helper()
	e, err := newSurveyor().Effect(t.Context(), v, q)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// spots are far apart: circles of 8 km around them touch no other.
var spots = []orb.Point{{-112.8, 32.2}, {-112.0, 32.0}, {-111.3, 31.9}, {-110.6, 31.7}, {-109.8, 31.6}, {-113.6, 32.3}}

// yearly has n[y][s] incidents of the year from+y around spot s, spread evenly
// over its days.
func yearly(from int, counts [][]int) (rows []geo.Incident) {
	r := rand.New(rand.NewPCG(5, 5))
	for y, perSpot := range counts {
		for s, n := range perSpot {
			for i := range n {
				day := time.Date(from+y, 1, 1+i*364/max(1, n-1), 19, 0, 0, 0, time.UTC)
				p := orb.Point{spots[s][0] + 0.06*(r.Float64()-0.5), spots[s][1] + 0.06*(r.Float64()-0.5)}
				rows = append(rows, placed(fmt.Sprint(from+y, "-", s, "-", i), "sheriff", geo.Rescue, day, p))
			}
		}
	}
	return rows
}

func near(spot int, radiusM int) string {
	return fmt.Sprintf("near=%g,%g,%d", spots[spot][0], spots[spot][1], radiusM)
}

func hasWarning(e *Effect, code hotspot.Warning) bool {
	return slices.ContainsFunc(e.Warnings, func(w Warning) bool { return w.Code == code.String() })
}

// The worked example of the methods, planted into a store: every figure comes
// back, and each is that of package rates on the counts.
func TestEffectOfTheWorkedExample(t *testing.T) {
	v := indexed(t, 1, yearly(2021, [][]int{{207, 308, 178, 150}, {110, 318, 157, 140}}))
	e := effectOf(t, v, effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000), near(2, 8000), near(3, 8000)))
	f := rates.Fourfold{HereNow: 110, ElseNow: 318, HereBefore: 207, ElseBefore: 308}
	if e.N != 207+308+178+150+110+318+157+140 || e.Unit != hotspot.Incidents || e.Days != 365 || e.DaysBefore != 365 {
		t.Fatalf("%d incidents over %v and %v days, by %v", e.N, e.Days, e.DaysBefore, e.Unit)
	}
	n := e.Effect
	if *n.Ratio != rounded(f.Ratio()) || *n.Lo != rounded(f.Interval(0.05).Lo) || *n.Hi != rounded(f.Interval(0.05).Hi) || *n.P != rounded(f.Tails().P()) || n.Reading != rates.Fewer {
		t.Errorf("%+v", n)
	}
	if *n.Expected != 213.721 || *n.LeastFall != rounded(rates.LeastFall(207, 308, 318, 0.05)) {
		t.Errorf("expected %v, least fall %v", *n.Expected, *n.LeastFall)
	}
	for i, c := range [][2]int{{207, 110}, {308, 318}, {178, 157}, {150, 140}} {
		want := rates.CompareRates(c[1], 365, c[0], 365, 0.05)
		if a := e.Areas[i]; a.NBefore != c[0] || a.N != c[1] || *a.Change.P != rounded(want.P) || a.Change.Reading != want.Reading || a.CoveredShare != 1 || math.Abs(a.AreaKM2-math.Pi*64) > 0.6 {
			t.Errorf("%+v, want %v %+v", a, c, want)
		}
	}
	if d := e.Difference; d == nil || math.Abs(d.Value+118) > 0.5 || math.Abs(d.SE-math.Sqrt(1568)) > 0.2 || len(d.With) != 4 {
		t.Errorf("difference %+v, %+v", d, e.Refused)
	}
	if d := e.Displacement; d == nil || math.Abs(d.Quotient-0.258) > 5e-4 || math.Abs(d.Net-130.5) > 0.05 || !strings.Contains(d.Finding.EN, "by less than in it") {
		t.Errorf("displacement %+v, %+v", d, e.Refused)
	}
	if !strings.HasPrefix(e.Summary.EN, "Treated area: 207 before, 110 after. Control area: 308 before, 318 after (incidents). The treated area's change is 0.51 times the control's (0.39 to 0.69).") ||
		!strings.HasPrefix(e.Summary.ES, "Zona tratada: 207 antes, 110 después.") || len(e.Cautions) != 3 {
		t.Errorf("%+v", e.Summary)
	}
}

// Three incidents are too few to tell, and what could have been seen is said.
func TestEffectOfThreeIncidents(t *testing.T) {
	v := indexed(t, 1, yearly(2021, [][]int{{1, 1}, {0, 1}}))
	e := effectOf(t, v, effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000), near(2, 8000)))
	if e.Effect.Reading != rates.TooFewToCompare || e.Effect.LeastFall != nil || e.Difference != nil || e.Displacement != nil || len(e.Refused) != 2 {
		t.Errorf("%+v %+v", e.Effect, e.Refused)
	}
	if !strings.Contains(e.Summary.EN, "so few incidents") || !strings.Contains(e.Summary.EN, "not even a complete absence") || !strings.Contains(e.Summary.ES, "ni siquiera una ausencia total") {
		t.Error(e.Summary)
	}
	for _, p := range e.Placebo {
		if p.P != nil || !strings.Contains(p.Finding.EN, "it takes") {
			t.Errorf("%+v", p)
		}
	}
}

// Index and judge answer alike, byte for byte, and the counts are those of a
// plain loop over the records.
//
//ci:plain
func TestEffectAgreesWithAPlainLoop(t *testing.T) {
	const seed = 23
	rows := geotest.Random(seed, 1500)
	judge := geotest.NewView(rows)
	views := []geo.View{judge, indexed(t, 1, rows), indexed(t, 2, rows)}
	total := 0
	for i, base := range geotest.Queries(seed, 12) {
		q := effectQuestion(t, "2015-01-01/2017-12-31", "2019-01-01/2021-12-31", "near=-112.3,32.2,60000", "bbox=-111.4,31.2,-109.2,32.4", "near=-112.3,32.2,75000")
		base.From, base.Until, base.BBox, base.Near, base.Polygon, base.Within, base.Cell = time.Time{}, time.Time{}, nil, nil, nil, "", 0
		q.Query = base
		var first string
		for k, v := range views {
			e := effectOf(t, v, q)
			e.Seq = 0
			total += e.N
			if k == 0 {
				first = encoded(t, e)
				checkEffectCounts(t, judge, q, e)
			} else if got := encoded(t, e); got != first {
				t.Fatalf("question %d %s: view %d answers\n%s\nnot\n%s", i, base.Canonical(), k, got, first)
			}
		}
	}
	if total == 0 {
		t.Error("nothing was counted")
	}
}

func checkEffectCounts(t *testing.T, judge *geotest.View, q EffectQuestion, e *Effect) {
	t.Helper()
	var slugs []string
	for _, s := range e.Sources {
		slugs = append(slugs, s.Source)
	}
	for _, a := range e.Areas {
		want := 0
		for _, r := range judge.Records() {
			asked := q.Query
			asked.From, asked.Until = q.After.From, q.After.Until
			if !r.Mapped || !slices.Contains(slugs, r.Source) || !geotest.Matches(&asked, &r) || q.Areas.roleAt(r.Point) != a.Role || r.RadiusM > q.Areas[a.Role].ReachM {
				continue
			}
			if from, until, _ := geo.ParseInterval(e.Interval); r.OccurredAt.Before(from) || !r.OccurredAt.Before(until) {
				continue
			}
			want += one(place.StudyArea().Contains(r.Point) && speaksAt(e, r.Point))
		}
		if a.N != want {
			t.Errorf("%v: %d, a plain loop counts %d", a.Role, a.N, want)
		}
	}
}

func speaksAt(e *Effect, p orb.Point) bool {
	return slices.ContainsFunc(e.Sources, func(s hotspot.SourceDays) bool {
		area, ok := place.Coverage(geo.NewSource(s.Source).Coverage)
		return !ok || area.Contains(p)
	})
}

// Swapped areas invert the ratio; swapped roles of a store without change are
// quiet; the same question has the same bytes.
func TestEffectMetamorphic(t *testing.T) {
	v := indexed(t, 1, yearly(2021, [][]int{{60, 80}, {40, 90}}))
	there := effectOf(t, v, effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000)))
	back := effectOf(t, v, effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(1, 8000), near(0, 8000)))
	if math.Abs(*there.Effect.Ratio**back.Effect.Ratio-1) > 1e-5 || math.Abs(*there.Effect.Lo**back.Effect.Hi-1) > 1e-5 || *there.Effect.P != *back.Effect.P {
		t.Errorf("%+v and back %+v", there.Effect.Change, back.Effect.Change)
	}
	again := effectOf(t, v, effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000)))
	if encoded(t, again) != encoded(t, there) {
		t.Error("the same question has other bytes")
	}
}

// What was steady for ten years and then fell by half stands out among earlier
// periods, without a trend before and without having been high; a place that was
// high just before is told, and so is one that was falling all along.
func TestEffectCompanions(t *testing.T) {
	steadyYears := [][]int{{40, 60}, {42, 58}, {38, 61}, {41, 60}, {39, 62}, {40, 59}, {41, 61}, {40, 60}}
	q := effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000))
	e := effectOf(t, indexed(t, 1, yearly(2014, append(slices.Clone(steadyYears), []int{15, 60}))), q)
	if p := e.Placebo[0]; e.Effect.Reading != rates.Fewer || p.Tried != 7 || p.AsStriking != 0 || *p.P != 0.125 || !strings.Contains(p.Finding.EN, "In 0 of 7 earlier periods the difference") {
		t.Errorf("%+v, %+v", e.Effect.Change, p)
	}
	for _, code := range []hotspot.Warning{hotspot.WarnWasHigh, hotspot.WarnPreTrend, hotspot.WarnSeasonsDiffer, hotspot.WarnPlacebo, hotspot.WarnReportingChanged} {
		if hasWarning(e, code) {
			t.Errorf("steady, and warned of %v: %+v", code, e.PreTrend)
		}
	}
	if e.PreTrend.P == nil || e.PreTrend.Steps < 12 || e.Series.Treated == nil || len(e.Series.Treated) != len(e.Series.Starts) {
		t.Errorf("%+v", e.PreTrend)
	}
	high := effectOf(t, indexed(t, 1, yearly(2014, append(slices.Clone(steadyYears[:7]), []int{90, 60}, []int{40, 60}))), q)
	if high.Effect.Reading != rates.Fewer || !hasWarning(high, hotspot.WarnWasHigh) {
		t.Errorf("high just before: %+v, %+v, %+v", high.Effect.Change, high.Warnings, high.Placebo[0])
	}
	var falling [][]int
	for y := range 9 {
		falling = append(falling, []int{110 - 12*y, 60})
	}
	if f := effectOf(t, indexed(t, 1, yearly(2014, falling)), q); !hasWarning(f, hotspot.WarnPreTrend) || !strings.Contains(f.PreTrend.Finding.EN, "already falling") {
		t.Errorf("falling all along: %+v", f.PreTrend)
	}
}

// Other areas of the same size are asked the same: where all of them jump about,
// the real one is nothing; where they are steady, it stands alone.
func TestEffectPlaceboAreas(t *testing.T) {
	grid := func(wild bool) (rows []geo.Incident) {
		for k := range 24 {
			p := orb.Point{-113.4 + 0.5*float64(k%8), 31.75 + 0.28*float64(k/8)}
			before, after := 20, 20
			if wild && k%8 != 7 { // the control is steady
				before, after = 20+15*(1-2*(k%2)), 20-15*(1-2*(k%2))
			}
			for i := range before + after {
				year := 2021 + one(i >= before)
				rows = append(rows, placed(fmt.Sprint(k, "-", i), "sheriff", geo.Rescue, time.Date(year, 1, 1+9*(i%38), 19, 0, 0, 0, time.UTC), orb.Point{p[0] + 0.003*float64(i%7), p[1] + 0.003*float64(i%5)}))
			}
		}
		return append(rows, yearly(2021, [][]int{{0, 0, 0, 0, 0, 40}, {0, 0, 0, 0, 0, 10}})...)
	}
	for _, wild := range []bool{false, true} {
		e := effectOf(t, indexed(t, 1, grid(wild)), effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(5, 9000), "bbox=-110.1,31.4,-109.6,32.6"))
		p := e.Placebo[1]
		if p.Tried < leastAreas || wild != hasWarning(e, hotspot.WarnPlacebo) || wild == (p.AsStriking == 0) {
			t.Errorf("wild %v: %+v, %+v, %+v", wild, e.Effect.Change, p, e.Warnings)
		}
	}
}

// A source of Arizona says nothing about Sonora, and one of the El Paso Sector
// nothing about either: neither is a control there, nor cuts the days.
func TestEffectKnowsWhoSpeaks(t *testing.T) {
	rows := yearly(2019, [][]int{{30, 40}, {31, 39}, {12, 41}})
	for i := range rows {
		rows[i].Source, rows[i].ID = "ogis", "ogis:"+strings.TrimPrefix(rows[i].ID, "sheriff:")
		rows[i].Kind = geo.Death
	}
	elpaso := placed("1", "elpaso", geo.Death, time.Date(2021, 3, 1, 19, 0, 0, 0, time.UTC), orb.Point{-108.6, 31.9})
	v := indexed(t, 1, append(rows, elpaso))
	e := effectOf(t, v, effectQuestion(t, "2019-01-01/2020-12-31", "2021-01-01/2021-12-31", near(0, 8000), near(1, 8000)))
	if e.Effect.Reading != rates.Fewer || len(e.LeftOut) != 1 || e.LeftOut[0].Why != hotspot.Elsewhere || e.Areas[0].NBefore != 61 || e.Filter != "" {
		t.Errorf("%+v %+v %+v", e.Effect.Change, e.LeftOut, e.Areas)
	}
	sonora := effectOf(t, v, effectQuestion(t, "2019-01-01/2020-12-31", "2021-01-01/2021-12-31", near(0, 8000), "near=-111.0,30.9,20000"))
	if sonora.Effect.Reading != rates.TooFewToCompare || sonora.Areas[1].CoveredShare != 0 || !strings.Contains(sonora.Summary.EN, "No source speaks for the control area") {
		t.Errorf("%+v %+v", sonora.Areas, sonora.Summary)
	}
	across := effectOf(t, v, effectQuestion(t, "2019-01-01/2020-12-31", "2021-01-01/2021-12-31", near(0, 8000), "bbox=-111.5,30.5,-110.5,32.0"))
	if a := across.Areas[1]; !(a.CoveredShare > 0.2 && a.CoveredShare < 0.8) || !hasWarning(across, hotspot.WarnPartlyCovered) {
		t.Errorf("%+v", a)
	}
	none := effectOf(t, v, effectQuestion(t, "1960-01-01/1960-12-31", "1961-01-01/1961-12-31", near(0, 8000), near(1, 8000)))
	if !strings.Contains(none.Summary.EN, "No source covers both periods") || none.N != 0 {
		t.Errorf("%+v", none.Summary)
	}
	half := effectOf(t, v, effectQuestion(t, "1960-01-01/1960-12-31", "2021-01-01/2021-12-31", near(0, 8000), near(1, 8000)))
	if !strings.Contains(half.Summary.EN, "No source covers both periods") || half.Placebo[0].Tried != 0 || half.Placebo[1].Tried != 0 || half.Effect.Reading != rates.TooFewToCompare {
		t.Errorf("%+v %+v", half.Summary, half.Placebo)
	}
}

// A place as narrow as a corridor of 100 m has its size, is covered, and is heard
// of by the sources that speak for it.
func TestEffectOfNarrowPlaces(t *testing.T) {
	v := indexed(t, 1, yearly(2021, [][]int{{30, 40}, {31, 39}}))
	strip := orb.Polygon{{{-112.8, 32.2}, {-111.3, 31.6}, {-111.3, 31.601}, {-112.8, 32.201}, {-112.8, 32.2}}}
	q := effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", "", near(1, 8000))
	q.Areas[Treated] = NewPlace("strip", orb.MultiPolygon{strip}, place.NewRegion(orb.MultiPolygon{strip}).Contains, 50)
	want := place.FlatAreaM2(orb.MultiPolygon{strip}) / 1e6
	if a := effectOf(t, v, q).Areas[0]; a.CoveredShare != 1 || math.Abs(a.AreaKM2-want) > 0.05 {
		t.Errorf("%+v, want %.1f km2", a, want)
	}
}

// A file that ends in September is compared on January to September of both
// years; other months of two periods are told; and a shift of who reports is too.
func TestEffectPeriods(t *testing.T) {
	rows := yearly(2021, [][]int{{30, 40}, {31, 39}, {32, 41}})
	rows = slices.DeleteFunc(rows, func(in geo.Incident) bool { return !in.OccurredAt.Before(time.Date(2023, 10, 1, 7, 0, 0, 0, time.UTC)) })
	rows = append(rows, placed("last", "sheriff", geo.Rescue, time.Date(2023, 9, 30, 19, 0, 0, 0, time.UTC), spots[0]))
	v := indexed(t, 1, rows)
	e := effectOf(t, v, effectQuestion(t, "2022-01-01/2022-12-31", "2023-01-01/2023-12-31", near(0, 8000), near(1, 8000)))
	if e.Interval != "2023-01-01/2023-09-30" || !slices.Equal(e.Comparison, []string{"2022-01-01/2022-09-30"}) || !hasWarning(e, hotspot.WarnComparisonClipped) || hasWarning(e, hotspot.WarnSeasonsDiffer) {
		t.Errorf("%s against %v, %+v", e.Interval, e.Comparison, e.Warnings)
	}
	if e := effectOf(t, v, effectQuestion(t, "2021-01-01/2021-06-30", "2022-07-01/2022-12-31", near(0, 8000), near(1, 8000))); !hasWarning(e, hotspot.WarnSeasonsDiffer) {
		t.Errorf("%+v", e.Warnings)
	}
	// A second source speaks on both sides, and nearly all it has is after.
	for i := range 30 {
		rows = append(rows, placed(fmt.Sprint("b", i), "ranger", geo.Rescue, time.Date(2022, 1, 2+11*i, 19, 0, 0, 0, time.UTC), orb.Point{spots[0][0] + 0.001*float64(i), spots[0][1] + 0.01}))
	}
	rows = append(rows, placed("b-first", "ranger", geo.Rescue, time.Date(2021, 1, 2, 19, 0, 0, 0, time.UTC), spots[0]), placed("b-last", "ranger", geo.Rescue, time.Date(2022, 12, 31, 19, 0, 0, 0, time.UTC), spots[1]))
	shifted := effectOf(t, indexed(t, 1, rows), effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000)))
	if !hasWarning(shifted, hotspot.WarnReportingChanged) || len(shifted.Sources) != 2 {
		t.Errorf("%+v %+v", shifted.Sources, shifted.Warnings)
	}
}

// Ten found together are one episode; rows known too roughly are left out.
func TestEffectOfBurstsAndRoughRows(t *testing.T) {
	rows := yearly(2021, [][]int{{30, 40}, {31, 39}})
	for i := range 20 {
		rows = append(rows, placed(fmt.Sprint("burst", i), "sheriff", geo.Rescue, time.Date(2022, 5, 5, 19, i, 0, 0, time.UTC), spots[0]))
	}
	for i := range 40 {
		rough := placed(fmt.Sprint("rough", i), "sheriff", geo.Rescue, time.Date(2022, 1, 1+9*i, 19, 0, 0, 0, time.UTC), spots[0])
		rough.RadiusM = 15_000
		rows = append(rows, rough)
	}
	e := effectOf(t, indexed(t, 1, rows), effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000)))
	if a := e.Areas[0]; e.Unit != hotspot.Episodes || a.N != 51 || a.Episodes != 32 || a.Imprecise != 40 || e.Excluded.Imprecise != 40 {
		t.Errorf("by %v: %+v, %+v", e.Unit, a, e.Excluded)
	}
	if !hasWarning(e, hotspot.WarnBursts) || !hasWarning(e, hotspot.WarnRoughForArea) || !hasWarning(e, hotspot.WarnReportingChanged) || !strings.Contains(e.Summary.EN, "30 before, 32 after") {
		t.Errorf("%+v %+v", e.Warnings, e.Summary)
	}
}

// A figure that would mislead is refused in words.
func TestEffectRefuses(t *testing.T) {
	for _, c := range []struct {
		counts [][]int
		beside bool
		figure string
		want   string
	}{
		{[][]int{{4, 40}, {9, 40}}, false, "difference", "below 5"},
		{[][]int{{90, 40}, {60, 40}}, false, "difference", "more than twice"},
		{[][]int{{60, 60, 60}, {70, 60, 60}}, true, "displacement", "did not fall"},
		{[][]int{{60, 60, 60}, {55, 60, 60}}, true, "displacement", "could well be chance"},
		{[][]int{{60, 60, 3}, {20, 60, 9}}, true, "displacement", "below 5"},
	} {
		areas := []string{near(0, 8000), near(1, 8000)}
		if c.beside {
			areas = append(areas, near(2, 8000))
		}
		e := effectOf(t, indexed(t, 1, yearly(2021, c.counts)), effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", areas...))
		if !slices.ContainsFunc(e.Refused, func(r Refusal) bool { return r.Figure == c.figure && strings.Contains(r.EN, c.want) && r.ES != "" }) {
			t.Errorf("%v: %+v", c.counts, e.Refused)
		}
	}
}

func TestWrongEffectQuestions(t *testing.T) {
	v := indexed(t, 1, yearly(2021, [][]int{{4, 4}, {4, 4}}))
	good := func() EffectQuestion {
		return effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000))
	}
	for name, wrong := range map[string]func(*EffectQuestion){
		"treated": func(q *EffectQuestion) { q.Areas[Treated] = nil }, "control": func(q *EffectQuestion) { q.Areas[Control] = nil },
		"before": func(q *EffectQuestion) { q.Before = hotspot.Window{} }, "after": func(q *EffectQuestion) { q.After = q.Before },
		"datetime": func(q *EffectQuestion) { q.Query.From = q.After.From }, "near": func(q *EffectQuestion) { q.Query.Near = &geo.Circle{Center: spots[0], RadiusM: 500} },
		"alpha": func(q *EffectQuestion) { q.Alpha = 0.7 }, "beside_control": func(q *EffectQuestion) { q.Areas[BesideControl] = placeAt(t, near(3, 8000)) },
	} {
		q := good()
		wrong(&q)
		_, err := newSurveyor().Effect(t.Context(), v, q)
		if e, ok := err.(*geo.Error); !ok || e.Code != geo.Invalid || e.Fields[0].Parameter != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, areas := range [][]string{{near(0, 8000), near(0, 9000)}, {near(0, 8000), near(1, 8000), near(1, 9000)}, {near(0, 8000), near(1, 8000), near(2, 8000), near(2, 6000)}} {
		_, err := newSurveyor().Effect(t.Context(), v, effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", areas...))
		if err == nil || !strings.Contains(fmt.Sprint(err.(*geo.Error).Fields), "overlaps") {
			t.Errorf("%v: %v", areas, err)
		}
	}
	// What lies around an area may hold it.
	effectOf(t, v, effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000), near(0, 16000), near(1, 16000)))
}

func TestParsePlace(t *testing.T) {
	for _, text := range []string{"near=-112,32,500", "bbox=-112,31,-111,32", "cell=8548ed73fffffff", "polygon=" + geo.EncodePolyline(orb.Polygon{{{-112, 31}, {-111, 31}, {-111, 32}, {-112, 31}}})} {
		p := placeAt(t, text)
		inside := p.points
		if !(p.areaKM2 > 0) || len(inside) < 100 || !p.contains(inside[0]) || p.contains(orb.Point{-100, 40}) || !(p.ReachM > 0) || p.Text != text {
			t.Errorf("%s: %+v, %d points", text, p, len(inside))
		}
	}
	for _, text := range []string{"", "near", "near=1", "land=x", "datetime=2020", "within=a:b", "bbox=3,2,1,0"} {
		if p, err := ParsePlace(text, nil, nil); err == nil {
			t.Errorf("%q is %+v", text, p)
		}
	}
	named := NewPlace("corridor=x", orb.MultiPolygon{}, nil, 7)
	got, err := ParsePlace("corridor=x", nil, func(id string) (*Place, error) { return named, nil })
	if err != nil || got != named {
		t.Errorf("%v %v", got, err)
	}
}

// Nobody waits for an answer that is not wanted any more.
func TestAnswersEndWithTheirContext(t *testing.T) {
	v := indexed(t, 1, yearly(2021, [][]int{{40, 40}, {40, 40}}))
	gone, leave := context.WithCancel(t.Context())
	leave()
	q := Question{Query: query(t, "2022-01-01/2022-12-31")}
	for name, ask := range map[string]func(s *Surveyor) error{
		"hotspots": func(s *Surveyor) error { _, err := s.Hotspots(gone, v, q, 0); return err },
		"compare":  func(s *Surveyor) error { _, err := s.Compare(gone, v, q, 0); return err },
		"scan":     func(s *Surveyor) error { _, err := s.Scan(gone, v, ScanQuestion{Question: q}); return err },
		"evaluate": func(s *Surveyor) error { _, err := s.Evaluate(gone, v, q, 1); return err },
		"cube": func(s *Surveyor) error {
			_, err := s.Cube(gone, v, CubeQuestion{Query: q.Query, Res: 5, Step: geo.StepMonth})
			return err
		},
		"repeat": func(s *Surveyor) error { _, err := s.NearRepeat(gone, v, RepeatQuestion{Query: q.Query}); return err },
		"effect": func(s *Surveyor) error {
			_, err := s.Effect(gone, v, effectQuestion(t, "2021-01-01/2021-12-31", "2022-01-01/2022-12-31", near(0, 8000), near(1, 8000)))
			return err
		},
	} {
		if err := ask(newSurveyor()); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
