package geo

import (
	"context"
	"crypto/sha256"
	"iter"
	"time"
)

// Entity is what a change is about.
type Entity uint8

// The entities of the journal.
const (
	EntityIncident Entity = iota
	EntityCorridor
	EntitySource
	EntityImport
)

var entityNames = []string{"incident", "corridor", "source", "import"}

func (e Entity) String() string { return textOf(entityNames, e) }

// Op is what a change does.
type Op uint8

// The operations. A retraction keeps the row and its history; erasing a block
// by law is done to its body, not by a change.
const (
	OpPut Op = iota
	OpRetract
	OpDelete // corridors only: a retraction of an incident is OpRetract
)

var opNames = []string{"put", "retract", "delete"}

func (o Op) String() string { return textOf(opNames, o) }

// Change is one numbered entry of the journal. Seq is given by the store when
// it appends. Revision counts the changes of one (Entity, ID) from 1; PrevSeq is
// the seq of the revision before, 0 for the first, so that a history can be
// followed backwards. The store refuses a change whose PrevSeq is not the
// current seq of its (Entity, ID): that is how two writers never overwrite
// each other unseen.
type Change struct {
	Entity     Entity
	ID         string
	Revision   int
	Seq        uint64
	PrevSeq    uint64
	Op         Op
	Actor      string    // an organisation or token name, never a person
	RecordedAt time.Time // whole milliseconds, UTC; set by the writer
	Owner      string    // who decides about the row; default the source
	Label      string    // who may see it; default LabelInternal
	Format     uint8     // encoding of Fields; FieldsFormat today
	Fields     []byte    // the entity's fields, see codec.go
}

// LabelInternal is the label of a row that says nothing else.
const LabelInternal = "internal"

// MaxBlock is the largest number of changes in one block; MaxAppend in one
// append, which becomes as many blocks as it takes.
const (
	MaxBlock  = 5000
	MaxAppend = 50_000
)

// Block is what one Append wrote: changes numbered First..Last without gaps.
type Block struct {
	Head
	First      uint64
	RecordedAt time.Time
	Changes    []Change // nil with Erased
	Erased     bool     // the body was erased by law; the chain still checks
}

// Head is the end of a journal.
type Head struct {
	StoreID string   // random, given when the store is made
	Seq     uint64   // last number, 0 in an empty journal
	Chain   [32]byte // chain(n) = SHA-256(chain(n-1) ‖ SHA-256(body n)); zero in an empty journal
}

// NextChain links a block's body to the chain before it.
func NextChain(previous [32]byte, bodySHA256 [32]byte) [32]byte {
	return sha256.Sum256(append(previous[:], bodySHA256[:]...))
}

// Journal is the durable, numbered history of every change. One suite,
// geo/store/storetest, proves these promises for every store:
//
//   - Append is all or nothing, and durable when it returns.
//   - Seqs run 1, 2, 3 ... without gaps, in commit order: whoever has seen seq
//     n has seen everything below it.
//   - A change whose PrevSeq is stale fails the whole append with Conflict.
//   - Synthetic incidents (source DemoSource) never stand beside real ones: an
//     append that would put them there fails whole with Conflict.
//   - Blocks yields what was appended, in order, byte for byte.
//   - Any number of processes may append and read at once.
type Journal interface {
	// Append writes 1..MaxAppend changes, as one block or, beyond MaxBlock, as
	// several in one piece, and returns the head after them. It fills in Seq of
	// each change given. Within one append an (Entity, ID) may stand once. Codes:
	// Conflict, Invalid, Unavailable.
	Append(ctx context.Context, changes []Change) (Head, error)
	// Blocks yields the blocks that hold a seq above after, oldest first. The
	// sequence ends at the first error.
	Blocks(ctx context.Context, after uint64) iter.Seq2[Block, error]
	// Head gives the end of the journal as of now.
	Head(ctx context.Context) (Head, error)
	// Current gives the newest change of each id that exists, keyed by id.
	Current(ctx context.Context, entity Entity, ids []string) (map[string]Change, error)
	// Changed yields once for every time the head may have moved, also by
	// another process, until ctx ends.
	Changed(ctx context.Context) <-chan struct{}
	// Close releases the store. It waits for an Append under way.
	Close() error
}
