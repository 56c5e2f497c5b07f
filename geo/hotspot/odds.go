package hotspot

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
func (f Fourfold) Tails() Tails {
	now, here := f.HereNow+f.ElseNow, f.HereNow+f.HereBefore
	return Hypergeometric(f.HereNow, now, here, now+f.HereBefore+f.ElseBefore)
}

// Ratio is the odds ratio (HereNow/ElseNow)/(HereBefore/ElseBefore): how many
// times as large the place's odds are as before, and of two areas with the same
// durations the ratio of their changes. NaN when a comparison has no content.
func (f Fourfold) Ratio() float64 {
	return float64(f.HereNow) * float64(f.ElseBefore) / (float64(f.HereBefore) * float64(f.ElseNow))
}

// Interval bounds the odds ratio exactly, conditional on the margins (the
// non-central hypergeometric law), so it excludes 1 just when Tails().P() is
// at most alpha.
func (f Fourfold) Interval(alpha float64) Interval {
	in := Interval{Lo: 0, Hi: math.Inf(1)}
	now, here := f.HereNow+f.ElseNow, f.HereNow+f.HereBefore
	h := hypergeometric{float64(now), float64(here), float64(now + f.HereBefore + f.ElseBefore)}
	count := float64(f.HereNow)
	guess := math.Log((count + 0.5) * (float64(f.ElseBefore) + 0.5) / (float64(f.HereBefore) + 0.5) / (float64(f.ElseNow) + 0.5))
	lo, hi := h.bounds()
	if count > lo {
		in.Lo = math.Exp(meet(alpha/2, guess, func(x float64) float64 { return oddsTails(h, count, math.Exp(x)).AtLeast }))
	}
	if count < hi {
		in.Hi = math.Exp(meet(alpha/2, guess, func(x float64) float64 { return oddsTails(h, count, math.Exp(x)).AtMost }))
	}
	return in
}

// oddsTails gives the tails of Fisher's non-central hypergeometric law: masses
// of h weighted by odds to the power k, walked outward from their mode.
func oddsTails(h hypergeometric, count, odds float64) Tails {
	lo, hi := h.bounds()
	mode := min(hi, max(lo, h.mode(odds)))
	var below, above, at float64
	take := func(k, term float64) {
		switch {
		case k < count:
			below += term
		case k > count:
			above += term
		default:
			at = term
		}
	}
	take(mode, 1)
	for k, term := mode, 1.0; k < hi && term > smallest; k++ {
		term *= h.rise(k) * odds
		take(k+1, term)
	}
	for k, term := mode, 1.0; k > lo && term > smallest; k-- {
		term *= h.fall(k) / odds
		take(k-1, term)
	}
	total := below + at + above
	return Tails{AtLeast: (at + above) / total, AtMost: (below + at) / total}
}

// mode of the law weighted by odds (Liao and Rosen 2001).
func (h hypergeometric) mode(odds float64) float64 {
	a := odds - 1
	b := (h.marked+h.drawn+2)*odds + h.total - h.marked - h.drawn
	c := (h.marked + 1) * (h.drawn + 1) * odds
	return math.Floor(2 * c / (b + math.Sqrt(b*b-4*a*c)))
}
