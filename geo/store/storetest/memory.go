package storetest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"linea/geo"
)

// Memory is a geo.Journal without a disk, for the tests of other packages. It
// passes the same suite as the stores, where "durable" means: as long as one
// handle is referenced.
type Memory struct {
	shared *memory
	close  sync.Once
	closed chan struct{}
}

// memory is what all handles of one journal share.
type memory struct {
	mu      sync.Mutex
	id      string
	blocks  []memoryBlock
	current map[entityID]geo.Change
	natures map[bool]bool // of the incidents: whether synthetic
	moved   chan struct{} // closed and replaced by every append
}

type memoryBlock struct {
	geo.Head
	first      uint64
	recordedAt time.Time
	body       []byte
}

type entityID struct {
	entity geo.Entity
	id     string
}

// NewMemory makes an empty journal.
func NewMemory() *Memory {
	return (&memory{id: ulid.Make().String(), current: map[entityID]geo.Change{}, moved: make(chan struct{})}).handle()
}

// Open gives another handle on the same journal, as another process would
// have. It works on a closed handle too.
func (m *Memory) Open() *Memory { return m.shared.handle() }

func (s *memory) handle() *Memory { return &Memory{shared: s, closed: make(chan struct{})} }

// Append implements geo.Journal.
func (m *Memory) Append(ctx context.Context, changes []geo.Change) (geo.Head, error) {
	blocks, err := geo.SplitBlocks(changes)
	if err != nil {
		return geo.Head{}, err
	}
	bodies := make([][]byte, len(blocks))
	for i, block := range blocks {
		if bodies[i], err = geo.EncodeBlock(block); err != nil {
			return geo.Head{}, err
		}
	}
	if err := checkFields(changes); err != nil {
		return geo.Head{}, err
	}
	s := m.shared
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return geo.Head{}, err
	}
	if err := s.checkCurrent(changes); err != nil {
		return geo.Head{}, err
	}
	if err := s.checkNature(changes); err != nil {
		return geo.Head{}, err
	}
	var head geo.Head
	for i, block := range blocks {
		if head, err = s.add(block, bodies[i]); err != nil {
			return head, err
		}
	}
	return head, nil
}

func checkFields(changes []geo.Change) error {
	var in geo.Incident
	for i := range changes {
		c := &changes[i]
		if c.Format != geo.FieldsFormat {
			return geo.Errorf("append", geo.Invalid, "the fields of %s %q have the unknown format %d", c.Entity, c.ID, c.Format)
		}
		if c.Entity != geo.EntityIncident {
			continue
		}
		if err := geo.DecodeIncident(c.ID, c.Fields, nil, &in); err != nil {
			return geo.Wrap("append", geo.Invalid, err, "the fields of incident "+c.ID+" are not those of an incident")
		}
	}
	return nil
}

func (s *memory) checkCurrent(changes []geo.Change) error {
	for i := range changes {
		c := &changes[i]
		now := s.current[entityID{c.Entity, c.ID}]
		if now.Seq != c.PrevSeq {
			return geo.Errorf("append", geo.Conflict, "%s %q was changed by someone else: its newest seq is %d, not %d; read it again", c.Entity, c.ID, now.Seq, c.PrevSeq)
		}
		if c.Revision != now.Revision+1 {
			return geo.Errorf("append", geo.Invalid, "%s %q has revision %d, so the next one is not %d", c.Entity, c.ID, now.Revision, c.Revision)
		}
	}
	return nil
}

// checkNature keeps synthetic incidents and real ones apart.
func (s *memory) checkNature(changes []geo.Change) error {
	natures := map[bool]bool{} // whether synthetic
	for n := range s.natures {
		natures[n] = true
	}
	var in geo.Incident
	for i := range changes {
		if c := &changes[i]; c.Entity == geo.EntityIncident && c.Op == geo.OpPut {
			if err := geo.DecodeIncident(c.ID, c.Fields, nil, &in); err != nil {
				return err
			}
			natures[in.Source == geo.DemoSource] = true
		}
	}
	if len(natures) > 1 {
		return geo.Errorf("append", geo.Conflict, "a store holds synthetic incidents or real ones, not both")
	}
	s.natures = natures
	return nil
}

func (s *memory) add(changes []geo.Change, body []byte) (geo.Head, error) {
	kept, err := geo.DecodeBlock(body)
	if err != nil {
		return geo.Head{}, err
	}
	before := s.head()
	b := memoryBlock{first: before.Seq + 1, body: body}
	b.Head = geo.Head{StoreID: s.id, Seq: before.Seq + uint64(len(changes)), Chain: geo.NextChain(before.Chain, sha256.Sum256(body))}
	for i := range kept {
		kept[i].Seq = b.first + uint64(i)
		changes[i].Seq = kept[i].Seq
		s.current[entityID{kept[i].Entity, kept[i].ID}] = kept[i]
		if kept[i].RecordedAt.After(b.recordedAt) || i == 0 {
			b.recordedAt = kept[i].RecordedAt
		}
	}
	s.blocks = append(s.blocks, b)
	close(s.moved)
	s.moved = make(chan struct{})
	return b.Head, nil
}

func (s *memory) head() geo.Head {
	if len(s.blocks) == 0 {
		return geo.Head{StoreID: s.id}
	}
	return s.blocks[len(s.blocks)-1].Head
}

// usable says why nothing can be done with the handle.
func (m *Memory) usable(ctx context.Context) error {
	select {
	case <-m.closed:
		return geo.Errorf("journal", geo.Unavailable, "the store is closed")
	default:
		return geo.Wrap("journal", geo.Unavailable, ctx.Err(), "stopped before anything was done")
	}
}

// Blocks implements geo.Journal.
func (m *Memory) Blocks(ctx context.Context, after uint64) iter.Seq2[geo.Block, error] {
	return func(yield func(geo.Block, error) bool) {
		m.shared.mu.Lock()
		blocks := m.shared.blocks
		m.shared.mu.Unlock()
		from, _ := slices.BinarySearchFunc(blocks, after+1, func(b memoryBlock, seq uint64) int { return cmp.Compare(b.Seq, seq) })
		for _, b := range blocks[from:] {
			block, err := b.decode()
			if err == nil {
				err = m.usable(ctx)
			}
			if err != nil {
				yield(geo.Block{}, err)
				return
			}
			if !yield(block, nil) {
				return
			}
		}
		if err := m.usable(ctx); err != nil {
			yield(geo.Block{}, err)
		}
	}
}

func (b *memoryBlock) decode() (geo.Block, error) {
	changes, err := geo.DecodeBlock(b.body)
	for i := range changes {
		changes[i].Seq = b.first + uint64(i)
	}
	return geo.Block{Head: b.Head, First: b.first, RecordedAt: b.recordedAt, Changes: changes}, err
}

// Head implements geo.Journal.
func (m *Memory) Head(ctx context.Context) (geo.Head, error) {
	m.shared.mu.Lock()
	defer m.shared.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return geo.Head{}, err
	}
	return m.shared.head(), nil
}

// Current implements geo.Journal.
func (m *Memory) Current(ctx context.Context, entity geo.Entity, ids []string) (map[string]geo.Change, error) {
	m.shared.mu.Lock()
	defer m.shared.mu.Unlock()
	if err := m.usable(ctx); err != nil {
		return nil, err
	}
	found := make(map[string]geo.Change)
	for _, id := range ids {
		if c, ok := m.shared.current[entityID{entity, id}]; ok {
			c.Fields = slices.Clone(c.Fields)
			found[id] = c
		}
	}
	return found, nil
}

// Changed implements geo.Journal.
func (m *Memory) Changed(ctx context.Context) <-chan struct{} {
	changed := make(chan struct{}, 1)
	moved := m.shared.nextMove()
	go func() {
		defer close(changed)
		for {
			select {
			case <-ctx.Done():
				return
			case <-m.closed:
				return
			case <-moved:
			}
			moved = m.shared.nextMove()
			select {
			case changed <- struct{}{}:
			default: // one is waiting already
			}
		}
	}()
	return changed
}

func (s *memory) nextMove() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moved
}

// Close implements geo.Journal.
func (m *Memory) Close() error {
	m.shared.mu.Lock()
	defer m.shared.mu.Unlock()
	m.close.Do(func() { close(m.closed) })
	return nil
}
