package index

import (
	"linea/geo"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// labels tells the polygons of an overlay apart: the first that holds a point
// names it.
type labels struct {
	names  []string
	shapes []*place.Region
}

func labelsOf(d geo.Dimension) labels {
	var l labels
	for _, n := range d.Polygons {
		l.names = append(l.names, n.Name)
		l.shapes = append(l.shapes, place.NewRegion(n.Shape))
	}
	return l
}

// of gives the label of a point, "" for none.
func (l labels) of(p orb.Point) string {
	for i, shape := range l.shapes {
		if shape.Contains(p) {
			return l.names[i]
		}
	}
	return ""
}
