package geo

import (
	"slices"
	"strings"
)

// Kind says what happened. Unknown words of a source become Other, and the
// original word is kept in Incident.Subkind.
type Kind uint8

// The kinds, in the order in which every list shows them: help comes first.
const (
	Rescue Kind = iota
	Medical
	MissingPerson
	Death
	Crossing
	HumanSmuggling
	Vehicle
	DrugSmuggling
	Weapons
	Cash
	Seizure
	Assault
	Shooting
	Robbery
	Homicide
	ArmedViolence // "conflict" in data and URLs
	Crash
	Tunnel
	Aircraft
	Barrier
	Sensor
	Other
	kindCount
)

var kindNames = []string{
	"rescue", "medical", "missing_person", "death",
	"crossing", "human_smuggling", "vehicle",
	"drug_smuggling", "weapons", "cash", "seizure",
	"assault", "shooting", "robbery", "homicide", "conflict",
	"crash",
	"tunnel", "aircraft", "barrier", "sensor",
	"other",
}

// KindGroup is a named group of kinds; a query may name the group instead.
type KindGroup struct {
	Name  string
	Kinds []Kind
}

// KindGroups lists the groups in display order. Humanitarian kinds are never
// mixed into a score with others.
func KindGroups() []KindGroup {
	return []KindGroup{
		{"humanitarian", []Kind{Rescue, Medical, MissingPerson, Death}},
		{"movement", []Kind{Crossing, HumanSmuggling, Vehicle}},
		{"contraband", []Kind{DrugSmuggling, Weapons, Cash, Seizure}},
		{"violence", []Kind{Assault, Shooting, Robbery, Homicide, ArmedViolence}},
		{"roads", []Kind{Crash}},
		{"infrastructure", []Kind{Tunnel, Aircraft, Barrier, Sensor}},
		{"other", []Kind{Other}},
	}
}

// Kinds lists every kind in display order.
func Kinds() []Kind {
	all := make([]Kind, kindCount)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

func (k Kind) String() string               { return textOf(kindNames, k) }
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
func (k *Kind) UnmarshalText(b []byte) (err error) {
	*k, err = ParseKind(string(b))
	return err
}

// ParseKind finds a kind by its name.
func ParseKind(s string) (Kind, error) { return parseWord[Kind](kindNames, "kind", s) }

// Humanitarian says whether the kind is about someone who needs or needed help.
func (k Kind) Humanitarian() bool { return k <= Death }

// Group names the group of the kind.
func (k Kind) Group() string {
	for _, g := range KindGroups() {
		if slices.Contains(g.Kinds, k) {
			return g.Name
		}
	}
	return "other"
}

// kindWords lists what ParseKinds reads: the kinds, then the groups that are no
// kind's name.
func kindWords() (words []string) {
	for _, g := range KindGroups() {
		for _, k := range g.Kinds {
			words = append(words, k.String())
		}
	}
	for _, g := range KindGroups() {
		if !slices.Contains(words, g.Name) {
			words = append(words, g.Name)
		}
	}
	return words
}

// ParseKinds reads kinds and group names into a set.
func ParseKinds(words []string) (Set[Kind], error) {
	var set Set[Kind]
	for _, w := range words {
		if g, ok := kindGroup(w); ok {
			set |= SetOf(g.Kinds...)
			continue
		}
		k, err := ParseKind(w)
		if err != nil {
			return 0, Errorf("", Invalid, "%q is neither a kind nor a group; known are %s", w, strings.Join(kindWords(), ", "))
		}
		set |= SetOf(k)
	}
	return set, nil
}

func kindGroup(name string) (KindGroup, bool) {
	for _, g := range KindGroups() {
		if g.Name == name && name != "other" {
			return g, true
		}
	}
	return KindGroup{}, false
}
