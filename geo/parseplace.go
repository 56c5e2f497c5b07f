package geo

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

func parseMaxRadius(q *Query, value string, _ PolygonByName) error {
	m, err := strconv.Atoi(value)
	if err != nil || !slices.Contains(MaxRadii(), m) {
		return Errorf("", Invalid, "%q is not one of %v metres", value, MaxRadii())
	}
	q.MaxRadiusM = float64(m)
	return nil
}

func numberOrNone(v float64) string {
	if v == 0 {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// parseNumbers reads exactly n finite numbers separated by commas.
func parseNumbers(value string, n int) ([]float64, bool) {
	words := strings.Split(value, ",")
	if len(words) != n {
		return nil, false
	}
	numbers := make([]float64, n)
	for i, w := range words {
		v, err := strconv.ParseFloat(strings.TrimSpace(w), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		numbers[i] = v
	}
	return numbers, true
}

func onEarth(lon, lat float64) bool { return math.Abs(lon) <= 180 && math.Abs(lat) <= 90 }

func parseBBox(q *Query, value string, _ PolygonByName) error {
	n, ok := parseNumbers(value, 4)
	if !ok || !onEarth(n[0], n[1]) || !onEarth(n[2], n[3]) {
		return Errorf("", Invalid, "write west,south,east,north in degrees, such as -113,31.3,-110,32.5")
	}
	if n[0] > n[2] || n[1] > n[3] {
		return Errorf("", Invalid, "west must not exceed east, nor south north")
	}
	q.BBox = &orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	return nil
}

func writeBBox(q *Query) string {
	if q.BBox == nil {
		return ""
	}
	return joinNumbers(q.BBox.Min.Lon(), q.BBox.Min.Lat(), q.BBox.Max.Lon(), q.BBox.Max.Lat())
}

func joinNumbers(numbers ...float64) string {
	words := make([]string, len(numbers))
	for i, v := range numbers {
		words[i] = strconv.FormatFloat(v+0, 'f', -1, 64) // +0 turns -0 into 0
	}
	return strings.Join(words, ",")
}

// Range of the radius of near, metres.
const (
	MinNearM = 200
	MaxNearM = 200_000
)

func parseNear(q *Query, value string, _ PolygonByName) error {
	n, ok := parseNumbers(value, 3)
	if !ok || !onEarth(n[0], n[1]) {
		return Errorf("", Invalid, "write lon,lat,radius_m, such as -111.54,31.48,10000")
	}
	if n[2] < MinNearM || n[2] > MaxNearM {
		return Errorf("", Invalid, "the radius is %d to %d metres", MinNearM, MaxNearM)
	}
	q.Near = &Circle{Center: orb.Point{n[0], n[1]}, RadiusM: n[2]}
	return nil
}

func writeNear(q *Query) string {
	if q.Near == nil {
		return ""
	}
	return joinNumbers(q.Near.Center.Lon(), q.Near.Center.Lat(), q.Near.RadiusM)
}

func parseWithin(q *Query, value string, within PolygonByName) error {
	if within == nil {
		return Errorf("", Invalid, "no overlays are loaded here; start the server with --overlays DIR")
	}
	polygon, err := within(value)
	if err != nil {
		return err
	}
	q.Polygon, q.Within = polygon, value
	return nil
}

func parsePolygon(q *Query, value string, _ PolygonByName) error {
	if q.Within != "" {
		return Errorf("", Invalid, "give either within or polygon, not both")
	}
	polygon, err := DecodePolyline(value)
	if err != nil {
		return err
	}
	q.Polygon = polygon
	return nil
}

// Bits of an H3 cell: mode in the highest five, resolution in 52..55.
const (
	cellModeShift = 59
	cellMode      = 1
	cellResShift  = 52
	minCellRes    = 3
	maxCellRes    = 9
)

func parseCell(q *Query, value string, _ PolygonByName) error {
	v, err := strconv.ParseUint(value, 16, 64)
	res := v >> cellResShift & 0xf
	if err != nil || v>>cellModeShift != cellMode || res < minCellRes || res > maxCellRes {
		return Errorf("", Invalid, "%q is not an H3 cell of resolution %d to %d; it looks like 8548e863fffffff", value, minCellRes, maxCellRes)
	}
	q.Cell = Cell(v)
	return nil
}

func writeCell(q *Query) string {
	if q.Cell == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(q.Cell), 16)
}

func parseMapped(q *Query, value string, _ PolygonByName) error {
	switch value {
	case "true":
		q.Placed = OnlyMapped
	case "false":
		q.Placed = OnlyUnmapped
	default:
		return Errorf("", Invalid, "%q is neither true (rows with a usable place) nor false (rows without)", value)
	}
	return nil
}

func writeMapped(q *Query) string {
	switch q.Placed {
	case OnlyMapped:
		return "true"
	case OnlyUnmapped:
		return "false"
	}
	return ""
}

func writePolygon(q *Query) string {
	if q.Within != "" || len(q.Polygon) == 0 {
		return ""
	}
	return EncodePolyline(q.Polygon)
}
