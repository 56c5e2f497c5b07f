package corridor

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// The judge goes through all matches, one after the other.
func TestPassesAgreeWithAllMatches(t *testing.T) {
	const seed = 71
	r := rand.New(rand.NewPCG(seed, seed))
	passes := 0
	for range 12 {
		line := orb.LineString{{-111, 31.5}}
		for range 300 {
			last := line[len(line)-1]
			line = append(line, orb.Point{last[0] + 0.01*r.NormFloat64(), last[1] + 0.01*r.NormFloat64()})
		}
		for _, ends := range []Ends{Flat, Round} {
			c := mustNew(t, line, 200+5000*r.Float64(), ends)
			for range 60 {
				p := place.Direct(c.At(r.Float64()*c.LengthM()), 360*r.Float64(), 1.1*c.halfWidthM*r.Float64())
				got, want := c.Locate(p), locatePlainly(c, p)
				if got.Match != want.Match || got.Inside != want.Inside || !slices.Equal(got.Others, want.Others) {
					t.Fatalf("seed %d: %v %v: %+v, want %+v", seed, ends, p, got, want)
				}
				passes += len(got.Others)
			}
		}
	}
	if passes < 500 {
		t.Errorf("only %d further passes", passes)
	}
}

func locatePlainly(c *Corridor, p orb.Point) (at Location) {
	end := 0
	for i, foot := range c.path.Matches(p, c.halfWidthM+edgeM) {
		if i == 0 {
			end = foot.Beyond
		}
		m := matchOf(foot)
		switch {
		case c.ends == Flat && (foot.Beyond != 0 || end != 0 && !c.isFarFrom(end, foot.AlongM)):
		case !at.Inside:
			at.Match, at.Inside = m, true
		case !slices.ContainsFunc(append([]Match{at.Match}, at.Others...), func(known Match) bool {
			return math.Abs(m.AlongM-known.AlongM) <= 4*math.Max(m.OffsetM, known.OffsetM)+1
		}):
			at.Others = append(at.Others, m)
		}
	}
	if !at.Inside {
		at.Match = matchOf(c.path.Nearest(p))
	}
	return at
}

// A thousand incidents beside a recorded track in a tangle.
func BenchmarkLocateOnATrack(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	line := orb.LineString{{-111, 31.5}}
	for len(line) < 10_000 {
		last := line[len(line)-1]
		line = append(line, orb.Point{last[0] + 0.0003*r.NormFloat64(), last[1] + 0.0003*r.NormFloat64()})
	}
	c, err := New(line, 10_000, Flat)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for i := range b.N {
		c.Locate(place.Direct(line[i*37%len(line)], float64(i*97%360), 5000))
	}
}
