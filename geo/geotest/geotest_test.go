package geotest

import (
	"net/url"
	"reflect"
	"testing"

	"linea/geo"
)

func TestEveryIncidentIsValid(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range append(Random(1, 3000), Awkward()...) {
		if broken := i.Check(Now); len(broken) > 0 {
			t.Errorf("%s breaks a rule: %+v", i.ID, broken)
		}
		if seen[i.ID] {
			t.Errorf("%s stands twice", i.ID)
		}
		seen[i.ID] = true
		var back geo.Incident
		if err := geo.DecodeIncident(i.ID, geo.EncodeIncident(nil, &i), nil, &back); err != nil || !reflect.DeepEqual(i, back) {
			t.Errorf("%s does not survive the codec (%v):\n%+v\n%+v", i.ID, err, i, back)
		}
	}
}

func TestSeedsRepeat(t *testing.T) {
	if !reflect.DeepEqual(Random(7, 300), Random(7, 300)) || reflect.DeepEqual(Random(7, 300), Random(8, 300)) {
		t.Error("a seed must give the same rows, another seed others")
	}
	if !reflect.DeepEqual(Queries(7, 100), Queries(7, 100)) {
		t.Error("a seed must give the same queries")
	}
}

// Random rows and queries are worthless when nothing of interest happens.
func TestRandomRowsHoldWhatIsHard(t *testing.T) {
	v := NewView(Random(1, 1500))
	got := map[string]int{}
	for _, r := range v.Records() {
		for name, holds := range map[string]bool{
			"duplicate by place": r.DuplicateOf != "" && r.DuplicateOf != r.Via,
			"duplicate by name":  r.DuplicateOf != "" && r.DuplicateOf == r.Via,
			"shared, unmapped":   r.SharedPoint && !r.Mapped && r.Locatable(),
			"shared, mapped":     r.SharedPoint && r.Mapped,
			"not a head":         !r.EpisodeHead,
			"across the line":    r.Side == geo.SideLine,
			"in Sonora":          r.Side == geo.SideSon,
			"in Arizona":         r.Side == geo.SideAZ,
			"elsewhere":          r.Mapped && r.Side == geo.SideOther,
		} {
			if holds {
				got[name]++
			}
		}
	}
	if len(got) < 9 {
		t.Errorf("some cases never happen: %v", got)
	}
	matching := 0
	for _, q := range Queries(1, 200) {
		if n, _ := v.Count(t.Context(), q); n > 0 {
			matching++
		}
	}
	if matching < 120 {
		t.Errorf("only %d of 200 queries match anything", matching)
	}
}

func TestQueriesSurviveTheirText(t *testing.T) {
	for _, q := range Queries(3, 300) {
		values, err := url.ParseQuery(q.Canonical())
		if err != nil {
			t.Fatal(err)
		}
		back, err := geo.ParseQuery(values, nil)
		if err != nil {
			t.Errorf("%s: %v", q.Canonical(), err)
			continue
		}
		if back.Canonical() != q.Canonical() {
			t.Errorf("%s came back as %s", q.Canonical(), back.Canonical())
		}
	}
}
