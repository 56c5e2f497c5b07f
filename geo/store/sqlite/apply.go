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
	insert inserts
	update string    // the columns, then id, prev_seq and the revision before
	read   [2]string // by extent: the rows of a JSON list of ids
}

// inserts are the statements that insert rowsAtOnce rows.
type inserts struct {
	statements [len(rowsAtOnce)]string
	columns    int
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

// rowsAtOnce are the numbers of rows for which there are statements.
var rowsAtOnce = [...]int{rowsPerInsert, 10, 1}

// newInserts writes the statements that begin like this.
func newInserts(begin string, columns int) inserts {
	in := inserts{columns: columns}
	row := "(" + strings.Repeat("?, ", columns-1) + "?)"
	for i, n := range rowsAtOnce {
		in.statements[i] = begin + strings.Repeat(row+", ", n-1) + row
	}
	return in
}

const (
	entryColumns = "id revision seq prev_seq op actor recorded_at owner label format fields"
	layerColumns = "geom source kind subkind occurred_at occurred_until date_local date_local_until time_precision time_kind reported_at found_within_days radius_m location_method origin persons cause land area summary via status"
)

// The two tables; constants, but for the language.
var (
	incidentTable = newTable("current_incident", "fid", entryColumns+" "+layerColumns, "id = ?")
	entityTable   = newTable("current_entity", "entity", entryColumns, "entity = ? AND id = ?")
	journalRows   = newInserts("INSERT INTO journal VALUES ", 6)
)

// newTable writes the statements of a table: key is set once, columns with
// every revision.
func newTable(name, key, columns, where string) *table {
	names := strings.Fields(columns)
	// + keeps the driver from making times of texts.
	read := func(names []string) string {
		ids := strings.Replace(where, "id = ?", "id IN (SELECT value FROM json_each(?))", 1)
		return "SELECT +" + key + ", +" + strings.Join(names, ", +") + " FROM " + name + " WHERE " + ids
	}
	return &table{
		insert: newInserts("INSERT INTO "+name+" ("+key+", "+strings.Join(names, ", ")+") VALUES ", len(names)+1),
		update: "UPDATE " + name + " SET " + strings.Join(names, " = ?, ") + " = ? WHERE " + where + " AND seq = ? AND revision = ? RETURNING 1",
		read:   [2]string{entries: read(strings.Fields(entryColumns)), wholeRows: read(names)},
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

// insertFresh writes new incidents.
func (a *application) insertFresh(ctx context.Context, fresh []entry) error {
	for rows := range statements(fresh) {
		if err := a.insert(&incidentTable.insert, rows); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

func (a *application) put(e *entry) error {
	c, m := e.change, &a.maker
	switch {
	case c.PrevSeq >= e.seq: // what it follows comes later in the same transaction
		return errStale
	case c.Entity == geo.EntityIncident:
		return a.update(incidentTable.update, with(m.layer(m.entry(nil, e), e.incident), c.ID, int64(c.PrevSeq), int64(c.Revision-1)))
	case c.Revision == 1:
		return a.insert(&entityTable.insert, m.entry([]driver.NamedValue{{Value: int64(c.Entity)}}, e))
	}
	return a.update(entityTable.update, with(m.entry(nil, e), int64(c.Entity), c.ID, int64(c.PrevSeq), int64(c.Revision-1)))
}

// insert writes rows, as many a statement as there is one for.
func (a *application) insert(in *inserts, rows []driver.NamedValue) error {
	for i, n := range rowsAtOnce {
		for n *= in.columns; len(rows) >= n; rows = rows[n:] {
			if _, err := a.c.run(in.statements[i], number(rows[:n])); err != nil {
				return err
			}
		}
	}
	return nil
}

// update writes a later revision; it must find exactly the one before.
func (a *application) update(statement string, row []driver.NamedValue) error {
	found, err := a.c.run(statement, number(row))
	if err == nil && !found {
		err = errStale
	}
	return err
}
