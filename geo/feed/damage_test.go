package feed_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

func zipped(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(content))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func deskRows(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "%d,desk,death,2024-05-01,-111,32,%d,Private,1,,\n", i, i%977)
	}
	return b.String()
}

// The rows before the damage are kept, as the message says, whether the damage
// lies in the first look at the file or far behind it.
//
//ci:plain
func TestRowsBeforeTheDamageAreKept(t *testing.T) {
	for _, rows := range []int{50, 60_000} {
		whole := zipped(t, wide+deskRows(0, rows))
		badSum := []byte(whole)
		badSum[len(badSum)-6] ^= 1
		for name, c := range map[string]struct {
			content string
			least   int
		}{"cut off": {whole[:len(whole)-len(whole)/4], rows / 4}, "wrong sum": {string(badSum), rows}} {
			j := storetest.NewMemory()
			r, err := feed.Run(context.Background(), text("desk.csv.gz", c.content), j, feed.Options{Now: testNow})
			if geo.CodeOf(err) != geo.Invalid || !strings.Contains(err.Error(), "are kept") {
				t.Errorf("%s after %d: %v", name, rows, err)
			}
			if r.Added < c.least || r.Added != len(incidents(t, j)) || r.Rejected > 0 {
				t.Errorf("%s after %d rows: %d added, %d there, %d rejected", name, rows, r.Added, len(incidents(t, j)), r.Rejected)
			}
			if r := run(t, j, text("desk.csv.gz", whole), feed.Options{}); r.Added+r.Unchanged != rows || len(incidents(t, j)) != rows {
				t.Errorf("%s: the whole file then adds %d", name, r.Added)
			}
		}
	}
}

//ci:plain
func TestUnpackedSizeIsBounded(t *testing.T) {
	in := text("bomb.csv.gz", zipped(t, wide+deskRows(0, 10_000)+strings.Repeat("x\n", 1<<20)))
	j := storetest.NewMemory()
	r, err := feed.Run(context.Background(), in, j, feed.Options{Now: testNow, UnpackedBytes: 1 << 20})
	if geo.CodeOf(err) != geo.TooLarge || !strings.Contains(err.Error(), "1 MiB") || r.Added != 10_000 {
		t.Errorf("%d added, %v", r.Added, err)
	}
	exact := wide + deskRows(0, 10)
	if r := run(t, storetest.NewMemory(), text("desk.csv.gz", zipped(t, exact)), feed.Options{UnpackedBytes: int64(len(exact))}); r.Added != 10 {
		t.Errorf("a file of just the limit: %+v", r)
	}
}

func TestRejectsFileIsBounded(t *testing.T) {
	var rejects bytes.Buffer
	in := text("desk.csv", wide+strings.Repeat("1,desk,death,never,-111,32,1,x,1,,\n", 30_000))
	r := run(t, storetest.NewMemory(), in, feed.Options{Rejects: &rejects, RejectRows: 1000})
	if n := bytes.Count(rejects.Bytes(), []byte("\n")); n != 1001 || r.Rejected != 30_000 {
		t.Errorf("%d lines of %d", n, r.Rejected)
	}
	if said := strings.Join(r.Warnings, ""); !strings.Contains(said, "29,000 more") {
		t.Errorf("warnings: %s", said)
	}
}

func TestGzipMembers(t *testing.T) {
	two := zipped(t, wide+deskRows(0, 5)) + zipped(t, deskRows(5, 9))
	for name, c := range map[string]struct {
		content string
		warns   bool
	}{"two members": {two, false}, "garbage after them": {two + "trailing garbage", true}, "padding after them": {two + "\x00\x00", true}} {
		r := run(t, storetest.NewMemory(), text("desk.csv.gz", c.content), feed.Options{})
		if warned := strings.Contains(strings.Join(r.Warnings, ""), "gzip data"); r.Added != 9 || warned != c.warns {
			t.Errorf("%s: %d added, %v", name, r.Added, r.Warnings)
		}
	}
	_, err := feed.Run(context.Background(), text("desk.csv.gz", zipped(t, two)), storetest.NewMemory(), feed.Options{})
	if geo.CodeOf(err) != geo.Unsupported || !strings.Contains(err.Error(), "more than once") {
		t.Error(err)
	}
}

// Whatever stands in a list of features or after it is read or refused by name.
//
//ci:plain
func TestNothingOfACollectionIsLostInSilence(t *testing.T) {
	feature := `{"geometry":{"type":"Point","coordinates":[-111,32]},"properties":{"time":"2024"}}`
	list := func(features ...string) string {
		return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
	}
	many := strings.TrimSuffix(strings.Repeat(feature+",", 3200), ",")
	for name, c := range map[string]struct {
		content         string
		added, rejected int
	}{
		"two collections":           {list(feature) + "\n" + list(feature, feature), 3, 0},
		"a long one and another":    {list(many) + list(feature), 3201, 0},
		"null in the middle":        {list(many, "null", many), 6400, 1},
		"other values":              {list("1", `"a"`, "true", "[]", "{}", feature, "[{}]", "null"), 1, 7},
		"members after the list":    {`{"features":[` + feature + `],"type":"FeatureCollection","crs":{"a":[1]}}` + "\n\n", 1, 0},
		"a second list":             {`{"type":"FeatureCollection","features":[],"features":[` + feature + `]}`, 1, 0},
		"garbage after it":          {list(feature) + `garbage{"features":[]}`, 1, 1},
		"another object after it":   {list(feature) + `{"a":1}` + list(feature), 2, 1},
		"broken after it":           {`{"features":[` + feature + `],"type":nonsense"}`, 1, 1},
		"cut off after a feature":   {`{"type":"FeatureCollection","features":[` + feature, 1, 1},
		"cut off after the list":    {`{"type":"FeatureCollection","features":[` + feature + `],"crs":{`, 1, 1},
		"records of RFC 8142":       {list(feature) + "\n\x1e" + list(feature), 2, 0},
		"no JSON among its members": {list(feature, "NaN", feature), 1, 1},
	} {
		r := run(t, storetest.NewMemory(), text("desk.json", c.content), feed.Options{Format: "geojson"})
		if r.Added != c.added || r.Rejected != c.rejected {
			t.Errorf("%s: %d added, %d rejected: %+v", name, r.Added, r.Rejected, r.RejectLines)
		}
	}
}
