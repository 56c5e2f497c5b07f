package tiles

import (
	"linea/geo"
	"linea/geo/grid"
)

// zoomRes is the resolution of each zoom; from the last on it is the finest.
var zoomRes = [...]int{3, 3, 3, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9}

// ZoomRes gives the resolution of the cells drawn at a zoom of 512-pixel
// tiles, whatever the tile holds.
func ZoomRes(zoom int) int { return zoomRes[max(0, min(zoom, len(zoomRes)-1))] }

// Resolution gives the resolution to draw: the zoom's own (asked = 0) or the one
// asked for, which may be at most one finer. With few incidents mapped cells are
// never finer than geo.SparseRes.
func Resolution(zoom, asked, mapped int) (int, error) {
	finest := grid.BaseRes
	if mapped < geo.SparseRows {
		finest = geo.SparseRes
	}
	own := ZoomRes(zoom)
	switch {
	case asked == 0:
		return min(own, finest), nil
	case asked < grid.MinRes || asked > grid.BaseRes:
		return 0, badRes("%d is not a resolution; choose %d to %d", asked, grid.MinRes, grid.BaseRes)
	case asked > own+1:
		return 0, badRes("zoom %d draws resolution %d and at most one finer; choose %d to %d or zoom in", zoom, own, grid.MinRes, min(own+1, finest))
	case asked > finest:
		return 0, badRes("a store with fewer than %d mapped incidents draws no cells finer than %d: there one cell is one person's place; choose %d to %d", geo.SparseRows, finest, grid.MinRes, finest)
	}
	return asked, nil
}

func badRes(format string, args ...any) error {
	detail := geo.Errorf("", geo.Invalid, format, args...).Message
	return &geo.Error{
		Code:    geo.Invalid,
		Message: "The resolution cannot be drawn here",
		Fields:  []geo.FieldError{{Parameter: "res", Detail: detail}},
	}
}
