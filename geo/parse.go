package geo

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

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
	{"source", texts(func(q *Query) *[]string { return &q.Sources }), func(q *Query) string { return joinTexts(q.Sources) }},
	{"origin", wordsOf(func(q *Query) *Set[Origin] { return &q.Origins }, ParseOrigin), func(q *Query) string { return joinSet(q.Origins, Origin.String) }},
	{"cause", wordsOf(func(q *Query) *Set[Cause] { return &q.Causes }, parseStatedCause), func(q *Query) string { return joinSet(q.Causes, Cause.String) }},
	{"land", texts(func(q *Query) *[]string { return &q.Lands }), func(q *Query) string { return joinTexts(q.Lands) }},
	{"area", texts(func(q *Query) *[]string { return &q.Areas }), func(q *Query) string { return joinTexts(q.Areas) }},
	{"found_within_days", listed(parseFoundWithin), writeFoundWithin},
	{"status", parseStatusList, writeStatus},
	{"hours", parseHours, writeHours},
	{"days", wordsOf(func(q *Query) *Set[Weekday] { return &q.Days }, parseWeekday), func(q *Query) string { return joinSet(q.Days, Weekday.String) }},
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

// --- lists ---

func listed(parse func(*Query, []string) error) func(*Query, string, PolygonByName) error {
	return func(q *Query, value string, _ PolygonByName) error {
		words, err := splitList(value)
		if err != nil {
			return err
		}
		return parse(q, words)
	}
}

// splitList splits at commas; "\\," is a comma within a value and "\\\\" a
// backslash, because names of lands hold commas.
func splitList(value string) ([]string, error) {
	words := splitEscaped(value)
	if len(words) > MaxList {
		return nil, Errorf("", Invalid, "%d values; at most %d", len(words), MaxList)
	}
	for i, w := range words {
		if words[i] = strings.TrimSpace(w); words[i] == "" {
			return nil, Errorf("", Invalid, "a value of the list is empty")
		}
	}
	slices.Sort(words)
	return slices.Compact(words), nil
}

func splitEscaped(value string) (words []string) {
	var word strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && i+1 < len(value):
			i++
			word.WriteByte(value[i])
		case c == ',':
			words = append(words, word.String())
			word.Reset()
		default:
			word.WriteByte(c)
		}
	}
	return append(words, word.String())
}

func texts(field func(*Query) *[]string) func(*Query, string, PolygonByName) error {
	return listed(func(q *Query, words []string) error {
		*field(q) = words
		return nil
	})
}

func wordsOf[T word](field func(*Query) *Set[T], parse func(string) (T, error)) func(*Query, string, PolygonByName) error {
	return listed(func(q *Query, words []string) error {
		var set Set[T]
		for _, w := range words {
			v, err := parse(w)
			if err != nil {
				return err
			}
			set |= SetOf(v)
		}
		*field(q) = set
		return nil
	})
}

func joinSet[T word](s Set[T], text func(T) string) string {
	var words []string
	for v := range s.All() {
		words = append(words, text(v))
	}
	return strings.Join(words, ",")
}

var listEscapes = strings.NewReplacer(`\`, `\\`, ",", `\,`)

func joinTexts(words []string) string {
	escaped := make([]string, len(words))
	for i, w := range words {
		escaped[i] = listEscapes.Replace(w)
	}
	return strings.Join(escaped, ",")
}

func parseStatedCause(s string) (Cause, error) {
	if s == "" {
		return 0, Errorf("", Invalid, "a cause is empty")
	}
	return ParseCause(s)
}

func parseWeekday(s string) (Weekday, error) { return parseWord[Weekday](weekdayNames, "day", s) }

func parseFoundWithin(q *Query, words []string) error {
	for _, w := range words {
		days, err := strconv.Atoi(w)
		if err != nil || !slices.Contains(FoundWithinDays(), days) {
			return Errorf("", Invalid, "%q is not one of %v", w, FoundWithinDays())
		}
		q.FoundWithin = append(q.FoundWithin, days)
	}
	slices.Sort(q.FoundWithin)
	return nil
}

func writeFoundWithin(q *Query) string {
	words := make([]string, len(q.FoundWithin))
	for i, d := range q.FoundWithin {
		words[i] = strconv.Itoa(d)
	}
	return strings.Join(words, ",")
}

func parseStatusList(q *Query, value string, within PolygonByName) error {
	if value == "all" {
		q.AnyStatus = true
		return nil
	}
	return wordsOf(func(q *Query) *Set[Status] { return &q.Statuses }, ParseStatus)(q, value, within)
}

func writeStatus(q *Query) string {
	all := Query{AnyStatus: true}
	switch s := q.EffectiveStatuses(); s {
	case DefaultStatuses():
		return ""
	case all.EffectiveStatuses():
		return "all"
	default:
		return joinSet(s, Status.String)
	}
}

func parseDuplicatesValue(q *Query, value string, _ PolygonByName) (err error) {
	q.Duplicates, err = ParseDuplicates(value)
	return err
}

func writeDuplicates(q *Query) string {
	if q.Duplicates == DuplicatesExclude {
		return ""
	}
	return q.Duplicates.String()
}

// --- time ---

func parseDatetime(q *Query, value string, _ PolygonByName) (err error) {
	q.From, q.Until, err = ParseInterval(value)
	return err
}

// ParseInterval reads "a/b", "a/..", "../b" or a bare local date. A date as an
// end means the whole of that local day; a date-time as an end is exclusive.
// Open ends are zero times.
func ParseInterval(value string) (from, until time.Time, err error) {
	first, second, isInterval := strings.Cut(value, "/")
	if !isInterval {
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return from, until, Errorf("", Invalid, "%q is not an interval; write 2024-01-01/2024-12-31, 2024-01-01/.. or a single date", value)
		}
		second = value
	}
	if from, err = parseEnd(first, 0); err != nil {
		return from, until, err
	}
	if until, err = parseEnd(second, 1); err != nil {
		return from, until, err
	}
	if first == ".." && second == ".." {
		return from, until, Errorf("", Invalid, "both ends are open; leave the parameter out instead")
	}
	if !from.IsZero() && !until.IsZero() && !from.Before(until) {
		return from, until, Errorf("", Invalid, "the interval %q ends before it begins", value)
	}
	return from, until, nil
}

func parseEnd(text string, addDays int) (time.Time, error) {
	if text == ".." {
		return time.Time{}, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, Local); err == nil {
		return inYears(day.AddDate(0, 0, addDays), text)
	}
	instant, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, Errorf("", Invalid, "%q is neither a date (2024-05-31) nor a time with offset (2024-05-31T20:00:00-07:00) nor \"..\"", text)
	}
	return inYears(instant.Truncate(time.Second), text)
}

func inYears(t time.Time, text string) (time.Time, error) {
	if y := t.Year(); y < 1900 || y > 2200 {
		return time.Time{}, Errorf("", Invalid, "%q lies outside the years 1900 to 2200", text)
	}
	return t.UTC(), nil
}

func writeDatetime(q *Query) string {
	if q.From.IsZero() && q.Until.IsZero() {
		return ""
	}
	return IntervalText(q.From, q.Until)
}

// IntervalText writes a half-open window as ParseInterval reads it: whole
// local days as dates, anything else as UTC instants.
func IntervalText(from, until time.Time) string {
	return endText(from, 0) + "/" + endText(until, -1)
}

func endText(t time.Time, addDays int) string {
	switch {
	case t.IsZero():
		return ".."
	case t.Equal(LocalMidnight(t)):
		return t.In(Local).AddDate(0, 0, addDays).Format(time.DateOnly)
	}
	return t.UTC().Format(time.RFC3339)
}

func parseHours(q *Query, value string, _ PolygonByName) error {
	a, b, _ := strings.Cut(value, "-")
	from, err1 := strconv.Atoi(a)
	until, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || from < 0 || from > 23 || until < 0 || until > 24 || from == until {
		return Errorf("", Invalid, "%q is not a range of hours; write 8-16, or 20-4 to pass midnight, or 0-24", value)
	}
	q.Hours = &HourRange{From: from, Until: until}
	return nil
}

func writeHours(q *Query) string {
	if q.Hours == nil {
		return ""
	}
	return fmt.Sprintf("%d-%d", q.Hours.From, q.Hours.Until)
}

// --- place ---

func parseMaxRadius(q *Query, value string, _ PolygonByName) error {
	m, err := strconv.Atoi(value)
	if err != nil || !slices.Contains(MaxRadii(), m) {
		return Errorf("", Invalid, "%q is not one of %v metres", value, MaxRadii())
	}
	q.MaxRadiusM = float64(m)
	return nil
}

func numberOrNone(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// parseNumbers reads exactly n finite numbers separated by commas.
func parseNumbers(value string, n int) ([]float64, bool) {
	words := strings.Split(value, ",")
	if len(words) != n {
		return nil, false
	}
	numbers := make([]float64, n)
	for i, w := range words {
		v, err := strconv.ParseFloat(strings.TrimSpace(w), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		numbers[i] = v
	}
	return numbers, true
}

func onEarth(lon, lat float64) bool { return math.Abs(lon) <= 180 && math.Abs(lat) <= 90 }

func parseBBox(q *Query, value string, _ PolygonByName) error {
	n, ok := parseNumbers(value, 4)
	if !ok || !onEarth(n[0], n[1]) || !onEarth(n[2], n[3]) {
		return Errorf("", Invalid, "write west,south,east,north in degrees, such as -113,31.3,-110,32.5")
	}
	if n[0] > n[2] || n[1] > n[3] {
		return Errorf("", Invalid, "west must not exceed east, nor south north")
	}
	q.BBox = &orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	return nil
}

func writeBBox(q *Query) string {
	if q.BBox == nil {
		return ""
	}
	return joinNumbers(q.BBox.Min.Lon(), q.BBox.Min.Lat(), q.BBox.Max.Lon(), q.BBox.Max.Lat())
}

func joinNumbers(numbers ...float64) string {
	words := make([]string, len(numbers))
	for i, v := range numbers {
		words[i] = strconv.FormatFloat(v+0, 'f', -1, 64) // +0 turns -0 into 0
	}
	return strings.Join(words, ",")
}

// Range of the radius of near, metres.
const (
	MinNearM = 200
	MaxNearM = 200_000
)

func parseNear(q *Query, value string, _ PolygonByName) error {
	n, ok := parseNumbers(value, 3)
	if !ok || !onEarth(n[0], n[1]) {
		return Errorf("", Invalid, "write lon,lat,radius_m, such as -111.54,31.48,10000")
	}
	if n[2] < MinNearM || n[2] > MaxNearM {
		return Errorf("", Invalid, "the radius is %d to %d metres", MinNearM, MaxNearM)
	}
	q.Near = &Circle{Center: orb.Point{n[0], n[1]}, RadiusM: n[2]}
	return nil
}

func writeNear(q *Query) string {
	if q.Near == nil {
		return ""
	}
	return joinNumbers(q.Near.Center.Lon(), q.Near.Center.Lat(), q.Near.RadiusM)
}

func parseWithin(q *Query, value string, within PolygonByName) error {
	if within == nil {
		return Errorf("", Invalid, "no overlays are loaded here; start the server with --overlays DIR")
	}
	polygon, err := within(value)
	if err != nil {
		return err
	}
	q.Polygon, q.Within = polygon, value
	return nil
}

func parsePolygon(q *Query, value string, _ PolygonByName) error {
	if q.Within != "" {
		return Errorf("", Invalid, "give either within or polygon, not both")
	}
	polygon, err := DecodePolyline(value)
	if err != nil {
		return err
	}
	q.Polygon = polygon
	return nil
}

// Bits of an H3 cell: mode in the highest five, resolution in 52..55.
const (
	cellModeShift = 59
	cellMode      = 1
	cellResShift  = 52
	minCellRes    = 3
	maxCellRes    = 9
)

func parseCell(q *Query, value string, _ PolygonByName) error {
	v, err := strconv.ParseUint(value, 16, 64)
	res := v >> cellResShift & 0xf
	if err != nil || v>>cellModeShift != cellMode || res < minCellRes || res > maxCellRes {
		return Errorf("", Invalid, "%q is not an H3 cell of resolution %d to %d; it looks like 8548e863fffffff", value, minCellRes, maxCellRes)
	}
	q.Cell = Cell(v)
	return nil
}

func writeCell(q *Query) string {
	if q.Cell == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(q.Cell), 16)
}

func parseMapped(q *Query, value string, _ PolygonByName) error {
	switch value {
	case "true":
		q.Placed = OnlyMapped
	case "false":
		q.Placed = OnlyUnmapped
	default:
		return Errorf("", Invalid, "%q is neither true (rows with a usable place) nor false (rows without)", value)
	}
	return nil
}

func writeMapped(q *Query) string {
	switch q.Placed {
	case OnlyMapped:
		return "true"
	case OnlyUnmapped:
		return "false"
	}
	return ""
}

func writePolygon(q *Query) string {
	if q.Within != "" || len(q.Polygon) == 0 {
		return ""
	}
	return EncodePolyline(q.Polygon)
}
