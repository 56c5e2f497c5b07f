package place

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Overlay is a file of shapes that an operator laid beside the map: sectors,
// municipios, roads, a barrier, water stations.
//
// What a file says of itself, first match first:
//
//   - Name, in URLs: the file's name in small letters, without its extension;
//     whatever is not a-z, 0-9 or _ becomes "-".
//   - Title, Credit, License, AccuracyM: members title, credit (or
//     attribution), license, accuracy_m beside "features"; else lines
//     "title: ...", "credit: ...", "license: ...", "accuracy_m: ..." of a
//     text file NAME.credit.txt beside it, where a line without such a word
//     is the credit; else the title is the file's name made plain
//     ("us_counties_usatlas10m" is "US counties"), or as it is where two would
//     then be called the same, and the rest is unsaid.
//   - A feature's id: its member id; else its property name (nombre, nomgeo,
//     nom_mun, fullname, unit_name, label, title; capitals do not matter);
//     else its property id; else its number in the file from 1. Repeated ids
//     get "-2", "-3" and so on.
//   - A feature's name: that property, else its id.
type Overlay struct {
	Name      string
	Title     string
	Credit    string
	License   string
	AccuracyM float64 // metres; 0 = not declared
	Features  int     // with a geometry
	Geometry  string  // polygon, line, point, or mixed
	Bound     orb.Bound
	Body      []byte // a FeatureCollection in WGS 84, every feature with its id
	Hash      string // of Body
	shapes    []overlayShape
}

// overlayShape is a feature with an area.
type overlayShape struct {
	id, name string
	shape    orb.MultiPolygon
}

// OverlayProblem is a file, or a part of one, that could not be used.
type OverlayProblem struct {
	File   string `json:"file"`
	Detail string `json:"detail"`
}

// Overlays are the overlays of one folder, by name. They never change; a nil
// *Overlays is an empty one.
type Overlays struct {
	list     []*Overlay
	problems []OverlayProblem
}

// Limits of an overlay folder.
const (
	MaxOverlayBytes = 64 << 20
	MaxOverlays     = 100
)

// ReadOverlays reads every *.geojson, *.json and *.csv file of a folder (not
// of folders in it). A file that cannot be used is a problem, never an error:
// one bad file must not keep a server from starting.
func ReadOverlays(folder fs.FS) *Overlays {
	o := &Overlays{}
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		o.problem(".", "the folder cannot be read; check that it exists and may be read")
		return o
	}
	for _, entry := range entries {
		if read := overlayReader(entry.Name()); read != nil && !entry.IsDir() {
			o.read(folder, entry.Name(), read)
		}
	}
	slices.SortFunc(o.list, func(a, b *Overlay) int { return strings.Compare(a.Name, b.Name) })
	o.tellApart()
	return o
}

// overlayReader gives the reader of a file's format, nil for other files.
func overlayReader(file string) func([]byte) (*overlayDraft, error) {
	switch strings.ToLower(path.Ext(file)) {
	case ".geojson", ".json":
		return readGeoJSONOverlay
	case ".csv":
		return readCSVOverlay
	}
	return nil
}

func (o *Overlays) problem(file, detail string) {
	o.problems = append(o.problems, OverlayProblem{file, detail})
}

func (o *Overlays) read(folder fs.FS, file string, read func([]byte) (*overlayDraft, error)) {
	overlay, skipped, err := readOverlay(folder, file, read)
	switch {
	case err != nil:
		o.problem(file, messageOf(err))
		return
	case len(o.list) >= MaxOverlays:
		o.problem(file, "there are more than "+strconv.Itoa(MaxOverlays)+" overlays already")
		return
	}
	if _, taken := o.Find(overlay.Name); taken {
		o.problem(file, "another file is called "+overlay.Name+" already; give this one another name")
		return
	}
	if skipped > 0 {
		o.problem(file, strconv.Itoa(skipped)+" of its features have no geometry that can be read; the others are used")
	}
	o.list = append(o.list, overlay)
}

func messageOf(err error) string {
	var e *geo.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return "the file cannot be read; check its permissions"
}

func readOverlay(folder fs.FS, file string, read func([]byte) (*overlayDraft, error)) (*Overlay, int, error) {
	info, err := fs.Stat(folder, file)
	if err != nil {
		return nil, 0, err
	}
	if info.Size() > MaxOverlayBytes {
		return nil, 0, geo.Errorf("", geo.TooLarge, "the file is larger than %d MiB; simplify or clip it", MaxOverlayBytes>>20)
	}
	body, err := fs.ReadFile(folder, file)
	if err != nil {
		return nil, 0, err
	}
	draft, err := read(body)
	if err != nil {
		return nil, 0, err
	}
	stem := strings.TrimSuffix(file, path.Ext(file))
	if note, err := fs.ReadFile(folder, stem+".credit.txt"); err == nil {
		draft.readNote(string(note))
	}
	overlay, err := draft.finish(stem)
	return overlay, draft.skipped, err
}

// tellApart gives overlays of one title their names as titles.
func (o *Overlays) tellApart() {
	titled := map[string]int{}
	for _, overlay := range o.list {
		titled[overlay.Title]++
	}
	for _, overlay := range o.list {
		if titled[overlay.Title] > 1 {
			overlay.Title = overlay.Name
		}
	}
}

var (
	// What a file's name often ends with and no reader asks about: a cut, the
	// public data set that it was cut from, a reference system.
	datasetTag = regexp.MustCompile(`^(clip|clipped|ne\d+m|usatlas\d+m|tiger\d*|osm|wgs84|epsg\d+)$`)
	inCapitals = regexp.MustCompile(`^(us|az|nm|mx)$`)
)

// plainTitle makes a title of a file's name.
func plainTitle(stem string) string {
	words := strings.FieldsFunc(stem, func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
	for len(words) > 1 && datasetTag.MatchString(strings.ToLower(words[len(words)-1])) {
		words = words[:len(words)-1]
	}
	for i, word := range words {
		if inCapitals.MatchString(word) {
			words[i] = strings.ToUpper(word)
		}
	}
	title := []rune(strings.Join(words, " "))
	if len(title) == 0 {
		return stem
	}
	title[0] = unicode.ToUpper(title[0])
	return string(title)
}

var notInName = regexp.MustCompile(`[^a-z0-9_]+`)

// overlayName makes a file's name fit for a URL and for "name:feature".
func overlayName(stem string) string {
	name := strings.Trim(notInName.ReplaceAllString(foldFileName(stem), "-"), "-")
	if name == "" {
		return "overlay"
	}
	return name
}

func foldFileName(stem string) string { return strings.ReplaceAll(strings.ToLower(stem), ".", "-") }

// readNote reads the lines of a .credit.txt; what the file itself says wins.
func (d *overlayDraft) readNote(text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "title":
			setText(&d.title, value)
		case "credit":
			setText(&d.credit, value)
		case "license", "licence":
			setText(&d.license, value)
		case "accuracy_m":
			d.setAccuracy(value)
		default:
			setText(&d.credit, line)
		}
	}
}

func setText(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

func (d *overlayDraft) setAccuracy(text string) {
	if m, err := strconv.ParseFloat(text, 64); err == nil && m > 0 && m < 1e7 && d.accuracyM == 0 {
		d.accuracyM = m
	}
}

// List gives the overlays by name. Do not change them.
func (o *Overlays) List() []*Overlay {
	if o == nil {
		return nil
	}
	return o.list
}

// Problems gives what could not be used, by file.
func (o *Overlays) Problems() []OverlayProblem {
	if o == nil {
		return nil
	}
	return o.problems
}

// Find finds an overlay by its name.
func (o *Overlays) Find(name string) (*Overlay, bool) {
	for _, overlay := range o.List() {
		if overlay.Name == name {
			return overlay, true
		}
	}
	return nil, false
}

// Polygon finds the shape of "name:feature" for the filter within: all features
// of that name, which are one row of a table and are taken not to overlap; else
// the feature of that id.
func (o *Overlays) Polygon(ref string) (orb.Polygon, error) {
	name, feature, _ := strings.Cut(ref, ":")
	overlay, ok := o.Find(name)
	if !ok {
		return nil, geo.Errorf("", geo.Invalid, "there is no overlay %q; %s. Write overlay:feature-id", name, o.names())
	}
	for _, named := range overlay.Polygons() {
		if named.Name == feature {
			return bridged(named.Shape), nil
		}
	}
	for _, s := range overlay.shapes {
		if s.id == feature {
			return bridged(s.shape), nil
		}
	}
	return nil, geo.Errorf("", geo.Invalid, "overlay %s has no polygon %q; GET /overlays/%s lists its features with their ids", name, feature, name)
}

func (o *Overlays) names() string {
	var names []string
	for _, overlay := range o.List() {
		names = append(names, overlay.Name)
	}
	if names == nil {
		return "none is loaded: start the server with --overlays DIR"
	}
	return "there are " + strings.Join(names, ", ")
}

// Polygons gives the features with an area for a table; features of one name
// are one.
func (v *Overlay) Polygons() []geo.NamedPolygon {
	var out []geo.NamedPolygon
	at := map[string]int{}
	for _, s := range v.shapes {
		i, seen := at[s.name]
		if !seen {
			i = len(out)
			at[s.name] = i
			out = append(out, geo.NamedPolygon{Name: s.name})
		}
		out[i].Shape = append(slices.Clip(out[i].Shape), s.shape...)
	}
	return out
}

// bridged makes one polygon of several that do not overlap: the outer rings
// are joined by bridges without width, walked there and back, which no test of
// insideness by crossings or windings notices. A point exactly on a bridge
// counts as inside.
func bridged(shape orb.MultiPolygon) orb.Polygon {
	if len(shape) == 1 {
		return shape[0]
	}
	var outer orb.Ring
	var holes []orb.Ring
	for _, polygon := range shape {
		outer = append(outer, polygon[0]...)
		if len(outer) > len(polygon[0]) {
			outer = append(outer, outer[0])
		}
		holes = append(holes, polygon[1:]...)
	}
	return append(orb.Polygon{outer}, holes...)
}

func hashOfBody(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}
