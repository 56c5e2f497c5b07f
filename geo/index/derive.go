package index

import (
	"bytes"
	"cmp"
	"slices"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/place"
)

// Reach of the rules that tie rows together.
const (
	linkM         = 300 // an episode links, and a duplicate lies, within this many metres
	duplicateDays = 7
	// linkRing is how many rings of base cells around a cell hold every point
	// within linkM of a point in it: an inner diameter is 378 m, but a corner may
	// be cut.
	linkRing = 2
)

// placed is a row with its base cell.
type placed struct {
	cell geo.Cell
	row  uint32
}

// derivation works out what follows from the whole set of rows.
type derivation struct {
	dict    *dictionary
	rows    *rows
	sources map[string]geo.Source

	cells  []geo.Cell // by row; 0 without a point
	byCell []placed   // rows with a point, by cell
	out    []derived  // by row
}

func derive(d *dictionary, r *rows, sources map[string]geo.Source) *derivation {
	v := &derivation{dict: d, rows: r, sources: sources, cells: make([]geo.Cell, r.len()), out: make([]derived, r.len())}
	inParallel(r.len(), v.locate)
	v.sortByCell()
	inParallel(len(v.byCell), v.findSides)
	v.findShared()
	v.findEpisodes()
	v.findDuplicates()
	return v
}

func (v *derivation) happening(row uint32) *happening {
	return &v.dict.happenings[v.rows.said[row].happening]
}

func (v *derivation) circumstances(row uint32) *circumstances {
	return &v.dict.circumstances[v.rows.said[row].circumstances]
}

func (v *derivation) source(row uint32) geo.Source {
	return sourceOf(v.sources, v.dict.names[v.happening(row).source])
}

// locate finds the cell of the rows from..until, and whether they claim a
// place.
func (v *derivation) locate(from, until int) {
	for i := from; i < until; i++ {
		a := v.circumstances(uint32(i))
		if !a.hasPoint {
			continue
		}
		v.cells[i] = grid.FromPoint(v.rows.point(uint32(i)), grid.BaseRes)
		v.out[i].mapped = a.method != geo.MethodMoved && a.method != geo.MethodNone
	}
}

// findSides finds the sides of the mapped rows from..until in the order of cells,
// in which near neighbours follow each other.
func (v *derivation) findSides(from, until int) {
	for _, p := range v.byCell[from:until] {
		if v.out[p.row].mapped {
			v.out[p.row].side = sideOf(v.rows, p.row)
		}
	}
}

// sideOf says on which side of the line a row lies that has a point.
func sideOf(r *rows, row uint32) geo.Side {
	return place.Border().Side(r.point(row), r.radius.at(row))
}

func (v *derivation) sortByCell() {
	byCell := make([]placed, 0, len(v.cells))
	for i, c := range v.cells {
		if c != 0 {
			byCell = append(byCell, placed{c, uint32(i)})
		}
	}
	v.byCell = radixSort(byCell, make([]placed, len(byCell)), func(p *placed) uint64 { return uint64(p.cell) })
}

// run gives the rows of one base cell.
func (v *derivation) run(c geo.Cell) []placed {
	from, _ := slices.BinarySearchFunc(v.byCell, c, func(p placed, c geo.Cell) int { return cmp.Compare(p.cell, c) })
	until := from
	for until < len(v.byCell) && v.byCell[until].cell == c {
		until++
	}
	return v.byCell[from:until]
}

// spot is one coordinate of one source.
type spot struct {
	source   uint32
	lon, lat int32
}

func (v *derivation) spot(row uint32) spot {
	return spot{v.happening(row).source, v.rows.lon[row], v.rows.lat[row]}
}

// findShared marks the coordinates that SharedPointRows or more rows of a
// source give, and unmaps their rows where the source asks for it. Rows at one
// coordinate share a cell.
func (v *derivation) findShared() {
	inRuns(v.byCell, func(p *placed) geo.Cell { return p.cell }, func(runs [][]placed) {
		var spots []spotRow
		for _, run := range runs {
			if len(run) >= geo.SharedPointRows {
				spots = v.markShared(run, spots[:0])
			}
		}
	})
}

// spotRow is a row at its spot.
type spotRow struct {
	spot
	row uint32
}

func (v *derivation) markShared(run []placed, spots []spotRow) []spotRow {
	for _, p := range run {
		spots = append(spots, spotRow{v.spot(p.row), p.row})
	}
	slices.SortFunc(spots, func(a, b spotRow) int {
		return cmp.Or(cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon), cmp.Compare(a.source, b.source))
	})
	for from := 0; from < len(spots); {
		until := from + 1
		for until < len(spots) && spots[until].spot == spots[from].spot {
			until++
		}
		if until-from >= geo.SharedPointRows {
			v.share(spots[from:until])
		}
		from = until
	}
	return spots
}

// share marks the rows of one spot.
func (v *derivation) share(rows []spotRow) {
	unmap := v.source(rows[0].row).UnmapShared
	for _, s := range rows {
		out := &v.out[s.row]
		out.shared = true
		if unmap {
			out.mapped, out.side = false, geo.SideOther
		}
	}
}

// counted says whether a row is in the default counts: only such rows link
// episodes or make others duplicates.
func (a *happening) counted() bool {
	return a.status == geo.StatusReported || a.status == geo.StatusVerified
}

func (a *happening) dayKnown() bool { return a.precision <= geo.PrecisionDay }

func localDay(t tick) int64 { return int64(t / secondsPerDay) }

// retold kinds are told by several sources of the same happening.
var retold = geo.SetOf(geo.Death, geo.Rescue, geo.MissingPerson, geo.Crash)

// findDuplicates marks the rows that a row of higher rank repeats, or that name
// a loaded source as where they have it from.
func (v *derivation) findDuplicates() {
	spans := v.sourceSpans()
	if len(spans) < 2 {
		return
	}
	for i := range v.out {
		row := uint32(i)
		if of := v.repeated(row, spans); of != "" {
			v.out[i].repeat = true
			v.rows.repeats.put(row, of)
		}
	}
}

// sourceSpan is what a loaded source can speak for.
type sourceSpan struct{ firstDay, lastDay int64 }

func (v *derivation) sourceSpans() map[uint32]*sourceSpan {
	spans := map[uint32]*sourceSpan{}
	for i := range v.out {
		a := v.happening(uint32(i))
		if !a.counted() {
			continue
		}
		day := localDay(v.rows.start[i])
		s, ok := spans[a.source]
		if !ok {
			s = &sourceSpan{firstDay: day, lastDay: day}
			spans[a.source] = s
		}
		s.firstDay, s.lastDay = min(s.firstDay, day), max(s.lastDay, day)
	}
	for source, s := range spans {
		s.declare(sourceOf(v.sources, v.dict.names[source]))
	}
	return spans
}

func declaredDay(text string, otherwise int64) int64 {
	from, _, err := geo.ParseInterval(text)
	if err != nil {
		return otherwise
	}
	return localDay(tickOf(from))
}

// declare lets what a source says of itself win over its records.
func (s *sourceSpan) declare(source geo.Source) {
	s.firstDay = declaredDay(source.FirstDay, s.firstDay)
	s.lastDay = declaredDay(source.LastDay, s.lastDay)
}

func (s *sourceSpan) holds(day int64) bool { return day >= s.firstDay && day <= s.lastDay }

// repeated gives what the row repeats: the id of the row of highest rank, or
// the source that it names; "" for nothing.
func (v *derivation) repeated(row uint32, spans map[uint32]*sourceSpan) string {
	a := v.happening(row)
	if retold.Has(a.kind) && a.dayKnown() && v.out[row].mapped {
		if best, ok := v.bestMatch(row); ok {
			var id [maxID]byte
			return string(v.rows.id(best, &id))
		}
	}
	return v.toldBy(row, spans)
}

// toldBy gives the loaded source that the row names as where it has it from,
// if that source can speak for the row's day. The place is not asked: what such
// a row says of it is often a placeholder across the line.
func (v *derivation) toldBy(row uint32, spans map[uint32]*sourceSpan) string {
	via := v.circumstances(row).via
	s, loaded := spans[via]
	if via == 0 || via == v.happening(row).source || !loaded || !s.holds(localDay(v.rows.start[row])) {
		return ""
	}
	return v.dict.names[via]
}

// bestMatch finds the row of highest rank, above this one's, that tells of the
// same happening.
func (v *derivation) bestMatch(row uint32) (best uint32, ok bool) {
	mine := v.rank(row)
	for _, c := range grid.Disk(v.cells[row], linkRing) {
		for _, p := range v.run(c) {
			if v.sameHappening(row, p.row) && v.rank(p.row).less(mine) && (!ok || v.rank(p.row).less(v.rank(best))) {
				best, ok = p.row, true
			}
		}
	}
	return best, ok
}

func (v *derivation) sameHappening(row, other uint32) bool {
	days := localDay(v.rows.start[row]) - localDay(v.rows.start[other])
	return v.out[other].mapped && v.happening(row).retells(v.happening(other), days) && v.near(row, other)
}

// retells says whether a row may repeat another by all but their places.
func (a *happening) retells(other *happening, daysApart int64) bool {
	return other.kind == a.kind && other.source != a.source && other.counted() && other.dayKnown() &&
		daysApart >= -duplicateDays && daysApart <= duplicateDays
}

// rank orders rows that tell of the same happening: source priority, then
// smaller radius (unstated last), then id.
type rank struct {
	priority int
	radius   float64
	id       []byte
}

func (v *derivation) rank(row uint32) rank { return rankOf(v.source(row), v.rows, row) }

func rankOf(source geo.Source, r *rows, row uint32) rank {
	radius := r.radius.at(row)
	if radius == 0 {
		radius = geo.MaxRadiusM + 1
	}
	return rank{source.Priority, radius, r.ids.view(row)}
}

func (a rank) less(b rank) bool {
	if c := cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.radius, b.radius)); c != 0 {
		return c < 0
	}
	return bytes.Compare(a.id, b.id) < 0
}
