package geotest

import (
	"context"
	"crypto/sha256"
	"iter"
	"slices"
	"sync"

	"linea/geo"
)

// Changes gives the first revision of every row, as a feed would append them.
func Changes(rows []geo.Incident) []geo.Change {
	out := make([]geo.Change, len(rows))
	for i := range rows {
		out[i] = Change(&rows[i], nil)
	}
	return out
}

// Change gives the revision of a row that follows previous (nil = the first).
func Change(row *geo.Incident, previous *geo.Change) geo.Change {
	c := geo.Change{
		Entity: geo.EntityIncident, ID: row.ID, Revision: 1, Op: geo.OpPut,
		Actor: "geotest", RecordedAt: Now, Owner: row.Source, Label: geo.LabelInternal,
		Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, row),
	}
	if previous != nil {
		c.Revision, c.PrevSeq = previous.Revision+1, previous.Seq
	}
	return c
}

// SourceChange gives the revision of a source that follows previous (nil = the
// first).
func SourceChange(s geo.Source, previous *geo.Change) geo.Change {
	fields, err := geo.EncodeJSON(s)
	if err != nil {
		fields = nil // a Source is texts, numbers and a time: it always encodes
	}
	c := geo.Change{
		Entity: geo.EntitySource, ID: s.Slug, Revision: 1, Op: geo.OpPut,
		Actor: "geotest", RecordedAt: Now, Owner: s.Slug, Label: geo.LabelInternal,
		Format: geo.FieldsFormat, Fields: fields,
	}
	if previous != nil {
		c.Revision, c.PrevSeq = previous.Revision+1, previous.Seq
	}
	return c
}

// Journal is a geo.Journal in memory. It keeps what it is given, byte for
// byte; nothing is durable.
type Journal struct {
	mu      sync.Mutex
	blocks  []geo.Block
	current map[key]geo.Change
	changed []chan struct{}
}

type key struct {
	entity geo.Entity
	id     string
}

var _ geo.Journal = (*Journal)(nil)

// NewJournal gives an empty journal.
func NewJournal() *Journal { return &Journal{current: map[key]geo.Change{}} }

// Append adds one block.
func (j *Journal) Append(ctx context.Context, changes []geo.Change) (geo.Head, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.check(ctx, changes); err != nil {
		return geo.Head{}, err
	}
	head := j.head()
	block := geo.Block{First: head.Seq + 1, RecordedAt: changes[0].RecordedAt}
	body := sha256.New()
	for i := range changes {
		c := &changes[i]
		head.Seq++
		c.Seq = head.Seq
		body.Write([]byte(c.ID))
		body.Write(c.Fields)
		kept := *c
		kept.Fields = slices.Clone(c.Fields)
		block.Changes = append(block.Changes, kept)
		j.current[key{c.Entity, c.ID}] = kept
	}
	head.Chain = geo.NextChain(head.Chain, [32]byte(body.Sum(nil)))
	block.Head = head
	j.blocks = append(j.blocks, block)
	j.tell()
	return head, nil
}

func (j *Journal) check(ctx context.Context, changes []geo.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(changes) == 0 || len(changes) > geo.MaxBlock {
		return geo.Errorf("append", geo.Invalid, "a block has 1 to %d changes, not %d", geo.MaxBlock, len(changes))
	}
	seen := map[key]bool{}
	for _, c := range changes {
		k := key{c.Entity, c.ID}
		if seen[k] {
			return geo.Errorf("append", geo.Invalid, "%s %q stands twice in one block", c.Entity, c.ID)
		}
		seen[k] = true
		if c.PrevSeq != j.current[k].Seq {
			return geo.Errorf("append", geo.Conflict, "%s %q has changed since it was read", c.Entity, c.ID)
		}
	}
	return nil
}

func (j *Journal) head() geo.Head {
	if len(j.blocks) == 0 {
		return geo.Head{StoreID: "geotest"}
	}
	return j.blocks[len(j.blocks)-1].Head
}

func (j *Journal) tell() {
	for _, c := range j.changed {
		select {
		case c <- struct{}{}:
		default: // it has yet to take the last one
		}
	}
}

// Blocks yields the blocks after a seq.
func (j *Journal) Blocks(ctx context.Context, after uint64) iter.Seq2[geo.Block, error] {
	return func(yield func(geo.Block, error) bool) {
		j.mu.Lock()
		blocks := slices.Clone(j.blocks)
		j.mu.Unlock()
		for _, b := range blocks {
			if err := ctx.Err(); err != nil {
				yield(geo.Block{}, err)
				return
			}
			if b.Seq > after && !yield(b, nil) {
				return
			}
		}
	}
}

// Head gives the end of the journal.
func (j *Journal) Head(ctx context.Context) (geo.Head, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.head(), ctx.Err()
}

// Current gives the newest change of each id.
func (j *Journal) Current(ctx context.Context, entity geo.Entity, ids []string) (map[string]geo.Change, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := map[string]geo.Change{}
	for _, id := range ids {
		if c, ok := j.current[key{entity, id}]; ok {
			out[id] = c
		}
	}
	return out, ctx.Err()
}

// Changed yields when something was appended, until ctx ends.
func (j *Journal) Changed(ctx context.Context) <-chan struct{} {
	c := make(chan struct{}, 1)
	j.mu.Lock()
	j.changed = append(j.changed, c)
	j.mu.Unlock()
	context.AfterFunc(ctx, func() { j.forget(c) })
	return c
}

func (j *Journal) forget(c chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if i := slices.Index(j.changed, c); i >= 0 {
		j.changed = slices.Delete(j.changed, i, i+1)
		close(c)
	}
}

// Close has nothing to release.
func (j *Journal) Close() error { return nil }
