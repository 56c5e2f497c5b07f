package sqlite_test

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"linea/geo"
)

// trySQL runs a statement on the file as a stranger with a database shell would.
func trySQL(path, statement string) error {
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}

func sqlOn(t testing.TB, path, statement string) {
	t.Helper()
	if err := trySQL(path, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// revised makes the second revisions of changes that were appended.
func revised(changes []geo.Change, op geo.Op) []geo.Change {
	later := make([]geo.Change, len(changes))
	for i, c := range changes {
		c.Op, c.Revision, c.PrevSeq, c.Seq = op, 2, c.Seq, 0
		later[i] = c
	}
	return later
}

func source(slug string) geo.Change {
	return geo.Change{
		Entity: geo.EntitySource, ID: slug, Revision: 1, Actor: "test", RecordedAt: recordedAt, Owner: slug, Label: geo.LabelInternal,
		Format: geo.FieldsFormat, Fields: []byte(`{"slug":"` + slug + `"}`),
	}
}

// threeBlocks fills a store: 40 incidents and a source; 10 revised; 5 retracted
// and one corridor.
func threeBlocks(t testing.TB, path string) {
	t.Helper()
	s := openStore(t, path)
	changes := plausible(rand.New(rand.NewPCG(7, 7)), 0, 40)
	first := append(changes, source("demo"))
	appendTo(t, s, first)
	appendTo(t, s, revised(first[10:20], geo.OpPut))
	corridor := source("c-1")
	corridor.Entity = geo.EntityCorridor
	appendTo(t, s, append(revised(first[30:35], geo.OpRetract), corridor))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func appendTo(t testing.TB, j geo.Journal, changes []geo.Change) {
	t.Helper()
	if _, err := j.Append(context.Background(), changes); err != nil {
		t.Fatal(err)
	}
}

func TestVerify(t *testing.T) {
	for name, c := range map[string]struct{ spoil, says string }{
		"nothing spoilt":       {"", ""},
		"a body":               {"UPDATE journal SET body = x'00' WHERE seq_last = 51", "seq 51 does not match its hash"},
		"a body made text":     {"UPDATE journal SET body = CAST(body AS TEXT) WHERE seq_last = 51", "seq 51 does not match its hash"},
		"a hash":               {"UPDATE journal SET body_sha256 = zeroblob(32) WHERE seq_last = 41", "seq 41 does not match its hash"},
		"no hash":              {"UPDATE journal SET body_sha256 = 1 WHERE seq_last = 41", "seq 41 does not match its hash"},
		"a chain":              {"UPDATE journal SET chain = zeroblob(32) WHERE seq_last = 51", "seq 51 breaks the chain"},
		"a missing block":      {"DELETE FROM journal WHERE seq_last = 51", "seq 57 does not follow the one before"},
		"a missing last block": {"DELETE FROM journal WHERE seq_last = 57", "is not what the table of current rows says"},
		"a time":               {"UPDATE journal SET recorded_at = 'noon' WHERE seq_last = 51", "seq 51 has no readable time"},
		"another time":         {"UPDATE journal SET recorded_at = '2020-01-01T00:00:00.000Z' WHERE seq_last = 51", "seq 51 does not hold"},
		"a count":              {"UPDATE journal SET n = 9 WHERE seq_last = 51", "seq 51 does not follow the one before"},
		"a layer's value":      {"UPDATE current_incident SET kind = 'other' WHERE id = 'demo:00000012'", `"demo:00000012"`},
		"a layer's point":      {"UPDATE current_incident SET geom = NULL WHERE id = 'demo:00000003'", `"demo:00000003"`},
		"fields":               {"UPDATE current_entity SET fields = x'7b7d' WHERE id = 'demo'", `source "demo"`},
		"a missing row":        {"DELETE FROM current_incident WHERE id = 'demo:00000005'", `"demo:00000005"`},
		"a row too many":       {"INSERT INTO current_entity SELECT 3, 'x', 1, 999, 0, 0, '', '', '', '', 1, x'' ", "current rows"},
		"a row in between":     {"INSERT INTO current_entity SELECT 3, 'x', 1, 4, 0, 0, '', '', '', '', 1, x'' ", "current rows"},
		"an erased body":       {"UPDATE journal SET body = NULL WHERE seq_last = 51", ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "linea.gpkg")
			threeBlocks(t, path)
			if c.spoil != "" {
				sqlOn(t, path, c.spoil)
			}
			err := openStore(t, path).Verify(context.Background())
			if c.says == "" && err != nil || c.says != "" && (geo.CodeOf(err) != geo.Damaged || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("got %v, want an error with %q", err, c.says)
			}
		})
	}
}

// An erased body leaves everything else in place: the chain, the blocks
// around it, and the newest state of what it held.
func TestErasedBody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	threeBlocks(t, path)
	sqlOn(t, path, "UPDATE journal SET body = NULL WHERE seq_last = 51")
	s := openStore(t, path)
	var erased []bool
	var last geo.Head
	for b, err := range s.Blocks(context.Background(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if b.Erased != (b.Changes == nil) || b.RecordedAt.IsZero() {
			t.Errorf("block %d..%d: erased %t, %d changes, recorded %s", b.First, b.Seq, b.Erased, len(b.Changes), b.RecordedAt)
		}
		erased, last = append(erased, b.Erased), b.Head
	}
	if len(erased) != 3 || erased[0] || !erased[1] || erased[2] {
		t.Errorf("erased %v", erased)
	}
	if head, err := s.Head(context.Background()); err != nil || head != last {
		t.Errorf("head %+v, last block %+v (%v)", head, last, err)
	}
	found, err := s.Current(context.Background(), geo.EntityIncident, []string{"demo:00000012"})
	if err != nil || found["demo:00000012"].Revision != 2 {
		t.Errorf("current %v (%v)", found, err)
	}
	appendTo(t, s, []geo.Change{source("later")})
}
