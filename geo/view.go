package geo

import (
	"context"
	"iter"
	"time"

	"github.com/paulmach/orb"
)

// View is what one audience may read, as of one moment: an immutable snapshot.
// Every surface (tiles, lists, corridors, hotspots, exports) reads through it
// and through nothing else, so that they agree with each other.
//
// Calls stop early with ctx's error when ctx ends.
type View interface {
	// Head is the journal's head that this view shows.
	Head() Head

	// Used counts what the query uses and leaves out. With res 3..9 rows too
	// imprecise for that resolution and unmapped rows are excluded and counted
	// apart; with res 0 both are used.
	Used(ctx context.Context, q Query, res int) (Used, error)

	// Cells gives the cells of resolution res (3..9) that match at least one
	// incident and whose outline may touch box (nil = everywhere), ascending.
	// Each count is the whole cell's, wherever the box cuts it.
	Cells(ctx context.Context, q Query, res int, box *orb.Bound) ([]CellCount, error)

	// Tally gives the cells everywhere with their incidents and heads of episodes
	// in all of the spans together, ascending: what Cells gives for each span in
	// place of the query's own window, added up.
	Tally(ctx context.Context, q Query, res int, spans []Span) ([]CellTally, error)

	// Incidents yields the matching rows newest start first, ties by id
	// ascending, beginning after the cursor (nil = from the start).
	Incidents(ctx context.Context, q Query, after *Cursor) iter.Seq2[*Record, error]

	// Points yields the mapped matching rows inside the box in no order.
	Points(ctx context.Context, q Query, box orb.Bound) iter.Seq2[*Record, error]

	// Count is how many rows Incidents would yield from the start.
	Count(ctx context.Context, q Query) (int, error)

	// Incident gives one row by id, whatever its status.
	Incident(id string) (*Record, bool)

	// Near yields the mapped rows that match q and whose point (with reach: whose
	// disk of RadiusM) may touch one of the boxes, each row once, in no order.
	// Boxes may over-answer; the caller decides by exact distance. A flock stays
	// good for as long as the view.
	Near(ctx context.Context, q Query, boxes []orb.Bound, reach bool) iter.Seq2[Flock, error]

	// Summary counts from every side; step is one of Steps.
	Summary(ctx context.Context, q Query, step Step) (Summary, error)

	// Table counts by two dimensions.
	Table(ctx context.Context, q Query, by [2]Dimension) (Table, error)

	// Extent gives first and newest start among the matching rows; ok is false
	// when there is none.
	Extent(ctx context.Context, q Query) (first, last time.Time, ok bool, err error)

	// Sources describes every source in the store, by priority.
	Sources() []SourceStatus

	// Mapped is how many rows of any status are on the map: below SparseRows
	// count cells are never drawn finer than SparseRes.
	Mapped() int

	// ChangedSince says whether any cell of resolution res that may touch box
	// gained, lost or changed an incident after seq: the question of a cache.
	// true may be a false alarm, false never is.
	ChangedSince(seq uint64, res int, box orb.Bound) bool

	// Changes says what came, went or changed after seq: the question of an open
	// map.
	Changes(after uint64) Changes
}

// A store with fewer mapped incidents than SparseRows never draws count cells
// finer than SparseRes: there one hexagon is one person's place of death.
const (
	SparseRows = 10_000
	SparseRes  = 7
)

// Cursor is the place of a row in the order of Incidents.
type Cursor struct {
	OccurredAt time.Time
	ID         string
}

// Dimension is a way to split a table: one of area, land, cause, kind, source,
// origin, side, year, month, or overlay:NAME with its named polygons.
type Dimension struct {
	Name     string
	Polygons []NamedPolygon // of an overlay only
}

// NamedPolygon is a feature of an overlay.
type NamedPolygon struct {
	Name  string
	Shape orb.MultiPolygon
}

// Dimensions lists the names of the dimensions but overlays.
func Dimensions() []string {
	return []string{"area", "land", "cause", "kind", "source", "origin", "side", "year", "month"}
}
