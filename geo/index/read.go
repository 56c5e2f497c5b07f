package index

import (
	"context"
	"iter"
	"math"
	"slices"

	"linea/geo"
)

// batch is what was read of the journal: the incidents of the blocks, of which
// only the newest revision of each id is alive.
type batch struct {
	rows     *rows
	dead     bitset
	sources  bool   // a source changed in what rows are derived from
	after    uint64 // the seq from which on it was read
	head     geo.Head
	recorded []blockTime

	renumbered map[*dictionary]*renumbering
	byID       map[string]uint32 // the newest row of each id; nil until it is needed
}

// read collects the blocks beyond the old snapshot.
func (ix *Index) read(ctx context.Context, old *snapshot, head geo.Head) (*batch, error) {
	capacity := int(min(head.Seq-old.head.Seq, math.MaxInt32))
	b := &batch{
		rows: newRows(capacity), after: old.head.Seq, head: old.head, recorded: old.recorded,
		renumbered: map[*dictionary]*renumbering{},
	}
	for c, err := range ix.chunks(b, ix.journal.Blocks(ctx, old.head.Seq), capacity) {
		if err == nil {
			err = ix.take(b, c)
		}
		if err != nil {
			return nil, err
		}
		b.head = c.Head
		b.recorded = append(b.recorded, blockTime{c.Seq, c.RecordedAt})
		ix.loaded.Store(c.Seq)
	}
	b.head.StoreID = head.StoreID
	return b, nil
}

// mayStandIn says whether an older snapshot may have a row's id: none has that
// of a first revision.
func (b *batch) mayStandIn(row uint32) bool { return b.rows.revisionOf(row) != firstRevision }

// chunk is a decoded block: its incidents as rows, one for each change about
// one, and the changes about anything else.
type chunk struct {
	geo.Block
	rows    *rows // from first on
	first   uint32
	revised []revisedRow
	others  []geo.Change

	dict *dictionary // whose numbers the rows have; it may have grown since
	said words
}

// revisedRow is a row that is not the first of its id.
type revisedRow struct {
	row      uint32 // of the chunk
	previous uint64 // seq of the one before
}

// fewChanges are decoded sooner by one than shared out.
const fewChanges = 1024

// chunks reads blocks of so many changes and decodes them in their order: few
// straight into the batch, many on all cores.
func (ix *Index) chunks(b *batch, blocks iter.Seq2[geo.Block, error], changes int) iter.Seq2[*chunk, error] {
	if changes <= fewChanges {
		return func(yield func(*chunk, error) bool) {
			d := &decoder{dict: ix.dict, intern: geo.Interner{}, into: b.rows}
			for block, err := range blocks {
				var c *chunk
				if err == nil {
					c, err = d.decode(&block)
				}
				if !yield(c, err) {
					return
				}
			}
		}
	}
	type result struct {
		chunk *chunk
		err   error
	}
	return func(yield func(*chunk, error) bool) {
		decoders := make(chan *decoder, geo.Cores())
		for range cap(decoders) {
			decoders <- &decoder{dict: newDictionary(), intern: geo.Interner{}}
		}
		queue, done := make(chan chan result, 2*cap(decoders)), make(chan struct{})
		defer close(done)
		go func() {
			defer close(queue)
			for block, err := range blocks {
				decoded := make(chan result, 1)
				if err != nil {
					decoded <- result{err: err}
				} else {
					d := <-decoders
					go func() {
						c, err := d.decode(&block)
						decoders <- d
						decoded <- result{c, err}
					}()
				}
				select {
				case queue <- decoded:
				case <-done:
					return
				}
			}
		}()
		for decoded := range queue {
			if r := <-decoded; !yield(r.chunk, r.err) {
				return
			}
		}
	}
}

// decoder turns blocks into rows.
type decoder struct {
	dict   *dictionary
	intern geo.Interner
	into   *rows // nil: each block into rows of its own
}

func (d *decoder) decode(block *geo.Block) (*chunk, error) {
	c := &chunk{Block: *block, rows: d.into, dict: d.dict}
	c.Changes = nil
	if c.rows == nil {
		c.rows = newRows(len(block.Changes))
	}
	c.first = uint32(c.rows.len())
	var in geo.Incident
	for i := range block.Changes {
		change := &block.Changes[i]
		if change.Entity != geo.EntityIncident {
			c.others = append(c.others, *change)
			continue
		}
		if err := geo.DecodeIncident(change.ID, change.Fields, d.intern, &in); err != nil {
			return nil, err
		}
		if change.Op == geo.OpRetract {
			in.Status = geo.StatusRetracted
		}
		if change.PrevSeq != 0 {
			c.revised = append(c.revised, revisedRow{uint32(c.rows.len()) - c.first, change.PrevSeq})
		}
		c.rows.add(d.dict, change, &in)
	}
	c.said = words{names: d.dict.names, happenings: d.dict.happenings, circumstances: d.dict.circumstances}
	return c, nil
}

// take adds the changes of one block.
func (ix *Index) take(b *batch, c *chunk) error {
	for i := range c.others {
		if err := ix.takeOther(b, &c.others[i]); err != nil {
			return err
		}
	}
	first := c.first
	if c.rows != b.rows {
		first = uint32(b.rows.len())
		b.add(c, ix.dict)
	}
	for _, revised := range c.revised {
		b.replace(revised, first)
	}
	for row := first; b.byID != nil && int(row) < b.rows.len(); row++ {
		b.byID[string(b.rows.ids.raw(row))] = row
	}
	return nil
}

// add adds the rows of a chunk, whose numbers become those of a dictionary.
func (b *batch) add(c *chunk, to *dictionary) {
	b.rows.append(c.rows)
	r := b.renumbered[c.dict]
	if r == nil {
		r = &renumbering{}
		b.renumbered[c.dict] = r
	}
	r.extend(to, &c.said)
	for _, s := range c.rows.said {
		b.rows.said = append(b.rows.said, said{r.happenings[s.happening], r.circumstances[s.circumstances]})
	}
}

func (ix *Index) takeOther(b *batch, c *geo.Change) error {
	switch c.Entity {
	case geo.EntitySource:
		var s geo.Source
		if err := geo.DecodeJSON(c.Fields, &s); err != nil {
			return err
		}
		b.sources = b.sources || derivesFrom(s) != derivesFrom(sourceOf(ix.sources, s.Slug))
		ix.sources[s.Slug] = s
	case geo.EntityImport:
		return ix.imports.take(c)
	}
	return nil
}

// derivesFrom keeps what the derivation of rows depends on.
func derivesFrom(s geo.Source) geo.Source {
	return geo.Source{Slug: s.Slug, Priority: s.Priority, Coverage: s.Coverage, FirstDay: s.FirstDay, LastDay: s.LastDay, UnmapShared: s.UnmapShared}
}

// replace ends the life of the row that one of a block, whose first row is
// first, revises. Seqs ascend, so it is found by its own; a chain of revisions
// that leads through an erased block is picked up by id.
func (b *batch) replace(r revisedRow, first uint32) {
	if r.previous <= b.after && b.byID == nil {
		return // a row of the old snapshot
	}
	if row, found := slices.BinarySearch(b.rows.seq, uint32(r.previous)); found {
		b.dead.add(uint32(row))
		return
	}
	if b.byID == nil {
		b.byID = make(map[string]uint32, b.rows.len())
		for row := range first {
			b.byID[string(b.rows.ids.raw(row))] = row
		}
	}
	if row, known := b.byID[string(b.rows.ids.raw(first+r.row))]; known {
		b.dead.add(row)
	}
}

// renumbering gives the numbers of one dictionary in another, as far as they
// were needed.
type renumbering struct{ names, happenings, circumstances []uint32 }

func (r *renumbering) extend(to *dictionary, from *words) {
	for _, name := range from.names[len(r.names):] {
		r.names = append(r.names, to.name(name))
	}
	for _, h := range from.happenings[len(r.happenings):] {
		h.source = r.names[h.source]
		r.happenings = append(r.happenings, number(&to.happenings, to.happeningOf, h))
	}
	for _, c := range from.circumstances[len(r.circumstances):] {
		for _, name := range []*uint32{&c.land, &c.area, &c.via, &c.subkind, &c.owner, &c.label} {
			*name = r.names[*name]
		}
		r.circumstances = append(r.circumstances, number(&to.circumstances, to.circumstancesOf, c))
	}
}
