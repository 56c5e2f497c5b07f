package sqlite_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"linea/geo"
)

var makeDump = flag.Bool("make-dump", false, "write a store of the newest schema to testdata")

// newestSchema is the number of the last migration. A new one brings a dump of
// its own: go test -run TestOldStores -make-dump
const newestSchema = 2

// Stores of every released schema still open, and say what they said: the head
// includes the hash of every byte of their journals.
func TestOldStores(t *testing.T) {
	if *makeDump {
		dump(t, filepath.Join("testdata", fmt.Sprintf("v%d.gpkg.gz", newestSchema)))
	}
	heads := map[int]string{
		1: "57 ccc0a555",
		2: "57 ccc0a555",
	}
	for version := 1; version <= newestSchema; version++ {
		path := filepath.Join(t.TempDir(), "linea.gpkg")
		write(t, path, unzip(t, filepath.Join("testdata", fmt.Sprintf("v%d.gpkg.gz", version))))
		s := openStore(t, path)
		if err := s.Verify(context.Background()); err != nil {
			t.Errorf("schema %d: %v", version, err)
		}
		head, err := s.Head(context.Background())
		if got := fmt.Sprint(head.Seq, " ", hex.EncodeToString(head.Chain[:4])); err != nil || got != heads[version] {
			t.Errorf("schema %d: head %s, want %s (%v)", version, got, heads[version], err)
		}
		appendTo(t, s, []geo.Change{source("new")})
	}
}

func dump(t *testing.T, name string) {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(storeBytes(t)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, name, b.Bytes())
}

func unzip(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
