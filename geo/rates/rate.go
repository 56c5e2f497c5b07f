package rates

import "math"

// RateChange compares a count now with a count before, each over its own
// duration (or any other exposure).
type RateChange struct {
	Ratio    float64 // rate now / rate before; +Inf after none, NaN without any
	Interval Interval
	P        float64 // exact, conditional on the sum, central
	Reading  Reading
}

// CompareRates compares now incidents over exposureNow with before incidents
// over exposureBefore; both exposures are positive and of one unit. Conditional
// on their sum the counts are binomial (Przyborowski and Wilenski 1940); the
// interval is Clopper and Pearson's, as odds, and agrees with P.
func CompareRates(now int, exposureNow float64, before int, exposureBefore float64, alpha float64) RateChange {
	if now < 0 || before < 0 || !(exposureNow > 0) || !(exposureBefore > 0) {
		return RateChange{Ratio: math.NaN(), Interval: unknown, P: math.NaN()}
	}
	n, scale := now+before, exposureBefore/exposureNow
	share := exposureNow / (exposureNow + exposureBefore)
	odds := OddsInterval(now, n, alpha)
	r := RateChange{
		Ratio:    float64(now) / float64(before) * scale,
		Interval: odds.Scale(scale),
		P:        Binomial(now, n, share).P(),
	}
	r.Reading = Read(r.P, alpha, float64(now), float64(n)*share, float64(n)*(1-share))
	return r
}

// Reading says in a word what a comparison shows.
type Reading uint8

// The readings.
const (
	TooFewToCompare Reading = iota
	NoClearChange
	More
	Fewer
)

var readingNames = []string{"too_few", "no_clear_change", "more", "fewer"}

func (r Reading) String() string {
	if int(r) < len(readingNames) {
		return readingNames[r]
	}
	return "?"
}

// MarshalText writes the reading as the HTTP contract names it.
func (r Reading) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Read words a comparison: p (or a q, when many comparisons are read together),
// the count now, and what no change would give now and before, so that their
// sum is the sum seen. Three incidents are the least for a change. Without a
// change, too few means that on the sparser side even a complete absence could
// not be told from chance.
func Read(p, alpha, now, expectedNow, expectedBefore float64) Reading {
	before := expectedNow + expectedBefore - now
	switch {
	case p <= alpha && now > expectedNow && now >= MinIncidents:
		return More
	case p <= alpha && now < expectedNow && math.Round(before) >= MinIncidents:
		return Fewer
	case !(min(expectedNow, expectedBefore) >= MinExpected):
		return TooFewToCompare
	}
	return NoClearChange
}
