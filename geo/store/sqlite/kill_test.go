package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/store/sqlite"
)

// A test that needs another process starts this binary again, with the task in
// the environment.
const taskVariable = "LINEA_TEST_TASK"

func TestMain(m *testing.M) {
	if task := os.Getenv(taskVariable); task != "" {
		if err := perform(strings.Split(task, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func perform(task []string) error {
	switch task[0] {
	case "sql":
		return performSQL(task[1], task[2])
	case "hold":
		return performHold(task[1], task[2])
	case "in turns":
		return performTurns(task[1])
	case "append up to":
		if err := limitFiles(task[3]); err != nil {
			return err
		}
	}
	least := 1
	if task[0] == "load" {
		least = large
	}
	return performAppends(task[1], task[2], least)
}

// performHold runs a statement and keeps the database open until it is killed.
func performHold(path, statement string) error {
	if err := performSQL(path, statement); err != nil {
		return err
	}
	fmt.Println("done")
	select {}
}

// performSQL runs a statement and then dies without closing the database.
func performSQL(path, statement string) error {
	db, err := sql.Open("sqlite3", "file:"+path)
	if err == nil {
		_, err = db.Exec(statement)
	}
	return err
}

// performAppends writes blocks of at least so many changes until it is killed, and
// prints the head of each one that was acknowledged.
func performAppends(path, name string, least int) error {
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{})
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(uint64(os.Getpid()), 0))
	for i := 0; ; i++ {
		block := plausible(r, 0, least+r.IntN(200))
		for k := range block {
			block[k].ID = fmt.Sprintf("%s:%d.%d", name, i, k)
		}
		head, err := s.Append(context.Background(), block)
		if err != nil {
			return errors.Join(err, s.Close())
		}
		fmt.Println(head.Seq)
	}
}

// performTurns writes a large append for every number it reads, the number of its
// first incident, and prints the head or the refusal's code.
func performTurns(path string) error {
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{MustExist: true})
	if err != nil {
		return err
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		from, err := strconv.Atoi(in.Text())
		if err != nil {
			return err
		}
		head, err := s.Append(context.Background(), plausible(rand.New(rand.NewPCG(0, 0)), from, large))
		if err == nil {
			fmt.Println(head.Seq)
		} else {
			fmt.Println(geo.CodeOf(err))
		}
	}
	return s.Close()
}

// start runs a task in another process.
func start(t testing.TB, task ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	return startFrom(t, nil, task...)
}

// startFrom runs a task that reads in in another process.
func startFrom(t testing.TB, in *os.File, task ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), taskVariable+"="+strings.Join(task, "\n"))
	cmd.Stderr = os.Stderr
	if in != nil {
		cmd.Stdin = in
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// crash runs a statement in a process that dies with the database open.
func crash(t testing.TB, path, statement string) {
	t.Helper()
	cmd, _ := start(t, "sql", path, statement)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if wal, err := os.Stat(path + "-wal"); err != nil || wal.Size() == 0 {
		t.Fatalf("no write-ahead log was left behind (%v)", err)
	}
}

// Two processes append; one of them is killed in the middle. No acknowledged
// block is lost, none is half there, and the other goes on.
func TestKilledWriter(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	for round := range 10 {
		victim, acknowledged := start(t, "append", path, fmt.Sprint("victim", round))
		other, others := start(t, "append", path, fmt.Sprint("other", round))
		if !acknowledged.Scan() || !others.Scan() {
			t.Fatal("a writer died by itself")
		}
		time.AfterFunc(time.Duration(r.IntN(120_000))*time.Microsecond, func() { victim.Process.Kill() })
		last := lastNumber(t, acknowledged)
		_ = victim.Wait() // killed
		if !others.Scan() {
			t.Fatal("the other writer stopped too")
		}
		other.Process.Kill()
		last = max(last, lastNumber(t, others))
		_ = other.Wait() // killed
		checkSurvivor(t, path, last)
	}
}

// lastNumber reads numbers to the end and gives the last whole one.
func lastNumber(t *testing.T, lines *bufio.Scanner) (last uint64) {
	t.Helper()
	for {
		n, err := strconv.ParseUint(lines.Text(), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		last = n
		if !lines.Scan() {
			return last
		}
	}
}

func checkSurvivor(t *testing.T, path string, acknowledged uint64) {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Verify(context.Background()); err != nil {
		t.Fatal(err)
	}
	head, err := s.Head(context.Background())
	if err != nil || head.Seq < acknowledged {
		t.Fatalf("head %d, acknowledged %d (%v)", head.Seq, acknowledged, err)
	}
	appendTo(t, s, []geo.Change{source(fmt.Sprint("s", head.Seq))})
}
