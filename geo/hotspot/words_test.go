package hotspot

import (
	"math"
	"strings"
	"testing"

	"linea/geo/rates"
)

// Everything that can be shown can be said, in both languages, and plainly.
func TestEveryValueHasWords(t *testing.T) {
	names := map[string]bool{}
	for vocabulary, entries := range map[string][]entry{
		"state": stateWords, "reading": readingWords, "history": historyWords,
		"class": classWords, "warning": warningWords, "baseline": baselineWords, "unit": unitWords,
	} {
		for i, e := range entries {
			if e.name == "" || names[vocabulary+e.name] {
				t.Errorf("%s %d: name %q", vocabulary, i, e.name)
			}
			names[vocabulary+e.name] = true
			for _, w := range []Words{e.label, e.sentence} {
				if (w.EN == "") != (w.ES == "") {
					t.Errorf("%s %s speaks one language: %+v", vocabulary, e.name, w)
				}
				checkPlain(t, w)
			}
			if vocabulary != "unit" && e.sentence.EN == "" || vocabulary != "warning" && e.label.EN == "" {
				t.Errorf("%s %s has nothing to say", vocabulary, e.name)
			}
		}
	}
	for i, e := range readingWords {
		if e.name != rates.Reading(i).String() {
			t.Errorf("reading %v has the words of %s", rates.Reading(i), e.name)
		}
	}
	if len(stateWords) != 5 || len(classWords) != 17 || len(readingWords) != 4 || len(warningWords) != int(WarnRoughForArea)+1 {
		t.Error("a value without words")
	}
}

// Jargon stays under "Method", and a cell is never a celda, a hot spot no foco.
func checkPlain(t *testing.T, w Words) {
	t.Helper()
	for _, word := range []string{"Gi*", "p-value", "universe", "significan", "null hypothesis", "hot spot", "hotspot"} {
		if strings.Contains(strings.ToLower(w.EN), strings.ToLower(word)) {
			t.Errorf("%q says %q", w.EN, word)
		}
	}
	for _, word := range []string{"celda", "foco", "punto caliente", "significativ"} {
		if strings.Contains(strings.ToLower(w.ES), word) {
			t.Errorf("%q says %q", w.ES, word)
		}
	}
}

func TestFindingInWords(t *testing.T) {
	for _, c := range []struct {
		found, neighbours int
		expected          float64
		want              Words
	}{
		{22, 6, 0.45, Words{"22 found in this cell and its six neighbours, 0.45 expected", "Hallazgos en este hexágono y sus seis vecinos: 22; esperados: 0.45"}},
		{1, 1, 12.34, Words{"1 found in this cell and its one neighbour, 12.3 expected", "Hallazgos en este hexágono y su único vecino: 1; esperados: 12.3"}},
		{0, 0, 1234, Words{"0 found in this cell, 1234 expected", "Hallazgos en este hexágono: 0; esperados: 1234"}},
		{0, 6, 0, Words{"0 found in this cell and its six neighbours, 0 expected", "Hallazgos en este hexágono y sus seis vecinos: 0; esperados: 0"}},
	} {
		if got := Finding(c.found, c.neighbours, c.expected); got != c.want {
			t.Errorf("%+v", got)
		}
	}
}

func TestFindingWithoutComparison(t *testing.T) {
	w := Finding(54, 6, math.NaN())
	if w.EN != "54 found in this cell and its six neighbours, nothing to compare with" || !strings.HasSuffix(w.ES, "no hay con qué comparar") {
		t.Errorf("%+v", w)
	}
}

func TestNamesAreReadBack(t *testing.T) {
	for _, b := range []Baseline{Usual, Even} {
		if got, err := ParseBaseline(b.String()); err != nil || got != b {
			t.Errorf("%v: %v, %v", b, got, err)
		}
	}
	if _, err := ParseBaseline("odd"); err == nil {
		t.Error("odd is a baseline")
	}
	if State(9).String() != "?" || !strings.HasPrefix(HistoricalCold.String(), "historical") {
		t.Error("names out of place")
	}
}
