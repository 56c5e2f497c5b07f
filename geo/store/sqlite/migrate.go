package sqlite

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"time"

	"github.com/oklog/ulid/v2"

	"linea/geo"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one numbered step of the schema; its number is its place in the
// list, from 1. A released step never changes.
type migration struct {
	name string
	sql  string
}

// migrations gives the steps in order of their file names.
func migrations() []migration {
	names, _ := fs.Glob(migrationFiles, "migrations/*.sql") // the pattern is well formed
	steps := make([]migration, len(names))
	for i, name := range names {
		text, _ := migrationFiles.ReadFile(name) // it was listed
		steps[i] = migration{name, string(text)}
	}
	return steps
}

const aboutStore = "A store of Línea. Incidents change only through linea: the layer incidents is read-only, and every change is kept in the journal."

// migrate takes a schema from a version to the newest in one transaction.
func migrate(ctx context.Context, c *conn, from int, steps []migration) error {
	if _, err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	return finish(c, apply(c, from, steps))
}

// upgrade does the same inside a transaction that was begun, ends a load that was
// killed, and ends the transaction.
func upgrade(ctx context.Context, c *conn, steps []migration) error {
	version, err := schemaVersion(ctx, c)
	if err == nil && version < len(steps) {
		err = apply(c, version, steps)
	}
	if err == nil {
		err = endLoad(c)
	}
	return finish(c, err)
}

func apply(c *conn, from int, steps []migration) error {
	for _, step := range steps[from:] {
		if _, err := c.exec(step.sql); err != nil {
			return err
		}
	}
	if from == 0 {
		if _, err := c.exec("INSERT INTO linea_store VALUES (1, ?, 0, ?, ?)", ulid.Make().String(), writeInstant(time.Now()), aboutStore); err != nil {
			return err
		}
	}
	_, err := c.exec("UPDATE linea_store SET schema_version = ?", int64(len(steps)))
	return err
}

// finish commits, or rolls back after an error.
func finish(c *conn, err error) error {
	if err == nil {
		if _, err = c.exec("COMMIT"); err == nil {
			return nil
		}
	}
	if !c.raw.AutoCommit() {
		_, rollback := c.exec("ROLLBACK")
		err = errors.Join(err, rollback)
	}
	return err
}

func schemaVersion(ctx context.Context, c *conn) (int, error) {
	row, err := c.one(ctx, "SELECT schema_version FROM linea_store")
	if err != nil {
		return 0, err
	}
	if len(row) == 0 || intOf(row[0]) < 1 {
		return 0, geo.Errorf("open store", geo.Damaged, "%s does not say its version; restore it from a backup", c.path)
	}
	return int(intOf(row[0])), nil
}
