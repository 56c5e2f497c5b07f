package api

import (
	"net/http"
	"strings"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/place"
)

type overlaysAnswer struct {
	Overlays []overlayItem          `json:"overlays"`
	Problems []place.OverlayProblem `json:"problems"`
}

type overlayItem struct {
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Credit    string     `json:"credit"` // "" = its file does not say
	License   string     `json:"license"`
	AccuracyM *float64   `json:"accuracy_m"` // null = not declared
	Features  int        `json:"features"`
	Geometry  string     `json:"geometry"` // polygon, line, point, mixed
	Bounds    [4]float64 `json:"bounds"`   // west, south, east, north
}

func listOverlays(c *call) error {
	answer := overlaysAnswer{Problems: c.Overlays.Problems()}
	hashes := c.Version.Commit
	for _, v := range c.Overlays.List() {
		answer.Overlays = append(answer.Overlays, overlayItemOf(v))
		hashes += " " + v.Name + v.Hash + v.Title + v.Credit
	}
	if c.matches(hashOf([]byte(hashes))) {
		return nil
	}
	return c.answer(http.StatusOK, answer)
}

func overlayItemOf(v *place.Overlay) overlayItem {
	item := overlayItem{
		Name: v.Name, Title: v.Title, Credit: v.Credit, License: v.License, Features: v.Features, Geometry: v.Geometry,
		Bounds: [4]float64{v.Bound.Min.Lon(), v.Bound.Min.Lat(), v.Bound.Max.Lon(), v.Bound.Max.Lat()},
	}
	if v.AccuracyM > 0 {
		item.AccuracyM = &v.AccuracyM
	}
	return item
}

func overlayFile(c *call) error {
	v, ok := c.Overlays.Find(c.path("name"))
	if !ok {
		return geo.Errorf("", geo.NotFound, "There is no overlay %s; /overlays lists them", quote(c.path("name")))
	}
	if c.matches(v.Hash) {
		return nil
	}
	return c.send(http.StatusOK, mediaGeoJSON, v.Body)
}

// within resolves the filter of that name.
func (c *call) within(ref string) (orb.Polygon, error) { return c.Overlays.Polygon(ref) }

// dimension resolves one word of by.
func (c *call) dimension(name string) (geo.Dimension, error) {
	overlay, isOverlay := strings.CutPrefix(name, "overlay:")
	if !isOverlay {
		for _, known := range geo.Dimensions() {
			if name == known {
				return geo.Dimension{Name: name}, nil
			}
		}
		return geo.Dimension{}, geo.Errorf("", geo.Invalid, "%s is not a dimension; known are %s", quote(name), knownDimensions())
	}
	v, ok := c.Overlays.Find(overlay)
	if !ok {
		return geo.Dimension{}, geo.Errorf("", geo.Invalid, "there is no overlay %s; /overlays lists them", quote(overlay))
	}
	polygons := v.Polygons()
	if len(polygons) == 0 {
		return geo.Dimension{}, geo.Errorf("", geo.Invalid, "the overlay %s has no areas to count in", overlay)
	}
	return geo.Dimension{Name: name, Polygons: polygons}, nil
}

// overlayHashes tells apart the shapes that overlays of one name had before and
// after a restart.
func (c *call) overlayHashes(by [2]geo.Dimension) []string {
	var hashes []string
	for _, d := range by {
		if v, ok := c.Overlays.Find(strings.TrimPrefix(d.Name, "overlay:")); ok {
			hashes = append(hashes, v.Hash)
		}
	}
	return hashes
}
