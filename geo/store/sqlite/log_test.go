package sqlite_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/store/sqlite"
)

// page is how large the pages of a new store are; see pageBytes.
const page = 8192

// cutShort says whether a file ends before the last page that its header counts.
func cutShort(t testing.TB, path string) bool {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil || len(b) < 100 {
		t.Fatalf("%d bytes (%v)", len(b), err)
	}
	if got := int(binary.BigEndian.Uint16(b[16:])); got != page {
		t.Fatalf("pages of %d bytes", got)
	}
	return len(b) < page*int(binary.BigEndian.Uint32(b[28:]))
}

// crashed is what lay on the disk around a checkpoint.
type crashed struct {
	before, log, index []byte // as the process died, before the checkpoint
	after              []byte // the file after the whole checkpoint
	want               string // what the store holds
}

// crashedStore makes a store and lets its writer die with most of it in the log.
func crashedStore(t *testing.T) crashed {
	t.Helper()
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	threeBlocks(t, path)
	c := crashed{before: read(t, path)}
	s := openStore(t, path)
	appendTo(t, s, plausible(rand.New(rand.NewPCG(3, 3)), 1000, 300))
	appendTo(t, s, []geo.Change{source("last")})
	if c.log, c.index = read(t, path+"-wal"), read(t, path+"-shm"); !bytes.Equal(c.before, read(t, path)) {
		t.Fatal("a checkpoint came too early")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	c.after, c.want = read(t, path), contents(t, path)
	if len(c.after) < len(c.before)+10*page {
		t.Fatalf("the file grew from %d to %d bytes only", len(c.before), len(c.after))
	}
	return c
}

// cutAt gives the file as a checkpoint leaves it that wrote so many bytes:
// pages are written in their order.
func (c *crashed) cutAt(n int) []byte {
	cut := append([]byte(nil), c.after[:n]...)
	if n < len(c.before) {
		cut = append(cut, c.before[n:]...)
	}
	return cut
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lay writes a file, its log and, unless nil, its index into a new folder.
func lay(t testing.TB, file, log, index []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "linea.gpkg")
	write(t, path, file)
	write(t, path+"-wal", log)
	if index != nil {
		write(t, path+"-shm", index)
	}
	return path
}

// Wherever a checkpoint is cut short, and with or without the log's index, the
// store opens with all that was acknowledged.
func TestCheckpointCutAnywhere(t *testing.T) {
	c := crashedStore(t)
	cuts := []int{0, 1, 99, page, page + 1, len(c.before) - 1, len(c.before), len(c.before) + 1, len(c.before) + page, len(c.after) - page, len(c.after) - 1, len(c.after)}
	for n := page; n < len(c.after); n += len(c.after) / 15 {
		cuts = append(cuts, n, n/page*page)
	}
	for i, n := range cuts {
		index := c.index
		if i%2 == 0 {
			index = nil
		}
		for _, index := range [][]byte{index, bytes.Repeat([]byte{0xa5}, len(c.index))} {
			path := lay(t, c.cutAt(n), c.log, index)
			if got := contents(t, path); got != c.want {
				t.Errorf("cut at byte %d of %d: %.200s", n, len(c.after), got)
			}
			if after := read(t, path); !bytes.Equal(after[100:], c.after[100:]) { // the header counts checkpoints' transactions
				t.Errorf("cut at byte %d: closing did not complete the file", n)
			}
		}
	}
}

// Half a frame or frames of an earlier round at the end of a log do not count.
func TestLogWithLeftovers(t *testing.T) {
	c := crashedStore(t)
	for name, log := range map[string][]byte{
		"half a frame":      append(bytes.Clone(c.log), c.log[32:2000]...),
		"an older frame":    append(bytes.Clone(c.log), c.log[32:32+24+page]...),
		"zeros":             append(bytes.Clone(c.log), make([]byte, 3*page)...),
		"a header and less": append(bytes.Clone(c.log), c.log[:32]...),
	} {
		path := lay(t, c.cutAt(len(c.before)+page), log, nil)
		if got := contents(t, path); got != c.want {
			t.Errorf("%s: %.200s", name, got)
		}
	}
	before := contents(t, lay(t, c.before, nil, nil))
	for name, log := range map[string][]byte{"text": []byte(strings.Repeat("no log\n", 9000)), "a header": c.log[:32], "a torn first frame": c.log[:3000]} {
		if got := contents(t, lay(t, c.before, log, nil)); got != before {
			t.Errorf("%s: %.200s", name, got)
		}
	}
}

// A log is no licence: what is damaged, newer or foreign is refused and left
// as it is, together with its log.
func TestRefusedWithLog(t *testing.T) {
	c := crashedStore(t)
	rotten := bytes.Clone(c.log)
	rotten[32+24+77] ^= 1
	for name, lie := range map[string]struct {
		file, log []byte
		code      geo.Code
		advice    string
	}{
		"cut below what the log holds": {c.before[:len(c.before)/2], c.log, geo.Damaged, "restore it from a backup"},
		"cut far below":                {c.after[:3*page], c.log, geo.Damaged, "restore it from a backup"},
		"a rotten log":                 {c.cutAt(len(c.before) + 3*page), rotten, geo.Damaged, "restore it from a backup"},
		"half a log":                   {c.cutAt(len(c.before) + 3*page), c.log[:len(c.log)/2], geo.Damaged, "restore it from a backup"},
		"no log any more":              {c.cutAt(len(c.before) + 3*page), nil, geo.Damaged, "restore it from a backup"},
		"an emptied file":              {nil, c.log, geo.Unsupported, "name another file"},
		"text":                         {[]byte(strings.Repeat("id,lon,lat\n", 500)), []byte("a,b"), geo.Unsupported, "name another file"},
	} {
		for _, index := range [][]byte{c.index, nil} {
			t.Run(fmt.Sprint(name, ", index ", index != nil), func(t *testing.T) {
				refused(t, lay(t, lie.file, lie.log, index), lie.code, lie.advice)
			})
		}
	}
}

// The log holds one page; the file lost its last one, which is not that.
func TestCutBelowItsLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	threeBlocks(t, path)
	crash(t, path, "UPDATE linea_store SET note = 'noted'")
	file := read(t, path)
	for _, lost := range []int{1, page, 2*page + 7} {
		write(t, path, file[:len(file)-lost])
		refused(t, path, geo.Damaged, "is cut short")
	}
	write(t, path, file)
	if got := contents(t, path); strings.HasPrefix(got, "error") {
		t.Error(got)
	}
}

// What only the log says counts: a database that someone else is writing, or
// that a newer version has brought up to date.
func TestRefusedByItsLog(t *testing.T) {
	for name, c := range map[string]struct{ statement, advice string }{
		"foreign":             {"INSERT INTO t VALUES (randomblob(900000))", "name another file"},
		"foreign, our names":  {"CREATE TABLE linea_store (a); CREATE TABLE journal (b); CREATE TABLE current_incident (c)", "name another file"},
		"a newer schema":      {"UPDATE linea_store SET schema_version = 99", "install the newer version"},
		"a store without one": {"DROP TABLE current_incident", "name another file"},
	} {
		lay := func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "x.gpkg")
			if strings.HasPrefix(name, "foreign") {
				sqlOn(t, path, "PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
			} else {
				threeBlocks(t, path)
			}
			return path
		}
		t.Run(name, func(t *testing.T) {
			path := lay(t)
			crash(t, path, c.statement)
			refused(t, path, geo.Unsupported, c.advice)
			if err := os.Remove(path + "-shm"); err != nil {
				t.Fatal(err)
			}
			refused(t, path, geo.Unsupported, c.advice)
		})
		t.Run(name+", in use", func(t *testing.T) {
			path := lay(t)
			holder, lines := start(t, "hold", path, c.statement)
			defer func() { holder.Process.Kill(); holder.Wait() }()
			if !lines.Scan() {
				t.Fatal("the other process died")
			}
			refused(t, path, geo.Unsupported, c.advice)
		})
	}
}

// The link lies in another folder than the store, whose log is beside the store.
func TestLinkToCrashedStore(t *testing.T) {
	c := crashedStore(t)
	path := lay(t, c.cutAt(len(c.before)+page), c.log, c.index)
	link := filepath.Join(t.TempDir(), "here.gpkg")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, link); got != c.want {
		t.Errorf("%.200s", got)
	}
}

// A writer died while it changed the index; another process has it open and
// does nothing.
func TestBrokenIndexInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	threeBlocks(t, path)
	want := contents(t, path)
	holder, lines := start(t, "hold", path, "UPDATE linea_store SET note = 'noted'")
	defer func() { holder.Process.Kill(); holder.Wait() }()
	if !lines.Scan() {
		t.Fatal("the other process died")
	}
	index, err := os.OpenFile(path+"-shm", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	if _, err := index.WriteAt(bytes.Repeat([]byte{7}, 40), 0); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, path); got != want {
		t.Errorf("%.200s", got)
	}
}

// Many goroutines open a store that a crash left with its log.
func TestCrashedStoreOpenedByMany(t *testing.T) {
	c := crashedStore(t)
	for i := range 10 {
		index := c.index
		if i%2 == 0 {
			index = nil
		}
		path := lay(t, c.cutAt(len(c.before)+page), c.log, index)
		var all sync.WaitGroup
		for k := range 6 {
			all.Go(func() {
				s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				if _, err := s.Append(context.Background(), []geo.Change{source(fmt.Sprint("many", k))}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := contents(t, path); strings.HasPrefix(got, "error") || strings.Count(got, "\n") != strings.Count(c.want, "\n")+6 {
			t.Errorf("%.200s", got)
		}
	}
}

// Many processes open a store that a crash left with its log.
func TestCrashedStoreOpenedByProcesses(t *testing.T) {
	c := crashedStore(t)
	for i := range 4 {
		index := c.index
		if i%2 == 0 {
			index = nil
		}
		path := lay(t, c.cutAt(len(c.before)+page), c.log, index)
		var last atomic.Uint64
		var all sync.WaitGroup
		for k := range 4 {
			writer, acknowledged := start(t, "append", path, fmt.Sprint("writer", k))
			all.Go(func() {
				defer func() { writer.Process.Kill(); writer.Wait() }()
				if !acknowledged.Scan() {
					t.Error("a writer died by itself")
					return
				}
				n, err := strconv.ParseUint(acknowledged.Text(), 10, 64)
				if err != nil {
					t.Error(err)
				}
				for old := last.Load(); n > old && !last.CompareAndSwap(old, n); old = last.Load() {
				}
			})
		}
		all.Wait()
		checkSurvivor(t, path, last.Load())
	}
}

// A process is killed as soon as its file grows, in the middle of a
// checkpoint, until that has left several files cut short.
func TestKilledDuringCheckpoint(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	rounds, short := 0, 0
	for ; short < 5 && rounds < 40; rounds++ {
		path := filepath.Join(t.TempDir(), "linea.gpkg")
		victim, acknowledged := start(t, "append", path, "v")
		if !acknowledged.Scan() {
			t.Fatal("the writer died by itself")
		}
		go killWhenGrown(victim.Process, path, time.Duration(r.IntN(1000))*time.Microsecond)
		last := lastNumber(t, acknowledged)
		_ = victim.Wait() // killed
		if cutShort(t, path) {
			short++
		}
		checkSurvivor(t, path, last)
	}
	t.Logf("%d of %d kills left a file cut short", short, rounds)
	if short == 0 {
		t.Error("no kill met a checkpoint: this proves nothing")
	}
}

func killWhenGrown(p *os.Process, path string, after time.Duration) {
	defer p.Kill()
	before, err := os.Stat(path)
	for now := before; err == nil && now.Size() == before.Size(); now, err = os.Stat(path) {
	}
	time.Sleep(after)
}
