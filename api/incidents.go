package api

import (
	"encoding/base64"
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
	Type           string        `json:"type"`
	Features       []featureJSON `json:"features"`
	NumberMatched  int           `json:"numberMatched"`
	NumberReturned int           `json:"numberReturned"`
	Links          []link        `json:"links"` // next, unless this is the last page
	Filter         string        `json:"filter"`
}

type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
	Type string `json:"type"`
}

const (
	defaultPage = 100
	largestPage = 10_000
)

// incidents lists what matches: a page of GeoJSON, or everything as CSV or one
// feature a line.
func incidents(c *call) error {
	q := c.params.filter(c.within)
	form := c.params.word("f", "geojson", "geojson", "csv", "geojsonl")
	limit := c.params.clamped("limit", defaultPage, largestPage)
	after := c.cursor()
	if form != "geojson" && (c.params.has("limit") || c.params.has("cursor")) {
		c.params.wrong("f", form+" gives everything that matches; leave limit and cursor out")
	}
	if err := c.params.err(); err != nil || c.notModified(&q) {
		return err
	}
	if form != "geojson" {
		return c.export(q, form)
	}
	page, err := c.page(q, after, limit)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, page)
}

// page reads one row more than it gives, to know whether there is a next page.
func (c *call) page(q geo.Query, after *geo.Cursor, limit int) (incidentsAnswer, error) {
	page := incidentsAnswer{Type: "FeatureCollection", Filter: q.Canonical()}
	var err error
	if page.NumberMatched, err = c.view.Count(c.ctx, q); err != nil {
		return page, err
	}
	var last geo.Cursor
	for r, err := range c.view.Incidents(c.ctx, q, after) {
		if err != nil {
			return page, err
		}
		if len(page.Features) == limit {
			page.Links = append(page.Links, c.nextLink(last))
			break
		}
		page.Features = append(page.Features, featureJSON(feed.FeatureOf(r)))
		last = geo.Cursor{OccurredAt: r.OccurredAt, ID: r.ID}
	}
	page.NumberReturned = len(page.Features)
	return page, nil
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
	if c.matches(strconv.Itoa(r.Revision)) {
		return nil
	}
	return c.send(http.StatusOK, mediaGeoJSON, append(feed.FeatureOf(r), '\n'))
}
