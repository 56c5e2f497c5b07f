package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// One good row and one that is refused.
const twoRows = "id,occurred_at,lon,lat,kind\na:1,2020-05-01,-111.5,31.5,rescue\na:2,2020-05-01,-111.5,91,rescue\n"

// withStore gives a folder with a store of demo rows, links to it and an input.
func withStore(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--store", "e1.gpkg", "--n", "20")
	writeFile(t, folder, "rows.csv", twoRows)
	for link, to := range map[string]string{"soft.geojson": "e1.gpkg", "softrows": "rows.csv", "softwal": "e1.gpkg-wal"} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(filepath.Join(folder, "e1.gpkg"), filepath.Join(folder, "hard.geojson")); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(filepath.Join(folder, "e1.gpkg"), filepath.Join(folder, "x.geojson"+partSuffix)); err != nil {
		t.Fatal(err)
	}
	return folder
}

func writeFile(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readText(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// leftIn names what a folder holds beside what a test put there.
func leftIn(t *testing.T, folder string, known ...string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.Contains(" "+strings.Join(known, " ")+" ", " "+e.Name()+" ") {
			names = append(names, e.Name())
		}
	}
	return strings.Join(names, " ")
}

func TestNothingIsWrittenOverTheStoreOrAnInput(t *testing.T) {
	folder := withStore(t)
	store, rows := readText(t, folder, "e1.gpkg"), readText(t, folder, "rows.csv")
	line := writeFile(t, folder, "line.csv", "lon,lat\n-111.5,31.5\n-111.3,31.5\n")
	fresh := []string{"import", "--store", "new.gpkg", "--source", "a"}
	with := func(args []string, more ...string) []string { return append(append([]string{}, args...), more...) }
	export := []string{"export", "--store", "e1.gpkg"}
	for _, args := range [][]string{
		with(export, "--out", "e1.gpkg"), with(export, "--out", "./e1.gpkg-wal"), with(export, "--out", "e1.gpkg-shm"), with(export, "--out", "soft.geojson"),
		with(export, "--out", "hard.geojson"), with(export, "--out", "softwal"), with(export, "--out", "x.geojson"), with(export, "--out", "."),
		{"export", "--store", "soft.geojson", "--out", "e1.gpkg-wal"},
		{"corridor", "--store", "e1.gpkg", "--line", line, "--out", "e1.gpkg"}, {"corridor", "--store", "e1.gpkg", "--line", line, "--out", line},
		with(fresh, "--rejects", "new.gpkg", "rows.csv"), with(fresh, "--rejects", "rows.csv", "rows.csv"), with(fresh, "--rejects", "softrows", "rows.csv"),
		with(fresh, "--rejects", "rows.csv", "softrows"), with(fresh, "--rejects", folder, "rows.csv"),
	} {
		got := must(t, exitWrongUse, folder, args...)
		if got.stdout != "" || !strings.Contains(got.stderr, "name another file") && !strings.Contains(got.stderr, "name a file in it") {
			t.Errorf("%v: %s%s", args, got.stdout, got.stderr)
		}
	}
	if readText(t, folder, "e1.gpkg") != store || readText(t, folder, "rows.csv") != rows {
		t.Error("a file that is read was written")
	}
	if left := leftIn(t, folder, "e1.gpkg", "rows.csv", "line.csv", "soft.geojson", "softrows", "softwal", "hard.geojson", "x.geojson"+partSuffix); left != "" {
		t.Errorf("left behind: %s", left)
	}
}

// The rejects of a file that was itself made of rejects would replace it.
func TestDefaultRejectsDoNotReplaceTheInput(t *testing.T) {
	folder := t.TempDir()
	writeFile(t, folder, "linea.rejects.csv", twoRows)
	must(t, exitWrongUse, folder, "import", "--source", "a", "linea.rejects.csv")
	must(t, exitRejected, folder, "import", "--source", "a", "--rejects", "again.csv", "linea.rejects.csv")
	if readText(t, folder, "linea.rejects.csv") != twoRows {
		t.Error("the input was replaced")
	}
}

// No text takes the place of a store, be it one that this command does not use.
func TestNoTextIsWrittenOverAnotherStore(t *testing.T) {
	folder := withStore(t)
	must(t, exitDone, folder, "demo", "--store", "other.gpkg", "--n", "5")
	other := readText(t, folder, "other.gpkg")
	if got := must(t, exitWrongUse, folder, "export", "--store", "e1.gpkg", "--out", "other.gpkg"); !strings.Contains(got.stderr, "perhaps another store") {
		t.Error(got.stderr)
	}
	if readText(t, folder, "other.gpkg") != other {
		t.Error("another store was written over")
	}
}

func TestADashIsStandardOutput(t *testing.T) {
	folder := withStore(t)
	want := must(t, exitDone, folder, "export", "--store", "e1.gpkg", "--f", "csv").stdout
	if got := must(t, exitDone, folder, "export", "--store", "e1.gpkg", "--f", "csv", "--out", "-").stdout; got != want || want == "" {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
	if _, err := os.Stat(filepath.Join(folder, "-")); err == nil {
		t.Error(`a file named "-" was made`)
	}
}

func TestALinkStaysAndItsFileIsReplaced(t *testing.T) {
	folder := withStore(t)
	writeFile(t, folder, "real.csv", "old")
	if err := os.Symlink("real.csv", filepath.Join(folder, "link.csv")); err != nil {
		t.Fatal(err)
	}
	must(t, exitDone, folder, "export", "--store", "e1.gpkg", "--f", "csv", "--out", "link.csv")
	if info, err := os.Lstat(filepath.Join(folder, "link.csv")); err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.Contains(readText(t, folder, "real.csv"), "demo:") {
		t.Errorf("%v, %v", info, err)
	}
	if info, err := os.Stat(filepath.Join(folder, "real.csv")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the rights of a file that is replaced stay: %v, %v", info, err)
	}
}

func namedPipe(t *testing.T, folder string) string {
	t.Helper()
	needs(t, "mkfifo")
	pipe := filepath.Join(folder, "pipe")
	if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return pipe
}

func TestPipesAndDevicesAreWrittenAsTheyAre(t *testing.T) {
	folder := withStore(t)
	pipe := namedPipe(t, folder)
	read := make(chan string, 1)
	go func() {
		f, err := os.Open(pipe)
		if err != nil {
			read <- err.Error()
			return
		}
		text, _ := io.ReadAll(f)
		read <- string(text)
	}()
	want := must(t, exitDone, folder, "export", "--store", "e1.gpkg", "--f", "csv").stdout
	must(t, exitDone, folder, "export", "--store", "e1.gpkg", "--f", "csv", "--out", "pipe")
	if got := <-read; got != want {
		t.Errorf("the pipe gave %q", got)
	}
	if info, err := os.Stat(pipe); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe was replaced: %v, %v", info, err)
	}
	if got := must(t, exitDone, folder, "export", "--store", "e1.gpkg", "--f", "csv", "--out", "/dev/stdout").stdout; got != want {
		t.Errorf("/dev/stdout gave %q", got)
	}
}

// full is a link to a device that takes nothing: if it were replaced, the
// device would not suffer.
func full(t *testing.T, folder string) string {
	t.Helper()
	if _, err := os.Stat("/dev/full"); err != nil {
		cannot(t, "there is no /dev/full here")
	}
	link := filepath.Join(folder, "full")
	if err := os.Symlink("/dev/full", link); err != nil {
		t.Fatal(err)
	}
	return link
}

func TestAFullDeviceIsAFailure(t *testing.T) {
	folder := withStore(t)
	full := full(t, folder)
	must(t, exitFailed, folder, "export", "--store", "e1.gpkg", "--out", full)
	got := must(t, exitFailed, folder, "import", "--store", "new.gpkg", "--source", "a", "--rejects", full, "rows.csv")
	if strings.Contains(got.stdout, full) || !strings.Contains(got.stderr, "rejected rows could not be written") {
		t.Errorf("%s%s", got.stdout, got.stderr)
	}
	if info, err := os.Lstat(full); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the device was replaced: %v, %v", info, err)
	}
}

func TestRejectsThatCannotBeWrittenStopTheImportFirst(t *testing.T) {
	folder := t.TempDir()
	writeFile(t, folder, "rows.csv", twoRows)
	got := must(t, exitFailed, folder, "import", "--source", "a", "--rejects", "nonexist/r.csv", "rows.csv")
	if got.stdout != "" || !strings.Contains(got.stderr, "nothing was imported") {
		t.Errorf("%s%s", got.stdout, got.stderr)
	}
	if left := leftIn(t, folder, "rows.csv"); left != "" {
		t.Errorf("left behind: %s", left)
	}
}

// What a killed run leaves, the next run takes away.
func TestUnfinishedFilesDoNotPileUp(t *testing.T) {
	folder := withStore(t)
	writeFile(t, folder, "out.csv"+partSuffix, "from a killed run")
	writeFile(t, folder, "new.rejects.csv"+partSuffix, "from a killed run")
	must(t, exitDone, folder, "export", "--store", "e1.gpkg", "--f", "csv", "--out", "out.csv")
	must(t, exitRejected, folder, "import", "--store", "new.gpkg", "--source", "a", "rows.csv")
	if entries, err := filepath.Glob(filepath.Join(folder, "[on]*"+partSuffix)); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if strings.Contains(readText(t, folder, "out.csv"), "killed") {
		t.Error("what a killed run wrote became part of the result")
	}
}

// Of two runs that write one file, the later wins and the earlier says so.
func TestTwoRunsDoNotMixInOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	first, err := openOutput(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := openOutput(path)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(first, "first")
	io.WriteString(second, "second")
	if err := first.end(nil); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("%v", err)
	}
	if err := second.end(nil); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "second" {
		t.Errorf("%q, %v", text, err)
	}
}
