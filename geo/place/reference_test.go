package place

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
)

// sharedData opens a folder of real data beside the repository. Without it the
// test is skipped, except in CI.
func sharedData(t testing.TB, path ...string) string {
	t.Helper()
	full := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, path...)...)
	if _, err := os.Stat(full); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing; CI must have the shared data", full)
		}
		t.Skipf("%s is missing; put the shared data beside the repository to run this test", full)
	}
	return full
}

// table reads a CSV file into one map per row.
func table(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func num(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// seeded gives a random source whose seed is printed; LINEA_SEED repeats a run.
func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(1)
	if s := os.Getenv("LINEA_SEED"); s != "" {
		if _, err := fmt.Sscan(s, &seed); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d (repeat with LINEA_SEED=%d)", seed, seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// around gives a random point in and around the region of the line.
func around(r *rand.Rand) orb.Point {
	return orb.Point{-116.5 + 9*r.Float64(), 28.5 + 6*r.Float64()}
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }
