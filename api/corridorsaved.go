package api

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/feed"

	"golang.org/x/text/unicode/norm"
)

// corridorFields are what a client writes about a saved corridor.
type corridorFields struct {
	Name       string   `json:"name"`
	Note       string   `json:"note,omitempty"`
	Line       lineJSON `json:"line"`
	HalfWidthM float64  `json:"half_width_m"`
	Ends       string   `json:"ends,omitempty"`
}

// corridorAnswer is a saved corridor.
type corridorAnswer struct {
	ID         string        `json:"id"`
	Revision   int           `json:"revision"`
	ChangedAt  time.Time     `json:"changed_at"`
	Name       string        `json:"name"`
	Note       string        `json:"note"`
	Line       lineJSON      `json:"line"`
	HalfWidthM float64       `json:"half_width_m"`
	Ends       corridor.Ends `json:"ends"`
	LengthKm   float64       `json:"length_km"`
}

type corridorsAnswer struct {
	Corridors []corridorAnswer `json:"corridors"` // by name
}

func corridorAnswerOf(s corridor.Saved) corridorAnswer {
	out := corridorAnswer{
		ID: s.ID, Revision: s.Revision, ChangedAt: s.ChangedAt, Name: s.Name, Note: s.Note,
		Line: lineOf(s.Line), HalfWidthM: s.HalfWidthM,
	}
	if s.RoundEnds {
		out.Ends = corridor.Round
	}
	if route, err := corridor.Of(s.Corridor); err == nil {
		out.LengthKm = route.LengthM() / 1000
	}
	return out
}

// shelf gives the saved corridors; there are none without a journal.
func (c *call) shelf() (*corridor.Shelf, error) {
	if c.corridors == nil {
		return nil, geo.Errorf("", geo.Unavailable, "This server has no store to keep corridors in")
	}
	return c.corridors, nil
}

func (c *call) savedCorridor(id string) (corridor.Saved, error) {
	shelf, err := c.shelf()
	if err != nil {
		return corridor.Saved{}, err
	}
	return shelf.Get(c.ctx, id)
}

func listCorridors(c *call) error {
	shelf, err := c.shelf()
	if err != nil {
		return err
	}
	saved, _, err := shelf.List(c.ctx)
	if err != nil {
		return err
	}
	var answer corridorsAnswer
	for _, s := range saved {
		answer.Corridors = append(answer.Corridors, corridorAnswerOf(s))
	}
	body, err := encodeJSON(answer)
	if err != nil || c.matches(hashOf(body)) {
		return err
	}
	return c.send(http.StatusOK, mediaJSON, body)
}

func oneCorridor(c *call) error {
	saved, err := c.savedCorridor(c.path("id"))
	if err != nil || c.matches(strconv.Itoa(saved.Revision)) {
		return err
	}
	return c.answer(http.StatusOK, corridorAnswerOf(saved))
}

// readCorridor reads what a client writes about a corridor and checks it.
func (c *call) readCorridor() (geo.Corridor, error) {
	var body corridorFields
	if err := c.readJSON(&body, corridorLimit); err != nil {
		return geo.Corridor{}, err
	}
	line, err := body.Line.line()
	if err != nil {
		return geo.Corridor{}, err
	}
	route, err := corridorOf(line, body.HalfWidthM, body.Ends, "")
	if err != nil {
		return geo.Corridor{}, err
	}
	return geo.Corridor{Name: body.Name, Note: body.Note, Line: line, HalfWidthM: body.HalfWidthM, RoundEnds: route.Ends() == corridor.Round}, nil
}

func addCorridor(c *call) error {
	shelf, err := c.shelf()
	if err != nil {
		return err
	}
	wanted, err := c.readCorridor()
	if err != nil {
		return err
	}
	key, err := c.idempotencyKey()
	if err != nil {
		return err
	}
	saved, isNew, err := shelf.Add(c.ctx, wanted, key, actorOf(c.ctx))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if isNew {
		status = http.StatusCreated
	}
	c.w.Header().Set("Location", "/api/v1/corridors/"+saved.ID)
	return c.answerSaved(status, saved)
}

// answerSaved answers a write once reading can show it.
func (c *call) answerSaved(status int, saved corridor.Saved) error {
	c.waitFor(saved.Seq())
	c.w.Header().Set("ETag", `"`+strconv.Itoa(saved.Revision)+`"`)
	return c.answer(status, corridorAnswerOf(saved))
}

// toChange gives the shelf, and the revision that a change was made from.
func (c *call) toChange() (shelf *corridor.Shelf, revision int, err error) {
	if shelf, err = c.shelf(); err == nil {
		revision, err = c.seenRevision()
	}
	return shelf, revision, err
}

func changeCorridor(c *call) error {
	shelf, revision, err := c.toChange()
	if err != nil {
		return err
	}
	wanted, err := c.readCorridor()
	if err != nil {
		return err
	}
	wanted.ID = c.path("id")
	saved, err := shelf.Change(c.ctx, wanted, revision, actorOf(c.ctx))
	if err != nil {
		return err
	}
	return c.answerSaved(http.StatusOK, saved)
}

func deleteCorridor(c *call) error {
	shelf, revision, err := c.toChange()
	if err != nil {
		return err
	}
	if err := shelf.Delete(c.ctx, c.path("id"), revision, actorOf(c.ctx)); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// seenRevision reads If-Match, which a change of something saved must carry.
func (c *call) seenRevision() (int, error) {
	header := strings.TrimSpace(c.r.Header.Get("If-Match"))
	if header == "" {
		return 0, geo.Errorf("", preconditionRequired, "Say with If-Match which revision you saw: the ETag that reading it gave")
	}
	tag := strings.TrimSuffix(strings.Trim(strings.TrimPrefix(header, "W/"), `"`), "-gzip")
	revision, err := strconv.Atoi(tag)
	if err != nil {
		return 0, geo.Errorf("", geo.Stale, "If-Match %s is no revision of this; read it again", quote(header))
	}
	return revision, nil
}

// --- report and export ---

func corridorReport(c *call) error {
	q := c.params.filter(c.within)
	o := c.corridorOptions()
	part := c.stretch()
	if err := c.params.err(); err != nil {
		return err
	}
	saved, err := c.savedCorridor(c.path("id"))
	if err != nil || c.notModified(&q, strconv.Itoa(saved.Revision)) {
		return err
	}
	route, err := corridor.Of(saved.Corridor)
	if err != nil {
		return err
	}
	return c.answerCorridor(route, q, o, part)
}

// stretch reads the part of the line that is asked for.
func (c *call) stretch() stretch {
	const longestKm = corridor.MaxLengthM / 1000
	return stretch{c.params.decimal("from_km", 0, 0, longestKm), c.params.decimal("to_km", 0, 0, longestKm)}
}

func (c *call) corridorOptions() corridor.Options {
	o := corridor.Options{
		BinKm:   c.params.decimal("bin_km", 0, corridor.MinBinKm, corridor.MaxBinKm),
		Density: c.params.decimal("density_km", 0, corridor.MinBandwidthKm, corridor.MaxBandwidthKm),
		Limit:   c.params.integer("incidents", 0, 0, corridor.MaxListed),
		After:   c.params.text("after", ""),
	}
	var err error
	if o.Compare, err = corridor.ParseBaseline(c.params.text("compare", "")); err != nil {
		c.params.wrong("compare", "it is previous, last_year, or an interval such as 2023-01-01/2023-12-31")
	}
	return o
}

// routeMedia gives the type of a route file.
func routeMedia(form string) string {
	switch form {
	case "gpx":
		return mediaGPX
	case "kml":
		return mediaKML
	case "csv":
		return mediaCSV + "; charset=utf-8"
	}
	return mediaGeoJSON
}

// exportCorridor streams a corridor and its incidents as one file.
func exportCorridor(c *call) error {
	asked := c.routeAsked()
	if err := c.params.err(); err != nil {
		return err
	}
	saved, err := c.savedCorridor(c.path("id"))
	if err != nil || c.notModified(&asked.q, strconv.Itoa(saved.Revision)) {
		return err
	}
	return c.sendRoute(saved, asked)
}

// exportLine does the same for a corridor that is not saved.
func exportLine(c *call) error {
	asked := c.routeAsked()
	if err := c.params.err(); err != nil {
		return err
	}
	wanted, err := c.readCorridor()
	if err != nil {
		return err
	}
	return c.sendRoute(corridor.Saved{Corridor: wanted}, asked)
}

// routeAsked is what a route's file is to hold, and how it is written.
type routeAsked struct {
	q          geo.Query
	form, lang string
	part       stretch
}

func (c *call) routeAsked() routeAsked {
	languages := feed.RouteLanguages()
	return routeAsked{
		q:    c.params.filter(c.within),
		form: c.params.word("f", "geojson", feed.RouteFormats()...), lang: c.params.word("lang", languages[0], languages...),
		part: c.stretch(),
	}
}

func (c *call) sendRoute(saved corridor.Saved, asked routeAsked) error {
	route, err := corridor.Of(saved.Corridor)
	if err != nil {
		return err
	}
	file := feed.RouteFile{Name: saved.Name, Note: saved.Note, Lang: asked.lang, Filter: asked.q.Canonical()}
	if asked.part != (stretch{}) {
		if route, err = route.Part(asked.part.fromKm, asked.part.toKm); err != nil {
			return pointed(err, "/from_km")
		}
		file.FromKm, file.ToKm = asked.part.fromKm, asked.part.fromKm+route.LengthM()/1000
	}
	leave, err := c.beginExport()
	if err != nil {
		return err
	}
	defer leave()
	h := c.w.Header()
	addVary(h, "Accept-Encoding")
	h.Set("Content-Type", routeMedia(asked.form))
	file.Synthetic = strings.HasPrefix(exportName(c.view, asked.form), "SYNTHETIC-")
	c.attachment(corridorFileName(saved.ID, asked.form, &file))
	if c.r.Method == http.MethodHead {
		return nil
	}
	out := c.stream()
	c.fillRoute(&file, route, asked.q)
	if err := feed.WriteRoute(out, asked.form, file); err != nil {
		return err
	}
	return out.Close()
}

// corridorFileName names a file after its corridor, by its id where the name has
// no letters of ASCII, and its stretch, in what every system takes for a file name.
func corridorFileName(id, form string, file *feed.RouteFile) string {
	name := "linea-" + cmp.Or(asciiWords(file.Name), strings.TrimSuffix("corridor-"+id, "-"))
	if file.ToKm > 0 {
		name += fmt.Sprintf("-km-%.0f-%.0f", file.FromKm, file.ToKm)
	}
	if file.Synthetic {
		name = "SYNTHETIC-" + name
	}
	return name + "." + form
}

const fileWordsMax = 60

// asciiWords writes a name in small letters, figures and hyphens, accents left
// off: "Cañón del Ímuris (sur)" is "canon-del-imuris-sur".
func asciiWords(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFD.String(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte(' ')
		}
	}
	words := strings.Join(strings.Fields(b.String()), "-")
	return strings.TrimSuffix(words[:min(len(words), fileWordsMax)], "-")
}

// fillRoute adds the ground and the incidents, with the km of the whole line.
func (c *call) fillRoute(file *feed.RouteFile, route *corridor.Corridor, q geo.Query) {
	file.Line, file.LengthKm, file.HalfWidthM, file.Outline = route.Line(), route.LengthM()/1000, route.HalfWidthM(), route.Outline()
	file.Stops = func(yield func(feed.Stop, error) bool) {
		for s, err := range corridor.Stops(c.ctx, c.view, route, q) {
			s.Km += file.FromKm
			if !yield(feed.Stop(s), err) {
				return
			}
		}
	}
}
