package tiles

import (
	"sync"
	"sync/atomic"

	"linea/geo/survey"
)

// Settings of a Server; zero fields take the defaults.
type Settings struct {
	CacheBytes   int64 // for finished tiles; default DefaultCacheBytes
	OutlineCells int   // outlines remembered, about 100 bytes each; default DefaultOutlineCells

	Survey *survey.Surveyor // answers metric=significance; nil = one of its own, over the default study area
}

// Defaults of Settings.
const (
	DefaultCacheBytes   = 128 << 20
	DefaultOutlineCells = 1 << 18
)

// Server draws tiles and keeps them. It serves one audience: give every
// audience its own, or one would be answered with what another may see.
type Server struct {
	cache    *cache
	outlines *outlines
	drawers  sync.Pool // of *drawer
	survey   *survey.Surveyor
	basemap  func() (*basemap, error)

	corridors atomic.Pointer[corridorShapes] // of the version drawn last
}

// New makes a Server.
func New(set Settings) *Server {
	if set.CacheBytes <= 0 {
		set.CacheBytes = DefaultCacheBytes
	}
	if set.OutlineCells <= 0 {
		set.OutlineCells = DefaultOutlineCells
	}
	if set.Survey == nil {
		set.Survey = survey.New(survey.Settings{})
	}
	return &Server{
		survey:   set.Survey,
		cache:    newCache(set.CacheBytes),
		outlines: newOutlines(set.OutlineCells),
		drawers:  sync.Pool{New: func() any { return &drawer{layer: newLayer()} }},
		basemap:  sync.OnceValues(func() (*basemap, error) { return readBasemap(basemapFile) }),
	}
}

// Stats tells how the cache does.
func (s *Server) Stats() CacheStats { return s.cache.stats() }

// drawer is what drawing one tile needs, kept from tile to tile.
type drawer struct {
	layer *layer
	ring  []point
}
