package survey

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"

	"github.com/paulmach/orb"
)

// gathered has many around one place, always the same, and a few elsewhere.
func gathered() (rows []geo.Incident) {
	for y := range 5 {
		for i := range 60 {
			rows = append(rows, placed(fmt.Sprint(y, "-", i), "sheriff", geo.Rescue, time.Date(2019+y, 1, 1+6*i, 19, 0, 0, 0, time.UTC), orb.Point{changedPlace[0] + 0.004*float64(i%7), changedPlace[1] + 0.004*float64(i%5)}))
		}
		for i := range 60 {
			rows = append(rows, placed(fmt.Sprint(y, "e", i), "sheriff", geo.Rescue, time.Date(2019+y, 1, 2+6*i, 19, 0, 0, 0, time.UTC), orb.Point{-113.5 + 0.4*float64(i%10), 31.7 + 0.1*float64(i/10)}))
		}
	}
	for _, last := range []int{1, 31} {
		rows = append(rows, placed(fmt.Sprint("edge", last), "sheriff", geo.Rescue, time.Date(map[int]int{1: 2019, 31: 2023}[last], map[int]time.Month{1: 1, 31: 12}[last], last, 19, 0, 0, 0, time.UTC), orb.Point{-110, 31.6}))
	}
	return rows
}

// A place that is high every year holds what comes later: the figures are those
// of a plain loop, and each map knows nothing of what came after it.
func TestEvaluationLooksForwardOnly(t *testing.T) {
	rows, q := gathered(), Question{Query: query(t, "2023-01-01/2023-12-31"), Baseline: hotspot.Even, Res: 5}
	v := indexed(t, 1, rows)
	e, err := newSurveyor().Evaluate(t.Context(), v, q, 10)
	if err != nil || len(e.Periods) != 4 {
		t.Fatalf("%+v %v", e, err)
	}
	held, all := 0, 0
	for k, p := range e.Periods {
		year := 2022 - k
		if p.Drawn != fmt.Sprintf("%d-01-01/%d-12-31", year, year) || p.Scored != fmt.Sprintf("%d-01-01/%d-12-31", year+1, year+1) {
			t.Errorf("drawn %s, scored %s", p.Drawn, p.Scored)
		}
		// The map as it was drawn when nothing later was known.
		then := slices.DeleteFunc(slices.Clone(rows), func(in geo.Incident) bool { return in.OccurredAt.Year() > year })
		then = append(then, placed("newest", "sheriff", geo.Rescue, time.Date(year, 12, 31, 19, 0, 0, 0, time.UTC), orb.Point{-110, 31.6}))
		past := q
		past.Query = query(t, p.Drawn)
		a, err := newSurveyor().Assess(t.Context(), indexed(t, 1, then), past)
		if err != nil {
			t.Fatal(err)
		}
		n, found, cells, area, ground := 0, 0, 0, 0.0, 0.0
		for i, c := range a.Answer.Cells {
			later := 0
			for _, in := range rows {
				later += one(in.OccurredAt.In(geo.Local).Year() == year+1 && grid.Parent(grid.FromPoint(in.Point, grid.BaseRes), 5) == a.Ground.Cells[i])
			}
			found += later
			ground += a.mask.ground.Exposure[i]
			if c.State == hotspot.Hot {
				n, cells, area = n+later, cells+1, area+a.mask.ground.Exposure[i]
			}
		}
		if p.Cells != cells || p.Found != found || p.Hot.N != n || math.Abs(p.Hot.Share-float64(n)/float64(found)) > 1e-5 || math.Abs(*p.Hot.PAI-float64(n)/float64(found)/(area/ground)) > 1e-4 || *p.Hot.PEI > 1 || p.Most.Area > 1 {
			t.Errorf("%d: %+v %+v, a plain loop has %d of %d in %d cells", year, p, p.Hot, n, found, cells)
		}
		held, all = held+n, all+found
	}
	if e.Found != all || e.Hot.N != held || !strings.HasPrefix(e.Finding.EN, fmt.Sprintf("Of %d found in the periods after, %d lay in hexagons", all, held)) || *e.Hot.PAI < 5 {
		t.Errorf("%+v %+v", e.Hot, e.Finding)
	}
}

func TestEvaluationOfNothing(t *testing.T) {
	v := indexed(t, 1, gathered())
	for datetime, want := range map[string]string{"2019-01-01/2019-12-31": "No earlier period", "1960-01-01/1960-12-31": "No earlier period", "2023-06-01/2023-06-07": "nothing to judge"} {
		e, err := newSurveyor().Evaluate(t.Context(), v, Question{Query: query(t, datetime), Baseline: hotspot.Even, Res: 5}, 1)
		if err != nil || !strings.Contains(e.Finding.EN, want) || e.Finding.ES == "" || e.Hot != nil {
			t.Errorf("%s: %+v %v", datetime, e, err)
		}
	}
	_, err := newSurveyor().Evaluate(t.Context(), v, Question{Query: query(t, "2023-01-01/2023-12-31"), With: with(t, "2021-01-01/2021-12-31")}, 1)
	if e, ok := err.(*geo.Error); !ok || e.Fields[0].Parameter != "evaluate" {
		t.Errorf("a comparison that does not move: %v", err)
	}
}

func TestPeriodBefore(t *testing.T) {
	for text, want := range map[string]string{
		"2024-01-01/2024-12-31": "2023-01-01/2023-12-31", "2022-01-01/2023-12-31": "2020-01-01/2021-12-31", "2024-03-01/2024-03-31": "2024-02-01/2024-02-29",
		"2024-01-01/2024-09-30": "2023-04-01/2023-12-31", "2024-03-05/2024-03-11": "2024-02-27/2024-03-04", "2024-01-30/2024-02-29": "2023-12-30/2024-01-29",
	} {
		q := query(t, text)
		if got := periodBefore(hotspot.Window{From: q.From, Until: q.Until}).Text(); got != want {
			t.Errorf("before %s: %s, want %s", text, got, want)
		}
	}
}
