package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk mounts a disk of its own in memory.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		cannot(t, "no small disk can be mounted (%v); geo/store/sqlite proves the same with a limit on files", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// fill takes every byte that is left.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 16, 1 << 10, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}

func rescueNumber(i int) string {
	return fmt.Sprintf(`{"id":"%d","source":"desk","kind":"rescue","occurred_at":"2024-05-01","lon":%.4f,"lat":31.9}`, i, -113+float64(i%500)/200)
}

func (s *serving) total() int {
	s.t.Helper()
	var all struct{ Total int }
	s.json("/api/v1/summary?duplicates=include", &all)
	return all.Total
}

// The disk is full: a write says so and is not half there, reads go on, and
// writes do when there is space again. Nothing that was acknowledged is lost.
func TestFaultsFullDisk(t *testing.T) {
	dir := smallDisk(t)
	s := startServer(t, dir, "linea.gpkg")
	s.get("/readyz")
	written := 0
	post := func() (int, string) {
		status, text := s.post(rescueNumber(written))
		if status == http.StatusCreated {
			written++
		}
		return status, text
	}
	for written < 20 {
		if status, text := post(); status != http.StatusCreated {
			t.Fatalf("%d %s", status, text)
		}
	}
	fill(t, filepath.Join(dir, "filler"))
	status, text := http.StatusCreated, ""
	for try := 0; status == http.StatusCreated && try < 10_000; try++ {
		status, text = post()
	}
	if status != http.StatusServiceUnavailable || !strings.Contains(text, "disk") {
		t.Fatalf("on a full disk: %d %s", status, text)
	}
	for range 3 {
		if n := s.total(); n != written {
			t.Fatalf("%d counted, %d acknowledged", n, written)
		}
		if status, text := post(); status != http.StatusServiceUnavailable {
			t.Errorf("again: %d %s", status, text)
		}
	}
	if err := os.Remove(filepath.Join(dir, "filler")); err != nil {
		t.Fatal(err)
	}
	if status, text := post(); status != http.StatusCreated {
		t.Fatalf("with space again: %d %s", status, text)
	}
	s.stop()
	must(t, exitDone, dir, "check", "--store", "linea.gpkg")
	s = startServer(t, dir, "linea.gpkg")
	if n := s.total(); n != written {
		t.Errorf("%d counted after a restart, %d acknowledged", n, written)
	}
	s.stop()
	t.Logf("| full disk | %d acknowledged | 0 lost | reads went on | writes after space |", written)
}

// The disk is read-only: the server says so and does not start.
func TestFaultsReadOnlyDisk(t *testing.T) {
	dir := smallDisk(t)
	if err := writeRows(filepath.Join(dir, "rows.csv"), "desk", 10); err != nil {
		t.Fatal(err)
	}
	must(t, exitDone, dir, "import", "--store", "linea.gpkg", "rows.csv")
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"import", "rows.csv"}} {
		got := linea(t, dir, append(args, "--store", "linea.gpkg")...)
		if got.code != exitFailed || !strings.Contains(got.stderr, "right to") && !strings.Contains(got.stderr, "read-only") {
			t.Errorf("%q: exit %d\n%s", args, got.code, got.stderr)
		}
	}
}
