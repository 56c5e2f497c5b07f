package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writeRows makes a file of rescues numbered from 0.
func writeRows(path, source string, n int) error {
	var rows bytes.Buffer
	rows.WriteString("id,source,kind,occurred_at,lon,lat,radius_m,persons\n")
	for i := range n {
		fmt.Fprintf(&rows, "%d,%s,rescue,2024-03-%02d,%.4f,%.4f,100,%d\n", i, source, 1+i%28, -114+float64(i%300)/100, 31.5+float64(i%77)/100, 1+i%9)
	}
	return os.WriteFile(path, rows.Bytes(), 0o644)
}

// A store is damaged in one place: flipped bits, or an end that is missing, of
// the file or of its log. Every command says so and what to do, or gives what
// it gave before; none dies of it, and none changes the file.
func TestFaultsDamagedStore(t *testing.T) {
	folder := t.TempDir()
	store, rows := filepath.Join(folder, "linea.gpkg"), filepath.Join(folder, "rows.csv")
	if err := writeRows(rows, "desk", 3000); err != nil {
		t.Fatal(err)
	}
	must(t, exitDone, folder, "import", "--store", store, rows)
	sound, err := os.ReadFile(store)
	if err != nil {
		t.Fatal(err)
	}
	want := must(t, exitDone, folder, "export", "--store", store, "--f", "csv").stdout
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	refused, found, unharmed := 0, 0, 0
	for n := range 4 * *faultRounds {
		broken := bytes.Clone(sound)
		what := "an end that is missing"
		if n%4 == 0 {
			broken = broken[:1+r.IntN(len(broken)-1)]
		} else {
			what = "flipped bits"
			for range 1 + r.IntN(20) {
				broken[r.IntN(len(broken))] ^= byte(1 + r.IntN(255))
			}
		}
		path := filepath.Join(folder, fmt.Sprintf("broken-%d.gpkg", n))
		if err := os.WriteFile(path, broken, 0o644); err != nil {
			t.Fatal(err)
		}
		got := linea(t, folder, "export", "--store", path, "--f", "csv")
		checked := linea(t, folder, "check", "--store", path)
		for _, o := range []outcomeOf{got, checked} {
			if strings.Contains(o.stderr, "panic") || o.code != exitDone && o.code != exitFailed && o.code != exitUnsound || o.code == exitFailed && o.stderr == "" {
				t.Errorf("%s: exit %d\n%s", what, o.code, o.stderr)
			}
		}
		switch {
		case got.code == exitDone && got.stdout != want:
			t.Errorf("%s: the export changed and nothing was said", what)
		case got.code == exitFailed:
			refused++
		case checked.code == exitFailed || checked.code == exitUnsound:
			found++
		default:
			unharmed++
		}
		os.Remove(path)
	}
	t.Logf("| damaged stores | refused with the reason | found by linea check | harmless |")
	t.Logf("| %d | %d | %d | %d |", 4**faultRounds, refused, found, unharmed)
	if refused == 0 {
		t.Error("no damage was noticed: this proves nothing")
	}
}

// post writes one incident.
func (s *serving) post(body string) (status int, text string) {
	s.t.Helper()
	answer, err := http.Post(s.url+"/api/v1/incidents", "application/json", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	var read bytes.Buffer
	if _, err := read.ReadFrom(answer.Body); err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, read.String()
}
