package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"linea/geo"
)

func TestMixIsWhatItSays(t *testing.T) {
	m, err := newMix(1, "test")
	if err != nil {
		t.Fatal(err)
	}
	const n = 3000
	high, seen := 0, map[string]bool{}
	for range n {
		if z := m.zoom(); z >= 11 {
			high++
		}
		seen[m.filter().values().Encode()] = true
		for _, q := range []string{m.tileQuestion(), m.polygonQuestion(), m.nearQuestion(), m.hoursQuestion()} {
			_, query, _ := strings.Cut(q, "?")
			values, err := url.ParseQuery(query)
			if err == nil {
				_, err = geo.ParseQuery(values, nil)
			}
			if err != nil {
				t.Fatalf("%s: %v", q, err)
			}
		}
	}
	if high < n*60/100 || high > n*73/100 {
		t.Errorf("%d of %d tiles are at zoom 11 or above", high, n)
	}
	if len(seen) < n {
		t.Errorf("%d of %d filters were drawn before", n-len(seen), n)
	}
}

func TestEqualSeedsAskEqualQuestions(t *testing.T) {
	questions := func(name string) string {
		m, err := newMix(1, name)
		if err != nil {
			t.Fatal(err)
		}
		return m.tileQuestion() + m.polygonQuestion()
	}
	first, again, other := questions("a"), questions("a"), questions("b")
	if first != again || first == other {
		t.Error("the questions do not follow from seed and name")
	}
}

func TestTileAtAgreesWithOrb(t *testing.T) {
	for _, p := range []orb.Point{{-111.5, 31.4}, {-114.8, 32.5}, {-109.05, 31.33}} {
		for z := range 18 {
			want := maptile.At(p, maptile.Zoom(z))
			if got := tileAt(z, p); got != (tileID{z, int(want.X), int(want.Y)}) {
				t.Errorf("%v at %d: %v, want %v", p, z, got, want)
			}
		}
	}
}
