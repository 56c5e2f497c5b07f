package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"slices"
	"strings"

	"linea/geo"
)

// Verify proves the whole store, as of one moment: the database is sound,
// every body matches its hash and the chain, every revision follows the one
// before, and the private tables, hence the layer, are what the journal makes
// them. The error names the first block or row that fails.
func (s *Store) Verify(ctx context.Context) error {
	return s.read("verify", func(c *conn) error {
		if _, err := c.exec("BEGIN"); err != nil {
			return err
		}
		err := s.verify(ctx, c)
		_, end := c.exec("ROLLBACK")
		return errors.Join(err, end)
	})
}

func (s *Store) verify(ctx context.Context, c *conn) error {
	err := c.each(ctx, func(row []driver.Value) error {
		if found := textOf(row[0]); found != "ok" {
			return geo.Errorf("verify", geo.Damaged, "%s: the database is damaged (%s); restore it from a backup", s.path, found)
		}
		return nil
	}, "PRAGMA integrity_check(1)")
	if err != nil {
		return err
	}
	v := verifier{path: s.path, conn: c, newest: map[entityID]newest{}}
	if err := v.walk(ctx, v.follow); err != nil {
		return err
	}
	if err := v.walk(ctx, v.compare); err != nil {
		return err
	}
	return v.leftOver(ctx)
}

type entityID struct {
	entity geo.Entity
	id     string
}

type newest struct {
	seq      uint64
	revision int
}

// verifier folds the journal and compares.
type verifier struct {
	path   string
	conn   *conn
	newest map[entityID]newest
	erased []geo.Block // what they held is not known
}

func (v *verifier) lend(_ string, use func(*conn) error) error { return use(v.conn) }

// walk calls visit with every block.
func (v *verifier) walk(ctx context.Context, visit func(context.Context, geo.Block) error) error {
	p, err := newPager(ctx, v.path, v.lend, 0)
	for err == nil && p.before.Seq < p.last {
		var b geo.Block
		if b, err = p.block(ctx); err == nil {
			err = visit(ctx, b)
		}
	}
	return err
}

func (v *verifier) isErased(seq uint64) bool {
	return slices.ContainsFunc(v.erased, func(b geo.Block) bool { return b.First <= seq && seq <= b.Seq })
}

// follow proves that every change follows the newest one of its id.
func (v *verifier) follow(_ context.Context, b geo.Block) error {
	if b.Erased {
		v.erased = append(v.erased, b)
	}
	for i := range b.Changes {
		c := &b.Changes[i]
		key := entityID{c.Entity, strings.Clone(c.ID)}
		before := v.newest[key]
		if (c.PrevSeq != before.seq || c.Revision != before.revision+1) && !v.isErased(c.PrevSeq) {
			return v.damaged(c, "does not follow the revision before it")
		}
		v.newest[key] = newest{c.Seq, c.Revision}
	}
	return nil
}

// compare proves that the current rows of the block's ids are what an append
// of their newest change writes.
func (v *verifier) compare(ctx context.Context, b geo.Block) error {
	for entity := range entities {
		rows, err := v.rows(ctx, entity, b.Changes)
		if err != nil {
			return err
		}
		for i := range b.Changes {
			c := &b.Changes[i]
			if c.Entity != entity || v.newest[entityID{entity, c.ID}].seq != c.Seq {
				continue
			}
			if same, err := v.same(c, rows[c.ID]); err != nil || !same {
				return cmp.Or(err, v.damaged(c, "is not what the table of current rows says"))
			}
		}
	}
	return nil
}

// rows gives the current rows of the changes of one entity, by id.
func (v *verifier) rows(ctx context.Context, entity geo.Entity, changes []geo.Change) (map[string][]driver.Value, error) {
	var ids []string
	for i := range changes {
		if changes[i].Entity == entity {
			ids = append(ids, changes[i].ID)
		}
	}
	rows := make(map[string][]driver.Value, len(ids))
	return rows, eachCurrent(ctx, v.conn, wholeRows, entity, ids, func(row []driver.Value) error {
		rows[textOf(row[1])] = slices.Clone(row)
		return nil
	})
}

// same says whether the row is what an append of c writes. A row whose newest
// change was erased cannot be judged.
func (v *verifier) same(c *geo.Change, row []driver.Value) (bool, error) {
	if row == nil {
		return false, nil
	}
	if v.isErased(uint64(intOf(row[3]))) {
		return true, nil
	}
	var m rowMaker
	want := m.entry(nil, &entry{seq: c.Seq, change: c})
	if c.Entity == geo.EntityIncident {
		var in geo.Incident
		if err := geo.DecodeIncident(c.ID, c.Fields, nil, &in); err != nil {
			return false, err
		}
		want = m.layer(want, &in)
	}
	return slices.EqualFunc(want, row[1:], func(w driver.NamedValue, r driver.Value) bool { return sameValue(w.Value, r) }), nil
}

func sameValue(a, b driver.Value) bool {
	if x, ok := a.([]byte); ok {
		y, ok := b.([]byte)
		return ok && bytes.Equal(x, y)
	}
	return a == b
}

// leftOver proves that no row is there beside those that were compared.
func (v *verifier) leftOver(ctx context.Context) error {
	row, err := v.conn.one(ctx, "SELECT (SELECT count(*) FROM current_incident) + (SELECT count(*) FROM current_entity)")
	if err != nil {
		return err
	}
	if n := intOf(row[0]); n != int64(len(v.newest)) && v.erased == nil {
		return geo.Errorf("verify", geo.Damaged, "%s has %d current rows, the journal makes %d; restore the store from a backup", v.path, n, len(v.newest))
	}
	return nil
}

func (v *verifier) damaged(c *geo.Change, what string) error {
	return geo.Errorf("verify", geo.Damaged, "%s: seq %d of the journal (%s %q) %s; restore the store from a backup", v.path, c.Seq, c.Entity, c.ID, what)
}
