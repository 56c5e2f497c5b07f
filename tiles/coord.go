package tiles

import (
	"math"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Units of a tile.
const (
	Extent     = 1 << extentBits
	Buffer     = 64 // drawn beyond each edge, 8 pixels of a 512-pixel tile
	extentBits = 12
)

// Coord names a tile of the Web Mercator grid (XYZ: y grows southwards) in
// zooms of 512-pixel tiles.
type Coord struct{ Z, X, Y uint32 }

// within refuses tiles outside the grid and outside the zooms first..last.
func (c Coord) within(first, last uint32) error {
	if c.Z < first || c.Z > last {
		return geo.Errorf("", geo.NotFound, "there are no tiles of zoom %d; ask for zooms %d to %d", c.Z, first, last)
	}
	if c.X >= 1<<c.Z || c.Y >= 1<<c.Z {
		return geo.Errorf("", geo.NotFound, "zoom %d has the columns and rows 0 to %d", c.Z, uint32(1)<<c.Z-1)
	}
	return nil
}

// box is the tile with its buffer in degrees, rounded outward.
func (c Coord) box() orb.Bound {
	const outward = 1e-9 // degrees; 0.1 mm, far above the error of the formulas
	f := c.frame()
	west, north := lonLat(f.world(-Buffer-1, -Buffer-1))
	east, south := lonLat(f.world(Extent+Buffer+1, Extent+Buffer+1))
	return orb.Bound{
		Min: orb.Point{west - outward, south - outward},
		Max: orb.Point{east + outward, north + outward},
	}
}

// worldPoint is a place in the Web Mercator square, cut into 2^32 steps a side
// (9 mm at the equator), x from 180 degrees west, y from the north.
type worldPoint struct{ x, y uint32 }

const worldBits = 32

// MaxLat is the latitude of the square's northern edge; what lies beyond is
// drawn on the edge.
const MaxLat = 85.0511287798066

// project gives the nearest world point; lon may exceed +-180 and is cut there.
func project(lon, lat float64) worldPoint {
	x, y := mercator(lon, lat)
	return worldPoint{worldStep(x), worldStep(y)}
}

// mercator gives the place in the square as fractions of its side.
func mercator(lon, lat float64) (x, y float64) {
	lat = max(-MaxLat, min(MaxLat, lat)) * math.Pi / 180
	return lon/360 + 0.5, 0.5 - math.Asinh(math.Tan(lat))/(2*math.Pi)
}

func worldStep(fraction float64) uint32 {
	return uint32(max(0, min(1<<worldBits-1, math.Round(fraction*(1<<worldBits)))))
}

// lonLat is the inverse of mercator.
func lonLat(x, y float64) (lon, lat float64) {
	return (x - 0.5) * 360, math.Atan(math.Sinh((0.5-y)*2*math.Pi)) * 180 / math.Pi
}

// point is a place in a tile, in its units.
type point struct{ x, y int32 }

// frame turns world points into points of one tile. Rounding happens on the
// whole zoom level's grid, so that a world point is at the same place in every
// tile that draws it.
type frame struct {
	shift            uint
	half             int64
	originX, originY int64
}

func (c Coord) frame() frame {
	shift := worldBits - extentBits - uint(c.Z)
	return frame{
		shift:   shift,
		half:    int64(1) << shift >> 1,
		originX: int64(c.X) << extentBits,
		originY: int64(c.Y) << extentBits,
	}
}

func (f *frame) at(p worldPoint) point {
	return point{
		int32((int64(p.x)+f.half)>>f.shift - f.originX),
		int32((int64(p.y)+f.half)>>f.shift - f.originY),
	}
}

// world gives a place of the tile as fractions of the Mercator square, cut at
// its edges.
func (f *frame) world(x, y int64) (float64, float64) {
	cells := float64(int64(1) << (worldBits - f.shift))
	return max(0, min(1, float64(f.originX+x)/cells)), max(0, min(1, float64(f.originY+y)/cells))
}
