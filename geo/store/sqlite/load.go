package sqlite

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"

	"github.com/mattn/go-sqlite3"

	"linea/geo"
)

// The first load. Most of the time of filling an empty store went into its index
// of ids: rows come in any order, so every append changed pages all over it. A
// store whose journal begins with an append above smallAppend is therefore
// filled without the index, and the handle that fills it knows the ids. Whatever
// is not the next such append makes the index first, in its own transaction:
// another handle or process, a revision, a small append (an import ends with
// one), an id that may be there already. So the index is missing only while a
// load is under way or after it was killed, and then no id is there twice.

// load is what the handle that fills a store knows of it.
type load struct {
	seq  uint64 // of the journal, after the newest append
	seed maphash.Seed
	ids  map[uint64]struct{} // hashes: one that is not here is the hash of no stored id
}

// mostLoaded ids are kept in mind, about 20 bytes each.
const mostLoaded = 20_000_000

const (
	idsIndexed = "SELECT 1 FROM sqlite_schema WHERE name = 'current_incident_id'"
	indexIDs   = "CREATE UNIQUE INDEX current_incident_id ON current_incident (id)"
	forgetIDs  = "DROP INDEX current_incident_id"
)

// keepUnique sees to it, in the open transaction, that the group cannot write an
// id twice: by the index, or by a load, which it gives. under is the load that
// was under way, if any, and seq the journal's.
func keepUnique(c *conn, under *load, seq uint64, group []*request) (*load, error) {
	indexed, err := hasIndex(c)
	if err != nil {
		return nil, err
	}
	if seq == 0 {
		under = &load{seed: maphash.MakeSeed(), ids: map[uint64]struct{}{}}
	} else if indexed {
		under = nil // somebody else made it: there are ids that the load does not know
	}
	if under.takes(seq, group) {
		if indexed {
			_, err = c.exec(forgetIDs)
		}
		return under, err
	}
	return nil, endLoad(c)
}

// endLoad makes the index of ids where it is missing, in the open transaction.
func endLoad(c *conn) error {
	indexed, err := hasIndex(c)
	if err == nil && !indexed {
		err = c.indexIDs()
	}
	return err
}

// How the ids are sorted for their index. In memory SQLite sorts them as one
// list, which leaves the caches of the processor at every step; in pieces of
// 2 MB, which go into temporary files, two threads take a third of the time.
const (
	sortInPieces = "PRAGMA temp_store = FILE; PRAGMA cache_size = -2000; PRAGMA threads = 2"
	sortInMemory = undoInMemory + "; PRAGMA cache_size = -65536; PRAGMA threads = 0"
)

// errNoTempFiles: temporary files could not be written, and the transaction may
// be gone with that. The next try does without them.
var errNoTempFiles = errors.New("no temporary files")

func (c *conn) indexIDs() error {
	if c.noTempFiles {
		_, err := c.exec(indexIDs)
		return err
	}
	if _, err := c.exec(sortInPieces); err != nil {
		return err
	}
	_, err := c.exec(indexIDs)
	if isCode(err, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrFull) {
		c.noTempFiles, err = true, errNoTempFiles
	}
	_, asBefore := c.exec(sortInMemory)
	return cmp.Or(err, asBefore)
}

// withoutTempFiles repeats once what failed for want of them.
func withoutTempFiles(transaction func() error) error {
	err := transaction()
	if errors.Is(err, errNoTempFiles) {
		err = transaction()
	}
	return err
}

func hasIndex(c *conn) (bool, error) {
	row, err := c.one(context.Background(), idsIndexed)
	return row != nil, err
}

// takes says whether the group is the next append of the load, and notes its ids
// then. What was noted of an append that fails is of no harm to uniqueness.
func (l *load) takes(seq uint64, group []*request) bool {
	if l == nil || l.seq != seq || len(group) != 1 || len(group[0].changes) <= smallAppend || len(l.ids) > mostLoaded {
		return false
	}
	for i := range group[0].changes {
		c := &group[0].changes[i]
		if c.Entity != geo.EntityIncident {
			continue
		}
		id := maphash.String(l.seed, c.ID)
		if _, known := l.ids[id]; known || c.Revision != 1 {
			return false
		}
		l.ids[id] = struct{}{}
	}
	l.seq += uint64(len(group[0].changes))
	return true
}
