package hotspot

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"linea/geo"
	"linea/geo/rates"
)

// Words is one text in the two languages of the border.
type Words struct {
	EN string `json:"en"`
	ES string `json:"es"`
}

// entry is a value of a vocabulary: its name in data and URLs, a label for a
// legend, and a sentence that says what it means and what not.
type entry struct {
	name     string
	label    Words
	sentence Words
}

func entryOf[T ~uint8](entries []entry, v T) entry {
	if int(v) < len(entries) {
		return entries[v]
	}
	return entry{name: "?"}
}

func parseName[T ~uint8](entries []entry, what, name string) (T, error) {
	i := slices.IndexFunc(entries, func(e entry) bool { return e.name == name })
	if i < 0 {
		return 0, geo.Errorf("", geo.Invalid, "%q is not a %s", name, what)
	}
	return T(i), nil
}

func (s State) String() string               { return entryOf(stateWords, s).name }
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Label is a short text for a legend, Explain a sentence.
func (s State) Label() Words   { return entryOf(stateWords, s).label }
func (s State) Explain() Words { return entryOf(stateWords, s).sentence }

// LabelReading is a short text for a legend, ExplainReading a sentence.
func LabelReading(r rates.Reading) Words   { return entryOf(readingWords, r).label }
func ExplainReading(r rates.Reading) Words { return entryOf(readingWords, r).sentence }

func (c Class) String() string               { return entryOf(classWords, c).name }
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Label is a short text for a legend, Explain a sentence.
func (c Class) Label() Words   { return entryOf(classWords, c).label }
func (c Class) Explain() Words { return entryOf(classWords, c).sentence }

// Classes lists the classes: no pattern, eight hot ones, eight cold ones.
func Classes() []Class {
	all := make([]Class, classCount)
	for i := range all {
		all[i] = Class(i)
	}
	return all
}

func (h HistoryState) String() string               { return entryOf(historyWords, h).name }
func (h HistoryState) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// Label is a short text for a legend, Explain a sentence.
func (h HistoryState) Label() Words   { return entryOf(historyWords, h).label }
func (h HistoryState) Explain() Words { return entryOf(historyWords, h).sentence }

func (w Warning) String() string               { return entryOf(warningWords, w).name }
func (w Warning) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// Explain is the warning in a sentence.
func (w Warning) Explain() Words { return entryOf(warningWords, w).sentence }

func (b Baseline) String() string               { return entryOf(baselineWords, b).name }
func (b Baseline) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// Label is a short text for a legend, Explain a sentence.
func (b Baseline) Label() Words   { return entryOf(baselineWords, b).label }
func (b Baseline) Explain() Words { return entryOf(baselineWords, b).sentence }

// ParseBaseline finds a baseline by its name: usual or even.
func ParseBaseline(name string) (Baseline, error) {
	return parseName[Baseline](baselineWords, "baseline; usual or even", name)
}

func (d Definition) String() string               { return [...]string{"esri3", "esri2"}[d&1] }
func (d Definition) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (u Unit) String() string               { return entryOf(unitWords, u).name }
func (u Unit) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// Label names the unit.
func (u Unit) Label() Words { return entryOf(unitWords, u).label }

// Finding says what was seen in a cell and so many neighbours: "22 found in
// this cell and its six neighbours, 0.45 expected". NaN = nobody can say what
// was to be expected.
func Finding(found, neighbours int, expected float64) Words {
	here, aqui := "this cell and its "+strconv.Itoa(neighbours)+" neighbours", "este hexágono y sus "+strconv.Itoa(neighbours)+" vecinos"
	switch {
	case neighbours == 0:
		here, aqui = "this cell", "este hexágono"
	case neighbours == 1:
		here, aqui = "this cell and its one neighbour", "este hexágono y su único vecino"
	case neighbours <= 6:
		here = "this cell and its " + numbersEN[neighbours] + " neighbours"
		aqui = "este hexágono y sus " + numbersES[neighbours] + " vecinos"
	}
	if math.IsNaN(expected) {
		return Words{
			EN: fmt.Sprintf("%d found in %s, nothing to compare with", found, here),
			ES: fmt.Sprintf("Hallazgos en %s: %d; no hay con qué comparar", aqui, found),
		}
	}
	e := plainNumber(expected)
	return Words{
		EN: fmt.Sprintf("%d found in %s, %s expected", found, here, e),
		ES: fmt.Sprintf("Hallazgos en %s: %d; esperados: %s", aqui, found, e),
	}
}

var (
	numbersEN = []string{"no", "one", "two", "three", "four", "five", "six"}
	numbersES = []string{"cero", "un", "dos", "tres", "cuatro", "cinco", "seis"}
)

// plainNumber keeps two digits below ten, one decimal below a hundred.
func plainNumber(v float64) string {
	switch {
	case v < 0.01:
		return strconv.FormatFloat(v, 'g', 1, 64)
	case v < 1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}
