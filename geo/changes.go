package geo

// Changes is what came, went or changed after some seq: the question of an open
// map. It may name a cell too many, never one too few.
type Changes struct {
	Seq   uint64    // of the view: ask from here the next time
	Cells []Cell    // of resolution ChangesRes, ascending; emptied ones too
	Kinds Set[Kind] // of the incidents written, before and after
	N     int       // incidents written: new, revised or retracted
	// Gap: so much changed, or so long ago, that anything may have; the other
	// fields but Seq say nothing.
	Gap bool
}

// The resolution of the cells of Changes, and how many there are at most.
const (
	ChangesRes       = 6
	MostChangedCells = 500
)
