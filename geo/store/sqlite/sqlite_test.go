package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/store/sqlite"
	"linea/geo/store/storetest"
)

var recordedAt = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// openStore opens a handle that the end of the test closes.
func openStore(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Place {
		path := filepath.Join(t.TempDir(), "linea.gpkg")
		return func(t testing.TB) geo.Journal { return openStore(t, path) }
	})
}
