package sqlite

import (
	"context"
	"database/sql/driver"
	"strings"

	"linea/geo"
)

// table is one of the two private tables of newest changes: how its rows are
// written. Columns begin with those every entity has.
type table struct {
	insert     string    // one row
	insertMany string    // rowsPerInsert rows
	update     string    // the columns, then id, prev_seq and the revision before
	read       [2]string // by extent: the rows of a JSON list of ids
	columns    int       // with the key
}

// entities is how many kinds of entity there are.
const entities = geo.EntityImport + 1

// extent is how much of a row is read: the key and entryColumns, or all.
type extent int

const (
	entries extent = iota
	wholeRows
)

// rowsPerInsert: more rows a statement gain nothing more, see BenchmarkAppend.
const rowsPerInsert = 50

const (
	entryColumns = "id revision seq prev_seq op actor recorded_at owner label format fields"
	layerColumns = "geom source kind subkind occurred_at occurred_until date_local date_local_until time_precision time_kind reported_at found_within_days radius_m location_method origin persons cause land area summary via status"
)

// The two tables; constants, but for the language.
var (
	incidentTable = newTable("current_incident", "fid", entryColumns+" "+layerColumns, "id = ?")
	entityTable   = newTable("current_entity", "entity", entryColumns, "entity = ? AND id = ?")
)

// newTable writes the statements of a table: key is set once, columns with
// every revision.
func newTable(name, key, columns, where string) *table {
	names := strings.Fields(columns)
	row := "(" + strings.Repeat("?, ", len(names)) + "?)"
	// + keeps the driver from making times of texts.
	read := func(names []string) string {
		ids := strings.Replace(where, "id = ?", "id IN (SELECT value FROM json_each(?))", 1)
		return "SELECT +" + key + ", +" + strings.Join(names, ", +") + " FROM " + name + " WHERE " + ids
	}
	insert := "INSERT INTO " + name + " (" + key + ", " + strings.Join(names, ", ") + ") VALUES "
	return &table{
		insert:     insert + row,
		insertMany: insert + strings.Repeat(row+", ", rowsPerInsert-1) + row,
		update:     "UPDATE " + name + " SET " + strings.Join(names, " = ?, ") + " = ? WHERE " + where + " AND seq = ? AND revision = ? RETURNING 1",
		read:       [2]string{entries: read(strings.Fields(entryColumns)), wholeRows: read(names)},
		columns:    len(names) + 1,
	}
}

// entry is a change with its number and, for an incident, its fields.
type entry struct {
	seq      uint64
	change   *geo.Change
	incident *geo.Incident
}

// isFresh says whether the change brings a new incident.
func (e *entry) isFresh() bool {
	return e.change.Entity == geo.EntityIncident && e.change.Revision == 1
}

// application writes changes into the private tables.
type application struct {
	c      *conn
	maker  rowMaker
	byID   bool   // new incidents are written by id
	nature nature // of the store and what was written into it so far
}

func newApplication(c *conn) *application { return &application{c: c} }

// apply writes the new incidents, which stand first, and then the rest in its
// own order.
func (a *application) apply(ctx context.Context, entries []entry) error {
	fresh := 0
	for fresh < len(entries) && entries[fresh].isFresh() {
		fresh++
	}
	if err := a.insertFresh(ctx, entries[:fresh]); err != nil {
		return err
	}
	for i := range entries[fresh:] {
		if err := a.put(&entries[fresh+i]); err != nil {
			return err
		}
		if i%1000 == 999 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// insertFresh writes new incidents, rowsPerInsert a statement and the rest one
// by one.
func (a *application) insertFresh(ctx context.Context, fresh []entry) error {
	columns := incidentTable.columns
	for rows := range statements(fresh) {
		if len(rows) == rowsPerInsert*columns {
			if err := a.insert(incidentTable.insertMany, rows); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		for ; len(rows) > 0; rows = rows[columns:] {
			if err := a.insert(incidentTable.insert, rows[:columns]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *application) put(e *entry) error {
	c, m := e.change, &a.maker
	switch {
	case c.Entity == geo.EntityIncident:
		return a.update(incidentTable.update, with(m.layer(m.entry(nil, e), e.incident), c.ID, int64(c.PrevSeq), int64(c.Revision-1)))
	case c.Revision == 1:
		return a.insert(entityTable.insert, m.entry([]driver.NamedValue{{Value: int64(c.Entity)}}, e))
	}
	return a.update(entityTable.update, with(m.entry(nil, e), int64(c.Entity), c.ID, int64(c.PrevSeq), int64(c.Revision-1)))
}

func (a *application) insert(statement string, rows []driver.NamedValue) error {
	_, err := a.c.run(statement, number(rows))
	return err
}

// update writes a later revision; it must find exactly the one before.
func (a *application) update(statement string, row []driver.NamedValue) error {
	found, err := a.c.run(statement, number(row))
	if err == nil && !found {
		err = errStale
	}
	return err
}
