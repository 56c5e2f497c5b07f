package hotspot

import (
	"strings"
	"testing"
)

// signs reads + hot, - cold, . neither.
func signs(text string) []Sign {
	out := make([]Sign, len(text))
	for i := range text {
		out[i] = Sign(strings.IndexByte("-.+", text[i]) - 1)
	}
	return out
}

func TestClassesByTruthTable(t *testing.T) {
	for _, c := range []struct {
		steps string
		trend Sign
		esri3 Class
		esri2 Class
	}{
		{"...........+", None, NewHot, NewHot},
		{".........+++", None, ConsecutiveHot, ConsecutiveHot},
		{"..+...+....+", None, SporadicHot, SporadicHot},
		{"..-........+", None, OscillatingHot, OscillatingHot},
		{"+++++.++++++", None, PersistentHot, PersistentHot},
		{"+++++.++++++", Plus, IntensifyingHot, IntensifyingHot},
		{"+++++.++++++", Minus, DiminishingHot, DiminishingHot},
		{"+++++++++++.", None, HistoricalHot, HistoricalHot},
		{"..+.........", None, NoPattern, SporadicHot},
		{"............", Plus, NoPattern, NoPattern},
		// What the definitions leave open, as we settle it.
		{"-..........+", None, OscillatingHot, OscillatingHot}, // first hot after cold: not New
		{".+++++++++", None, PersistentHot, PersistentHot},     // nine tenths belong to the persistent family
		{"-+++++++++", None, PersistentHot, PersistentHot},     // and a stray cold step does not change that
		{"+++++++++-", None, OscillatingCold, OscillatingCold}, // the last step decides the side
		{"..++.....++.", None, NoPattern, SporadicHot},
		{"..+..-......", None, NoPattern, NoPattern},
		{"..++....+++++", None, SporadicHot, SporadicHot},
	} {
		steps := signs(c.steps)
		if got := Classify(steps, c.trend, Esri3); got != c.esri3 {
			t.Errorf("%s %+d: %v, want %v", c.steps, c.trend, got, c.esri3)
		}
		if got := Classify(steps, c.trend, Esri2); got != c.esri2 {
			t.Errorf("%s %+d by esri2: %v, want %v", c.steps, c.trend, got, c.esri2)
		}
	}
}

// holds is the table of classes read literally, hot side, one condition each,
// with the earlier rows and the side of the last step taken out: for any
// history exactly one class may hold.
var holds = map[Class]func(h, c, t, last, run int, trend Sign, d Definition) bool{
	IntensifyingHot: func(h, c, t, last, run int, trend Sign, d Definition) bool {
		return last > 0 && 10*h >= 9*t && trend > 0
	},
	DiminishingHot: func(h, c, t, last, run int, trend Sign, d Definition) bool {
		return last > 0 && 10*h >= 9*t && trend < 0
	},
	PersistentHot: func(h, c, t, last, run int, trend Sign, d Definition) bool {
		return last > 0 && 10*h >= 9*t && trend == 0
	},
	OscillatingHot: func(h, c, t, last, run int, trend Sign, d Definition) bool { return last > 0 && 10*h < 9*t && c >= 1 },
	NewHot: func(h, c, t, last, run int, trend Sign, d Definition) bool {
		return last > 0 && h == 1 && c == 0 && 10*h < 9*t
	},
	ConsecutiveHot: func(h, c, t, last, run int, trend Sign, d Definition) bool {
		return last > 0 && run >= 2 && run == h && 10*h < 9*t && c == 0
	},
	SporadicHot: func(h, c, t, last, run int, trend Sign, d Definition) bool {
		apart := last > 0 && run < h
		return (apart || d == Esri2 && last == 0 && h > 0) && 10*h < 9*t && c == 0
	},
	HistoricalHot: func(h, c, t, last, run int, trend Sign, d Definition) bool { return last == 0 && 10*h >= 9*t },
}

// Brute force over every history of ten steps, every trend, both definitions:
// exactly one class holds by the literal table, Classify names it, and swapping
// all signs mirrors it.
func TestEveryHistoryOfTenStepsHasOneClass(t *testing.T) {
	const steps = 10
	history, swapped := make([]Sign, steps), make([]Sign, steps)
	total := 1
	for range steps {
		total *= 3
	}
	for code := range total {
		rest := code
		for i := range history {
			history[i] = Sign(rest%3 - 1)
			swapped[i] = -history[i]
			rest /= 3
		}
		for _, d := range []Definition{Esri3, Esri2} {
			for trend := Minus; trend <= Plus; trend++ {
				got := Classify(history, trend, d)
				if want := literal(t, history, trend, d); got != want {
					t.Fatalf("%v trend %d %v: %v, by the table %v", history, trend, d, got, want)
				}
				if m := Classify(swapped, -trend, d); m != got.Mirror() {
					t.Fatalf("%v trend %d %v: %v, mirrored %v", history, trend, d, got, m)
				}
			}
		}
	}
}

func literal(t *testing.T, history []Sign, trend Sign, d Definition) Class {
	t.Helper()
	var found []Class
	for _, side := range []Sign{Plus, Minus} {
		hot, cold, run := 0, 0, 0
		for _, s := range history {
			switch s {
			case side:
				hot++
				run++
				continue
			case -side:
				cold++
			}
			run = 0
		}
		last := int(history[len(history)-1] * side)
		for class, condition := range holds {
			if condition(hot, cold, len(history), last, run, trend*side, d) {
				if side == Minus {
					class = class.Mirror()
				}
				found = append(found, class)
			}
		}
	}
	switch len(found) {
	case 0:
		return NoPattern
	case 1:
		return found[0]
	}
	t.Fatalf("%v trend %d %v: %v all hold", history, trend, d, found)
	return NoPattern
}

func TestMirrorIsItsOwnInverse(t *testing.T) {
	for _, c := range Classes() {
		if c.Mirror().Mirror() != c || (c.Mirror() == c) != (c == NoPattern) {
			t.Errorf("%v mirrors to %v", c, c.Mirror())
		}
	}
	if len(Classes()) != 17 {
		t.Errorf("%d classes", len(Classes()))
	}
	if Classify(nil, None, Esri3) != NoPattern {
		t.Error("no steps have a pattern")
	}
}
