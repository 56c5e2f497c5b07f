package geo

import (
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// Limits of a drawn polygon, vertices without the closing one.
const (
	MinPolygonVertices = 3
	MaxPolygonVertices = 200
)

// polylineScale is precision 5 of the encoded polyline algorithm.
const polylineScale = 1e5

// DecodePolyline reads one ring in the encoded polyline algorithm format,
// precision 5, latitude first as the format has it, and closes it.
func DecodePolyline(text string) (orb.Polygon, error) {
	var ring orb.Ring
	var lat, lon int64
	for rest := text; rest != ""; {
		var dLat, dLon int64
		var ok bool
		if dLat, rest, ok = polylineNumber(rest); !ok {
			return nil, Errorf("", Invalid, "the encoded polyline is damaged")
		}
		if dLon, rest, ok = polylineNumber(rest); !ok {
			return nil, Errorf("", Invalid, "the encoded polyline is damaged")
		}
		lat, lon = lat+dLat, lon+dLon
		p := orb.Point{float64(lon) / polylineScale, float64(lat) / polylineScale}
		if !onEarth(p.Lon(), p.Lat()) {
			return nil, Errorf("", Invalid, "a vertex of the polygon lies outside -180..180, -90..90")
		}
		if len(ring) > 0 && ring[len(ring)-1] == p {
			continue // drawn twice
		}
		if ring = append(ring, p); len(ring) > MaxPolygonVertices+1 {
			return nil, Errorf("", Invalid, "a polygon has at most %d vertices", MaxPolygonVertices)
		}
	}
	if len(ring) > 1 && ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	if len(ring) < MinPolygonVertices || len(ring) > MaxPolygonVertices {
		return nil, Errorf("", Invalid, "a polygon has %d to %d vertices", MinPolygonVertices, MaxPolygonVertices)
	}
	return orb.Polygon{append(ring, ring[0])}, nil
}

// polylineNumber reads one signed number and gives the rest of the text.
func polylineNumber(s string) (v int64, rest string, ok bool) {
	var bits uint64
	for i := 0; i < len(s) && i < 7; i++ {
		c := s[i] - 63
		if c > 63 {
			return 0, s, false
		}
		bits |= uint64(c&31) << (5 * i)
		if c < 32 {
			return int64(bits>>1) ^ -int64(bits&1), s[i+1:], true
		}
	}
	return 0, s, false
}

// EncodePolyline writes the rings of a polygon, closing vertices left out, one
// after the other and separated by a space.
func EncodePolyline(polygon orb.Polygon) string {
	rings := make([]string, len(polygon))
	for i, ring := range polygon {
		rings[i] = encodeRing(ring)
	}
	return strings.Join(rings, " ")
}

func encodeRing(ring orb.Ring) string {
	var b []byte
	var lat, lon int64
	for i, p := range ring {
		if i > 0 && i == len(ring)-1 && p == ring[0] {
			break
		}
		nextLat, nextLon := int64(math.Round(p.Lat()*polylineScale)), int64(math.Round(p.Lon()*polylineScale))
		b = appendPolylineNumber(b, nextLat-lat)
		b = appendPolylineNumber(b, nextLon-lon)
		lat, lon = nextLat, nextLon
	}
	return string(b)
}

func appendPolylineNumber(b []byte, v int64) []byte {
	bits := uint64(v) << 1
	if v < 0 {
		bits = ^bits
	}
	for ; bits >= 32; bits >>= 5 {
		b = append(b, byte(bits&31|32)+63)
	}
	return append(b, byte(bits)+63)
}
