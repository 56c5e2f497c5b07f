package tiles

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"io"
	"math"
	"slices"
	"sync"

	"linea/geo"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/geojson"
	reproject "github.com/paulmach/orb/project"
	"github.com/paulmach/orb/simplify"
)

// MaxBasemapZoom is the last zoom of the basemap: a client draws its tiles
// larger beyond that.
const MaxBasemapZoom = 14

// basemapFile is made by frontend/basemap, see the notice there: GeoJSON whose
// features name their layer.
//
//go:embed basemap.geojson.gz
var basemapFile []byte

// Basemap gives a tile of the ground: land, water, borders and places.
func (s *Server) Basemap(ctx context.Context, c Coord) (*Tile, error) {
	if err := c.within(0, MaxBasemapZoom); err != nil {
		return nil, err
	}
	return s.cache.get(ctx, cacheKey{layer: basemapLayer, tile: c}, question{
		draw: func(context.Context) ([]byte, error) {
			b, err := s.basemap()
			if err != nil {
				return nil, err
			}
			return s.drawBasemap(b, c), nil
		},
	})
}

// basemap is the ground in the Mercator square (0..1, y southwards), layer by
// layer in the order of the file, for every zoom as fine as it can show.
type basemap struct {
	layers []string
	zooms  [MaxBasemapZoom + 1]func() []shape
	bound  orb.Bound // degrees
}

// shape is one feature.
type shape struct {
	layer    int
	geometry orb.Geometry
	bound    orb.Bound
	tags     []property // by key
	from     uint32     // the first zoom that draws it
}

type property struct {
	key   string
	value any // string, float64 or bool
}

func readBasemap(compressed []byte) (*basemap, error) {
	collection, err := readFeatures(compressed)
	if err != nil {
		return nil, geo.Wrap("basemap", geo.Internal, err, "The basemap in this program cannot be read; report this")
	}
	b := &basemap{bound: orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}}
	var shapes []shape
	for _, f := range collection.Features {
		b.bound = b.bound.Union(f.Geometry.Bound())
		shapes = append(shapes, b.shapeOf(f))
	}
	for z := range b.zooms {
		b.zooms[z] = sync.OnceValue(func() []shape { return simplified(shapes, uint32(z)) })
	}
	return b, nil
}

func readFeatures(compressed []byte) (*geojson.FeatureCollection, error) {
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return geojson.UnmarshalFeatureCollection(text)
}

func (b *basemap) shapeOf(f *geojson.Feature) shape {
	name := drawnAs(f.Properties)
	layer := slices.Index(b.layers, name)
	if layer < 0 {
		layer = len(b.layers)
		b.layers = append(b.layers, name)
	}
	s := shape{layer: layer, from: firstZoom(name, f.Properties)}
	s.geometry = reproject.Geometry(f.Geometry, func(p orb.Point) orb.Point {
		x, y := mercator(p.Lon(), p.Lat())
		return orb.Point{x, y}
	})
	s.bound = s.geometry.Bound()
	for key, v := range f.Properties {
		switch v.(type) {
		case string, float64, bool:
			if key != "layer" {
				s.tags = append(s.tags, property{key, v})
			}
		}
	}
	slices.SortFunc(s.tags, func(a, b property) int { return cmp.Compare(a.key, b.key) })
	return s
}

// drawnAs gives the tile's layer of a feature. The file tells towns from
// crossings by layer; tiles have both as places, told apart by kind.
func drawnAs(properties geojson.Properties) string {
	name := properties.MustString("layer", "")
	switch name {
	case "sea":
		return "water"
	case "town", "crossing":
		properties["kind"] = name
		return "place"
	}
	return name
}

// firstZoom thins the ground out: towns by rank (1 is the largest, 6 the
// smallest), counties and crossings where there is room for them.
func firstZoom(layer string, properties geojson.Properties) uint32 {
	rank, ranked := properties["rank"].(float64)
	switch {
	case layer == "place" && ranked:
		return uint32(2 + max(1, min(rank, 6)))
	case layer == "place":
		return 6
	case layer == "county":
		return 5
	}
	return 0
}

// Simplifying: what moves a border by less than simplifyUnits is left out; from
// simplifyUntil on the file has no more than that.
const (
	simplifyUnits = 2
	simplifyUntil = 11
)

func simplified(shapes []shape, zoom uint32) []shape {
	out := make([]shape, 0, len(shapes))
	by := simplify.DouglasPeucker(simplifyUnits / float64(int(Extent)<<zoom))
	for _, s := range shapes {
		if s.from > zoom {
			continue
		}
		if zoom < simplifyUntil {
			s.geometry = by.Simplify(orb.Clone(s.geometry))
		}
		if s.geometry != nil {
			out = append(out, s)
		}
	}
	return out
}

func (s *Server) drawBasemap(b *basemap, c Coord) []byte {
	d := s.drawers.Get().(*drawer)
	defer s.drawers.Put(d)
	shapes := b.zooms[c.Z]()
	var tile []byte
	for i, name := range b.layers {
		d.layer.reset()
		for _, sh := range shapes {
			if sh.layer == i {
				d.shape(&sh, c)
			}
		}
		tile = d.layer.appendTo(tile, name)
	}
	return tile
}

// shape draws what of the shape lies in the buffered tile.
func (d *drawer) shape(s *shape, c Coord) {
	f := c.frame()
	west, north := f.world(-Buffer, -Buffer)
	east, south := f.world(Extent+Buffer, Extent+Buffer)
	box := orb.Bound{Min: orb.Point{west, north}, Max: orb.Point{east, south}}
	if !box.Intersects(s.bound) {
		return
	}
	cut := cutting{path: path{b: d.layer.geometry}, tile: c}
	kind := cut.geometry(clip.Geometry(box, orb.Clone(s.geometry)))
	d.layer.geometry = cut.path.b
	if len(cut.path.b) == 0 {
		return
	}
	for _, p := range s.tags {
		d.layer.tag(d.layer.key(p.key), d.layer.value(p.value))
	}
	d.layer.feature(0, kind)
}

// value gives the number of a GeoJSON value; whole numbers are unsigned.
func (l *layer) value(v any) uint32 {
	switch v := v.(type) {
	case bool:
		return l.bool(v)
	case float64:
		if v >= 0 && v < 1<<53 && v == math.Trunc(v) {
			return l.uint(uint64(v))
		}
		return l.real(v)
	default:
		text, _ := v.(string)
		return l.text(text)
	}
}
