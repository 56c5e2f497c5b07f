package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"linea/geo"
)

// Head implements geo.Journal.
func (s *Store) Head(ctx context.Context) (geo.Head, error) {
	var head geo.Head
	err := s.read("head", func(c *conn) (err error) {
		head, err = headOn(ctx, c)
		return err
	})
	return head, err
}

func headOn(ctx context.Context, c *conn) (geo.Head, error) {
	row, err := c.one(ctx, `SELECT store_id, last.seq_last, last.chain FROM linea_store
		LEFT JOIN (SELECT seq_last, chain FROM journal ORDER BY seq_last DESC LIMIT 1) AS last`)
	if err != nil {
		return geo.Head{}, err
	}
	if len(row) == 0 {
		return geo.Head{}, geo.Errorf("head", geo.Damaged, "%s does not say which store it is; restore it from a backup", c.path)
	}
	head := geo.Head{StoreID: textOf(row[0]), Seq: uint64(intOf(row[1]))}
	copy(head.Chain[:], bytesOf(row[2]))
	return head, nil
}

// pageBlocks is how many blocks are read at a time: no read transaction stays
// open while the caller works, so the write-ahead log never grows on its account.
const pageBlocks = 16

// Blocks implements geo.Journal. It ends at the head as of its start, and
// proves on the way what it reads: body against its hash, hash against the
// chain, seqs without a gap. The first block that fails ends it with Damaged.
func (s *Store) Blocks(ctx context.Context, after uint64) iter.Seq2[geo.Block, error] {
	return func(yield func(geo.Block, error) bool) {
		p, err := newPager(ctx, s.path, s.read, after)
		for err == nil && p.before.Seq < p.last {
			var b geo.Block
			if b, err = p.block(ctx); err == nil && !yield(b, nil) {
				return
			}
		}
		if err != nil {
			yield(geo.Block{}, s.explain("read journal", err))
		}
	}
}

// pager walks the journal page by page.
type pager struct {
	path   string
	lend   lender
	before geo.Head // of the block before the next one
	last   uint64   // where to end
	page   []row    // read, but not yet given
}

// row is one row of the journal.
type row struct {
	last, n    uint64
	recordedAt string
	body       []byte // nil when erased
	sum, chain []byte

	// What the body says, worked out for a whole page at once.
	matches bool // its hash
	changes []geo.Change
	err     error
}

// unpack works out all that follows from the row alone.
func (r *row) unpack() {
	r.matches = len(r.sum) == sha256.Size && (r.body == nil || sha256.Sum256(r.body) == [32]byte(r.sum))
	if r.matches && r.body != nil {
		r.changes, r.err = geo.DecodeBlock(r.body)
	}
}

// lender lends a connection to use.
type lender func(op string, use func(*conn) error) error

func newPager(ctx context.Context, path string, lend lender, after uint64) (*pager, error) {
	p := &pager{path: path, lend: lend}
	err := lend("read journal", func(c *conn) error {
		head, err := headOn(ctx, c)
		if err != nil {
			return err
		}
		p.last, p.before.StoreID = head.Seq, head.StoreID
		before, err := c.one(ctx, "SELECT seq_last, chain FROM journal WHERE seq_last <= ? ORDER BY seq_last DESC LIMIT 1", int64(min(after, head.Seq)))
		if err != nil || before == nil {
			return err
		}
		p.before.Seq = uint64(intOf(before[0]))
		copy(p.before.Chain[:], bytesOf(before[1]))
		return nil
	})
	return p, err
}

// block gives the next block.
func (p *pager) block(ctx context.Context) (geo.Block, error) {
	if err := ctx.Err(); err != nil {
		return geo.Block{}, err
	}
	if len(p.page) == 0 {
		if err := p.turn(ctx); err != nil {
			return geo.Block{}, err
		}
	}
	r := &p.page[0]
	p.page = p.page[1:]
	return p.check(r)
}

// turn reads the next page.
func (p *pager) turn(ctx context.Context) error {
	err := p.lend("read journal", func(c *conn) error {
		return c.each(ctx, func(v []driver.Value) error {
			p.page = append(p.page, row{
				last: uint64(intOf(v[0])), n: uint64(intOf(v[1])), recordedAt: textOf(v[2]),
				body: contentOf(v[3]), sum: bytesOf(v[4]), chain: bytesOf(v[5]),
			})
			return nil
		}, "SELECT seq_last, n, recorded_at, body, body_sha256, chain FROM journal WHERE seq_last > ? AND seq_last <= ? ORDER BY seq_last LIMIT ?",
			int64(p.before.Seq), int64(p.last), int64(pageBlocks))
	})
	if err == nil && len(p.page) == 0 {
		err = p.damaged(p.last, "is missing")
	}
	unpackAll(p.page)
	return err
}

// fewBytes of bodies are unpacked sooner by one than shared out.
const fewBytes = 64 << 10

// unpackAll unpacks rows, large ones on all cores.
func unpackAll(page []row) {
	bytes := 0
	for i := range page {
		bytes += len(page[i].body)
	}
	if bytes < fewBytes {
		for i := range page {
			page[i].unpack()
		}
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(geo.Cores(), len(page)) {
		group.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(page); i = next.Add(1) - 1 {
				page[i].unpack()
			}
		})
	}
	group.Wait()
}

// check proves one row.
func (p *pager) check(r *row) (geo.Block, error) {
	b := geo.Block{Head: geo.Head{StoreID: p.before.StoreID, Seq: r.last}, First: r.last - r.n + 1, Erased: r.body == nil}
	if b.First != p.before.Seq+1 || r.n < 1 || r.n > geo.MaxBlock {
		return b, p.damaged(r.last, "does not follow the one before")
	}
	if !r.matches {
		return b, p.damaged(r.last, "does not match its hash")
	}
	b.Chain = geo.NextChain(p.before.Chain, [32]byte(r.sum))
	if string(b.Chain[:]) != string(r.chain) {
		return b, p.damaged(r.last, "breaks the chain")
	}
	var err error
	if b.RecordedAt, err = time.Parse(instantLayout, r.recordedAt); err != nil {
		return b, p.damaged(r.last, "has no readable time")
	}
	p.before = b.Head
	if b.Erased {
		return b, nil
	}
	if b.Changes = r.changes; r.err != nil || len(b.Changes) != int(r.n) || !newestTime(b.Changes).Equal(b.RecordedAt) {
		return b, p.damaged(r.last, "does not hold what its row says")
	}
	for i := range b.Changes {
		b.Changes[i].Seq = b.First + uint64(i)
	}
	return b, nil
}

func (p *pager) damaged(last uint64, what string) error {
	return geo.Errorf("read journal", geo.Damaged, "%s: the block of the journal that ends at seq %d %s; restore the store from a backup", p.path, last, what)
}
