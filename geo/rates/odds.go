package rates

import "math"

// Fourfold is a table of counts: here and elsewhere, now and before.
//
//	         here        elsewhere
//	now      HereNow     ElseNow
//	before   HereBefore  ElseBefore
type Fourfold struct {
	HereNow, ElseNow       int
	HereBefore, ElseBefore int
}

// Tails tests whether the share of "here" changed, conditional on all four
// margins: Fisher's exact test, one side at a time.
func (f Fourfold) Tails() Tails { return tails(f.law(), f.HereNow) }

// law is that of HereNow when nothing but chance shares out the margins.
func (f Fourfold) law() hypergeometric {
	now, here := f.HereNow+f.ElseNow, f.HereNow+f.HereBefore
	return hypergeometric{float64(now), float64(here), float64(now + f.HereBefore + f.ElseBefore)}
}

// Ratio is the odds ratio (HereNow/ElseNow)/(HereBefore/ElseBefore): how many
// times as large the place's odds are as before, and of two areas with the same
// durations the ratio of their changes. NaN when a comparison has no content.
func (f Fourfold) Ratio() float64 {
	return float64(f.HereNow) * float64(f.ElseBefore) / (float64(f.HereBefore) * float64(f.ElseNow))
}

// Interval bounds the odds ratio exactly, conditional on the margins (the
// non-central hypergeometric law), so it excludes 1 just when Tails().P() is
// at most alpha. A negative count or an alpha outside (0, 1) gives NaN.
func (f Fourfold) Interval(alpha float64) Interval {
	if min(f.HereNow, f.ElseNow, f.HereBefore, f.ElseBefore) < 0 || !(alpha > 0 && alpha < 1) {
		return unknown
	}
	mirrored := Fourfold{f.ElseNow, f.HereNow, f.ElseBefore, f.HereBefore}
	return Interval{f.lowerRatio(alpha / 2), 1 / mirrored.lowerRatio(alpha/2)}
}

// lowerRatio gives the odds ratio at which HereNow or more have probability
// spare; 0 when the margins allow no fewer.
func (f Fourfold) lowerRatio(spare float64) float64 {
	h, count := f.law(), float64(f.HereNow)
	if lo, _ := h.bounds(); count <= lo {
		return 0
	}
	return solve(f.guess(), spare, func(odds float64) (tail, slope float64) {
		s := h.splitAt(count, odds)
		return s.tails().AtLeast, s.slope() / odds
	})
}

// guess is a start for the lower end: B. Woolf's (1955) at 95 %, with half an
// incident added everywhere (Haldane and Anscombe).
func (f Fourfold) guess() float64 {
	a, b := float64(f.HereNow)+0.5, float64(f.ElseNow)+0.5
	c, d := float64(f.HereBefore)+0.5, float64(f.ElseBefore)+0.5
	return a * d / (b * c) * math.Exp(-1.96*math.Sqrt(1/a+1/b+1/c+1/d))
}

// split holds the weights of Fisher's non-central hypergeometric law below, at
// and above a count, and what the outer two weigh times their distance to it.
type split struct {
	below, at, above      float64
	momentLow, momentHigh float64
}

func (s split) tails() Tails {
	total := s.below + s.at + s.above
	return Tails{AtLeast: (s.at + s.above) / total, AtMost: (s.below + s.at) / total}
}

// slope is that of AtLeast over the logarithm of the odds; both terms are >= 0.
func (s split) slope() float64 {
	total := s.below + s.at + s.above
	return (s.momentHigh/total)*(s.below/total) + (s.momentLow/total)*((s.at+s.above)/total)
}

func (s *split) add(k, count, weight float64) {
	switch {
	case k < count:
		s.below += weight
		s.momentLow += (count - k) * weight
	case k > count:
		s.above += weight
		s.momentHigh += (k - count) * weight
	default:
		s.at += weight
	}
}

// smallest is a weight, next to 1 at the mode, that no tail can feel.
const smallest = 1e-300

// splitAt weighs each k by its mass times odds to the power k, relative to the
// mode, and walks outward from there.
func (h hypergeometric) splitAt(count, odds float64) split {
	lo, hi := h.bounds()
	mode := min(hi, max(lo, h.mode(odds)))
	var s split
	s.add(mode, count, 1)
	for k, weight := mode, 1.0; k < hi && weight > smallest && (k <= count || weight > s.above*negligible); k++ {
		weight *= h.rise(k) * odds
		s.add(k+1, count, weight)
	}
	for k, weight := mode, 1.0; k > lo && weight > smallest && (k >= count || weight > s.below*negligible); k-- {
		weight *= h.fall(k) / odds
		s.add(k-1, count, weight)
	}
	return s
}

// mode of the law weighted by odds (Liao and Rosen 2001).
func (h hypergeometric) mode(odds float64) float64 {
	a := odds - 1
	b := (h.marked+h.drawn+2)*odds + h.total - h.marked - h.drawn
	c := (h.marked + 1) * (h.drawn + 1) * odds
	return math.Floor(2 * c / (b + math.Sqrt(b*b-4*a*c)))
}
