package tiles

import (
	"context"
	"math"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/survey"

	"github.com/paulmach/orb"
)

// significance gives a tile with one layer, hotspots: a polygon for each cell
// of the study area that touches the buffered tile, with its state, whether it
// holds incidents or not. The resolution is the question's, the same at every
// zoom. All tiles of a question draw one assessment, and one is good as long
// as nothing in the study area has changed and the same days are covered.
func (s *Server) significance(ctx context.Context, v geo.View, r HotspotRequest) (*Tile, error) {
	a, err := s.survey.Assess(ctx, v, *r.Significance)
	if err != nil {
		return nil, err
	}
	key := cacheKey{layer: significanceLayer, tile: r.Tile, res: uint8(a.Ground.Res), h3Text: r.H3Text, filter: a.Key}
	return s.cache.get(ctx, key, question{
		seq:   v.Head().Seq,
		fresh: func(seq uint64) bool { return s.survey.Fresh(v, seq) },
		draw:  func(context.Context) ([]byte, error) { return s.drawSignificance(r.Tile, a, r.H3Text), nil },
	})
}

func (s *Server) drawSignificance(tile Coord, a *survey.Assessment, h3Text bool) []byte {
	d := s.drawers.Get().(*drawer)
	defer s.drawers.Put(d)
	d.layer.reset()
	f, box := tile.frame(), reachOf(tile, a.Ground.Res)
	for i, c := range a.Ground.Cells {
		if !box.Contains(a.Ground.Centers[i]) {
			continue
		}
		if d.ring = cellRing(d.ring[:0], &f, s.outlines.of(c)); len(d.ring) == 0 {
			continue
		}
		d.layer.assessed(a, i)
		if h3Text {
			d.layer.tag(d.layer.key("h3"), d.layer.newText(grid.Text(c)))
		}
		p := path{b: d.layer.geometry}
		p.ring(d.ring)
		d.layer.geometry = p.b
		d.layer.feature(featureID(c), polygonType)
	}
	return d.layer.appendTo(nil, "hotspots")
}

// reachOf is the tile's box padded so that it holds the centre of every cell
// that touches it.
func reachOf(tile Coord, res int) orb.Bound {
	const shortestDegreeM = 80_000 // of longitude, up to 44 degrees north
	return tile.box().Pad(grid.CircumradiusM(res) / shortestDegreeM)
}

// assessed tags a cell with its state and the numbers behind it. What is
// undefined or unbounded has no tag. Where nothing is known, nothing is said.
func (l *layer) assessed(a *survey.Assessment, i int) {
	c := &a.Answer.Cells[i]
	l.tag(l.key("state"), l.text(c.State.String()))
	l.tag(l.key("n"), l.uint(uint64(c.Incidents)))
	if !a.Covers(i) {
		return
	}
	l.tag(l.key("n_disk"), l.uint(uint64(c.Disk)))
	for _, number := range [...]struct {
		name  string
		value float64
	}{{"expected", c.Expected}, {"rr", c.RR}, {"p", c.P}, {"q", c.Q}, {"gi_z", c.GiZ}} {
		if v := number.value; !math.IsNaN(v) && !math.IsInf(v, 0) {
			l.tag(l.key(number.name), l.real(threeDigits(v)))
		}
	}
}

// threeDigits rounds: a map has classes, and few values make small tiles. The
// API has more digits.
func threeDigits(v float64) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow10(2 - int(math.Floor(math.Log10(math.Abs(v)))))
	if r := math.Round(v*scale) / scale; !math.IsNaN(r) && !math.IsInf(r, 0) {
		return r
	}
	return v
}

// SignificanceJSON describes the hotspot tiles with metric=significance, as
// HotspotJSON does those with counts.
func SignificanceJSON(base, query, credit string) TileJSON {
	described := HotspotJSON(base, query, credit)
	described.Name = "Línea significance"
	described.Description = "Cells of the study area and whether more or less was found there, with their neighbours, than chance would put there."
	described.VectorLayers[0].Fields = map[string]string{
		"state":    "String: hot, cold, not_significant, too_few or no_data",
		"n":        "Number: incidents in the cell",
		"n_disk":   "Number: incidents in the cell and its neighbours",
		"expected": "Number: expected there, of what was tested",
		"rr":       "Number: odds against the baseline's; not there where undefined or unbounded",
		"p":        "Number: exact, two-sided",
		"q":        "Number: p after false discovery control",
		"gi_z":     "Number: Getis-Ord Gi*, for comparison with other tools",
		"h3":       "String: the H3 index, with h3=text only",
	}
	return described
}
