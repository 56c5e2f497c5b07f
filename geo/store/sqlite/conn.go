package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net/url"

	"github.com/mattn/go-sqlite3"
)

// How every connection to a store is opened.
const (
	storeParams = "mode=rw&_mutex=no&_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000&_foreign_keys=1&_cache_size=-65536&_stmt_cache_size=24"
	readParams  = storeParams + "&_query_only=1"
	newParams   = "mode=rwc&_mutex=no&_synchronous=FULL&_foreign_keys=1"
)

// conn is one connection, used by one goroutine at a time. It is the driver's
// own: database/sql costs a third of the speed of loading; and it has no lock
// of SQLite's own, which would be taken for every value.
type conn struct {
	raw    *sqlite3.SQLiteConn
	path   string
	nature nature // of the store, once known; see natureOn

	noTempFiles bool // there is no room for them; see indexIDs
}

// undoInMemory: an insert of many rows notes the pages that it may have to
// restore, about two a row, until it ends. In temporary files, as SQLite has it
// by default, that was nine writes of ten of an import and a third of its time.
const undoInMemory = "PRAGMA temp_store = MEMORY"

// dial opens the file with the given parameters.
func dial(path, params string) (*conn, error) {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + params
	c, err := (&sqlite3.SQLiteDriver{}).Open(dsn)
	if err != nil {
		return nil, err
	}
	opened := &conn{raw: c.(*sqlite3.SQLiteConn), path: path}
	if _, err := opened.exec(undoInMemory); err != nil {
		return nil, errors.Join(err, opened.close())
	}
	return opened, nil
}

func (c *conn) close() error { return c.raw.Close() }

// args numbers the values of a statement.
func args(values ...any) []driver.NamedValue {
	named := make([]driver.NamedValue, len(values))
	for i, v := range values {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return named
}

// exec runs a statement and says how many rows it changed.
func (c *conn) exec(query string, values ...any) (int64, error) {
	result, err := c.raw.ExecContext(context.Background(), query, args(values...))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// run runs a statement in a single crossing into C, however many values it
// has (exec crosses once a value), and says whether it gave a row.
func (c *conn) run(query string, named []driver.NamedValue) (gave bool, err error) {
	rows, err := c.raw.QueryContext(context.Background(), query, named)
	if err != nil {
		return false, err
	}
	if err = rows.Next(make([]driver.Value, len(rows.Columns()))); err == io.EOF {
		return false, rows.Close()
	}
	return err == nil, errors.Join(err, rows.Close())
}

// each calls visit with every row; the values are good until it returns.
func (c *conn) each(ctx context.Context, visit func(row []driver.Value) error, query string, values ...any) error {
	rows, err := c.raw.QueryContext(ctx, query, args(values...))
	if err != nil {
		return err
	}
	row := make([]driver.Value, len(rows.Columns()))
	for {
		err := rows.Next(row)
		if err == nil {
			err = visit(row)
		}
		if err == io.EOF {
			return rows.Close()
		}
		if err != nil {
			return errors.Join(err, rows.Close())
		}
	}
}

// one gives the only row, nil when there is none.
func (c *conn) one(ctx context.Context, query string, values ...any) ([]driver.Value, error) {
	var found []driver.Value
	err := c.each(ctx, func(row []driver.Value) error {
		found = append(found[:0], row...)
		return nil
	}, query, values...)
	return found, err
}

// The values of a row. One of another type than the schema's, which only a
// damaged file has, gives the zero value.

func intOf(v driver.Value) int64 {
	n, _ := v.(int64)
	return n
}

func bytesOf(v driver.Value) []byte {
	b, _ := v.([]byte)
	return b
}

// contentOf is bytesOf where only NULL, which says that a body was erased, gives
// nil: one flipped bit in the head of a row makes text of a blob, and damage must
// not pass for an erasure. What is no blob gives bytes that match no hash.
func contentOf(v driver.Value) []byte {
	if b := bytesOf(v); b != nil || v == nil {
		return b
	}
	return []byte{}
}

func textOf(v driver.Value) string {
	s, _ := v.(string)
	return s
}
