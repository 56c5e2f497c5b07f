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
	refs, err := s.rowsIn(ctx, p)
	if err != nil {
		return geo.Table{}, err
	}
	t := newTable(s, by)
	for i, ref := range refs {
		if i&0xfff == 0 && ctx.Err() != nil {
			return geo.Table{}, ctx.Err()
		}
		t.counts[tableCell{t.value(0, ref), t.value(1, ref)}]++
	}
	out := t.answer()
	out.Used = usedOf(all, p)
	return out, nil
}

// table counts rows by a pair of values, each a number that its label belongs
// to.
type table struct {
	snapshot *snapshot
	by       [2]geo.Dimension
	polygons [2]labels
	counts   map[tableCell]int
	texts    map[string]uint32 // labels of polygons and times, numbered
	labels   []string
}

type tableCell struct{ row, column uint32 }

func newTable(s *snapshot, by [2]geo.Dimension) *table {
	t := &table{snapshot: s, by: by, counts: map[tableCell]int{}, texts: map[string]uint32{}}
	for i, d := range by {
		t.polygons[i] = labelsOf(d)
	}
	return t
}

func isTime(dimension string) bool { return dimension == "year" || dimension == "month" }

// value gives the number of a row's value in one of the dimensions.
func (t *table) value(i int, ref rowRef) uint32 {
	f, r := &t.snapshot.facets[ref.facet], &t.snapshot.traits[ref.part.rows.trait.at(ref.row)]
	switch t.by[i].Name {
	case "area":
		return r.area
	case "land":
		return r.land
	case "source":
		return f.source
	case "cause":
		return uint32(r.cause)
	case "kind":
		return uint32(f.kind)
	case "origin":
		return uint32(r.origin)
	case "side":
		if !r.mapped {
			return noSide
		}
		return uint32(r.side)
	case "year":
		return t.text(timeOf(ref.part.rows.start[ref.row]).In(geo.Local).Format("2006"))
	case "month":
		if f.precision > geo.PrecisionMonth {
			return t.text("")
		}
		return t.text(timeOf(ref.part.rows.start[ref.row]).In(geo.Local).Format("01"))
	}
	if !r.mapped {
		return t.text("")
	}
	return t.text(t.polygons[i].of(ref.part.rows.point(ref.row)))
}

// noSide is the side of a row that lies nowhere.
const noSide = 1 << 8

func (t *table) text(label string) uint32 { return number(&t.labels, t.texts, label) }

// label gives back the text of a value.
func (t *table) label(i int, value uint32) string {
	switch t.by[i].Name {
	case "area", "land", "source":
		return t.snapshot.names[value]
	case "cause":
		return geo.Cause(value).String()
	case "kind":
		return geo.Kind(value).String()
	case "origin":
		return geo.Origin(value).String()
	case "side":
		if value == noSide {
			return ""
		}
		return geo.Side(value).String()
	}
	return t.labels[value]
}

func (t *table) answer() geo.Table {
	sums := [2]map[string]int{{}, {}}
	out := geo.Table{By: [2]string{t.by[0].Name, t.by[1].Name}}
	counts := map[[2]string]int{}
	for cell, n := range t.counts {
		labels := [2]string{t.label(0, cell.row), t.label(1, cell.column)}
		counts[labels] = n
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
			out.Counts[i][j] = counts[[2]string{row, column}]
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
