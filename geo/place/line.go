package place

import (
	"linea/geo"

	"github.com/paulmach/orb"
)

// How far the embedded line lies from the one in OpenStreetMap, metres. The land
// part is the good one; the river is a drawing of six vertices.
const (
	LineMedianErrorM  = 28
	LineWorstErrorM   = 125
	RiverMedianErrorM = 320
	RiverWorstErrorM  = 1030
)

// Line is the Arizona-Sonora line with its border km: 0 at Monument 205, where
// the land line leaves the Colorado River, growing eastward to New Mexico; the
// river before it has negative km.
//
// Its vertices are joined by geodesics: they lie three times closer to the
// surveyed line than straight lines in lon, lat would (28 m against 98 m).
type Line struct {
	path     *Polyline
	riverM   float64 // from the river's northern end to Monument 205
	arizona  *Region
	sonora   *Region
	quadrats *quadrats
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
func Border() *Line { line, _ := embeddedBorder(); return line }

// readBorder reads the line and the areas beside it, which need each other: the
// states' common edge is the line.
func readBorder() (*Line, map[string]*Area) {
	parts := shapes("line.geojson", "part")
	river, _ := parts["river"].(orb.LineString)
	land, _ := parts["land"].(orb.LineString)
	whole := append(orb.LineString(nil), river...)
	if len(whole) > 0 {
		whole = whole[:len(whole)-1] // the land part starts with the same vertex
	}
	path := NewPolyline(append(whole, land...))

	areas := map[string]*Area{}
	polygons := shapes("areas.geojson", "name")
	for _, name := range []string{Arizona, Sonora, StudyAreaName} {
		areas[name] = NewArea(name, multiPolygon(polygons[name]))
		areas[name].region = NewRegion(followed(areas[name].Shape(), path))
	}
	areas[ElPasoSector] = NewArea(ElPasoSector, elPasoSector)
	line := &Line{path: path, riverM: Length(river), arizona: areas[Arizona].region, sonora: areas[Sonora].region}
	line.quadrats = newQuadrats(line)
	return line, areas
}

// followed gives a shape whose edges run as the line does, wherever two
// neighbouring vertices are neighbours on the line too. Both states then share
// one edge to the last bit, and side and distance never disagree.
func followed(shape orb.MultiPolygon, path *Polyline) orb.MultiPolygon {
	out := make(orb.MultiPolygon, len(shape))
	for i, polygon := range shape {
		for _, ring := range polygon {
			var dense orb.Ring
			for k, p := range ring {
				dense = append(dense, p)
				if k+1 < len(ring) {
					dense = append(dense, path.cuts(p, ring[k+1])...)
				}
			}
			out[i] = append(out[i], dense)
		}
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
		Region:    l.Region(p),
	}
}

// Side is Locate(p).Side(radiusM).
func (l *Line) Side(p orb.Point, radiusM float64) geo.Side {
	if sq, ok := l.quadrats.of(p); ok && sq.uniform && radiusM < float64(sq.clearM) {
		return sq.region
	}
	return l.Locate(p).Side(radiusM)
}

// Seeker asks the line about many points, see [Seeker]. What it calls AlongM
// begins at border km FromKm.
func (l *Line) Seeker() *Seeker { return l.path.Seeker() }

// Region says in which state a point lies: SideAZ, SideSon or SideOther. It
// decides by the polygons of the two states, whose common edge is the
// line itself. A point exactly on the line is in Arizona.
func (l *Line) Region(p orb.Point) geo.Side {
	if sq, ok := l.quadrats.of(p); ok && sq.uniform {
		return sq.region
	}
	return l.regionOf(p)
}

// regionOf is Region by the polygons alone.
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
// when fromKm is beyond toKm. Its segments are geodesics.
func (l *Line) Between(fromKm, toKm float64) orb.LineString {
	return l.path.Slice(fromKm*1000+l.riverM, toKm*1000+l.riverM)
}

// FromKm and ToKm are the border km of the line's two ends: the river's
// northern end, negative, and New Mexico.
func (l *Line) FromKm() float64 { return -l.riverM / 1000 }
func (l *Line) ToKm() float64   { return l.LengthKm() + l.FromKm() }

// LengthKm is the length of the whole line, river and land.
func (l *Line) LengthKm() float64 { return l.path.LengthM() / 1000 }
