package sqlite

import (
	"database/sql/driver"
	"iter"
	"time"
)

// rowMaker turns changes into the values of their rows.
type rowMaker struct {
	at     time.Time
	atText driver.Value // at, written
}

// statementsAhead is how many statements' rows are made while one runs.
const statementsAhead = 4

// statements gives the rows of new incidents, rowsPerInsert at a time; what is
// given is good until the next. Making the rows takes a sixth of the time of
// inserting them, so those of many are made by another core.
func statements(fresh []entry) iter.Seq[[]driver.NamedValue] {
	if len(fresh) <= statementsAhead*rowsPerInsert {
		return made(fresh, func() []driver.NamedValue {
			return make([]driver.NamedValue, 0, min(len(fresh), rowsPerInsert)*incidentTable.insert.columns)
		})
	}
	return func(yield func([]driver.NamedValue) bool) {
		full, used, done := make(chan []driver.NamedValue, statementsAhead), make(chan []driver.NamedValue, statementsAhead), make(chan struct{})
		defer close(done)
		for range statementsAhead {
			used <- make([]driver.NamedValue, 0, rowsPerInsert*incidentTable.insert.columns)
		}
		take := func() []driver.NamedValue {
			select {
			case rows := <-used:
				return rows[:0]
			case <-done:
				return nil
			}
		}
		go func() {
			defer close(full)
			for rows := range made(fresh, take) {
				select {
				case full <- rows:
				case <-done:
					return
				}
			}
		}()
		for rows := range full {
			if !yield(rows) {
				return
			}
			used <- rows
		}
	}
}

// made gives the rows of new incidents, rowsPerInsert at a time, each in a slice
// of take's.
func made(fresh []entry, take func() []driver.NamedValue) iter.Seq[[]driver.NamedValue] {
	return func(yield func([]driver.NamedValue) bool) {
		var m rowMaker
		for len(fresh) > 0 {
			n, rows := min(rowsPerInsert, len(fresh)), take()
			for i := range fresh[:n] {
				rows = m.fresh(rows, &fresh[i])
			}
			fresh = fresh[n:]
			if !yield(rows) {
				return
			}
		}
	}
}

// fresh appends the row of a new incident.
func (m *rowMaker) fresh(row []driver.NamedValue, e *entry) []driver.NamedValue {
	return m.layer(m.entry(append(row, driver.NamedValue{Value: int64(e.seq)}), e), e.incident)
}

// entry appends the columns that every change has.
func (m *rowMaker) entry(row []driver.NamedValue, e *entry) []driver.NamedValue {
	c := e.change
	if m.atText == nil || !m.at.Equal(c.RecordedAt) {
		m.at, m.atText = c.RecordedAt, writeInstant(c.RecordedAt)
	}
	fields := c.Fields
	if fields == nil {
		fields = []byte{}
	}
	return with(row, c.ID, int64(c.Revision), int64(e.seq), int64(c.PrevSeq), int64(c.Op), c.Actor, m.atText, c.Owner, c.Label, int64(c.Format), fields)
}

// with appends values to a row.
func with(row []driver.NamedValue, values ...driver.Value) []driver.NamedValue {
	for _, v := range values {
		row = append(row, driver.NamedValue{Value: v})
	}
	return row
}

// number gives the values of a statement their places.
func number(row []driver.NamedValue) []driver.NamedValue {
	for i := range row {
		row[i].Ordinal = i + 1
	}
	return row
}
