package feed

import (
	"strings"
	"unicode"
)

// role is what a column means, whatever its file calls it. A format maps its
// header onto roles, and its build function speaks of roles only.
type role uint8

const (
	noRole role = iota
	roleID
	roleIncidentID // IOM: a part of what roleID names
	roleSource
	roleKind
	roleSubkind
	roleTime
	roleDay // the local date of a row without an instant
	roleUntil
	roleTimePrecision
	roleTimeKind
	roleReportedAt
	roleFoundWithin
	roleLon
	roleLat
	roleCoordinates // "lat, lon" in one cell
	roleRadius
	roleMethod
	roleOrigin
	rolePersons
	roleDead
	roleMissing
	roleCause
	roleCauseClass // the source's broader word for the cause
	roleLand
	roleArea
	roleSummary
	roleVia
	roleURL
	roleStatus
	rolePlacePrecision
	roleDatePrecision
	roleYear
	roleMonth
	roleDayOfMonth
	roleHour
	roleMinute
	roleSynthetic
	roleCount
)

// roleSet is a set of roles.
type roleSet uint64

func (s roleSet) has(r role) bool { return s>>r&1 == 1 }

func rolesOf(roles ...role) roleSet {
	var s roleSet
	for _, r := range roles {
		s |= 1 << r
	}
	return s
}

// column gives the spellings of one role, the preferred one first. Spellings
// are compared as plainName writes them.
type column struct {
	role  role
	names string // separated by "|"
}

// plainName brings the spellings of a header together: lower case, words
// separated by one blank whether the file has blanks, underscores or dots.
func plainName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return unicode.IsSpace(r) || r == '_' || r == '.' || r == '\ufeff'
	})
	return strings.Join(words, " ")
}

// header is what the columns of a CSV file mean.
type header struct {
	names   []string
	roles   []role // per column; noRole = not read
	shown   []bool // per column: a reject may repeat it
	present roleSet
	last    int // the last column that is read
	named   int // columns up to the last that has a name
	leftOut []string
	ignored []string
	// twice is a column that is read and stands twice under the same name: which
	// of them is meant, nobody knows.
	twice string
}

// readHeader maps the columns of a file for a format. A role named twice is
// taken from the preferred spelling; the same spelling twice is noted.
func readHeader(names []string, f *format) *header {
	h := &header{names: names, roles: make([]role, len(names)), shown: make([]bool, len(names)), last: -1}
	taken := map[role]int{}
	for i, name := range names {
		k, known := f.byName[plainName(name)]
		old, again := taken[k.role]
		if known && again && k.role != noRole && plainName(names[old]) == plainName(name) && h.twice == "" {
			h.twice = strings.TrimSpace(name)
		}
		switch {
		case !known || again && f.byName[plainName(names[old])].rank <= k.rank:
			continue
		case again:
			h.roles[old] = noRole
		}
		h.roles[i], taken[k.role] = k.role, i
	}
	h.sort(f)
	return h
}

// sort says which columns are read, left out and ignored.
func (h *header) sort(f *format) {
	for i, name := range h.names {
		plain := plainName(name)
		if plain != "" {
			h.named = i + 1
		}
		h.shown[i] = h.roles[i] != noRole && !f.isPrivate(plain)
		switch {
		case h.roles[i] != noRole:
			h.present |= rolesOf(h.roles[i])
			h.last = i
		case plain == "":
		case f.isPerson(name):
			h.leftOut = append(h.leftOut, strings.TrimSpace(name))
		default:
			h.ignored = append(h.ignored, strings.TrimSpace(name))
		}
	}
}

// column finds the name of the column that has the role, "" when none has.
func (h *header) column(want role) string {
	for i, r := range h.roles {
		if r == want && r != noRole {
			return strings.TrimSpace(h.names[i])
		}
	}
	return ""
}
