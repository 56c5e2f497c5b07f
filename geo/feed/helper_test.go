package feed_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

func testNow() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// text is an input that can be opened again and again.
func text(name, content string) feed.Input {
	return feed.Input{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// run imports and expects no error.
func run(t testing.TB, j geo.Journal, in feed.Input, opts feed.Options) feed.Report {
	t.Helper()
	if opts.Now == nil {
		opts.Now = testNow
	}
	r, err := feed.Run(context.Background(), in, j, opts)
	if err != nil {
		t.Fatalf("%s: %v", in.Name, err)
	}
	if sum := r.Added + r.Revised + r.Unchanged + r.Kept.NewerHere + r.Kept.KeptRetract + r.Kept.OnChangeKeep + r.Rejected; sum != r.RowsRead {
		t.Errorf("%s: %d rows read, %d accounted for", in.Name, r.RowsRead, sum)
	}
	return r
}

// runText imports CSV text into a new journal.
func runText(t testing.TB, content string) (feed.Report, map[string]geo.Incident) {
	t.Helper()
	j := storetest.NewMemory()
	r := run(t, j, text("file.csv", content), feed.Options{})
	return r, incidents(t, j)
}

// changes gives every change of a journal, oldest first.
func changes(t testing.TB, j geo.Journal) []geo.Change {
	t.Helper()
	var all []geo.Change
	for block, err := range j.Blocks(context.Background(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, block.Changes...)
	}
	return all
}

// incidents gives the current incidents of a journal by id.
func incidents(t testing.TB, j geo.Journal) map[string]geo.Incident {
	t.Helper()
	out := map[string]geo.Incident{}
	for _, c := range changes(t, j) {
		if c.Entity != geo.EntityIncident {
			continue
		}
		var in geo.Incident
		if err := geo.DecodeIncident(c.ID, c.Fields, nil, &in); err != nil {
			t.Fatal(err)
		}
		out[c.ID] = in
	}
	return out
}

// sources gives the current sources of a journal.
func sources(t testing.TB, j geo.Journal) map[string]geo.Source {
	t.Helper()
	out := map[string]geo.Source{}
	for _, c := range changes(t, j) {
		if c.Entity == geo.EntitySource {
			var s geo.Source
			if err := geo.DecodeJSON(c.Fields, &s); err != nil {
				t.Fatal(err)
			}
			out[c.ID] = s
		}
	}
	return out
}

// put writes incidents as if by hand, outside any feed.
func put(t testing.TB, j geo.Journal, op geo.Op, change func(*geo.Incident), ids ...string) {
	t.Helper()
	current, err := j.Current(context.Background(), geo.EntityIncident, ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		c, ok := current[id]
		if !ok {
			t.Fatalf("no incident %s", id)
		}
		var in geo.Incident
		if err := geo.DecodeIncident(id, c.Fields, nil, &in); err != nil {
			t.Fatal(err)
		}
		change(&in)
		next := c
		next.Op, next.Actor, next.RecordedAt = op, "sector desk", testNow()
		next.Revision, next.PrevSeq, next.Fields = c.Revision+1, c.Seq, geo.EncodeIncident(nil, &in)
		if _, err := j.Append(context.Background(), []geo.Change{next}); err != nil {
			t.Fatal(err)
		}
	}
}

// records yields incidents as an index would.
func records(rows []geo.Incident) iter.Seq2[*geo.Record, error] {
	return func(yield func(*geo.Record, error) bool) {
		for i := range rows {
			r := geo.Record{Incident: rows[i], Revision: 1, Seq: uint64(i + 1), RecordedAt: testNow()}
			r.Mapped = rows[i].Locatable()
			if !yield(&r, nil) {
				return
			}
		}
	}
}

func sorted(m map[string]geo.Incident) []geo.Incident {
	var out []geo.Incident
	for _, id := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[id])
	}
	return out
}

// journalBytes is every field that was ever written.
func journalBytes(t testing.TB, j geo.Journal) []byte {
	t.Helper()
	var all bytes.Buffer
	for _, c := range changes(t, j) {
		all.WriteString(c.ID + "\n" + c.Actor + "\n" + c.Owner + "\n")
		all.Write(c.Fields)
	}
	return all.Bytes()
}
