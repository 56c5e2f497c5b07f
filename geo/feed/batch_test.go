package feed_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/geotest"
	"linea/geo/store/storetest"
)

// batched sends a text as a batch and gives what was told.
func batched(t testing.TB, j geo.Journal, format, body string) ([]feed.BatchBlock, feed.BatchSummary) {
	t.Helper()
	var blocks []feed.BatchBlock
	s, err := feed.NewIntake(j, testNow).Batch(context.Background(), strings.NewReader(body), format, "county-sar", func(b feed.BatchBlock) error {
		blocks = append(blocks, b)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	accepted, rejected := 0, 0
	for _, b := range blocks {
		accepted, rejected = accepted+b.Accepted, rejected+len(b.Rejected)
	}
	if accepted != s.Accepted || rejected != s.Rejected || s.Accepted+s.Rejected != s.Rows || s.Added+s.Unchanged != s.Accepted {
		t.Errorf("told of %d and %d, the summary says %+v", accepted, rejected, s)
	}
	return blocks, s
}

const goodRow = `{"source":"desk","kind":"rescue","occurred_at":"2024-05-01T10:00:00-07:00","lon":-111.5,"lat":31.9}`

func TestBatchTellsOfEveryRow(t *testing.T) {
	j := storetest.NewMemory()
	with := func(member string) string { return strings.Replace(goodRow, "{", "{"+member+",", 1) }
	body := strings.Join([]string{
		with(`"id":"1"`), with(`"id":"2","summary":"call 520-555-0142"`), "", with(`"id":"3","name":"x"`), with(`"id":"1"`), `{"source":`, goodRow, goodRow, with(`"id":"4","persons":-1`),
	}, "\n")
	blocks, s := batched(t, j, "geojsonl", body)
	if s.Added != 3 || s.Rejected != 5 {
		t.Fatalf("%+v", s)
	}
	var got []string
	for _, b := range blocks {
		for _, r := range b.Rejected {
			got = append(got, fmt.Sprintf("%d %s %s", r.Row, r.Pointer, r.Reason))
			if r.Detail == "" {
				t.Errorf("%+v says nothing", r)
			}
		}
	}
	want := []string{"2 /summary personal_data_in_text", "4 /name person_field", "5 /id duplicate_id_in_file", "6  unreadable_json", "9 /persons persons_out_of_range"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if _, again := batched(t, j, "geojsonl", body); again.Added != 0 || again.Unchanged != 3 {
		t.Errorf("sent again: %+v", again)
	}
	_, other := batched(t, j, "geojsonl", with(`"id":"1","persons":4`)+"\n")
	if other.Rejected != 1 || len(incidents(t, j)) != 3 {
		t.Errorf("the same id with other content: %+v", other)
	}
	for _, c := range changes(t, j) {
		if c.Actor != "county-sar" || c.Entity == geo.EntityImport {
			t.Errorf("%s %s by %q", c.Entity, c.ID, c.Actor)
		}
	}
	if bytes.Contains(journalBytes(t, j), []byte("555")) {
		t.Error("a phone number reached the journal")
	}
}

// A batch writes what a single write would, row by row.
func TestBatchEqualsSingleWrites(t *testing.T) {
	rows := geotest.Random(3, 300)
	var lines, list []string
	for i := range rows {
		if len(rows[i].Check(testNow())) == 0 && strings.HasPrefix(rows[i].ID, rows[i].Source+":") {
			lines = append(lines, string(feed.FeatureOf(&geo.Record{Incident: rows[i]})))
		}
	}
	for _, line := range lines {
		list = append(list, "\n "+line)
	}
	single := storetest.NewMemory()
	k := feed.NewIntake(single, testNow)
	for _, line := range lines {
		if w, err := k.Add(context.Background(), []byte(line), "", ""); err != nil || !w.New {
			t.Fatalf("%s: %v", line, err)
		}
	}
	want := incidents(t, single)
	var csv strings.Builder
	if err := feed.WriteCSV(&csv, records(rows)); err != nil {
		t.Fatal(err)
	}
	for format, body := range map[string]string{
		"geojsonl": strings.Join(lines, "\n"),
		"geojson":  `{"type":"FeatureCollection","name":"x","features":[` + strings.Join(list, ",") + `]}`,
		"linea":    csv.String(),
	} {
		j := storetest.NewMemory()
		if _, s := batched(t, j, format, body); s.Added != len(want) {
			t.Errorf("%s: %+v, want %d", format, s, len(want))
		}
		got := incidents(t, j)
		for id, in := range want {
			if got[id] != in {
				t.Errorf("%s: %s is %+v, want %+v", format, id, got[id], in)
			}
		}
	}
}

// A row that comes alone is durable before the next one is sent.
func TestBatchWaitsForNoMore(t *testing.T) {
	head := "id,source,kind,occurred_at,lon,lat\n"
	for format, rows := range map[string][2]string{
		"geojsonl": {"", goodRow + "\n"},
		"geojson":  {`{"type":"FeatureCollection","features":[`, `{"type":"Feature","geometry":null,"properties":` + `{"source":"desk","kind":"rescue","occurred_at":"2024-05-01"}},`},
		"linea":    {head, ",desk,rescue,2024-05-01,,\n"},
	} {
		t.Run(format, func(t *testing.T) {
			j := storetest.NewMemory()
			body, send := io.Pipe()
			told := make(chan feed.BatchBlock)
			done := make(chan error, 1)
			go func() {
				_, err := feed.NewIntake(j, testNow).Batch(context.Background(), body, format, "", func(b feed.BatchBlock) error { told <- b; return nil })
				done <- err
			}()
			io.WriteString(send, rows[0])
			for range 3 {
				io.WriteString(send, rows[1])
				b := <-told
				if head, err := j.Head(context.Background()); err != nil || b.Accepted != 1 || head.Seq < b.Seq {
					t.Fatalf("told %+v at head %d (%v)", b, head.Seq, err)
				}
			}
			send.CloseWithError(errors.New("the line broke"))
			if err := <-done; geo.CodeOf(err) != geo.Invalid {
				t.Errorf("a line that broke: %v", err)
			}
			if n := len(incidents(t, j)); n != 3 {
				t.Errorf("%d rows of 3", n)
			}
		})
	}
}

// However the stream breaks, blocks are whole, and nothing is written that the
// client has not heard of, but the last block.
func TestBatchBreaksBetweenBlocks(t *testing.T) {
	var body strings.Builder
	const rows = 20_000
	for i := range rows {
		fmt.Fprintf(&body, `{"id":"%d","source":"desk","kind":"rescue","occurred_at":"2024-05-01","lon":-111.5,"lat":31.9}`+"\n", i)
	}
	j := storetest.NewMemory()
	left := errors.New("the client left")
	told := 0
	_, err := feed.NewIntake(j, testNow).Batch(context.Background(), strings.NewReader(body.String()), "geojsonl", "", func(b feed.BatchBlock) error {
		told += b.Accepted
		if told > rows/3 {
			return left
		}
		return nil
	})
	if !errors.Is(err, left) {
		t.Fatalf("error %v", err)
	}
	if n := len(incidents(t, j)); n != told || n == rows {
		t.Errorf("%d rows are stored, %d were told of", n, told)
	}
	if _, s := batched(t, j, "geojsonl", body.String()); s.Added != rows-told || s.Unchanged != told {
		t.Errorf("sent again: %+v", s)
	}
}

func TestBatchRefusesStrangeColumns(t *testing.T) {
	for header, pointers := range map[string]string{
		"id,source,kind,occurred_at,lon,lat,name,colour": "/name /colour",
		"occurred_at,lon,lat,Víctima":                    "/Víctima",
	} {
		j := storetest.NewMemory()
		_, err := feed.NewIntake(j, testNow).Batch(context.Background(), strings.NewReader(header+"\n1,desk,rescue,2024-05-01,-111,32,x,y\n"), "linea", "", nil)
		var e *geo.Error
		var got []string
		if errors.As(err, &e) {
			for _, f := range e.Fields {
				got = append(got, f.Pointer)
			}
		}
		if geo.CodeOf(err) != geo.Invalid || strings.Join(got, " ") != pointers {
			t.Errorf("%s: %v", header, err)
		}
		if head, err := j.Head(context.Background()); err != nil || head.Seq != 0 {
			t.Errorf("head %d (%v)", head.Seq, err)
		}
	}
}

// One implementation of what a valid incident is: what a feed refuses by a rule
// of the domain a client is refused too, and what both take is the same.
func TestStrictAndFeedKnowTheSameRules(t *testing.T) {
	for member, refused := range map[string]bool{
		`"lon":-111.5,"lat":31.9`: false, `"lon":111.5,"lat":31.9`: true, `"lon":0,"lat":0`: true, `"lon":-111.5,"lat":95`: true, `"persons":3`: false,
		`"persons":70000`: true, `"radius_m":-1`: true, `"radius_m":150.5`: false, `"cause":"exposure"`: true, `"found_within_days":8`: true, `"found_within_days":7`: false,
		`"land":"` + strings.Repeat("x", 61) + `"`: true, `"area":"call 520-555-0142"`: true, `"status":"disputed"`: false, `"status":"maybe"`: true,
		`"occurred_until":"2024-04-29"`: true, `"occurred_until":"2024-05-02"`: false, `"via":"Ogis!"`: true, `"id":"a b"`: true, `"origin":"sensor"`: false,
	} {
		row := `{"source":"desk","kind":"rescue","occurred_at":"2024-05-01",` + member + `}`
		fed, written := storetest.NewMemory(), storetest.NewMemory()
		r := run(t, fed, text("rows.geojsonl", row), feed.Options{Format: "geojsonl"})
		_, err := feed.NewIntake(written, testNow).Add(context.Background(), []byte(row), "key", "")
		if (r.Rejected == 1) != refused || (err != nil) != refused {
			t.Errorf("%s: the feed rejects %d, a write gives %v", member, r.Rejected, err)
		}
		for _, in := range incidents(t, fed) {
			for _, other := range incidents(t, written) {
				if other.ID = in.ID; in != other {
					t.Errorf("%s: %+v from a feed, %+v written", member, in, other)
				}
			}
		}
	}
}

// Whatever the bytes: every row is accounted for, only incidents that keep the
// rules are written, and sending them again adds nothing.
func FuzzBatch(f *testing.F) {
	formats := []string{"linea", "geojson", "geojsonl"}
	for i, format := range formats {
		f.Add([]byte(goodRow+"\n"+goodRow), i)
		f.Add([]byte(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":`+goodRow+`}]}`), i)
		f.Add([]byte("id,source,kind,occurred_at,lon,lat\n1,desk,rescue,2024-05-01,-111,32\n\"2\n"), i)
		f.Add([]byte(format), i)
	}
	f.Fuzz(func(t *testing.T, data []byte, format int) {
		j, name := storetest.NewMemory(), formats[uint(format)%3]
		send := func() (feed.BatchSummary, error) {
			told := 0
			s, err := feed.NewIntake(j, testNow).Batch(context.Background(), bytes.NewReader(data), name, "", func(b feed.BatchBlock) error {
				told += b.Accepted + len(b.Rejected)
				return nil
			})
			if err == nil && (told != s.Rows || s.Accepted+s.Rejected != s.Rows) {
				t.Fatalf("told of %d rows: %+v", told, s)
			}
			return s, err
		}
		s, err := send()
		if code := geo.CodeOf(err); err != nil && code != geo.Invalid && code != geo.Unsupported && code != geo.Conflict {
			t.Fatalf("%s: %v", code, err)
		}
		for id, in := range incidents(t, j) {
			if broken := in.Check(testNow()); len(broken) > 0 {
				t.Fatalf("%s breaks %v", id, broken)
			}
		}
		if again, _ := send(); err == nil && (again.Added != 0 || again.Unchanged != s.Accepted) {
			t.Fatalf("again: %+v after %+v", again, s)
		}
	})
}
