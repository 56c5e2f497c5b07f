package corridor

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"linea/geo/place"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
)

// postgis is a private database cluster for one test.
type postgis struct{ folder, psql string }

// startPostGIS starts a cluster of its own in a temporary folder, on a Unix
// socket in it. Without the binaries the test is skipped, and fails in CI.
func startPostGIS(t *testing.T) *postgis {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	extension, _ := filepath.Glob("/usr/share/postgresql/*/extension/postgis.control")
	psql, err := exec.LookPath("psql")
	if len(found) == 0 || len(extension) == 0 || err != nil {
		const why = "PostgreSQL with PostGIS is not installed (apt-get install postgresql postgis): corridors were not compared with PostGIS"
		if os.Getenv("CI") == "true" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	bin := filepath.Dir(found[len(found)-1])
	folder, err := os.MkdirTemp("", "linea-postgis")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	as := serverUser(t, folder)
	data := filepath.Join(folder, "data")
	run(t, as, filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync")
	settings := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories=%s -c fsync=off", folder)
	run(t, as, filepath.Join(bin, "pg_ctl"), "-D", data, "-w", "-l", filepath.Join(folder, "log"), "-o", settings, "start")
	t.Cleanup(func() { run(t, as, filepath.Join(bin, "pg_ctl"), "-D", data, "-m", "immediate", "stop") })
	db := &postgis{folder, psql}
	db.ask(t, "CREATE EXTENSION postgis")
	return db
}

// serverUser gives the credential to run the server with, nil for our own: it
// refuses to run as root.
func serverUser(t *testing.T, folder string) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(folder, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func run(t *testing.T, as *syscall.Credential, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	// The server inherits what it writes to; a pipe would keep us waiting.
	out, err := os.CreateTemp("", "linea-postgis-out")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(out.Name())
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, said)
	}
}

// ask runs SQL, with input for COPY, and gives its unaligned rows.
func (db *postgis) ask(t *testing.T, sql string, input ...byte) []string {
	t.Helper()
	cmd := exec.Command(db.psql, "-h", db.folder, "-U", "postgres", "-d", "postgres", "-XqtA", "-v", "ON_ERROR_STOP=1", "-c", sql)
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return strings.Fields(string(out))
}

// What PostGIS finds within the half width on geography is inside, but for
// points less than a metre from the edge. Its segments are great circles, so it
// is given lines densified to 20 km.
//
//ci:plain
func TestInsideEqualsPostGIS(t *testing.T) {
	db := startPostGIS(t)
	const seed, points = 51, 100_000
	view := scattered(seed, points)
	var rows bytes.Buffer
	for i, r := range view.rows {
		fmt.Fprintf(&rows, "%d\tSRID=4326;POINT(%.9f %.9f)\n", i, r.Point[0], r.Point[1])
	}
	db.ask(t, "CREATE TABLE points (id int, at geography(Point, 4326))")
	db.ask(t, "COPY points FROM STDIN", rows.Bytes()...)
	db.ask(t, "CREATE INDEX ON points USING gist (at); ANALYZE points")
	for _, l := range awkwardLines() {
		for _, halfWidthM := range []float64{1000, 7000} {
			compareWithPostGIS(t, db, view, l, halfWidthM)
		}
	}
}

func compareWithPostGIS(t *testing.T, db *postgis, view scatter, l namedLine, halfWidthM float64) {
	t.Helper()
	line := wkt.MarshalString(distinct(place.Densify(l.line, 20_000)))
	inside := map[int]bool{}
	for _, id := range db.ask(t, fmt.Sprintf("SELECT id FROM points WHERE ST_DWithin(at, 'SRID=4326;%s'::geography, %g)", line, halfWidthM)) {
		i, err := strconv.Atoi(id)
		if err != nil {
			t.Fatal(err)
		}
		inside[i] = true
	}
	c := mustNew(t, l.line, halfWidthM, Round)
	differ := 0
	for i := range view.rows {
		at := c.Locate(view.rows[i].Point)
		if at.Inside == inside[i] {
			continue
		}
		if differ++; math.Abs(at.OffsetM-halfWidthM) >= 1 {
			t.Errorf("%s, %g m: %v is %g m away, inside for PostGIS: %v", l.name, halfWidthM, view.rows[i].Point, at.OffsetM, inside[i])
		}
	}
	t.Logf("%s, %g m: %d inside, %d within a metre of the edge differ", l.name, halfWidthM, len(inside), differ)
}

// distinct leaves out vertices that repeat the one before.
func distinct(line orb.LineString) orb.LineString {
	out := line[:1:1]
	for _, p := range line[1:] {
		if p != out[len(out)-1] {
			out = append(out, p)
		}
	}
	return out
}
