package feed

import (
	"slices"
	"strings"

	"linea/geo"
)

// format is one kind of file. Everything that is peculiar to it stands in its
// own file: its columns, and how a row becomes an incident.
type format struct {
	name   string // for Options.Format and the report
	source string // slug of its rows, "" = the file says it
	// needs lists the roles that its header must have; within one inner list
	// any will do. The first format whose needs are met is taken.
	needs   []roleSet
	columns []column
	person  []string // plain names of person columns beyond personWords
	private []string // plain names of columns that are read but may name someone: never in a reject
	unmap   bool     // shared coordinates are placeholders
	shape   shape
	build   func(*row)

	byName  map[string]ranked // the columns by plain name, see prepared
	persons *personRules
}

// shape is how rows lie in a file.
type shape uint8

const (
	shapeCSV shape = iota
	shapeGeoJSON
	shapeGeoJSONLines
)

// formats lists every format in the order of recognition: the peculiar ones
// first, Línea's own last.
func formats() []*format {
	all := []*format{ogisFormat(), elPasoFormat(), iomFormat(), ucdpFormat(), farsFormat(),
		lineaFormat("linea", shapeCSV), lineaFormat("geojson", shapeGeoJSON), lineaFormat("geojsonl", shapeGeoJSONLines)}
	persons := newPersonRules()
	for _, f := range all {
		f.prepare(persons)
	}
	return all
}

// ranked is a role with the place of its spelling among the aliases.
type ranked struct {
	role role
	rank int
}

// prepare fills in what is looked up by name.
func (f *format) prepare(persons *personRules) {
	f.persons, f.byName = persons, map[string]ranked{}
	for _, c := range f.columns {
		for rank, name := range strings.Split(c.names, "|") {
			f.byName[name] = ranked{c.role, rank}
		}
	}
}

// isPerson says whether a column of this name, as the file spells it, may hold
// a person. What the format reads does not.
func (f *format) isPerson(name string) bool {
	plain := plainName(name)
	if slices.Contains(f.person, plain) {
		return true
	}
	_, read := f.byName[plain]
	return !read && f.persons.match(name)
}

func (f *format) isPrivate(plain string) bool { return slices.Contains(f.private, plain) }

// missing names the columns that the header lacks for this format.
func (f *format) missing(present roleSet) []string {
	var names []string
	for _, any := range f.needs {
		if present&any == 0 {
			names = append(names, f.spellings(any))
		}
	}
	return names
}

func (f *format) spellings(any roleSet) string {
	var names []string
	for _, c := range f.columns {
		if any.has(c.role) {
			names = append(names, "\""+f.spelled(c)+"\"")
		}
	}
	return strings.Join(names, " or ")
}

// spelled gives the preferred spelling of a column; our own files have no blanks
// in their names.
func (f *format) spelled(c column) string {
	first, _, _ := strings.Cut(c.names, "|")
	if f.source == "" {
		return strings.ReplaceAll(first, " ", "_")
	}
	return first
}

// formatNamed finds a format by its name.
func formatNamed(name string) (*format, error) {
	for _, f := range formats() {
		if f.name == name {
			return f, nil
		}
	}
	return nil, geo.Errorf("import", geo.Unsupported, "%q is not a format; one of %s", name, strings.Join(Formats(), ", "))
}

func commaName(comma byte) string {
	if comma == '\t' {
		return "tabs"
	}
	return "\"" + string(rune(comma)) + "\""
}

// recogniseCSV finds the format of a CSV file by its header.
func recogniseCSV(names []string, comma byte, file string) (*format, error) {
	for _, f := range formats() {
		if f.shape == shapeCSV && len(f.missing(readHeader(names, f).present)) == 0 {
			return f, nil
		}
	}
	own, err := formatNamed("linea")
	if err != nil {
		return nil, err
	}
	lacks := own.missing(readHeader(names, own).present)
	return nil, geo.Errorf("import", geo.Unsupported,
		"the header of %s, whose cells are separated by %s, is of no known format. For Línea CSV it lacks %s: rename those columns, or name the format (%s)",
		file, commaName(comma), strings.Join(lacks, " and "), strings.Join(Formats(), ", "))
}
