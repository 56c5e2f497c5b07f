package hotspot

import (
	"context"
	"math"
	"math/rand/v2"
)

// newRand gives a generator that depends on seed and stream alone.
func newRand(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// PermutedP gives the two-sided p of Gi (and so of Gi*) for each cell by
// conditional permutation: the cell's own value stays, its neighbours are drawn
// without replacement from all other covered cells. It is twice the smaller of
// (1 + draws at least as high)/(draws+1) and its mirror, so it is never below
// 2/(draws+1). NaN without coverage or neighbours.
func PermutedP(ctx context.Context, values []float64, n *Neighbours, covered []bool, draws int, seed uint64) ([]float64, error) {
	p := make([]float64, n.Len())
	pool, place := make([]float64, 0, len(p)), make([]int, len(p))
	for i, v := range values {
		if covered == nil || covered[i] {
			place[i] = len(pool)
			pool = append(pool, v)
		}
	}
	disk := diskSums(n, covered, func(i int) float64 { return values[i] })
	weight := diskSums(n, covered, func(int) int { return 1 })
	for i := range p {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p[i] = math.NaN()
		if around := weight[i] - 1; around > 0 {
			u := urn{pool: pool, except: place[i], picked: make([]int, around)}
			p[i] = u.p(disk[i]-values[i], draws, newRand(seed, uint64(i)))
		}
	}
	return p, nil
}

// urn holds the values of all covered cells; one of them is never drawn.
type urn struct {
	pool   []float64
	except int
	picked []int
}

func (u *urn) p(seen float64, draws int, r *rand.Rand) float64 {
	high, low := 1, 1
	for range draws {
		sum := u.draw(r)
		if sum >= seen {
			high++
		}
		if sum <= seen {
			low++
		}
	}
	return min(1, 2*float64(min(high, low))/float64(draws+1))
}

// draw sums len(picked) distinct values.
func (u *urn) draw(r *rand.Rand) float64 {
	var sum float64
	for k := range u.picked {
		u.picked[k] = u.pick(r, k)
		sum += u.pool[u.picked[k]]
	}
	return sum
}

func (u *urn) pick(r *rand.Rand, taken int) int {
again:
	for {
		j := int(r.Uint32N(uint32(len(u.pool) - 1)))
		if j >= u.except {
			j++
		}
		for _, other := range u.picked[:taken] {
			if other == j {
				continue again
			}
		}
		return j
	}
}
