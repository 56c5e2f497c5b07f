package index

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"linea/geo"
)

// sourceStatuses describes what the store holds of each source.
func sourceStatuses(s *snapshot, v *derivation, imports map[string]uint64) []geo.SourceStatus {
	of := map[uint32]*sourceCount{}
	for g, f := range s.segment.world.facet {
		fc := &s.facets[f]
		c := of[fc.source]
		if c == nil {
			c = &sourceCount{first: s.segment.world.starts[s.segment.world.begin[g]]}
			of[fc.source] = c
		}
		c.add(fc, s.segment.world, uint32(g))
	}
	shared := sharedPoints(s)
	out := []geo.SourceStatus{}
	for number, c := range of {
		status := c.status(sourceOf(v.sources, s.names[number]))
		status.Shared = append([]geo.SharedPoint{}, shared[number]...)
		out = append(out, status)
	}
	for slug, declared := range v.sources {
		if !slices.ContainsFunc(out, func(o geo.SourceStatus) bool { return o.Slug == slug }) {
			out = append(out, geo.SourceStatus{Source: declared, Radii: []geo.ValueCount{}, Shared: []geo.SharedPoint{}})
		}
	}
	for i := range out {
		out[i].ImportSeq = imports[out[i].Slug]
	}
	slices.SortFunc(out, func(a, b geo.SourceStatus) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Slug, b.Slug))
	})
	return out
}

func sourceOf(sources map[string]geo.Source, slug string) geo.Source {
	if s, ok := sources[slug]; ok {
		return s
	}
	return geo.NewSource(slug)
}

// sourceCount adds up the groups of one source.
type sourceCount struct {
	rows, mapped, repeats int
	first, last           tick
	radii                 [16]int // mapped rows by namedRadius
}

func (c *sourceCount) add(f *facet, world *level, group uint32) {
	from, until := world.begin[group], world.begin[group+1]
	n := int(until - from)
	c.rows += n
	if f.mapped {
		c.mapped += n
		c.radii[namedRadius(f.radius)] += n
	}
	if f.repeat {
		c.repeats += n
	}
	c.first, c.last = min(c.first, world.starts[from]), max(c.last, world.starts[until-1])
}

func (c *sourceCount) status(src geo.Source) geo.SourceStatus {
	status := geo.SourceStatus{
		Source: src, Rows: c.rows, Mapped: c.mapped, Unmapped: c.rows - c.mapped, Duplicates: c.repeats,
		FirstRecord: geo.LocalDate(timeOf(c.first)), LastRecord: geo.LocalDate(timeOf(c.last)),
	}
	status.Radii = []geo.ValueCount{}
	for i, name := range radiusNames() {
		if c.radii[i] > 0 {
			status.Radii = append(status.Radii, geo.ValueCount{Value: name, N: c.radii[i]})
		}
	}
	return status
}

// radiusNames are the upper bounds by which a source's precision is told, in
// metres: those that queries name, the largest allowed, and unstated.
func radiusNames() []string {
	var names []string
	for _, m := range append(geo.MaxRadii(), geo.MaxRadiusM) {
		names = append(names, strconv.Itoa(m))
	}
	return append(names, "unstated")
}

// namedRadius gives the position in radiusNames of a radius class.
func namedRadius(class uint8) int {
	radii := geo.MaxRadii()
	if class == 0 {
		return len(radii) + 1
	}
	m, _ := maxRadiusM(class)
	i, _ := slices.BinarySearch(radii, int(math.Ceil(m)))
	return i
}

// sharedPoints lists the coordinates that many rows of one source give, fullest
// first.
func sharedPoints(s *snapshot) map[uint32][]geo.SharedPoint {
	rows := s.segment.rows
	counts := map[spot]*geo.SharedPoint{}
	world := s.segment.world
	for g, f := range world.facet {
		fc := &s.facets[f]
		if !fc.shared {
			continue
		}
		for _, row := range world.rows[world.begin[g]:world.begin[g+1]] {
			key := spot{fc.source, rows.lon[row], rows.lat[row]}
			c := counts[key]
			if c == nil {
				p := rows.point(row)
				c = &geo.SharedPoint{Lon: p.Lon(), Lat: p.Lat(), Unmap: !fc.mapped}
				counts[key] = c
			}
			c.Rows++
			c.Unmap = c.Unmap && !fc.mapped
		}
	}
	out := map[uint32][]geo.SharedPoint{}
	for key, c := range counts {
		out[key.source] = append(out[key.source], *c)
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b geo.SharedPoint) int {
			return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat))
		})
	}
	return out
}
