package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"linea/geo"
	"linea/tiles"
)

func hotspotTile(c *call) error {
	request := c.hotspotRequest()
	request.Tile = c.tileOfPath()
	if err := c.params.err(); err != nil {
		return err
	}
	tile, err := c.Tiles.Hotspot(c.ctx, c.view, request)
	if err != nil {
		return err
	}
	return c.sendTile(tile)
}

// hotspotRequest reads everything but the tile.
func (c *call) hotspotRequest() tiles.HotspotRequest {
	request := tiles.HotspotRequest{H3Text: c.params.word("h3", "", "text") == "text"}
	if c.params.word("metric", "count", "count", "significance") == "significance" {
		q := c.significance()
		request.Significance = &q
		return request
	}
	for _, name := range []string{"baseline", "with", "alpha"} {
		if c.params.has(name) {
			c.params.wrong(name, "it belongs to metric=significance")
		}
	}
	request.Query, request.Key = c.params.keyedFilter(c.within)
	request.Res = c.params.integer("res", 0, minRes, maxRes)
	return request
}

func incidentTile(c *call) error {
	request := tiles.IncidentRequest{Tile: c.tileOfPath()}
	request.Query, request.Key = c.params.keyedFilter(c.within)
	if err := c.params.err(); err != nil {
		return err
	}
	tile, err := c.Tiles.Incident(c.ctx, c.view, request)
	if err != nil {
		return err
	}
	return c.sendTile(tile)
}

// tileOfPath reads /z/x/y.mvt. Numbers beyond the grid are left to the tiles,
// which say what there is.
func (c *call) tileOfPath() tiles.Coord {
	row, isTile := strings.CutSuffix(c.path("y"), ".mvt")
	if !isTile {
		c.params.wrong("y", "a tile's address ends in .mvt")
	}
	return tiles.Coord{Z: c.tileNumber("z", c.path("z")), X: c.tileNumber("x", c.path("x")), Y: c.tileNumber("y", row)}
}

// tileNumber reads figures alone; a number too large for anything is the
// largest one.
func (c *call) tileNumber(name, text string) uint32 {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		c.params.wrong(name, quote(text)+" is not a whole number")
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 1<<32 - 1
	}
	return uint32(n)
}

// sendTile answers with a tile as it was encoded and compressed once for
// everybody. An empty tile is an answer with no bytes.
func (c *call) sendTile(tile *tiles.Tile) error {
	h := c.w.Header()
	addVary(h, "Accept-Encoding")
	body, etag := tile.Body, tile.ETag
	zipped := tile.Gzip != nil && prefersGzip(c.r.Header.Get("Accept-Encoding"))
	if zipped {
		body, etag = tile.Gzip, tile.GzipETag
	}
	h["Etag"] = []string{etag}
	if etagListed(c.r.Header.Get("If-None-Match"), etag) {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if zipped {
		h["Content-Encoding"] = gzipValue
	}
	return c.write(http.StatusOK, tiles.ContentType, body)
}

func basemapTile(c *call) error {
	coord := c.tileOfPath()
	if err := c.params.err(); err != nil {
		return err
	}
	tile, err := c.Tiles.Basemap(c.ctx, coord)
	if err != nil {
		return err
	}
	return c.sendTile(tile)
}

// --- TileJSON ---

func hotspotJSON(c *call) error {
	request := c.hotspotRequest()
	if err := c.params.err(); err != nil {
		return err
	}
	describe, q := tiles.HotspotJSON, request.Query
	if request.Significance != nil {
		describe, q = tiles.SignificanceJSON, request.Significance.Query
		q.From, q.Until = time.Time{}, time.Time{} // it looks at earlier days too
	}
	credit, err := c.credit(q)
	if err != nil {
		return err
	}
	return c.sendTileJSON(describe(c.base(), c.question(), credit))
}

func incidentJSON(c *call) error {
	q := c.params.filter(c.within)
	if err := c.params.err(); err != nil {
		return err
	}
	credit, err := c.credit(q)
	if err != nil {
		return err
	}
	return c.sendTileJSON(tiles.IncidentJSON(c.base(), c.question(), credit))
}

func basemapJSON(c *call) error {
	described, err := c.Tiles.BasemapJSON(c.base())
	if err != nil {
		return err
	}
	return c.sendTileJSON(described)
}

// question is the query string as it came, which every tile then carries.
func (c *call) question() string {
	q := c.params.filter(c.within)
	return strings.Trim(q.Canonical()+"&"+c.params.others(), "&")
}

// credit names everybody whose rows the question draws, and nobody else.
func (c *call) credit(q geo.Query) (string, error) {
	if q.Placed == geo.PlacedOrNot {
		q.Placed = geo.OnlyMapped
	}
	var names []string
	for _, s := range c.view.Sources() {
		if s.Credit == "" || slices.Contains(names, s.Credit) || len(q.Sources) > 0 && !slices.Contains(q.Sources, s.Slug) {
			continue
		}
		of := q
		of.Sources = []string{s.Slug}
		n, err := c.view.Count(c.ctx, of)
		if err != nil {
			return "", err
		}
		if n > 0 {
			names = append(names, s.Credit)
		}
	}
	return strings.Join(names, "; "), nil
}

func (c *call) sendTileJSON(described tiles.TileJSON) error {
	body, err := encodeJSON(described)
	if err != nil || c.matches(hashOf(body)) {
		return err
	}
	return c.send(http.StatusOK, mediaJSON, body)
}
