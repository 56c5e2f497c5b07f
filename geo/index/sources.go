package index

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"

	"linea/geo"
)

// sourceStatuses describes what the store holds of each source.
func sourceStatuses(s *snapshot, sources map[string]geo.Source, files imports) []geo.SourceStatus {
	p := newPlan(&s.words, geo.Query{}, 0)
	clear(p.fails) // every row counts here, retracted ones too
	of := map[uint32]*sourceCount{}
	count := func(facet uint32) *sourceCount {
		source := s.facets[facet].source
		if of[source] == nil {
			of[source] = &sourceCount{kinds: map[geo.Kind]int{}}
		}
		return of[source]
	}
	for i := range s.parts {
		pt := &s.parts[i]
		for _, b := range pt.everything().append(nil, p, passing) {
			count(b.facet).add(&s.facets[b.facet], b)
		}
		for g, facet := range pt.world.facet {
			c := count(facet)
			for i := pt.world.begin[g]; i < pt.world.begin[g+1]; i++ {
				if t := &s.traits[pt.world.traits.at(i)]; t.mapped {
					c.radii[namedRadius(t.radius)] += pt.sign
					c.vaguest(pt, pt.world.rows[i])
				}
			}
		}
	}
	shared := sharedPoints(s)
	out := []geo.SourceStatus{}
	for number, c := range of {
		if c.rows == 0 {
			continue // its rows became another source's
		}
		status := c.status(sourceOf(sources, s.names[number]), p)
		status.Silent = files[s.names[number]].silent(func(from, until int64) (int64, bool) { return firstDayIn(c.bunches, p, from, until) })
		status.Shared = append([]geo.SharedPoint{}, shared[number]...)
		out = append(out, status)
	}
	for slug, declared := range sources {
		if !slices.ContainsFunc(out, func(o geo.SourceStatus) bool { return o.Slug == slug }) {
			out = append(out, geo.SourceStatus{Source: declared, Radii: []geo.ValueCount{}, Kinds: []geo.ValueCount{}, Shared: []geo.SharedPoint{}, Silent: []geo.DaySpan{}})
		}
	}
	for i := range out {
		out[i].ImportSeq = files[out[i].Slug].seq
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

// sourceCount adds up the bunches of one source.
type sourceCount struct {
	rows, mapped, repeats int
	kinds                 map[geo.Kind]int
	radii                 [16]int // mapped rows by namedRadius
	vaguestM              float64 // largest radius of a true row
	bunches               []bunch
}

func (c *sourceCount) add(f *facet, b bunch) {
	c.rows += b.n
	c.kinds[f.kind] += b.n
	if f.mapped {
		c.mapped += b.n
	}
	if f.repeat {
		c.repeats += b.n
	}
	c.bunches = append(c.bunches, b)
}

func (c *sourceCount) vaguest(pt *part, row uint32) {
	if pt.sign > 0 && !pt.dead.has(row) {
		c.vaguestM = max(c.vaguestM, pt.rows.radius.at(row))
	}
}

func (c *sourceCount) status(src geo.Source, p *plan) geo.SourceStatus {
	status := geo.SourceStatus{
		Source: src, Rows: c.rows, Mapped: c.mapped, Unmapped: c.rows - c.mapped, Duplicates: c.repeats,
	}
	if e := extentOf(c.bunches, p); e.any {
		status.FirstRecord, status.LastRecord = geo.LocalDate(timeOf(e.first)), geo.LocalDate(timeOf(e.last))
	}
	status.Kinds = []geo.ValueCount{}
	for _, k := range slices.Sorted(maps.Keys(c.kinds)) {
		if n := c.kinds[k]; n > 0 {
			status.Kinds = append(status.Kinds, geo.ValueCount{Value: k.String(), N: n})
		}
	}
	status.Radii = []geo.ValueCount{}
	for i, name := range radiusNames(c.vaguestM) {
		if c.radii[i] > 0 {
			status.Radii = append(status.Radii, geo.ValueCount{Value: name, N: c.radii[i]})
		}
	}
	return status
}

// radiusNames are the upper bounds by which a source's precision is told, in
// metres: those that queries name, the source's largest, and unstated.
func radiusNames(vaguestM float64) []string {
	var names []string
	for _, m := range append(geo.MaxRadii(), int(math.Ceil(vaguestM))) {
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
	counts := map[spot]*geo.SharedPoint{}
	for i := range s.parts {
		if s.parts[i].sign > 0 {
			addShared(counts, s, &s.parts[i])
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

func addShared(counts map[spot]*geo.SharedPoint, s *snapshot, pt *part) {
	pt.everything().eachEntry(everTime, func(uint32) bool { return true }, func(row, facet, trait uint32) {
		if !s.traits[trait].shared || pt.dead.has(row) {
			return
		}
		key := spot{s.facets[facet].source, pt.rows.lon[row], pt.rows.lat[row]}
		c := counts[key]
		if c == nil {
			p := pt.rows.point(row)
			c = &geo.SharedPoint{Lon: p.Lon(), Lat: p.Lat(), Unmap: true}
			counts[key] = c
		}
		c.Rows++
		c.Unmap = c.Unmap && !s.traits[trait].mapped
	})
}
