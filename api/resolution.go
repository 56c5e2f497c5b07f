package api

import (
	"errors"

	"linea/geo"
	"linea/tiles"
)

// finestZoom draws the finest cells, so that a count that no map zoom limits
// follows the same rule as the tiles, the one for sparse stores included.
const finestZoom = 17

// res reads the resolution of a count of cells.
func (c *call) res() int {
	asked := c.params.integer("res", defaultRes, minRes, maxRes)
	res, err := tiles.Resolution(finestZoom, asked, c.view.Mapped())
	var e *geo.Error
	if errors.As(err, &e) {
		c.params.problems = append(c.params.problems, e.Fields...)
	}
	return res
}
