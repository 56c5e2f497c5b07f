package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"
)

// Days told by hand: is a day between two exports silent?
func TestSilentDaysAreThoseThatNoFileSpeaksFor(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 31))
		var i imported
		for range r.IntN(6) {
			first := int64(r.IntN(3000))
			i.spans = append(i.spans, days{first, first + int64(r.IntN(400))})
		}
		records := map[int64]bool{}
		for range r.IntN(8) {
			records[int64(r.IntN(3500))] = true
		}
		next := func(from, until int64) (int64, bool) {
			for d := from; d < until; d++ {
				if records[d] {
					return d, true
				}
			}
			return until, false
		}
		if got, want := i.silent(next), silentByHand(i.spans, records); !slices.Equal(got, want) {
			t.Fatalf("seed %d: %v, want %v", seed, got, want)
		}
	}
}

// silentByHand colours every day: told by an export, or with a record, or not.
func silentByHand(files []days, records map[int64]bool) (out []geo.DaySpan) {
	var exports []days
	for _, f := range files {
		if f.last-f.first+1 >= exportDays {
			exports = append(exports, f)
		}
	}
	told := func(d int64) bool {
		return records[d] || slices.ContainsFunc(exports, func(f days) bool { return f.first <= d && d <= f.last })
	}
	between := func(d int64) bool {
		return slices.ContainsFunc(exports, func(f days) bool { return f.last < d }) && slices.ContainsFunc(exports, func(f days) bool { return f.first > d })
	}
	for d := int64(0); d < 4000; d++ {
		if told(d) || !between(d) {
			continue
		}
		from := d
		for !told(d) {
			d++
		}
		if d-from > silentDays {
			out = append(out, geo.DaySpan{First: dayName(from), Last: dayName(d - 1)})
		}
	}
	return out
}

// Two exports six years apart, in either order of reading: the years between
// are no zeros. Reading the first again changes nothing, a third that bridges
// the gap closes it.
func TestSourceIsSilentBetweenTwoExports(t *testing.T) {
	old, young := report("iom", "2014-01-06", "2019-12-30"), report("iom", "2026-01-04", "2026-04-18")
	gap := []geo.DaySpan{{First: "2019-12-31", Last: "2026-01-03"}}
	for name, c := range map[string]struct {
		reports []string
		want    []geo.DaySpan
	}{
		"ascending":           {[]string{old, young}, gap},
		"descending":          {[]string{young, old}, gap},
		"read twice":          {[]string{old, old, young}, gap},
		"bridged":             {[]string{old, young, report("iom", "2018-02-02", "2026-02-02")}, nil},
		"two sources a file":  {[]string{report("sheriff, iom", "2014-01-06", "2019-12-30"), young}, gap},
		"another source's":    {[]string{old, report("sheriff", "2026-01-04", "2026-04-18")}, nil},
		"a delivery":          {[]string{old, report("iom", "2026-01-04", "2026-01-20")}, nil},
		"no rows in the file": {[]string{old, young, report("iom", "", "")}, gap},
		"one export":          {[]string{old}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := silentOf(t, indexOf(t, c.reports), "iom"); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func report(source, first, last string) string {
	return fmt.Sprintf(`{"source":%q,"first_day":%q,"last_day":%q}`, source, first, last)
}

// indexOf folds rows of iom on the first and last days of its exports, and the
// reports of imports.
func indexOf(t *testing.T, reports []string) geo.View {
	t.Helper()
	rows := geotest.Random(3, 2)
	for i, day := range []string{"2014-01-06", "2026-04-18"} {
		rows[i].Source, rows[i].ID = "iom", fmt.Sprint("iom:", i)
		at, err := time.ParseInLocation(time.DateOnly, day, geo.Local)
		if err != nil {
			t.Fatal(err)
		}
		rows[i].OccurredAt, rows[i].TimePrecision, rows[i].OccurredUntil = at, geo.PrecisionDay, time.Time{}
	}
	changes := geotest.Changes(rows)
	for i, text := range reports {
		changes = append(changes, geo.Change{
			Entity: geo.EntityImport, ID: fmt.Sprint("import-", i), Revision: 1, Actor: "test", RecordedAt: time.UnixMilli(1),
			Owner: "iom", Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: []byte(text),
		})
	}
	journal := storetest.NewMemory()
	if _, err := journal.Append(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	ix, err := Open(t.Context(), journal)
	if err != nil {
		t.Fatal(err)
	}
	return ix.View()
}

func silentOf(t *testing.T, v geo.View, slug string) []geo.DaySpan {
	t.Helper()
	for _, s := range v.Sources() {
		if s.Slug == slug {
			return s.Silent
		}
	}
	t.Fatalf("no source %s", slug)
	return nil
}
