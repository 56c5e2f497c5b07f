package place

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// Where nothing is covered, all matches come in their order; where some are, only
// those are missing.
func TestMatchesButAgreesWithMatches(t *testing.T) {
	r := seeded(t)
	lines := []orb.LineString{{}, {{-111, 31}}, randomLine(r, 3000, 0.003)}
	for _, line := range awkwardLines() {
		lines = append(lines, line, append(slices.Clone(line), line[0]))
	}
	several := 0
	for _, line := range lines {
		l := NewPolyline(line)
		for range 40 {
			p, limitM := around(r), 30_000*r.Float64()
			if len(line) > 0 {
				p = beside(r, l, 20_000*float64(r.IntN(2)))
			}
			want := l.Matches(p, limitM)
			several += len(want) / 2
			got := slices.Collect(l.MatchesBut(p, limitM, func(_, _, _ float64) bool { return false }))
			if !slices.Equal(got, want) {
				t.Fatalf("%v within %g m: %d matches %+v, want %d %+v", p, limitM, len(got), got, len(want), want)
			}
			hidden := func(fromM, untilM, distM float64) bool { return fromM > 5000 && untilM < 60_000 && distM > 500 }
			want = slices.DeleteFunc(want, func(f Foot) bool { return hidden(f.AlongM, f.AlongM, f.DistanceM) })
			if got := slices.Collect(l.MatchesBut(p, limitM, hidden)); !slices.Equal(got, want) {
				t.Fatalf("%v within %g m: %d matches %+v, want %d %+v", p, limitM, len(got), got, len(want), want)
			}
		}
	}
	if several < 100 {
		t.Errorf("only %d points with several matches", several)
	}
}

// A point beside a recorded track, where one match stands for all within a tenth of it.
func BenchmarkMatchesButOfATrack(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	track := NewPolyline(randomLine(r, 10_000, 0.0003))
	p := beside(r, track, 5000)
	b.ReportAllocs()
	for b.Loop() {
		known := -track.LengthM()
		for foot := range track.MatchesBut(p, 10_000, func(fromM, untilM, _ float64) bool { return max(known-fromM, untilM-known) < track.LengthM()/10 }) {
			known = foot.AlongM
		}
	}
}
