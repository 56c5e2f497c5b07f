package hotspot

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"linea/geo"
)

func scanLine(t *testing.T, q ScanQuestion) ScanAnswer {
	t.Helper()
	a, err := Scan(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// judgeScan finds the strongest stretch by nested loops over the definition.
func judgeScan(q ScanQuestion) (from, until int, best float64) {
	var found, weights float64
	weight := func(j int) float64 {
		switch {
		case q.Exposure != nil && q.Exposure[j] == 0:
			return 0
		case q.Before != nil:
			return float64(q.Now[j] + q.Before[j])
		case q.Exposure != nil:
			return q.Exposure[j]
		}
		return 1
	}
	for j := range q.Now {
		if q.Exposure == nil || q.Exposure[j] > 0 {
			found += float64(q.Now[j])
		}
		weights += weight(j)
	}
	for i := range q.Now {
		var c, w float64
		for j := i; j < len(q.Now); j++ {
			if q.Exposure != nil && q.Exposure[j] == 0 {
				break
			}
			c += float64(q.Now[j])
			w += weight(j)
			mean := found * w / weights
			if j > i && w/weights > q.MaxShare || w == weights || float64(j-i+1)*q.BinKM > q.MaxKM || c < 2 || c <= mean {
				continue
			}
			v := c * math.Log(c/mean)
			if c < found {
				v += (found - c) * math.Log((found-c)/(found-mean))
			}
			if v > best+1e-9 || v > best-1e-9 && j+1-i < until-from {
				from, until, best = i, j+1, v
			}
		}
	}
	return from, until, best
}

func TestScanAgreesWithNestedLoops(t *testing.T) {
	const seed = 41
	t.Logf("seed %d", seed)
	r := newRand(seed, 0)
	for round := range 60 {
		q := ScanQuestion{Now: scatter(r, 40, 60), FromKM: -35, BinKM: 2, MaxShare: 0.3, MaxKM: 30, Draws: 1}
		if round%3 == 1 {
			q.Before = scatter(r, 40, 200)
		}
		if round%2 == 1 {
			q.Exposure = make([]float64, 40)
			for j := range q.Exposure {
				q.Exposure[j] = max(0, r.Float64()-0.1)
			}
		}
		from, until, best := judgeScan(q)
		got := scanLine(t, q).Stretches[0]
		near(t, "LLR", got.LLR, best, 1e-9)
		if got.FromKM != -35+2*float64(from) || got.ToKM != -35+2*float64(until) {
			t.Errorf("round %d: km %v-%v, want bins %d-%d", round, got.FromKM, got.ToKM, from, until)
		}
	}
}

// "km 120-146 has 2.3x what chance would put there".
//
//ci:plain
func TestScanFindsAPlantedStretch(t *testing.T) {
	r := newRand(2, 0)
	now := scatter(r, 569, 600)
	for km := 120; km < 146; km++ {
		now[km] += 2
	}
	a := scanLine(t, ScanQuestion{Now: now, BinKM: 1, Seed: 1})
	s := a.Stretches[0]
	if !s.StandsOut || s.P != 0.001 || math.Abs(s.FromKM-120) > 4 || math.Abs(s.ToKM-146) > 4 || s.Ratio < 2 {
		t.Errorf("%+v", s)
	}
	near(t, "ratio", s.Ratio, float64(s.Found)/s.Expected, 1e-12)
	for i, s := range a.Stretches {
		for _, other := range a.Stretches[:i] {
			if s.FromKM < other.ToKM && other.FromKM < s.ToKM {
				t.Errorf("%+v overlaps %+v", s, other)
			}
			if s.LLR > other.LLR || s.P < other.P {
				t.Errorf("%+v comes after %+v", s, other)
			}
		}
	}
	// The same stretch before and now is nothing new.
	before := make([]int, len(now))
	for j, n := range now {
		before[j] = 4 * n
	}
	if a := scanLine(t, ScanQuestion{Now: now, Before: before, BinKM: 1, Seed: 1}); len(a.Stretches) > 0 && a.Stretches[0].StandsOut {
		t.Errorf("nothing changed, yet %+v", a.Stretches[0])
	}
}

// On noise, a stretch stands out in at most 5 % of the scans, and scans stop early.
//
//ci:plain
func TestScansOfNoiseAreQuiet(t *testing.T) {
	const scans = 200
	r := newRand(3, 0)
	for _, usual := range []bool{false, true} {
		loud, draws := 0, 0
		for k := range scans {
			q := ScanQuestion{Now: scatter(r, 60, 150), BinKM: 5, Draws: 199, Seed: uint64(k)}
			if usual {
				q.Before = scatter(r, 60, 500)
			}
			a := scanLine(t, q)
			draws += a.Draws
			if a.Stretches[0].StandsOut {
				loud++
			}
		}
		if limit := scans * (0.05 + 3*math.Sqrt(0.05*0.95/scans)); float64(loud) > limit {
			t.Errorf("usual %v: %d of %d scans of noise", usual, loud, scans)
		}
		if draws > scans*170 {
			t.Errorf("usual %v: %d draws of %d", usual, draws, scans*199)
		}
	}
}

// Draws keep the total, and where there is no coverage nothing is drawn.
func TestChanceKeepsTheTotal(t *testing.T) {
	r := newRand(5, 0)
	q := ScanQuestion{Now: scatter(r, 30, 100), Exposure: slices.Repeat([]float64{0.1}, 30), BinKM: 1}.withDefaults()
	q.Exposure[4] = 0
	for _, before := range [][]int{nil, scatter(r, 30, 400)} {
		q.Before = before
		s, counts := newScan(q), make([]int, 30)
		for range 200 {
			s.chance(counts, r.Float64)
			sum := 0
			for j, n := range counts {
				sum += n
				if n > 0 && j == 4 || before != nil && n > s.pool[j] {
					t.Fatalf("bin %d drew %d of %d", j, n, s.pool[j])
				}
			}
			if sum != s.found || sum == 100 {
				t.Fatalf("drew %d of %d", sum, s.found)
			}
		}
	}
}

func TestScanIsRepeatable(t *testing.T) {
	q := ScanQuestion{Now: scatter(newRand(9, 0), 100, 300), BinKM: 1, Seed: 7}
	if a, b := scanLine(t, q), scanLine(t, q); !slices.Equal(a.Stretches, b.Stretches) || a.Draws != b.Draws {
		t.Errorf("%+v, then %+v", a, b)
	}
}

func TestScanOfLittleOrNonsense(t *testing.T) {
	for name, q := range map[string]ScanQuestion{
		"nothing":      {BinKM: 1},
		"no incidents": {Now: make([]int, 50), BinKM: 1},
		"one incident": {Now: []int{0, 1, 0}, BinKM: 1},
		"one bin":      {Now: []int{70}, BinKM: 1},
		"uncovered":    {Now: []int{7, 8}, Exposure: []float64{0, 0}, BinKM: 1},
	} {
		if a := scanLine(t, q); len(a.Stretches) != 0 {
			t.Errorf("%s: %+v", name, a)
		}
	}
	good := ScanQuestion{Now: []int{1, 2, 3}, BinKM: 1}
	for name, change := range map[string]func(q *ScanQuestion){
		"bin":      func(q *ScanQuestion) { q.BinKM = 0 },
		"share":    func(q *ScanQuestion) { q.MaxShare = 1.5 },
		"draws":    func(q *ScanQuestion) { q.Draws = -1 },
		"before":   func(q *ScanQuestion) { q.Before = []int{1} },
		"exposure": func(q *ScanQuestion) { q.Exposure = []float64{1, math.NaN(), 1} },
		"too long": func(q *ScanQuestion) { q.Now = make([]int, 1001) },
	} {
		q := good
		change(&q)
		if _, err := Scan(context.Background(), q); geo.CodeOf(err) == "" {
			t.Errorf("%s: accepted", name)
		}
	}
}

// What chance does is measured as what was seen is: over the same stretches, with
// at least two incidents.
func TestStrongestAgreesWithNestedLoops(t *testing.T) {
	r := newRand(9, 9)
	for range 200 {
		q := ScanQuestion{Now: scatter(r, 24, 1+r.IntN(12)), BinKM: 1, MaxShare: 0.3, MaxKM: 6}
		q.Exposure = make([]float64, len(q.Now))
		for j := range q.Exposure {
			q.Exposure[j] = float64(r.IntN(4)) * r.Float64()
		}
		s := newScan(q.withDefaults())
		counts := make([]int, len(q.Now))
		s.chance(counts, r.Float64)
		q.Now = counts
		if _, _, want := judgeScan(q); math.Abs(s.strongest(counts)-want) > 1e-9 {
			t.Fatalf("%v over %v: strongest %v, want %v", counts, q.Exposure, s.strongest(counts), want)
		}
	}
}

// What is overlooked is weaker than asked, and nothing else changes.
func TestOverlookedRunsAreWeaker(t *testing.T) {
	r := newRand(9, 10)
	strong := 0
	for range 300 {
		s := newScan(ScanQuestion{Now: scatter(r, 40, 30+r.IntN(200)), BinKM: 1}.withDefaults())
		counts := make([]int, len(s.now))
		s.chance(counts, r.Float64)
		all, weaker := s.strongest(counts), 8*r.Float64()
		if s.overlook(weaker); all < weaker {
			all = 0
		} else {
			strong++
		}
		if got := s.strongest(counts); got != all {
			t.Fatalf("%v: strongest %v without what is weaker than %v, want %v", counts, got, weaker, all)
		}
	}
	if strong < 50 || strong > 250 {
		t.Errorf("%d of 300 were strong enough: no test of both", strong)
	}
}

// patience is a context that ends after its error was looked at so many times.
type patience struct {
	context.Context
	left *int
}

func (p patience) Err() error {
	if *p.left--; *p.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// A scan looks at its deadline at every draw: none is made after it.
func TestScanEndsWithItsContext(t *testing.T) {
	now := make([]int, 100)
	for i := range now {
		now[i] = 3
	}
	now[40] = 60 // or the draws would stop early by themselves
	for _, looks := range []int{0, 1, 30} {
		left := looks
		a, err := Scan(patience{context.Background(), &left}, ScanQuestion{Now: now, BinKM: 1, Seed: 1})
		if !errors.Is(err, context.DeadlineExceeded) || a.Draws != looks {
			t.Errorf("patience for %d: %d draws, %v", looks, a.Draws, err)
		}
	}
}
