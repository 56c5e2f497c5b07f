package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linea/geo/store/sqlite"
)

// headOf reads the head that check, backup and restore print.
func headOf(t *testing.T, out string) string {
	t.Helper()
	_, head, ok := strings.Cut(out, "\nhead ")
	if !ok || strings.Count(strings.TrimSpace(head), ":") != 1 {
		t.Fatalf("no head in %q", out)
	}
	return strings.TrimSpace(head)
}

// done runs a command that must succeed.
func done(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, code := runWith(t, args...)
	if code != exitDone {
		t.Fatalf("linea %q: exit %d\n%s%s", args, code, out, errs)
	}
	return out
}

// The life of a store that is lost and comes back.
func TestBackupCheckAndRestore(t *testing.T) {
	folder := t.TempDir()
	store, copied := filepath.Join(folder, "x.gpkg"), filepath.Join(folder, "copy.gpkg")
	done(t, "demo", "--store", store, "--n", "300")
	noted := headOf(t, done(t, "backup", "--store", store, "--out", copied))
	if got := headOf(t, done(t, "check", "--store", copied)); got != noted {
		t.Errorf("the copy's head is %s, not %s", got, noted)
	}
	if _, errs, code := runWith(t, "backup", "--store", store, "--out", copied); code != exitWrongUse || !strings.Contains(errs, "--force") {
		t.Errorf("over a file: exit %d, %s", code, errs)
	}
	done(t, "demo", "--store", store, "--n", "500")
	done(t, "check", "--store", store, "--past", noted)

	if _, _, code := runWith(t, "restore", "--from", copied, "--store", store); code != exitWrongUse {
		t.Errorf("over a store: exit %d", code)
	}
	out := done(t, "restore", "--from", copied, "--store", store, "--force")
	if !strings.Contains(out, " is kept as "+store+".replaced-") || headOf(t, out) != noted {
		t.Errorf("%s", out)
	}
	kept, err := filepath.Glob(store + ".replaced-*")
	if err != nil || len(kept) != 1 {
		t.Fatalf("%v, %v", kept, err)
	}
	done(t, "check", "--store", kept[0], "--past", noted)
	done(t, "restore", "--from", copied, "--store", store, "--force") // most likely in the same second
	if kept, err = filepath.Glob(store + ".replaced-*"); err != nil || len(kept) != 2 {
		t.Errorf("%v, %v", kept, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "x.gpkg"+partSuffix)); err == nil {
		t.Error("a part was left")
	}
	var report checkReport
	if err := json.Unmarshal([]byte(done(t, "check", "--store", store, "--json")), &report); err != nil || !report.Sound || report.Incidents == nil || *report.Incidents != 300 || report.Cells == nil || *report.Cells == 0 || report.Head != noted {
		t.Errorf("%+v, %v", report, err)
	}
	done(t, "backup", "--store", store, "--out", copied, "--force")
}

// A copy never takes the place of a store in use, nor of what is no file.
func TestBackupOverWhatIsInUse(t *testing.T) {
	folder := t.TempDir()
	store, other := filepath.Join(folder, "x.gpkg"), filepath.Join(folder, "other.gpkg")
	done(t, "demo", "--store", store, "--n", "30")
	done(t, "demo", "--store", other, "--n", "40")
	before := headOf(t, done(t, "check", "--store", other))
	open, err := sqlite.Open(t.Context(), other, sqlite.Options{MustExist: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, errs, code := runWith(t, "backup", "--store", store, "--out", other, "--force"); code != exitFailed || !strings.Contains(errs, other) {
		t.Errorf("over a store in use: exit %d, %s", code, errs)
	}
	if err := open.Close(); err != nil {
		t.Fatal(err)
	}
	if after := headOf(t, done(t, "check", "--store", other)); after != before {
		t.Errorf("the store in use was at %s and is at %s", before, after)
	}
	if err := replaceable(t.Context(), os.DevNull); err == nil || !strings.Contains(err.Error(), "is no file") {
		t.Errorf("over a device: %v", err)
	}
}

// Erased blocks leave a sound chain, and nothing to count: that is not zero.
func TestCheckTellsOfErasedBlocks(t *testing.T) {
	var out strings.Builder
	r := checkReport{Store: "x.gpkg", Sound: true, Blocks: 7, Erased: 2, Head: "9:aa"}
	if err := r.print(&world{stdout: &out}, false); err != nil || out.String() != "x.gpkg is sound: 7 blocks of the journal, 2 blocks without content: erased, by law if you know of it; incidents and cells were not counted\nhead 9:aa\n" {
		t.Errorf("%v: %s", err, out.String())
	}
	out.Reset()
	if err := r.print(&world{stdout: &out}, true); err != nil || !strings.Contains(out.String(), `"incidents":null,"cells":null`) {
		t.Errorf("%v: %s", err, out.String())
	}
}

func TestCheckOfWhatIsNotSound(t *testing.T) {
	store := filepath.Join(t.TempDir(), "x.gpkg")
	done(t, "demo", "--store", store, "--n", "300")
	past := "1:" + strings.Repeat("00", 32)
	out, errs, code := runWith(t, "check", "--store", store, "--past", past)
	if code != exitUnsound || errs != "" || !strings.Contains(out, "does not contain the end that was noted") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	out, _, code = runWith(t, "check", "--store", store, "--past", past, "--json")
	var report checkReport
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != exitUnsound || report.Sound || len(report.Findings) != 1 {
		t.Errorf("exit %d: %s", code, out)
	}
	for _, wrong := range []string{"1", "1:zz", "x:" + strings.Repeat("00", 32), "-1:" + strings.Repeat("00", 32)} {
		if _, _, code := runWith(t, "check", "--store", store, "--past", wrong); code != exitWrongUse {
			t.Errorf("--past %s: exit %d", wrong, code)
		}
	}
}

// --force replaces an older backup of the same store, and no other: not another
// store, nor one that holds what this store does not.
func TestABackupReplacesOnlyItsOwnPast(t *testing.T) {
	folder := t.TempDir()
	store, other, copied := filepath.Join(folder, "a.gpkg"), filepath.Join(folder, "b.gpkg"), filepath.Join(folder, "c.gpkg")
	row := func(id string) string {
		return writeFile(t, folder, id+".csv", "id,occurred_at,lon,lat,kind\na:"+id+",2020-05-01,-111.5,31.5,rescue\n")
	}
	done(t, "import", "--store", store, row("1"))
	done(t, "import", "--store", other, row("2"))
	done(t, "backup", "--store", store, "--out", copied)
	done(t, "import", "--store", store, row("3"))
	for _, args := range [][]string{{"--store", store, "--out", other}, {"--store", copied, "--out", store}} {
		before := readText(t, folder, filepath.Base(args[3]))
		if out, errs, code := runWith(t, append([]string{"backup", "--force"}, args...)...); code != exitWrongUse || out != "" || !strings.Contains(errs, "holds what") {
			t.Errorf("%v: exit %d, %s%s", args, code, out, errs)
		}
		if readText(t, folder, filepath.Base(args[3])) != before {
			t.Errorf("%v: the file was written", args)
		}
	}
	done(t, "backup", "--store", store, "--out", copied, "--force")
	if out, errs, code := runWith(t, "backup", "--store", store, "--out", "-"); code != exitWrongUse || out != "" || !strings.Contains(errs, "name one") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
}

func TestBackupsOfNothing(t *testing.T) {
	folder := t.TempDir()
	none, text := filepath.Join(folder, "none.gpkg"), filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("text", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"check", "--store", none}, {"check", "--store", text}, {"backup", "--store", none, "--out", filepath.Join(folder, "o")},
		{"backup", "--store", text, "--out", filepath.Join(folder, "o")}, {"restore", "--from", none, "--store", filepath.Join(folder, "o")}, {"restore", "--from", text, "--store", filepath.Join(folder, "o")},
	} {
		if out, errs, code := runWith(t, args...); code != exitFailed || out != "" || errs == "" {
			t.Errorf("%v: exit %d, %q, %q", args, code, out, errs)
		}
	}
	for _, args := range [][]string{{"backup", "--store", text}, {"restore", "--store", text}, {"restore", "--from", text, "--store", text}, {"backup", "--store", text, "--out", text, "--force"}} {
		if _, errs, code := runWith(t, args...); code != exitWrongUse {
			t.Errorf("%v: exit %d, %q", args, code, errs)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

// While a server has the store open, it is backed up and checked, and not
// replaced.
func TestBackupBesideAServer(t *testing.T) {
	folder := t.TempDir()
	must(t, 0, folder, "demo", "--store", "x.gpkg", "--n", "200")
	s := startServer(t, folder, "x.gpkg")
	s.get("/api/v1/summary")
	must(t, 0, folder, "backup", "--store", "x.gpkg", "--out", "copy.gpkg")
	must(t, 0, folder, "check", "--store", "x.gpkg")
	refused := must(t, exitFailed, folder, "restore", "--from", "copy.gpkg", "--store", "x.gpkg", "--force")
	if !strings.Contains(refused.stderr, "in use") && !strings.Contains(refused.stderr, "locked") {
		t.Errorf("%s", refused.stderr)
	}
	s.get("/api/v1/summary?kind=rescue")
	s.stop()
	must(t, 0, folder, "restore", "--from", "copy.gpkg", "--store", "x.gpkg", "--force")
	must(t, 0, folder, "check", "--store", "x.gpkg")
}

// What stands where a copy is made, or a disk that cannot be written, is told of
// by the name that was asked for.
func TestACopyThatCannotBeWrittenIsNamed(t *testing.T) {
	folder := t.TempDir()
	store, out := filepath.Join(folder, "x.gpkg"), filepath.Join(folder, "copy.gpkg")
	must(t, exitDone, folder, "demo", "--store", store, "--n", "20")
	if err := os.MkdirAll(filepath.Join(out+partSuffix, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := runWith(t, "backup", "--store", store, "--out", out); code != exitFailed || !strings.Contains(errs, "copy.gpkg cannot be written; check the rights on its folder") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
