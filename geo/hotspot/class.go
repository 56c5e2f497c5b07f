package hotspot

// Sign is how one step of a cell stands, or where a trend goes.
type Sign int8

// The signs: cold, none, hot; falling, none, rising.
const (
	Minus Sign = iota - 1
	None
	Plus
)

// Class names a history of a cell: eight patterns, each hot or cold, and none.
type Class uint8

// The classes. Cold ones mirror the hot ones, in the same order.
const (
	NoPattern Class = iota
	NewHot
	ConsecutiveHot
	IntensifyingHot
	PersistentHot
	DiminishingHot
	SporadicHot
	OscillatingHot
	HistoricalHot
	NewCold
	ConsecutiveCold
	IntensifyingCold
	PersistentCold
	DiminishingCold
	SporadicCold
	OscillatingCold
	HistoricalCold
	classCount
)

const mirror = NewCold - NewHot

// Mirror is the class of the same history with hot and cold swapped.
func (c Class) Mirror() Class {
	switch {
	case c == NoPattern:
		return NoPattern
	case c < NewCold:
		return c + mirror
	}
	return c - mirror
}

// Definition is the version of Esri's wording that classes follow.
type Definition uint8

// The definitions. Esri2 (ArcGIS 10, Pro 2) calls a place Sporadic whatever its
// last step; Esri3 (Pro 3) only when the last step stands out. (Esri3 also asks
// Consecutive for two steps, which a single one, being New, never was.)
const (
	Esri3 Definition = iota
	Esri2
)

// history is what the classes are defined by, seen from the hot side.
type history struct {
	steps, hot, cold int
	lastRun          int // hot steps in the unbroken run at the end
}

// Classify names the history of a cell from its steps, oldest first, and the
// trend of its counts. Exactly one class holds; swapping every sign gives the
// mirrored class. The last step decides the side: hot until yesterday and cold
// today is an oscillating cold place, not a historical hot one.
func Classify(steps []Sign, trend Sign, d Definition) Class {
	if len(steps) == 0 {
		return NoPattern
	}
	hot, cold := historyOf(steps, Plus), historyOf(steps, Minus)
	switch steps[len(steps)-1] {
	case Plus:
		return hot.standing(trend)
	case Minus:
		return cold.standing(-trend).Mirror()
	}
	if c := hot.past(d); c != NoPattern {
		return c
	}
	return cold.past(d).Mirror()
}

func historyOf(steps []Sign, hot Sign) history {
	h := history{steps: len(steps)}
	for _, s := range steps {
		switch s {
		case hot:
			h.hot++
			h.lastRun++
			continue
		case -hot:
			h.cold++
		}
		h.lastRun = 0
	}
	return h
}

// often: nine tenths themselves belong to the persistent family.
func (h history) often() bool { return 10*h.hot >= 9*h.steps }

// standing is the class of a place that is hot in its last step. A first hot
// step after cold ones oscillates.
func (h history) standing(trend Sign) Class {
	switch {
	case h.often():
		return [...]Class{DiminishingHot, PersistentHot, IntensifyingHot}[trend+1]
	case h.cold > 0:
		return OscillatingHot
	case h.hot == 1:
		return NewHot
	case h.lastRun == h.hot:
		return ConsecutiveHot
	}
	return SporadicHot
}

// past is the class of a place that does not stand out in its last step.
func (h history) past(d Definition) Class {
	switch {
	case h.often():
		return HistoricalHot
	case d == Esri2 && h.hot > 0 && h.cold == 0:
		return SporadicHot
	}
	return NoPattern
}
