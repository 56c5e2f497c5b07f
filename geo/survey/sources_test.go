package survey

import (
	"slices"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/hotspot"

	"github.com/paulmach/orb"
)

func mouths(t testing.TB, text ...string) (all []speaker) {
	for i := 0; i < len(text); i += 2 {
		all = append(all, speaker{slug: text[i], area: wholeArea, days: window(t, text[i+1])})
	}
	return all
}

// Who is compared must speak on both sides: a source that does not reach so far
// is left out, and said so.
func TestSettlingOnSources(t *testing.T) {
	all := mouths(t, "old", "1981-11-25/2024-09-30", "wide", "2014-01-01/2026-05-31", "short", "2013-01-01/2014-12-31", "young", "2023-03-01/2026-05-31")
	for _, c := range []struct {
		asked, with string
		kept        []string
		left        map[string]hotspot.Why
		now, days   string
	}{
		{"2024-01-01/2024-12-31", "", []string{"old", "wide"}, map[string]hotspot.Why{"short": hotspot.OtherDays, "young": hotspot.NothingEarlier}, "2024-01-01/2024-09-30", "2014-01-01/2024-09-30"},
		{"2025-01-01/2025-12-31", "", []string{"wide", "young"}, map[string]hotspot.Why{"old": hotspot.OtherDays, "short": hotspot.OtherDays}, "2025-01-01/2025-12-31", "2023-03-01/2026-05-31"},
		{"2014-01-01/2014-12-31", "", []string{"old", "short"}, map[string]hotspot.Why{"wide": hotspot.NothingEarlier, "young": hotspot.OtherDays}, "2014-01-01/2014-12-31", "2013-01-01/2014-12-31"},
		{"2010-01-01/2019-12-31", "2000-01-01/2009-12-31", []string{"old"}, map[string]hotspot.Why{"wide": hotspot.NothingEarlier, "short": hotspot.NothingEarlier, "young": hotspot.OtherDays}, "2010-01-01/2019-12-31", "1981-11-25/2024-09-30"},
		{"2009-01-01/2019-12-31", "even", []string{"old", "wide"}, map[string]hotspot.Why{"short": hotspot.TooShort, "young": hotspot.OtherDays}, "2014-01-01/2019-12-31", "2014-01-01/2024-09-30"},
		{"1990-01-01/2019-12-31", "even", []string{"old"}, map[string]hotspot.Why{"wide": hotspot.TooShort, "short": hotspot.TooShort, "young": hotspot.OtherDays}, "1990-01-01/2019-12-31", "1981-11-25/2024-09-30"},
	} {
		asked := window(t, c.asked)
		windows := func(days hotspot.Window) (hotspot.Window, []hotspot.Window) { return asked.Both(days), nil }
		if c.with != "even" {
			w := with(t, c.with)
			windows = func(days hotspot.Window) (hotspot.Window, []hotspot.Window) { return w.windows(asked, days) }
		}
		j := settle(all, &geo.Query{}, windows, c.with != "even")
		if !slices.Equal(j.slugs(), c.kept) || j.now.Text() != c.now || j.days.Text() != c.days {
			t.Errorf("%s: %v speak about %s of %s; want %v, %s of %s", c.asked, j.slugs(), j.now.Text(), j.days.Text(), c.kept, c.now, c.days)
		}
		for _, l := range j.left {
			if c.left[l.Source] != l.Why || l.EN == "" || l.ES == "" {
				t.Errorf("%s: %s is left out for %q, want %q", c.asked, l.Source, l.Why, c.left[l.Source])
			}
		}
		if len(j.left) != len(c.left) {
			t.Errorf("%s: left out %v, want %v", c.asked, j.left, c.left)
		}
	}
}

// placed is an incident of a source at a point.
func placed(id, source string, kind geo.Kind, at time.Time, p orb.Point) geo.Incident {
	return geo.Incident{ID: source + ":" + id, Source: source, Kind: kind, OccurredAt: at, HasPoint: true, Point: orb.Point{geo.OnGrid(p[0]), geo.OnGrid(p[1])}, RadiusM: 100, LocationMethod: geo.MethodGPS}
}

func TestSpeakersHaveTheKindsAsked(t *testing.T) {
	at := time.Date(2020, 5, 1, 19, 0, 0, 0, time.UTC)
	v := geotest.NewView([]geo.Incident{
		placed("1", "ogis", geo.Death, at, orb.Point{-111.5, 32}), placed("1", "fars", geo.Crash, at, orb.Point{-111, 32.2}),
		placed("1", "sheriff", geo.Rescue, at, orb.Point{-111, 31.8}), placed("2", "sheriff", geo.Death, at, orb.Point{-110, 31.8}),
	})
	for _, c := range []struct {
		q    geo.Query
		want []string
	}{
		{geo.Query{}, []string{"ogis", "fars", "sheriff"}},
		{geo.Query{Kinds: geo.SetOf(geo.Death)}, []string{"ogis", "sheriff"}},
		{geo.Query{Causes: geo.SetOf(geo.Exposure)}, []string{"ogis", "sheriff"}}, // causes are causes of death
		{geo.Query{Sources: []string{"fars", "nobody"}}, []string{"fars"}},
		{geo.Query{Sources: []string{"fars"}, Kinds: geo.SetOf(geo.Death)}, nil},
		{geo.Query{Kinds: geo.SetOf(geo.Tunnel)}, nil},
	} {
		all, err := speakers(t.Context(), v, &c.q)
		var got []string
		for _, s := range all {
			got = append(got, s.slug)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", c.q.Canonical(), got, err, c.want)
		}
	}
}
