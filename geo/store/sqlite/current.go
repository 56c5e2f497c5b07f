package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"time"

	"linea/geo"
)

// Current implements geo.Journal. It reads the private tables, which keep the
// encoded fields: 60 bytes a row, a fifth of the file. In return a lookup takes
// 2 µs, not the 500 µs of unpacking the block that wrote the row, and it does
// not need a block that may have been erased.
func (s *Store) Current(ctx context.Context, entity geo.Entity, ids []string) (map[string]geo.Change, error) {
	var found map[string]geo.Change
	err := s.read("current", func(c *conn) (err error) {
		found, err = currentOn(ctx, c, entity, ids)
		return err
	})
	return found, err
}

func currentOn(ctx context.Context, c *conn, entity geo.Entity, ids []string) (map[string]geo.Change, error) {
	found := make(map[string]geo.Change)
	err := eachCurrent(ctx, c, entries, entity, ids, func(row []driver.Value) error {
		change, err := changeOf(entity, row)
		found[change.ID] = change
		return err
	})
	return found, err
}

// eachCurrent visits the current rows of the ids.
func eachCurrent(ctx context.Context, c *conn, of extent, entity geo.Entity, ids []string, visit func(row []driver.Value) error) error {
	if len(ids) == 0 {
		return ctx.Err()
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	if entity == geo.EntityIncident {
		return c.each(ctx, visit, incidentTable.read[of], string(list))
	}
	return c.each(ctx, visit, entityTable.read[of], int64(entity), string(list))
}

// changeOf reads a current row: its key, then entryColumns.
func changeOf(entity geo.Entity, row []driver.Value) (geo.Change, error) {
	e := row[1:]
	at, err := time.Parse(instantLayout, textOf(e[6]))
	return geo.Change{
		Entity: entity, ID: textOf(e[0]), Revision: int(intOf(e[1])), Seq: uint64(intOf(e[2])), PrevSeq: uint64(intOf(e[3])),
		Op: geo.Op(intOf(e[4])), Actor: textOf(e[5]), RecordedAt: at, Owner: textOf(e[7]), Label: textOf(e[8]),
		Format: uint8(intOf(e[9])), Fields: bytesOf(e[10]),
	}, geo.Wrap("current", geo.Damaged, err, "a current row cannot be read; restore the store from a backup")
}
