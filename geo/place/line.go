package place

import (
	"linea/geo"

	"github.com/paulmach/orb"
)

// How far the embedded line lies from the one in OpenStreetMap, metres, on its
// land part: half of it is closer than LineMedianErrorM, none is farther than
// LineWorstErrorM. The river part is a drawing of six vertices, within
// RiverWorstErrorM.
const (
	LineMedianErrorM = 28
	LineWorstErrorM  = 125
	RiverWorstErrorM = 650
)

// Line is the Arizona-Sonora line with its border km: 0 at Monument 205, where
// the land line leaves the Colorado River, growing eastward to New Mexico; the
// river before it has negative km.
//
// Its vertices are joined by straight lines in lon, lat, as the shapes it comes
// from mean them, not by geodesics: the surveyed parallel is no geodesic.
type Line struct {
	path    *Polyline
	riverM  float64 // from the river's northern end to Monument 205
	arizona *Region
	sonora  *Region
}

// Fix is what the line says about a point.
type Fix struct {
	DistanceM float64  // to the nearest point of the line, geodesic
	Km        float64  // border km of that nearest point
	South     bool     // to the right of the line when going east
	Region    geo.Side // SideAZ, SideSon or SideOther for the point itself
}

// Side says on which side an incident lies whose position is uncertain by
// radiusM: SideLine where the radius reaches across the line. A radius of 0
// means unstated, and the point alone decides.
func (f Fix) Side(radiusM float64) geo.Side {
	if radiusM > f.DistanceM {
		return geo.SideLine
	}
	return f.Region
}

// Border gives the embedded line.
func Border() *Line { return embeddedLine() }

// straightStepM: straight in lon, lat and geodesic part by 0.05 m over so short
// a step.
const straightStepM = 2000

func newLine(parts map[string]orb.Geometry) *Line {
	river, _ := parts["river"].(orb.LineString)
	land, _ := parts["land"].(orb.LineString)
	dense := straight(river)
	riverM := Length(dense)
	if len(dense) > 0 {
		dense = dense[:len(dense)-1] // the land part starts with the same vertex
	}
	areas := embeddedAreas()
	return &Line{
		path:    NewPolyline(append(dense, straight(land)...)),
		riverM:  riverM,
		arizona: areas[Arizona].region,
		sonora:  areas[Sonora].region,
	}
}

// straight adds vertices on the straight lon, lat lines between the given ones.
func straight(line orb.LineString) orb.LineString {
	var out orb.LineString
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		n := 1 + int(Distance(a, b)/straightStepM)
		for k := range n {
			t := float64(k) / float64(n)
			out = append(out, orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])})
		}
	}
	if len(line) > 0 {
		out = append(out, line[len(line)-1])
	}
	return out
}

// Locate says how far p is from the line, at which km, and on which side.
func (l *Line) Locate(p orb.Point) Fix {
	foot := l.path.Nearest(p)
	return Fix{
		DistanceM: foot.DistanceM,
		Km:        (foot.AlongM - l.riverM) / 1000,
		South:     foot.Right,
		Region:    l.regionOf(p),
	}
}

// Side is Locate(p).Side(radiusM).
func (l *Line) Side(p orb.Point, radiusM float64) geo.Side { return l.Locate(p).Side(radiusM) }

// regionOf decides by the polygons of the two states, whose common edge is the
// line itself. A point exactly on the line is in Arizona.
func (l *Line) regionOf(p orb.Point) geo.Side {
	switch {
	case l.arizona.Contains(p):
		return geo.SideAZ
	case l.sonora.Contains(p):
		return geo.SideSon
	}
	return geo.SideOther
}

// At gives the point of the line at a border km, held to its ends.
func (l *Line) At(km float64) orb.Point { return l.path.At(km*1000 + l.riverM) }

// Between gives the line between two border km, held to its ends; it runs west
// when fromKm is beyond toKm. Its vertices are at most 2 km apart, so geodesics
// between them follow the line within 0.1 m.
func (l *Line) Between(fromKm, toKm float64) orb.LineString {
	return l.path.Slice(fromKm*1000+l.riverM, toKm*1000+l.riverM)
}

// FromKm and ToKm are the border km of the line's two ends: the river's
// northern end, negative, and New Mexico.
func (l *Line) FromKm() float64 { return -l.riverM / 1000 }
func (l *Line) ToKm() float64   { return l.LengthKm() + l.FromKm() }

// LengthKm is the length of the whole line, river and land.
func (l *Line) LengthKm() float64 { return l.path.LengthM() / 1000 }
