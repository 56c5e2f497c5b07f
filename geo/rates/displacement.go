package rates

import "math"

// Site is what was found in one area before and after a change.
type Site struct {
	Before, After int
	Weight        float64 // by which its counts are divided: its size against the others'; 0 = 1
}

func (s Site) weight() float64 {
	if s.Weight == 0 {
		return 1
	}
	return s.Weight
}

func (s Site) least() int { return min(s.Before, s.After) }

// Difference is a number of incidents more (or, below 0, fewer) than without
// the change, with its normal interval.
type Difference struct {
	Value, SE float64
	Interval  Interval
}

// Z is the difference in standard errors.
func (d Difference) Z() float64 { return d.Value / d.SE }

// MinNormal is the least count that a normal interval of counts can bear.
const MinNormal = 5

// WeightedDisplacementDifference is that of Wheeler and Ratcliffe (Crime Science
// 7:11, 2018): the change in the treated area less that in the control area,
// plus the same of the areas beside them into which incidents may have moved;
// leave both of those zero when there are none. Counts of the two periods are
// divided by their durations in a unit of the caller's. Its interval is normal:
// use it where every count of an area given is at least MinNormal.
func WeightedDisplacementDifference(treated, control, beside, besideControl Site, before, after, alpha float64) Difference {
	var d Difference
	var variance float64
	for i, s := range []Site{treated, control, beside, besideControl} {
		sign := 1 - 2*float64(i%2)
		here, there := s.weight()*after, s.weight()*before
		d.Value += sign * (float64(s.After)/here - float64(s.Before)/there)
		variance += float64(s.After)/(here*here) + float64(s.Before)/(there*there)
	}
	d.SE = math.Sqrt(variance)
	reach := math.Sqrt2 * math.Erfinv(1-alpha) * d.SE
	d.Interval = Interval{d.Value - reach, d.Value + reach}
	return d
}

// Displacement is what the area beside the treated one tells, by Bowers and
// Johnson (Journal of Quantitative Criminology 19, 2003).
type Displacement struct {
	Success  float64 // change of treated / control; below 0 where the treated area did better
	Quotient float64 // change of beside / control over Success; read it only where Interpretable
	Net      float64 // incidents fewer in both areas than if they had changed as the control did
}

// WeightedDisplacementQuotient sets the change beside the treated area against
// the change in it, both against the control.
func WeightedDisplacementQuotient(treated, beside, control Site) Displacement {
	growth := float64(control.After) / float64(control.Before)
	change := func(s Site) float64 {
		return float64(s.After)/float64(control.After) - float64(s.Before)/float64(control.Before)
	}
	d := Displacement{Success: change(treated)}
	d.Quotient = change(beside) / d.Success
	d.Net = float64(treated.Before+beside.Before)*growth - float64(treated.After+beside.After)
	return d
}

// Interpretable says whether a quotient of these areas means anything: every
// count is at least MinNormal and there is a direct effect that could have
// moved. Nobody knows its error; below MinNormal it is noise.
func Interpretable(treated, beside, control Site) bool {
	return min(treated.least(), beside.least(), control.least()) >= MinNormal &&
		WeightedDisplacementQuotient(treated, beside, control).Success < 0
}

// LeastFall gives the smallest fall, as a share of what no effect would give,
// that the exact test could have told from chance: here counted before, and
// elsewhere counted before and now. NaN when not even none at all could.
func LeastFall(hereBefore, elseBefore, elseNow int, alpha float64) float64 {
	expected := float64(hereBefore) * float64(elseNow) / float64(elseBefore)
	told := func(now int) bool {
		return Fourfold{now, elseNow, hereBefore, elseBefore}.Tails().AtMost <= alpha/2
	}
	if !told(0) || math.IsInf(expected, 1) {
		return math.NaN()
	}
	lo, hi := 0, int(expected)+1 // told(lo), not told(hi)
	for hi-lo > 1 {
		if middle := (lo + hi) / 2; told(middle) {
			lo = middle
		} else {
			hi = middle
		}
	}
	return 1 - float64(lo)/expected
}

// ReadChange words the change of here against elsewhere as Read does one rate:
// without a change, too few means that some field of the table expects so
// little that even nothing in it could not be told from chance.
func (f Fourfold) ReadChange(alpha float64) Reading {
	now, here := float64(f.HereNow+f.ElseNow), float64(f.HereNow+f.HereBefore)
	all := now + float64(f.HereBefore+f.ElseBefore)
	if all == 0 {
		return TooFewToCompare
	}
	expectedNow := here * now / all
	r := Read(f.Tails().P(), alpha, float64(f.HereNow), expectedNow, here-expectedNow)
	if least := min(here, all-here) * min(now, all-now) / all; r == NoClearChange && least < MinExpected {
		return TooFewToCompare
	}
	return r
}
