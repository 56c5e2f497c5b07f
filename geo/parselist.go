package geo

import (
	"slices"
	"strconv"
	"strings"
)

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

// parseSources refuses what no source can be called: it would match nothing, and
// look like a source without incidents.
func parseSources(q *Query, slugs []string) error {
	for _, slug := range slugs {
		if !ValidSlug(slug) {
			return Errorf("", Invalid, "%q names no source; a slug is 1-%d of a-z 0-9 _ -, in small letters, such as ogis; /api/v1/sources lists them", slug, MaxSlugLength)
		}
	}
	q.Sources = slugs
	return nil
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
