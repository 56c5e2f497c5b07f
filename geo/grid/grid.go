// Package grid is about cells: H3 hexagons of resolution 3 (about 130 km
// across) to 9 (about 380 m across). It is the sole home of the H3 library,
// and so of the project's only need for cgo.
//
// The base cell of an incident is its resolution 9 cell; coarser cells are the
// parents of that one and are never indexed afresh, so that every level holds
// the same incidents (6-7 % of points would land in another cell otherwise).
package grid

import (
	"math"
	"strconv"

	"linea/geo"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// The resolutions in use.
const (
	MinRes  = 3
	BaseRes = 9
)

// Bit layout of an H3 cell:
//
//	63    62..59   58..56   55..52      51..45     44..0
//	 0    mode=1   unused   resolution  base cell  15 digits of 3 bits, coarse first; unused digits are 7
const (
	resShift  = 52
	resMask   = uint64(0xf) << resShift
	digitBits = 3
	maxRes    = 15
)

// areasKM2 are mean cell areas inside the study area, not the global averages,
// which are 17 % smaller there. Index: resolution. Resolutions 3 and 4 follow from
// aperture 7.
var areasKM2 = [BaseRes + 1]float64{3: 14_509, 4: 2_072.7, 5: 296.1, 6: 42.31, 7: 6.044, 8: 0.8633, 9: 0.12334}

// FromPoint gives the cell of a point. The point must be finite; for others it
// gives 0, which is no cell.
func FromPoint(p orb.Point, res int) geo.Cell {
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat(), Lng: p.Lon()}, res)
	if err != nil {
		return 0
	}
	return geo.Cell(c)
}

// Res gives the resolution of a cell.
func Res(c geo.Cell) int { return int(uint64(c) & resMask >> resShift) }

// Parent gives the cell of resolution res that c descends from; res must not
// exceed Res(c).
func Parent(c geo.Cell, res int) geo.Cell {
	return geo.Cell(uint64(c)&^resMask | uint64(res)<<resShift | ParentMask(res))
}

// ParentMask has the digit bits that are unused at resolution res: cells of one
// finer resolution have the same parent when they agree after setting them.
func ParentMask(res int) uint64 { return 1<<(digitBits*(maxRes-res)) - 1 }

// Parse reads the hexadecimal form of a cell of any resolution.
func Parse(text string) (geo.Cell, error) {
	v, err := strconv.ParseUint(text, 16, 64)
	if err != nil || !Valid(geo.Cell(v)) {
		return 0, geo.Errorf("", geo.Invalid, "%q is not an H3 cell; it looks like 8548e863fffffff", text)
	}
	return geo.Cell(v), nil
}

// Text writes a cell in hexadecimal.
func Text(c geo.Cell) string { return strconv.FormatUint(uint64(c), 16) }

// Valid says whether c is an H3 cell.
func Valid(c geo.Cell) bool { return h3.Cell(c).IsValid() }

// Center gives the centre of a cell.
func Center(c geo.Cell) orb.Point {
	ll, err := h3.Cell(c).LatLng()
	if err != nil {
		return orb.Point{}
	}
	return orb.Point{ll.Lng, ll.Lat}
}

// Boundary gives the closed outline of a cell, counter-clockwise.
func Boundary(c geo.Cell) orb.Ring {
	corners, err := h3.Cell(c).Boundary()
	if err != nil || len(corners) == 0 {
		return nil
	}
	ring := make(orb.Ring, 0, len(corners)+1)
	for _, ll := range corners {
		ring = append(ring, orb.Point{ll.Lng, ll.Lat})
	}
	return append(ring, ring[0])
}

// Disk gives the cells within k steps of c, c included, in no order.
func Disk(c geo.Cell, k int) []geo.Cell {
	cells, err := h3.Cell(c).GridDisk(k)
	if err != nil {
		return nil
	}
	return fromH3(cells)
}

// Children gives the descendants of c at a finer resolution.
func Children(c geo.Cell, res int) []geo.Cell {
	cells, err := h3.Cell(c).Children(res)
	if err != nil {
		return nil
	}
	return fromH3(cells)
}

func fromH3(cells []h3.Cell) []geo.Cell {
	out := make([]geo.Cell, len(cells))
	for i, c := range cells {
		out[i] = geo.Cell(c)
	}
	return out
}

// Covering gives the cells of resolution res whose centre lies in the polygon.
func Covering(polygon orb.Polygon, res int) []geo.Cell {
	if len(polygon) == 0 {
		return nil
	}
	shape := h3.GeoPolygon{GeoLoop: loop(polygon[0])}
	for _, hole := range polygon[1:] {
		shape.Holes = append(shape.Holes, loop(hole))
	}
	cells, err := h3.PolygonToCells(shape, res)
	if err != nil {
		return nil
	}
	return fromH3(cells)
}

func loop(ring orb.Ring) h3.GeoLoop {
	out := make(h3.GeoLoop, 0, len(ring))
	for _, p := range ring {
		out = append(out, h3.LatLng{Lat: p.Lat(), Lng: p.Lon()})
	}
	return out
}

// AreaKM2 gives the exact area of a cell.
func AreaKM2(c geo.Cell) float64 {
	a, err := h3.CellAreaKm2(h3.Cell(c))
	if err != nil {
		return 0
	}
	return a
}

// MeanAreaKM2 is the mean area of a cell of resolution 3..9 in the study area.
func MeanAreaKM2(res int) float64 { return areasKM2[res] }

// InradiusM is the radius in metres of the circle inside a regular hexagon of
// the mean area: a position less certain than this does not enter the
// resolution. 9: 189 m, 8: 499 m, 7: 1.3 km, 6: 3.5 km, 5: 9.2 km, 4: 24 km,
// 3: 65 km.
func InradiusM(res int) float64 {
	return math.Round(1000 * math.Sqrt(areasKM2[res]/(2*math.Sqrt(3))))
}

// Admits says whether a position with this 95 % radius in metres enters the
// resolution; an unstated radius (0) enters every one.
func Admits(res int, radiusM float64) bool { return radiusM <= InradiusM(res) }

// CircumradiusM bounds the distance from a cell's centre to its farthest
// corner in the study area, metres, 8 % above a regular hexagon's.
func CircumradiusM(res int) float64 { return 1.08 * InradiusM(res) * 2 / math.Sqrt(3) }

// DescendantRange bounds the ids of the descendants of c at resolution res,
// res >= Res(c): they are the cells of that resolution in first..last.
func DescendantRange(c geo.Cell, res int) (first, last geo.Cell) {
	last = geo.Cell(uint64(c)&^resMask | uint64(res)<<resShift)
	between := ParentMask(Res(c)) &^ ParentMask(res)
	return geo.Cell(uint64(last) &^ between), last
}
