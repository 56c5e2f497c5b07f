package place

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"
)

// TownsCredit must be shown wherever towns are.
const TownsCredit = "Place names © GeoNames, CC BY 4.0"

// TownKind tells towns from the crossings between them.
type TownKind string

// The kinds of places.
const (
	KindTown     TownKind = "town"     // from GeoNames
	KindPlace    TownKind = "place"    // a small place that planners name, checked by hand
	KindCrossing TownKind = "crossing" // a port of entry, checked by hand
)

// Town is a named place. Name is the local official name, in Spanish south of
// the line and in English north of it.
type Town struct {
	ID         string // geonames:…, gnis:… or poe:…
	Kind       TownKind
	Name       string
	Also       []string // other names that people look for
	State      string
	Country    string // US or MX
	Point      orb.Point
	Population int // 0 where none is stated
}

// Towns is the table of places, prepared for questions. It is immutable and
// safe for concurrent use.
type Towns struct {
	all    []Town // towns, places, crossings; each by population, largest first
	spots  []spot // towns and places in the order of the tree
	tree   *boxTree
	folded []foldedNames // of all, same order
}

type spot struct {
	at   vec
	town int
}

// foldedNames are the names of a town without case and accents; first its own.
type foldedNames []string

// AllTowns gives the embedded table.
func AllTowns() *Towns { return embeddedTowns() }

// NearestTown is AllTowns().Nearest(p).
func NearestTown(p orb.Point) (Town, float64) { return AllTowns().Nearest(p) }

// List gives every place, towns first. Do not change it.
func (t *Towns) List() []Town { return t.all }

// Nearest finds the town or small place nearest to p and its geodesic distance
// in metres. Crossings are no towns. An empty table gives an infinite distance.
func (t *Towns) Nearest(p orb.Point) (Town, float64) {
	at := toECEF(p)
	i, _ := t.tree.nearest(at, func(i int) float64 { return at.distance2(t.spots[i].at) })
	if i < 0 {
		return Town{}, math.Inf(1)
	}
	town := t.all[t.spots[i].town]
	return town, Distance(p, town.Point)
}

// Search finds places by the beginning of their name, then by the beginning of
// another word or name, then by any part; each by population. Case and accents
// do not matter.
func (t *Towns) Search(text string, limit int) []Town {
	wanted := foldText(text)
	if wanted == "" || limit <= 0 {
		return nil
	}
	type match struct{ town, rank int }
	var found []match
	for i, names := range t.folded {
		if rank := names.rank(wanted); rank < noMatch {
			found = append(found, match{i, rank})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(t.all[b.town].Population, t.all[a.town].Population))
	})
	out := make([]Town, 0, min(limit, len(found)))
	for _, m := range found[:min(limit, len(found))] {
		out = append(out, t.all[m.town])
	}
	return out
}

const noMatch = 9

// rank is 0 for the whole name, 1 for its beginning, 2 for the beginning of a
// word of any name, 3 for any part.
func (names foldedNames) rank(wanted string) int {
	best := noMatch
	for i, name := range names {
		at := strings.Index(name, wanted)
		switch {
		case at < 0:
		case name == wanted && i == 0:
			best = min(best, 0)
		case at == 0 && i == 0:
			best = min(best, 1)
		case strings.Contains(" "+name, " "+wanted):
			best = min(best, 2)
		default:
			best = min(best, 3)
		}
	}
	return best
}

// foldText drops case, accents and punctuation: "Ímuris" is "imuris".
func foldText(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		default:
			b.WriteRune(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func newTowns(list []Town) *Towns {
	t := &Towns{all: list}
	for i, town := range list {
		names := foldedNames{foldText(town.Name)}
		for _, name := range town.Also {
			names = append(names, foldText(name))
		}
		t.folded = append(t.folded, names)
		if town.Kind != KindCrossing {
			t.spots = append(t.spots, spot{toECEF(town.Point), i})
		}
	}
	slices.SortFunc(t.spots, func(a, b spot) int {
		return cmp.Compare(interleaved(list[a.town].Point), interleaved(list[b.town].Point))
	})
	boxes := make([]box, len(t.spots))
	for i, s := range t.spots {
		boxes[i] = boxOf(s.at, s.at)
	}
	t.tree = newBoxTree(boxes)
	return t
}

// interleaved is the Morton code of a point: near codes are mostly near places.
func interleaved(p orb.Point) uint64 {
	x, y := uint64((p[0]+180)/360*math.MaxUint32), uint64((p[1]+90)/180*math.MaxUint32)
	code := uint64(0)
	for bit := range 32 {
		code |= (x>>bit&1)<<(2*bit) | (y>>bit&1)<<(2*bit+1)
	}
	return code
}

// readTowns reads the embedded table; a table that does not read is empty.
func readTowns() *Towns {
	body, err := data.ReadFile("data/towns.csv")
	if err != nil {
		return newTowns(nil)
	}
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil || len(rows) == 0 {
		return newTowns(nil)
	}
	list := make([]Town, 0, len(rows))
	for _, row := range rows[1:] {
		list = append(list, townOf(row))
	}
	return newTowns(list)
}

// townOf reads id, kind, name, also, state, country, lon, lat, population.
func townOf(row []string) Town {
	number := func(s string) float64 { v, _ := strconv.ParseFloat(s, 64); return v }
	town := Town{
		ID: row[0], Kind: TownKind(row[1]), Name: row[2], State: row[4], Country: row[5],
		Point: orb.Point{number(row[6]), number(row[7])}, Population: int(number(row[8])),
	}
	if row[3] != "" {
		town.Also = strings.Split(row[3], ";")
	}
	return town
}
