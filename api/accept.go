package api

import (
	"strings"

	"linea/geo"
)

// checkAccept refuses a request that cannot use the form in which the route
// answers. Where f chooses the form, f decides and Accept is not asked.
func (c *call) checkAccept() error {
	given := c.r.Header["Accept"]
	if len(given) == 1 && given[0] == "*/*" { // most programs, and every map
		return nil
	}
	header := strings.Join(given, ",")
	if header == "" || len(c.route.produces) == 0 || c.params.has("f") {
		return nil
	}
	for _, media := range c.route.produces {
		if acceptsMedia(header, media) {
			return nil
		}
	}
	return geo.Errorf("", notAcceptable, "this answer comes as %s", strings.Join(c.route.produces, " or "))
}

// acceptsMedia says whether an Accept header allows a media type: the most
// specific range that fits decides.
func acceptsMedia(header, media string) bool {
	main, _, _ := strings.Cut(media, "/")
	exact, wide, any := -1.0, -1.0, -1.0
	for name, q := range qualities(header) {
		switch name {
		case media:
			exact = q
		case main + "/*":
			wide = q
		case "*/*":
			any = q
		}
	}
	switch {
	case exact >= 0:
		return exact > 0
	case wide >= 0:
		return wide > 0
	}
	return any > 0
}
