package geo

import (
	"net/url"
	"strings"

	"github.com/paulmach/orb"
)

// MaxList is the largest number of values in one list of a query.
const MaxList = 50

// QueryParameters are the names of the filter grammar, in canonical order.
func QueryParameters() []string {
	names := make([]string, len(grammar))
	for i, p := range grammar {
		names[i] = p.name
	}
	return names
}

// PolygonByName finds the polygon of "overlay:feature-id" for the parameter
// within.
type PolygonByName func(ref string) (orb.Polygon, error)

// parameter is one word of the filter grammar: how it is read into a query and
// how it is written back, "" when the query does not use it.
type parameter struct {
	name  string
	parse func(q *Query, value string, within PolygonByName) error
	write func(q *Query) string
}

var grammar = []parameter{
	{"datetime", parseDatetime, writeDatetime},
	{"kind", listed(func(q *Query, words []string) (err error) { q.Kinds, err = ParseKinds(words); return }), func(q *Query) string { return joinSet(q.Kinds, Kind.String) }},
	{"source", listed(parseSources), func(q *Query) string { return joinTexts(q.Sources) }},
	{"origin", wordsOf(func(q *Query) *Set[Origin] { return &q.Origins }, ParseOrigin), func(q *Query) string { return joinSet(q.Origins, Origin.String) }},
	{"cause", wordsOf(func(q *Query) *Set[Cause] { return &q.Causes }, parseStatedCause), func(q *Query) string { return joinSet(q.Causes, Cause.String) }},
	{"land", texts(func(q *Query) *[]string { return &q.Lands }), func(q *Query) string { return joinTexts(q.Lands) }},
	{"area", texts(func(q *Query) *[]string { return &q.Areas }), func(q *Query) string { return joinTexts(q.Areas) }},
	{"found_within_days", listed(parseFoundWithin), writeFoundWithin},
	{"status", parseStatusList, writeStatus},
	{"hours", parseHours, writeHours},
	{"days", wordsOf(func(q *Query) *Set[Weekday] { return &q.Days }, parseWeekday), func(q *Query) string { return joinSet(q.Days, Weekday.String) }},
	{"months", wordsOf(func(q *Query) *Set[Month] { return &q.Months }, parseMonth), func(q *Query) string { return joinSet(q.Months, Month.String) }},
	{"side", wordsOf(func(q *Query) *Set[Side] { return &q.Sides }, ParseSide), func(q *Query) string { return joinSet(q.Sides, Side.String) }},
	{"max_radius_m", parseMaxRadius, func(q *Query) string { return numberOrNone(q.MaxRadiusM) }},
	{"bbox", parseBBox, writeBBox},
	{"near", parseNear, writeNear},
	{"within", parseWithin, func(q *Query) string { return q.Within }},
	{"polygon", parsePolygon, writePolygon},
	{"cell", parseCell, writeCell},
	{"mapped", parseMapped, writeMapped},
	{"duplicates", parseDuplicatesValue, writeDuplicates},
}

// ParseQuery reads the filter grammar from the parameters it knows and ignores
// the others: the caller checks for unknown names. Every problem is reported
// at once, in the Fields of one Invalid error.
func ParseQuery(values url.Values, within PolygonByName) (Query, error) {
	var q Query
	var problems []FieldError
	for _, p := range grammar {
		given, ok := values[p.name]
		if !ok {
			continue
		}
		if err := parseOne(p, &q, given, within); err != nil {
			problems = append(problems, FieldError{Parameter: p.name, Detail: plainMessage(err)})
		}
	}
	if len(problems) > 0 {
		return Query{}, &Error{Code: Invalid, Message: "The filter cannot be read", Fields: problems}
	}
	return q, nil
}

func parseOne(p parameter, q *Query, given []string, within PolygonByName) error {
	if len(given) != 1 {
		return Errorf("", Invalid, "give it once; separate several values by commas")
	}
	if strings.TrimSpace(given[0]) == "" {
		return Errorf("", Invalid, "it is empty; leave the parameter out instead")
	}
	return p.parse(q, given[0], within)
}

func plainMessage(err error) string {
	if e, ok := err.(*Error); ok {
		return e.Message
	}
	return err.Error()
}

// Canonical writes the query as a query string: parameters in the order of the
// grammar, lists sorted, repeats folded, defaults left out. Equal questions
// have equal texts, but for polygons asked by name, which are echoed as named.
func (q *Query) Canonical() string {
	var parts []string
	for _, p := range grammar {
		if v := p.write(q); v != "" {
			parts = append(parts, p.name+"="+escape(v))
		}
	}
	return strings.Join(parts, "&")
}

// Key is Canonical with every polygon spelled out, and what is never parsed: two
// queries with equal keys have equal answers on one snapshot.
func (q *Query) Key() string {
	key := q.Canonical()
	if q.Within != "" {
		key += "&polygon=" + escape(EncodePolyline(q.Polygon))
	}
	if q.HeadsOnly {
		key += "&heads"
	}
	return key
}

// escape leaves the characters readable that a query string allows.
func escape(v string) string {
	if strings.IndexFunc(v, needsEscape) < 0 { // nearly always, and on the path of every cached tile
		return v
	}
	return strings.NewReplacer("%2C", ",", "%2F", "/", "%3A", ":", "+", "%20").Replace(url.QueryEscape(v))
}

func needsEscape(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	}
	return !strings.ContainsRune("-_.~,/:", r)
}
