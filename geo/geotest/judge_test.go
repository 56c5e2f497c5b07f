package geotest

import (
	"testing"

	"linea/geo"
)

// The judge itself is judged by cases worked out by hand.

func recordOf(t *testing.T, v *View, id string) *geo.Record {
	t.Helper()
	r, ok := v.Incident(id)
	if !ok {
		t.Fatalf("no row %s", id)
	}
	return r
}

func TestDuplicatesOfAwkwardRows(t *testing.T) {
	v := NewView(Awkward())
	for id, want := range map[string]string{
		"ogis:told-first":                   "",
		"iom:told-again":                    "ogis:told-first",
		"iom:eight-days-later":              "",
		"iom:too-far":                       "",
		"iom:other-kind":                    "",
		"iom:via-in-arizona":                "ogis",
		"iom:via-in-sonora":                 "ogis",
		"iom:via-before-ogis":               "",
		"iom:via-unmapped":                  "ogis",
		"iom:via-nobody":                    "",
		"ogis:via-lower-rank":               "iom",
		"ogis:via-itself":                   "",
		"rescue-team:same-rank-better":      "",
		"sheriff:same-rank-worse":           "rescue-team:same-rank-better",
		"rescue-team:same-rank-same-radius": "",
		"sheriff:same-rank-same-radius":     "rescue-team:same-rank-same-radius",
		"iom:repeat-of-retracted":           "",
	} {
		if got := recordOf(t, v, id).DuplicateOf; got != want {
			t.Errorf("%s repeats %q, want %q", id, got, want)
		}
	}
}

func TestCrowdsAndPlaces(t *testing.T) {
	v := NewView(Awkward())
	for id, want := range map[string]struct{ shared, mapped bool }{
		"ogis:crowd-00":                        {true, false},
		"fars:crowd-00":                        {false, true},
		"sheriff:crowd-00":                     {true, true},
		"sheriff:no-point":                     {false, false},
		"sheriff:point-but-none":               {true, false}, // at the coordinate of many others
		"sheriff:on-the-parallel":              {false, true},
		"sheriff:zone-edge":                    {false, true},
		"only-unmapped:source-without-a-place": {false, false},
	} {
		r := recordOf(t, v, id)
		if r.SharedPoint != want.shared || r.Mapped != want.mapped {
			t.Errorf("%s: shared %v, mapped %v, want %+v", id, r.SharedPoint, r.Mapped, want)
		}
		if !r.Mapped && (r.Cell != 0 || r.DistanceM != 0 || r.Side != geo.SideOther) {
			t.Errorf("%s is not mapped and yet somewhere: %+v", id, r.Derived)
		}
	}
}

func TestSides(t *testing.T) {
	v := NewView(Awkward())
	for id, want := range map[string]geo.Side{
		"sheriff:just-south":        geo.SideSon,
		"sheriff:just-north":        geo.SideAZ,
		"sheriff:on-the-parallel":   geo.SideLine,
		"sheriff:phoenix":           geo.SideAZ,
		"sheriff:hermosillo":        geo.SideSon,
		"sheriff:new-mexico":        geo.SideOther,
		"sheriff:alaska":            geo.SideOther,
		"sheriff:radius-largest":    geo.SideLine,
		"sheriff:antimeridian-east": geo.SideOther,
	} {
		if got := recordOf(t, v, id).Side; got != want {
			t.Errorf("%s lies on %v, want %v", id, got, want)
		}
	}
}

func TestEpisodes(t *testing.T) {
	v := NewView(Awkward())
	for id, head := range map[string]bool{
		"sheriff:chain-0": true, "sheriff:chain-1": false, "sheriff:chain-2": false,
		"sheriff:chain-3": false, "sheriff:chain-4": true,
		"sheriff:month-only-same-start": true, "sheriff:year-only-same-start": true,
	} {
		if got := recordOf(t, v, id).EpisodeHead; got != head {
			t.Errorf("%s: head %v, want %v", id, got, head)
		}
	}
}

func TestDerivationIgnoresOrder(t *testing.T) {
	rows := append(Random(5, 400), Awkward()...)
	v, w := NewView(rows), NewView(Shuffled(5, rows))
	for i, r := range v.Records() {
		other := w.Records()[i]
		if r.ID != other.ID || r.Derived != other.Derived {
			t.Errorf("%s: %+v in one order, %s: %+v in another", r.ID, r.Derived, other.ID, other.Derived)
		}
	}
}

func TestUsedAccountsForEveryRow(t *testing.T) {
	v := NewView(append(Random(2, 500), Awkward()...))
	for _, q := range Queries(2, 150) {
		for _, res := range []int{0, 3, 6, 9} {
			used, err := v.Used(t.Context(), q, res)
			if err != nil {
				t.Fatal(err)
			}
			cells := 0
			if res > 0 {
				counts, _ := v.Cells(t.Context(), q, res, nil)
				for _, c := range counts {
					cells += int(c.N)
				}
				if cells != used.N {
					t.Errorf("%s at %d: cells hold %d, used %d", q.Key(), res, cells, used.N)
				}
				continue
			}
			if n, _ := v.Count(t.Context(), q); n != used.N {
				t.Errorf("%s: %d match, used %d", q.Key(), n, used.N)
			}
		}
	}
}

func TestSummaryAddsUp(t *testing.T) {
	v := NewView(Random(4, 400))
	for _, q := range Queries(4, 60) {
		for _, step := range geo.Steps() {
			if step == geo.StepHour || step == geo.StepDay {
				continue // thousands of empty bins over all time, and the same code
			}
			s, err := v.Summary(t.Context(), q, step)
			if err != nil {
				t.Fatal(err)
			}
			inBins := s.Series.Unknown
			for _, b := range s.Series.Bins {
				inBins += b.N
			}
			inHours := s.HourUnknown
			for _, day := range s.HourByDay {
				for _, n := range day {
					inHours += n
				}
			}
			if s.Total != s.N || inBins != s.Total || inHours != s.Total || s.Episodes > s.Total {
				t.Errorf("%s by %s: total %d, used %d, bins %d, hours %d, episodes %d", q.Key(), step, s.Total, s.N, inBins, inHours, s.Episodes)
			}
		}
	}
}
