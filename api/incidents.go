package api

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"linea/geo"
	"linea/geo/feed"
)

// incidentsAnswer is one page of a list, newest first.
type incidentsAnswer struct {
	Type     string        `json:"type"`
	Features []featureJSON `json:"features"`
	pageEnd
}

// pageEnd is what is known of a page once its rows are written.
type pageEnd struct {
	NumberMatched  int    `json:"numberMatched"`
	NumberReturned int    `json:"numberReturned"`
	Links          []link `json:"links"` // next, unless this is the last page
	Filter         string `json:"filter"`
}

type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
	Type string `json:"type"`
}

const (
	defaultPage = 100
	largestPage = 10_000
	shortPage   = 200   // up to it a page takes a moment, and waits for its like alone
	longPage    = 1_000 // beyond it a page is streamed
)

// incidents lists what matches: a page of GeoJSON, or everything as CSV or one
// feature a line.
func incidents(c *call) error {
	q := c.params.filter(c.within)
	form := c.params.word("f", "geojson", "geojson", "csv", "geojsonl")
	limit := c.params.clamped("limit", defaultPage, largestPage)
	after := c.cursor()
	named := c.params.truth("places")
	if form != "geojson" && named {
		c.params.wrong("places", form+" has no towns; ask for pages")
	}
	if form != "geojson" && (c.params.has("limit") || c.params.has("cursor")) {
		c.params.wrong("f", form+" gives everything that matches; leave limit and cursor out")
	}
	if err := c.params.err(); err != nil || c.notModified(&q) {
		return err
	}
	if form != "geojson" {
		return c.export(q, form)
	}
	return c.answerPage(page{q: q, after: after, limit: limit, named: named})
}

// page is what one page of a list shall hold.
type page struct {
	q              geo.Query
	after          *geo.Cursor
	limit, matched int
	named          bool // with the nearest town of each row
}

// answerPage writes a short page whole, and streams a long one: that takes a
// turn to find its first row, and then as long as the client needs. As with an
// export, a long page that fails after it began is cut.
func (c *call) answerPage(p page) (err error) {
	long := p.limit > longPage
	switch {
	case long:
		c.queue(c.turns, true)
	case p.limit > shortPage:
		c.queue(c.pages, false)
	default:
		c.queue(c.shortPages, false)
	}
	if p.matched, err = c.view.Count(c.ctx, p.q); err != nil {
		return err
	}
	if long {
		return c.streamed(mediaGeoJSON, func(out io.Writer) error { return c.writePage(out, p) })
	}
	var body bytes.Buffer
	if err := c.writePage(&body, p); err != nil {
		return err
	}
	return c.send(http.StatusOK, mediaGeoJSON, body.Bytes())
}

// writePage reads one row more than it gives, to know whether there is a next
// page.
func (c *call) writePage(out io.Writer, p page) error {
	end := pageEnd{NumberMatched: p.matched, Filter: p.q.Canonical()}
	text := []byte(`{"type":"FeatureCollection","features":[`)
	var last geo.Cursor
	for r, err := range c.view.Incidents(c.ctx, p.q, p.after) {
		if err != nil {
			return err
		}
		if p.limit > longPage {
			c.turn.end()
		}
		if end.NumberReturned == p.limit {
			end.Links = append(end.Links, c.nextLink(last))
			break
		}
		if end.NumberReturned++; end.NumberReturned > 1 {
			text = append(text, ',')
		}
		text = feed.AppendFeature(text, r)
		if p.named {
			if text, err = appendTown(text, r); err != nil {
				return err
			}
		}
		if _, err := out.Write(text); err != nil {
			return err
		}
		text, last = text[:0], geo.Cursor{OccurredAt: r.OccurredAt, ID: r.ID}
	}
	return writePageEnd(out, text, end)
}

// writePageEnd closes the list of features and goes on with what follows it.
func writePageEnd(out io.Writer, text []byte, end pageEnd) error {
	rest, err := encodeJSON(end)
	if err != nil {
		return err
	}
	_, err = out.Write(append(append(text, "],"...), rest[1:]...))
	return err
}

// nextLink asks the same question beyond a row. A cursor names the place of a
// row in the order, not a number of rows, so that pages neither repeat nor
// skip a row while others write.
func (c *call) nextLink(last geo.Cursor) link {
	values := url.Values{}
	for name, v := range c.params.values {
		values[name] = v
	}
	values.Set("cursor", cursorText(last))
	return link{"next", c.base() + c.r.URL.Path + "?" + values.Encode(), mediaGeoJSON}
}

func cursorText(at geo.Cursor) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(at.OccurredAt.Unix(), 10) + " " + at.ID))
}

func (c *call) cursor() *geo.Cursor {
	text := c.params.text("cursor", "")
	if text == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	start, id, ok := strings.Cut(string(raw), " ")
	unix, numberErr := strconv.ParseInt(start, 10, 64)
	if err != nil || numberErr != nil || !ok || id == "" || len(id) > geo.MaxIDLength {
		c.params.wrong("cursor", "it is not one that a link of an earlier page gave")
		return nil
	}
	return &geo.Cursor{OccurredAt: time.Unix(unix, 0).UTC(), ID: id}
}

// --- one incident ---

// oneIncident gives the revision as the ETag, which changes ask for with
// If-Match, and never answers 304: what follows from other incidents, such as
// whether this one repeats another, changes without a revision.
func oneIncident(c *call) error {
	id := c.path("id")
	revisions := c.params.word("revisions", "", "all")
	if err := c.params.err(); err != nil {
		return err
	}
	r, ok := c.view.Incident(id)
	if !ok {
		return geo.Errorf("", geo.NotFound, "There is no incident %s", quote(id))
	}
	if revisions == "all" {
		return c.history(r)
	}
	c.w.Header().Set("ETag", `"`+strconv.Itoa(r.Revision)+`"`)
	return c.send(http.StatusOK, mediaGeoJSON, append(feed.FeatureOf(r), '\n'))
}
