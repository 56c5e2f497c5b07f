package index

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"linea/geo"
)

// Table counts by two dimensions. "" stands for a row that has no value there,
// or lies in no polygon of an overlay; a row in several polygons counts in the
// first.
func (s *snapshot) Table(ctx context.Context, q geo.Query, by [2]geo.Dimension) (geo.Table, error) {
	p := newPlan(&s.words, q, 0)
	all, err := s.gather(ctx, p, usedOrLeftOut)
	if err != nil {
		return geo.Table{}, err
	}
	t := table{snapshot: s, by: by, counts: map[[2]string]int{}}
	if by[0].Polygons == nil && by[1].Polygons == nil {
		t.add(all, p, "", "")
	} else if err := t.addByPolygon(ctx, p); err != nil {
		return geo.Table{}, err
	}
	out := t.answer()
	out.Used = usedOf(all, p)
	return out, nil
}

// table collects counts by pair of labels.
type table struct {
	snapshot *snapshot
	by       [2]geo.Dimension
	counts   map[[2]string]int
}

func (t *table) add(bunches []bunch, p *plan, a, b string) {
	counted := slices.DeleteFunc(slices.Clone(bunches), func(b bunch) bool { return p.fails[b.facet] != 0 || b.n == 0 })
	timed := isTime(t.by[0].Name) || isTime(t.by[1].Name)
	var edges []tick
	var months []string
	if timed {
		e := extentOf(counted, p)
		if !e.any {
			return // all taken back again
		}
		times := stepEdges(timeOf(e.first), timeOf(e.last), geo.StepMonth)
		for _, at := range times {
			edges = append(edges, tickOf(at))
			months = append(months, at.Format("2006-01"))
		}
	}
	for i := range counted {
		f := &p.facets[counted[i].facet]
		if !timed {
			t.counts[[2]string{t.label(0, f, "", a), t.label(1, f, "", b)}] += counted[i].n
			continue
		}
		counted[i].histogram(p, edges, func(bin, n int) {
			t.counts[[2]string{t.label(0, f, months[bin], a), t.label(1, f, months[bin], b)}] += n
		})
	}
}

func isTime(dimension string) bool { return dimension == "year" || dimension == "month" }

// label names the row or column of a facet in a month ("2006-01").
func (t *table) label(i int, f *facet, month, stratum string) string {
	names := t.snapshot.names
	switch t.by[i].Name {
	case "area":
		return names[f.area]
	case "land":
		return names[f.land]
	case "source":
		return names[f.source]
	case "cause":
		return f.cause.String()
	case "kind":
		return f.kind.String()
	case "origin":
		return f.origin.String()
	case "side":
		if !f.mapped {
			return ""
		}
		return f.side.String()
	case "year":
		return month[:4]
	case "month":
		if f.precision > geo.PrecisionMonth {
			return ""
		}
		return month[5:]
	}
	return stratum
}

func (t *table) answer() geo.Table {
	sums := [2]map[string]int{{}, {}}
	out := geo.Table{By: [2]string{t.by[0].Name, t.by[1].Name}}
	maps.DeleteFunc(t.counts, func(_ [2]string, n int) bool { return n == 0 })
	for labels, n := range t.counts {
		sums[0][labels[0]] += n
		sums[1][labels[1]] += n
		out.Total += n
	}
	out.Rows, out.Columns = ordered(sums[0], t.by[0].Name), ordered(sums[1], t.by[1].Name)
	out.Counts, out.RowSum, out.ColSum = make([][]int, len(out.Rows)), make([]int, len(out.Rows)), make([]int, len(out.Columns))
	for i, row := range out.Rows {
		out.RowSum[i] = sums[0][row]
		out.Counts[i] = make([]int, len(out.Columns))
		for j, column := range out.Columns {
			out.ColSum[j] = sums[1][column]
			out.Counts[i][j] = t.counts[[2]string{row, column}]
		}
	}
	return out
}

// ordered puts labels in their own order for times, else by count.
func ordered(sums map[string]int, dimension string) []string {
	labels := slices.AppendSeq(make([]string, 0, len(sums)), maps.Keys(sums))
	slices.SortFunc(labels, func(a, b string) int {
		if isTime(dimension) {
			return cmp.Compare(a, b)
		}
		return cmp.Or(cmp.Compare(sums[b], sums[a]), cmp.Compare(a, b))
	})
	return labels
}
