package survey

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// Place is one area to count in.
type Place struct {
	Text   string  // as asked
	ReachM float64 // rows known to no better than this are left out: nobody knows whether they lie in it

	shape    orb.MultiPolygon
	contains func(orb.Point) bool
	areaKM2  float64
	points   []orb.Point // in it, spread evenly: what is measured of it is measured at them
}

// latticePoints is how many points stand for a place, those on its rim that are
// not in it left out.
const latticePoints = 1000

// NewPlace makes a place of a shape that somebody else tests points for.
func NewPlace(text string, shape orb.MultiPolygon, contains func(orb.Point) bool, reachM float64) *Place {
	points := slices.DeleteFunc(evenly(shape, latticePoints), func(p orb.Point) bool { return !contains(p) })
	return &Place{Text: text, ReachM: reachM, shape: shape, contains: contains, areaKM2: place.FlatAreaM2(shape) / 1e6, points: points}
}

// PlaceWords are the conditions of the filter grammar that say where.
func PlaceWords() []string { return []string{"bbox", "near", "within", "polygon", "cell"} }

// corridorWord names a saved corridor where a condition of place may stand.
const corridorWord = "corridor"

// ParsePlace reads one condition of place as the filter grammar has it, such as
// near=-111.9,32.1,20000, or corridor=ID, which corridor looks up.
func ParsePlace(text string, within geo.PolygonByName, corridor func(id string) (*Place, error)) (*Place, error) {
	word, value, _ := strings.Cut(text, "=")
	if word == corridorWord {
		return corridor(value)
	}
	if !slices.Contains(PlaceWords(), word) {
		return nil, geo.Errorf("", geo.Invalid, "write one condition of place: %s= or %s=, such as near=-111.9,32.1,20000", strings.Join(PlaceWords(), "=, "), corridorWord)
	}
	q, err := geo.ParseQuery(url.Values{word: {value}}, within)
	if err != nil {
		if e, ok := err.(*geo.Error); ok && len(e.Fields) > 0 {
			return nil, geo.Errorf("", geo.Invalid, "%s: %s", word, e.Fields[0].Detail)
		}
		return nil, err
	}
	return placeOf(&q, text), nil
}

// placeOf makes a place of the one condition of place in a query.
func placeOf(q *geo.Query, text string) *Place {
	l := lookOf(q)
	p := NewPlace(text, orb.MultiPolygon{l.rims}, l.holds, 0)
	p.ReachM = math.Sqrt(p.areaKM2 * 1e6 / math.Pi)
	switch {
	case q.Near != nil:
		p.ReachM, p.areaKM2 = q.Near.RadiusM, math.Pi*q.Near.RadiusM*q.Near.RadiusM/1e6
	case q.Cell != 0:
		p.ReachM = grid.InradiusM(grid.Res(q.Cell))
	}
	return p
}

// Role is what an area is for.
type Role uint8

// The roles, in the order in which a row is given to one.
const (
	Treated Role = iota
	Control
	Beside        // around the treated area: where incidents may have moved
	BesideControl // the same of the control area
	roles
)

var roleNames = [roles]string{"treated", "control", "beside", "beside_control"}

func (r Role) String() string               { return roleNames[r] }
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Areas are those of one question. What lies beside an area may be given as a
// wider one around it; the area itself is taken out.
type Areas [roles]*Place

// roleAt gives the role of a point, roles for none.
func (a *Areas) roleAt(p orb.Point) Role {
	for role, at := range a {
		if at != nil && at.contains(p) {
			return Role(role)
		}
	}
	return roles
}

// overlap names two areas that share ground, other than an area and what lies
// around it.
func (a *Areas) overlap() (one, other Role, found bool) {
	for role, at := range a {
		if at == nil {
			continue
		}
		for _, p := range at.points {
			for first := range role {
				around := role-first == int(Beside-Treated)
				if !around && a[first] != nil && a[first].contains(p) {
					return Role(first), Role(role), true
				}
			}
		}
	}
	return 0, 0, false
}

// reachedBy says whether a coverage area holds any ground of the areas.
func (a *Areas) reachedBy(coverage string) bool {
	area, known := place.Coverage(coverage)
	if !known {
		return true
	}
	return slices.ContainsFunc(a[:], func(at *Place) bool { return at != nil && slices.ContainsFunc(at.points, area.Contains) })
}

// check refuses areas that cannot be compared.
func (a *Areas) check() (fields []geo.FieldError) {
	for role := range roles {
		switch {
		case a[role] == nil && role <= Control:
			fields = append(fields, geo.FieldError{Parameter: role.String(), Detail: "it is missing: a condition of place, such as near=-111.9,32.1,20000"})
		case a[role] != nil && !(a[role].areaKM2 > 0):
			fields = append(fields, geo.FieldError{Parameter: role.String(), Detail: "this place has no area"})
		}
	}
	if a[BesideControl] != nil && a[Beside] == nil {
		fields = append(fields, geo.FieldError{Parameter: BesideControl.String(), Detail: "it needs beside too: what lies around the treated area"})
	}
	if one, other, found := a.overlap(); found && len(fields) == 0 {
		fields = append(fields, geo.FieldError{Parameter: other.String(), Detail: fmt.Sprintf("it overlaps with %s; one incident cannot stand for both", one)})
	}
	return fields
}
