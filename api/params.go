package api

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"linea/geo"
)

// params are the parameters of one query string. Every reading method notes
// what is wrong and goes on, so that a client learns of all its mistakes at
// once; err gives them.
type params struct {
	*asked
	known    []string // names that the route takes, where they were looked at
	problems []geo.FieldError
}

// readParams reads a query string and refuses names that the route does not
// know. A free route takes anything and reads nothing.
func (s *server) readParams(raw string, r *route) (*params, error) {
	if r.free {
		return &params{asked: &asked{}}, nil
	}
	if kept, ok := s.queries.get(asking{r, raw}); ok {
		return &params{asked: kept}, nil
	}
	raw = strings.Clone(raw) // else it would keep the whole request line
	p, err := parseParams(raw, r)
	if err == nil && len(raw) <= longestRemembered {
		s.queries.put(asking{r, raw}, p.asked)
	}
	return p, err
}

func parseParams(raw string, r *route) (*params, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, geo.Errorf("", geo.Invalid, "The query string cannot be read: a %% is followed by two hex digits, and parameters are separated by &")
	}
	p := &params{asked: &asked{values: values}, known: r.parameterNames()}
	for name := range values {
		if !slices.Contains(p.known, name) {
			p.wrong(name, p.unknownDetail())
		}
	}
	slices.SortFunc(p.problems, func(a, b geo.FieldError) int { return strings.Compare(a.Parameter, b.Parameter) })
	return p, p.err()
}

func (p *params) unknownDetail() string {
	if len(p.known) == 0 {
		return "not known here; this path takes no parameters"
	}
	return "not known here; known are " + strings.Join(p.known, ", ")
}

func (p *params) has(name string) bool { return p.values.Has(name) }

// wrong notes a mistake.
func (p *params) wrong(name, detail string) {
	p.problems = append(p.problems, geo.FieldError{Parameter: name, Detail: detail})
}

// err gives all mistakes noted so far as one error.
func (p *params) err() error {
	if len(p.problems) == 0 {
		return nil
	}
	names := make([]string, len(p.problems))
	for i, f := range p.problems {
		names[i] = f.Parameter
	}
	return &geo.Error{Code: geo.Invalid, Message: "The parameters cannot be read: " + strings.Join(slices.Compact(names), ", "), Fields: p.problems}
}

// others writes the parameters that are not filters, for a cache key.
func (p *params) others() string {
	rest := url.Values{}
	for name, v := range p.values {
		if !slices.Contains(geo.QueryParameters(), name) {
			rest[name] = v
		}
	}
	return rest.Encode()
}

// text reads a parameter that may be left out, but is neither empty nor
// repeated.
func (p *params) text(name, fallback string) string {
	given, ok := p.values[name]
	switch {
	case !ok:
		return fallback
	case len(given) != 1:
		p.wrong(name, "give it once")
	case strings.TrimSpace(given[0]) == "":
		p.wrong(name, "it is empty; leave the parameter out instead")
	default:
		return given[0]
	}
	return fallback
}

// word reads one of the allowed words.
func (p *params) word(name, fallback string, allowed ...string) string {
	w := p.text(name, fallback)
	if w != fallback && !slices.Contains(allowed, w) {
		p.wrong(name, quote(w)+" is not one of "+strings.Join(allowed, ", "))
		return fallback
	}
	return w
}

// truth reads true or false.
func (p *params) truth(name string) bool { return p.word(name, "false", "true", "false") == "true" }

// integer reads a whole number in lo..hi.
func (p *params) integer(name string, fallback, lo, hi int) int {
	n, ok := p.number(name)
	switch {
	case !ok:
		return fallback
	case n < lo || n > hi:
		p.wrong(name, strconv.Itoa(n)+" is not in "+strconv.Itoa(lo)+".."+strconv.Itoa(hi))
		return fallback
	}
	return n
}

// clamped reads a whole number from 1 and cuts it to at most most.
func (p *params) clamped(name string, fallback, most int) int {
	n, ok := p.number(name)
	switch {
	case !ok:
		return fallback
	case n < 1:
		p.wrong(name, "it begins at 1; more than "+strconv.Itoa(most)+" is taken as "+strconv.Itoa(most))
		return fallback
	}
	return min(n, most)
}

func (p *params) number(name string) (int, bool) {
	text := p.text(name, "")
	if text == "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	if errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(text, "-") {
		return n, true // n is the largest integer
	}
	if err != nil {
		p.wrong(name, quote(text)+" is not a whole number")
		return 0, false
	}
	return n, true
}

// decimal reads a number in lo..hi.
func (p *params) decimal(name string, fallback, lo, hi float64) float64 {
	text := p.text(name, "")
	if text == "" {
		return fallback
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= lo && v <= hi) {
		p.wrong(name, fmt.Sprintf("%s is not a number in %.6g..%.6g", quote(text), lo, hi))
		return fallback
	}
	return v
}

// edges reads numbers that rise from 0, nil when the parameter is left out.
func (p *params) edges(name string) []float64 {
	text := p.text(name, "")
	if text == "" {
		return nil
	}
	var edges []float64
	for word := range strings.SplitSeq(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if n := len(edges); err != nil || n == 0 && v != 0 || n > 0 && !(v > edges[n-1] && v < 1e6) {
			p.wrong(name, quote(text)+" are not edges that rise from 0, such as 0,200,400")
			return nil
		}
		edges = append(edges, v)
	}
	if len(edges) < 2 || len(edges) > 20 {
		p.wrong(name, "2 to 20 edges")
		return nil
	}
	return edges
}

// filter reads the filter grammar.
func (p *params) filter(within geo.PolygonByName) geo.Query {
	q, _ := p.keyedFilter(within)
	return q
}

// keyedFilter gives the query's key as well, which is worked out once for all
// who ask the same.
func (p *params) keyedFilter(within geo.PolygonByName) (q geo.Query, key string) {
	if kept := p.question.Load(); kept != nil {
		return kept.Query, kept.key
	}
	q, err := geo.ParseQuery(p.values, within)
	var e *geo.Error
	if errors.As(err, &e) {
		p.problems = append(p.problems, e.Fields...)
	}
	if err == nil {
		key = q.Key()
		p.question.Store(&question{q, key})
	}
	return q, key
}

// quote shows a client's text, cut to a length that is no burden.
func quote(text string) string {
	const most = 60
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return strconv.Quote(text)
}
