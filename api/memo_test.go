package api

import (
	"fmt"
	"strings"
	"testing"
)

func TestAMemoForgetsWhatWasAskedLongAgo(t *testing.T) {
	m := newMemo[int, int](10)
	for i := range 1000 {
		m.put(i, i*i)
		if v, ok := m.get(0); !ok || v != 0 {
			t.Fatalf("%d: what is asked all the time was forgotten", i)
		}
		if v, ok := m.get(i); !ok || v != i*i {
			t.Fatalf("%d: %d %v", i, v, ok)
		}
		if n := len(m.young) + len(m.old); n > 20 {
			t.Fatalf("%d are kept", n)
		}
	}
	if _, ok := m.get(500); ok {
		t.Error("500 is still kept")
	}
}

// The key of a remembered filter is the one of its query, and a filter that
// cannot be read has none.
func TestARememberedFilterKeepsItsKey(t *testing.T) {
	w := newWorld(t)
	route := &route{filters: true}
	for _, raw := range []string{"", "kind=death", "kind=rescue,death&hours=22-4", "kind=death,rescue", "bbox=-112,31,-111,32", "polygon=nonsense"} {
		for range 3 {
			p, err := w.server.readParams(raw, route)
			if err != nil {
				t.Fatal(err)
			}
			q, key := p.keyedFilter(nil)
			if want := q.Key(); key != want || (p.err() != nil) != (raw == "polygon=nonsense") {
				t.Errorf("%q: %q, want %q, %v", raw, key, want, p.err())
			}
		}
	}
}

// What is remembered of one route or one query string never answers for
// another, and a mistake is told every time.
func TestARememberedQueryStringIsReadAsBefore(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		for _, s := range []scenario{
			{path: "/api/v1/summary?kind=death&step=year", status: 200, want: []string{`"filter":"kind=death"`}},
			{path: "/api/v1/summary?kind=rescue&step=year", status: 200, want: []string{`"filter":"kind=rescue"`}},
			{path: "/api/v1/cells?kind=death&step=year", status: 400, wrong: []string{"step"}},
			{path: "/api/v1/cells?kind=dragon", status: 400, wrong: []string{"kind"}},
			{path: "/api/v1/summary?step=eon", status: 400, wrong: []string{"step"}},
			{path: "/api/v1/cells?kind=death&res=4", status: 200, want: []string{`"res":4`}},
			{path: "/api/v1/cells/8548e863fffffff?kind=death", status: 200, want: []string{"kind=death&cell="}},
			{path: "/api/v1/cells/8548e86bfffffff?kind=death", status: 200, want: []string{"cell=8548e86bfffffff"}},
		} {
			w.check(t, s)
		}
	}
	kept := len(w.server.queries.young)
	for i := range 3 {
		w.get(fmt.Sprintf("/api/v1/cells?land=%d%s", i, strings.Repeat("a", longestRemembered)))
	}
	if n := len(w.server.queries.young); n != kept {
		t.Errorf("%d long query strings are kept", n-kept)
	}
}
