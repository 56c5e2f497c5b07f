package feed_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

const header = "id,source,kind,occurred_at,lon,lat\n"

func TestLineaCSVDefaults(t *testing.T) {
	r, rows := runText(t, "Time,Longitude,Y,count,Notes,Officer Name\n2024-05-01T20:15:00-07:00,-111.5,31.9,3,windy,Smith\n")
	if len(rows) != 1 || r.Source != "file" {
		t.Fatalf("%d rows of source %q", len(rows), r.Source)
	}
	for id, in := range rows {
		if !strings.HasPrefix(id, "file:") || in.Kind != geo.Other || in.Persons != 3 || in.TimePrecision != geo.PrecisionExact ||
			!in.OccurredAt.Equal(time.Date(2024, 5, 2, 3, 15, 0, 0, time.UTC)) || in.Point != [2]float64{-111.5, 31.9} {
			t.Errorf("%+v", in)
		}
	}
	if diff := cmp.Diff([]string{"Officer Name"}, r.ColumnsLeftOut); diff != "" {
		t.Errorf("left out: %s", diff)
	}
	if diff := cmp.Diff([]string{"Notes"}, r.ColumnsIgnored); diff != "" {
		t.Errorf("ignored: %s", diff)
	}
	said := strings.Join(r.Warnings, "\n")
	for _, want := range []string{"no \"kind\" column", "names no source"} {
		if !strings.Contains(said, want) {
			t.Errorf("warnings %q lack %q", said, want)
		}
	}
}

func TestKindsInAnySpelling(t *testing.T) {
	for word, want := range map[string]geo.Kind{
		"rescue": geo.Rescue, "RESCUE": geo.Rescue, "Rescate": geo.Rescue, "Medical aid": geo.Medical, "missing-person": geo.MissingPerson,
		"drug smuggling": geo.DrugSmuggling, "conflict": geo.ArmedViolence, "Tráfico de drogas": geo.DrugSmuggling, "lost cow": geo.Other, "none": geo.Other,
	} {
		_, rows := runText(t, header+"1,desk,"+word+",2024-05-01,-111,32\n")
		in := rows["desk:1"]
		if in.Kind != want {
			t.Errorf("%q is %v, want %v", word, in.Kind, want)
		}
		if unknown := want == geo.Other; unknown != (in.Subkind == word) {
			t.Errorf("%q leaves the subkind %q", word, in.Subkind)
		}
	}
}

// What a file calls by a word of its own is told of, word by word: it may be a
// rescue, and would be missing from the humanitarian kinds without one.
func TestUnknownKindsAreTold(t *testing.T) {
	var b strings.Builder
	b.WriteString(header)
	for i := range 30 {
		fmt.Fprintf(&b, "%d,desk,word %d,2024-05-01,-111,32\n", i, i)
	}
	b.WriteString("a,desk,salvamento,2024-05-01,-111,32\nb,desk,Rescate,2024-05-01,-111,32\nc,desk,salvamento,soon,-111,32\nd,desk,other,2024-05-01,-111,32\n")
	r, rows := runText(t, strings.Replace(b.String(), "0,desk,word 0", "z,desk,salvamento", 1))
	if got := [3]int{len(r.UnknownKinds), r.UnknownKinds["salvamento"], r.UnknownKinds[""]}; got != [3]int{21, 2, 10} {
		t.Errorf("words, rows of one, rows of the rest: %v of %v", got, r.UnknownKinds)
	}
	if len(rows) != 33 {
		t.Errorf("%d rows, want 33", len(rows))
	}
	var page bytes.Buffer
	r.Print(&page)
	if want := "\n31 rows have kinds that are not known here and are filed under \"other\": salvamento (2), word 1 (1), "; !strings.Contains(page.String(), want) {
		t.Errorf("%q is not in\n%s", want, page.String())
	}
	if !strings.Contains(page.String(), ", other words (10).\n") {
		t.Error("the rest is not told:\n" + page.String())
	}
}

// So is one beside a subkind, which stays the row's own.
func TestUnknownKindsBesideASubkindAreTold(t *testing.T) {
	r, rows := runText(t, "id,source,kind,subkind,occurred_at,lon,lat\n1,desk,salvamento,heat,2024-05-01,-111,32\n2,desk,rescue,heat,2024-05-01,-111,32\n")
	if len(r.UnknownKinds) != 1 || r.UnknownKinds["salvamento"] != 1 {
		t.Errorf("unknown kinds %v", r.UnknownKinds)
	}
	if got := rows["desk:1"]; got.Kind != geo.Other || got.Subkind != "heat" {
		t.Errorf("%+v", rows)
	}
}

// Each bad row becomes one line of the rejects file, with the number of its
// line, and the rows around it are taken.
func TestRejects(t *testing.T) {
	full := "id,source,kind,occurred_at,lon,lat,radius_m,persons,found_within_days,cause,land,occurred_until,status,summary\n"
	good := "g,desk,death,2024-05-01,-111,32,,,,,,,,\n"
	for name, c := range map[string]struct{ row, reason, column string }{
		"date":             {"1,desk,death,05/01/2024,-111,32,,,,,,,,", "unreadable_date", "occurred_at"},
		"no date":          {"1,desk,death,,-111,32,,,,,,,,", "unreadable_date", "occurred_at"},
		"30 February":      {"1,desk,death,2024-02-30,-111,32,,,,,,,,", "unreadable_date", "occurred_at"},
		"future":           {"1,desk,death,2026-11-25,-111,32,,,,,,,,", "date_in_future", "occurred_at"},
		"before 1950":      {"1,desk,death,1949-12-31,-111,32,,,,,,,,", "date_before_1950", "occurred_at"},
		"latitude":         {"1,desk,death,2024-05-01,-111,132,,,,,,,,", "coordinate_out_of_range", "lat"},
		"longitude":        {"1,desk,death,2024-05-01,-211,32,,,,,,,,", "coordinate_out_of_range", "lon"},
		"exchanged":        {"1,desk,death,2024-05-01,32,-111,,,,,,,,", "coordinate_out_of_range", "lat"},
		"null island":      {"1,desk,death,2024-05-01,0,0,,,,,,,,", "null_island", "lon"},
		"lost minus":       {"1,desk,death,2024-05-01,111,32,,,,,,,,", "longitude_lost_its_minus", "lon"},
		"comma":            {"1,desk,death,2024-05-01,\"-111,5\",32,,,,,,,,", "unreadable_coordinate", "lon"},
		"infinite":         {"1,desk,death,2024-05-01,-111,Inf,,,,,,,,", "unreadable_coordinate", "lat"},
		"hexadecimal":      {"1,desk,death,2024-05-01,-0x6F,32,,,,,,,,", "unreadable_coordinate", "lon"},
		"underscore":       {"1,desk,death,2024-05-01,-1_11,32,,,,,,,,", "unreadable_coordinate", "lon"},
		"decimal commas":   {"1,desk,death,2024-05-01,-111,5,31,7,,,,,,,,", "wrong_number_of_cells", ""},
		"one of them":      {"1,desk,death,2024-05-01,-111.5,31,7,,,,,,,,", "wrong_number_of_cells", ""},
		"radius":           {"1,desk,death,2024-05-01,-111,32,-5,,,,,,,", "radius_out_of_range", "radius_m"},
		"radius text":      {"1,desk,death,2024-05-01,-111,32,5 km,,,,,,,", "unreadable_number", "radius_m"},
		"persons":          {"1,desk,death,2024-05-01,-111,32,,70000,,,,,,", "persons_out_of_range", "persons"},
		"half a person":    {"1,desk,death,2024-05-01,-111,32,,1.5,,,,,,", "unreadable_number", "persons"},
		"found within":     {"1,desk,death,2024-05-01,-111,32,,,8,,,,,", "found_within_days_not_allowed", "found_within_days"},
		"cause":            {"1,desk,rescue,2024-05-01,-111,32,,,,exposure,,,,", "cause_without_death", "cause"},
		"cause word":       {"1,desk,death,2024-05-01,-111,32,,,,bad luck,,,,", "unknown_word", "cause"},
		"land too long":    {"1,desk,death,2024-05-01,-111,32,,,,," + strings.Repeat("x", 61) + ",,,", "text_too_long", "land"},
		"phone in land":    {"1,desk,death,2024-05-01,-111,32,,,,,call 520-555-1234,,,", "personal_data_in_text", "land"},
		"interval":         {"1,desk,death,2024-05-02,-111,32,,,,,,2024-04-30,,", "interval_reversed", "occurred_until"},
		"status":           {"1,desk,death,2024-05-01,-111,32,,,,,,,maybe,", "unknown_word", "status"},
		"id":               {"a b,desk,death,2024-05-01,-111,32,,,,,,,,", "bad_id", "id"},
		"source":           {"1,The Desk,death,2024-05-01,-111,32,,,,,,,,", "bad_source", "source"},
		"same id":          {"g,desk,death,2024-06-01,-111,32,,,,,,,,", "duplicate_id_in_file", "id"},
		"too many cells":   {"1,desk,death,2024-05-01,-111,32,,,,,,,,,Smith, John", "wrong_number_of_cells", ""},
		"too few cells":    {"1,desk,death,2024-05-01,-111,32", "wrong_number_of_cells", ""},
		"summary too long": {"1,desk,death,2024-05-01,-111,32,,,,,,,," + strings.Repeat("y", 201), "text_too_long", "summary"},
	} {
		t.Run(name, func(t *testing.T) {
			j := storetest.NewMemory()
			var rejects bytes.Buffer
			r := run(t, j, text("file.csv", full+good+c.row+"\nh"+good[1:]), feed.Options{Rejects: &rejects})
			if r.RowsRead != 3 || r.Added != 2 || r.RejectsByReason[c.reason] != 1 {
				t.Fatalf("read %d, added %d, rejects %v", r.RowsRead, r.Added, r.RejectsByReason)
			}
			line := r.RejectLines[0]
			if line.Line != 3 || line.Column != c.column || line.Detail == "" || line.File != "file.csv" {
				t.Errorf("%+v", line)
			}
			table, err := csv.NewReader(&rejects).ReadAll()
			if err != nil || len(table) != 2 || table[1][1] != "3" || table[1][4] != c.reason {
				t.Errorf("rejects file: %v, %v", table, err)
			}
			if c.reason == "wrong_number_of_cells" && strings.Contains(rejects.String(), "Smith") {
				t.Error("cells of a row that cannot be told apart were repeated")
			}
		})
	}
}

// Decimal commas shift cells into columns without a name, or blanks beyond the
// header: neither is read as a place that the row does not mean.
func TestDecimalCommasAreNotGuessedAt(t *testing.T) {
	for header, rows := range map[string][]string{
		"id,time,lon,lat,,":           {"1,2024-05-01,-111,5,31,7"},
		"id,time,lon,lat,radius_m,at": {"1,2024-05-01,-111,5,31,,", "1,2024-05-01,-111.5,31,7,,"},
	} {
		for _, row := range rows {
			r, places := runText(t, header+"\n"+row+"\n")
			if len(places) > 0 || r.RejectsByReason["wrong_number_of_cells"] != 1 || !strings.Contains(r.RejectLines[0].Detail, "31.5") {
				t.Errorf("%s: %v, %+v", row, places, r.RejectLines)
			}
		}
	}
}

// A fault of the whole row is no column's, also where some are not read.
func TestRowFaultsNameNoColumn(t *testing.T) {
	r, _ := runText(t, "notes,"+header+"x,1,desk,death,2024-05-01,-111.5,32,x\n")
	if len(r.RejectLines) != 1 || r.RejectLines[0].Column != "" {
		t.Errorf("%+v", r.RejectLines)
	}
}

// Line numbers are the file's, whatever cells hold line breaks.
func TestLineNumbers(t *testing.T) {
	r, _ := runText(t, "id,kind,occurred_at,lon,lat,\"two\nlines\"\r\n1,death,2024-05-01,-111,32,\"a\r\nb\n\"\r\n\r\n,,,,,\r\n2,death,nope,-111,32,\r\n")
	if r.RowsRead != 2 || len(r.RejectLines) != 1 || r.RejectLines[0].Line != 8 {
		t.Errorf("read %d, rejects %+v", r.RowsRead, r.RejectLines)
	}
}

// A quote that is never closed costs its own line and no other.
func TestUnclosedQuote(t *testing.T) {
	r, rows := runText(t, header+"1,desk,death,2024-05-01,-111,32\n2,desk,\"death,2024-05-01,-111,32\n3,desk,death,2024-05-01,-111,32\n")
	if len(rows) != 2 || r.RejectsByReason["unclosed_quote"] != 1 || r.RejectLines[0].Line != 3 || r.RejectLines[0].Row != "" {
		t.Errorf("%d rows, rejects %+v", len(rows), r.RejectLines)
	}
}

// A quote that is closed only by another cell's costs its own line as well;
// real line breaks in cells are read, and told of when they look like rows.
func TestQuoteClosedByAnotherRow(t *testing.T) {
	row := func(id, land string) string { return id + ",desk,death,2024-05-01,-111,32," + land + "\n" }
	many := ""
	for i := range 400 {
		many += row(fmt.Sprint("m", i), "x")
	}
	for name, c := range map[string]struct {
		rows            string
		added, rejected int
		warns           bool
	}{
		"hundreds, closed by a quoted cell": {row("1", "\"oops") + many + row("2", "\"quoted\"") + row("3", "x"), 402, 1, false},
		"one, closed by a quoted cell":      {row("1", "\"oops") + row("2", "x") + row("3", "\"quoted\"") + row("4", "x"), 3, 1, false},
		"hundreds, closed at a cell's end":  {row("1", "\"oops") + many + row("2", "x\""), 401, 1, false},
		"two, closed at a cell's end":       {row("1", "\"oops") + row("2", "x") + row("3", "x") + row("4", "x\"") + row("5", "x"), 2, 0, true},
		"paragraphs":                        {row("1", "\"one,\ntwo, three\nfour\nfive\nsix\n\nseven\"") + row("2", "x"), 2, 0, false},
	} {
		r, rows := runText(t, header[:len(header)-1]+",notes\n"+c.rows)
		warned := strings.Contains(strings.Join(r.Warnings, ""), "look like rows")
		if len(rows) != c.added || r.RejectsByReason["unclosed_quote"] != c.rejected || r.Rejected > c.rejected || warned != c.warns {
			t.Errorf("%s: %d rows, rejects %v, warnings %v", name, len(rows), r.RejectsByReason, r.Warnings)
		}
	}
}

func TestMissingCoordinatesAreNoError(t *testing.T) {
	r, rows := runText(t, header+"1,desk,death,2024-05-01,,\n2,desk,death,2024-05-01,NA,NaN\n3,desk,death,2024-05-01,-111,\n")
	if r.Added != 3 || r.Unmapped.NoPoint != 3 || rows["desk:3"].HasPoint {
		t.Errorf("added %d, unmapped %+v", r.Added, r.Unmapped)
	}
}

func TestEncodings(t *testing.T) {
	content := "id,source,kind,occurred_at,lon,lat,land\n1,desk,death,2024-05-01,-111,32,Doña Ana\n"
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write([]byte("\ufeff" + content))
	z.Close()
	for name, c := range map[string]string{
		"utf-8": content, "bom": "\ufeff" + content, "latin-1": strings.ReplaceAll(content, "ñ", "\xf1"), "crlf": strings.ReplaceAll(content, "\n", "\r\n"),
		"gzip with bom": zipped.String(), "no last line end": strings.TrimSuffix(content, "\n"), "semicolons": strings.ReplaceAll(content, ",", ";"),
		"old Mac line ends": strings.ReplaceAll(content, "\n", "\r"), "tabs": strings.ReplaceAll(content, ",", "\t"), "trailing blanks": "id,source,kind,occurred_at,lon,lat,land,,\n1 ,desk, death , 2024-05-01 ,-111\t, 32 ,  Doña Ana ,,\n",
		"cells beyond the header": strings.ReplaceAll(strings.Replace(content, "-111,32", "-111.0,32.0", 1), "Ana\n", "Ana,,,\n"), "blank lines first": "\r\n\n" + content, "all quoted": `"id","source","kind","occurred_at","lon","lat","land"` + "\n" + `"1","desk","death","2024-05-01","-111","32","Doña Ana"` + "\n",
	} {
		r, rows := runText(t, c)
		if in := rows["desk:1"]; in.Land != "Doña Ana" || in.Point != [2]float64{-111, 32} {
			t.Errorf("%s: %+v, rejects %+v", name, in, r.RejectLines)
		}
		if latin := len(r.Warnings) > 0; latin != (name == "latin-1") {
			t.Errorf("%s: warnings %v", name, r.Warnings)
		}
	}
}

func TestTimes(t *testing.T) {
	for cell, want := range map[string]struct {
		at        string
		precision geo.TimePrecision
	}{
		"2024-05-01T20:15:00Z":         {"2024-05-01T20:15:00Z", geo.PrecisionExact},
		"2024-05-01T20:15:00.75+02:00": {"2024-05-01T18:15:00Z", geo.PrecisionExact},
		"2024-05-01 20:15":             {"2024-05-02T03:15:00Z", geo.PrecisionExact}, // local
		"2024-05-01":                   {"2024-05-01T07:00:00Z", geo.PrecisionDay},
		"2024-05":                      {"2024-05-01T07:00:00Z", geo.PrecisionMonth},
		"2024":                         {"2024-01-01T07:00:00Z", geo.PrecisionYear},
	} {
		_, rows := runText(t, header+"1,desk,death,"+cell+",-111,32\n")
		in := rows["desk:1"]
		if in.OccurredAt.Format(time.RFC3339) != want.at || in.TimePrecision != want.precision {
			t.Errorf("%s: %v, %v", cell, in.OccurredAt, in.TimePrecision)
		}
	}
}

// A stated precision makes a time coarser and never finer: no hour is invented.
func TestStatedPrecision(t *testing.T) {
	for cells, want := range map[string]struct {
		at        string
		precision geo.TimePrecision
	}{
		"2024-05-17T20:15:00-07:00,day":   {"2024-05-17T00:00:00-07:00", geo.PrecisionDay},
		"2024-05-17T20:15:00-07:00,month": {"2024-05-01T00:00:00-07:00", geo.PrecisionMonth},
		"2024-05-17,year":                 {"2024-01-01T00:00:00-07:00", geo.PrecisionYear},
		"2024-05-17,exact":                {"2024-05-17T00:00:00-07:00", geo.PrecisionDay},
		"2024-05-17T20:15:00-07:00,hour":  {"2024-05-17T20:15:00-07:00", geo.PrecisionHour},
		"2024-05-17T20:15:00-07:00,":      {"2024-05-17T20:15:00-07:00", geo.PrecisionExact},
	} {
		_, rows := runText(t, "id,source,time,time_precision,lon,lat\n1,desk,"+cells+",-111,32\n")
		in := rows["desk:1"]
		if in.OccurredAt.In(geo.Local).Format(time.RFC3339) != want.at || in.TimePrecision != want.precision {
			t.Errorf("%s: %v, %v", cells, in.OccurredAt.In(geo.Local), in.TimePrecision)
		}
	}
}

// Rows without an id get one made of their content: reading the file again
// adds nothing, and two equal rows stay two incidents.
func TestRowsWithoutID(t *testing.T) {
	j := storetest.NewMemory()
	in := text("desk.csv", "kind,time,lon,lat\nrescue,2024-05-01,-111,32\nrescue,2024-05-01,-111,32\ndeath,2024-05-01,-111,32\n")
	if r := run(t, j, in, feed.Options{}); r.Added != 3 {
		t.Fatalf("added %d", r.Added)
	}
	if r := run(t, j, in, feed.Options{}); r.Unchanged != 3 || len(incidents(t, j)) != 3 {
		t.Errorf("again: %+v", r)
	}
}

func TestIDsAndSources(t *testing.T) {
	for _, c := range []struct {
		header, row, override, id, source string
	}{
		{"id,source", "7,desk", "", "desk:7", "desk"},
		{"id,source", "desk:7,desk", "", "desk:7", "desk"},
		{"id,source", "7,", "", "file:7", "file"},
		{"id", "ogis:24-01234", "", "ogis:24-01234", "ogis"},
		{"id", "7", "", "file:7", "file"},
		{"id,source", "7,desk", "river", "river:7", "river"},
		{"id,source", "desk:7,desk", "river", "river:desk:7", "river"},
	} {
		j := storetest.NewMemory()
		run(t, j, text("file.csv", c.header+",time,lon,lat\n"+c.row+",2024-05-01,-111,32\n"), feed.Options{Source: c.override})
		if in := incidents(t, j)[c.id]; in.Source != c.source {
			t.Errorf("%s with %q: %v", c.row, c.override, incidents(t, j))
		}
	}
}

func TestSummaries(t *testing.T) {
	r, rows := runText(t, "id,source,time,lon,lat,summary\n1,desk,2024-05-01,-111,32,two groups\n2,desk,2024-05-01,-111,32,call 520-555-1234\n"+
		"3,desk,2024-05-01,-111,32,\"near\nthe wash\"\n4,desk,2024-05-01,-111,32,at 31.5123 -111.2345\n")
	if r.SummariesDropped != 2 || r.Added != 4 || rows["desk:1"].Summary != "two groups" || rows["desk:2"].Summary != "" || rows["desk:3"].Summary != "near the wash" {
		t.Errorf("dropped %d; %+v", r.SummariesDropped, rows)
	}
}

func TestUnknownFormats(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		opts    feed.Options
		code    geo.Code
		says    string
	}{
		"other table":    {"a,b\n1,2\n", feed.Options{}, geo.Unsupported, `"occurred_at"`},
		"spanish":        {"fecha;longitud;latitud\n2024-05-01;-111,5;31,7\n", feed.Options{}, geo.Unsupported, `separated by ";", is of no known format. For Línea CSV it lacks "occurred_at" or "date_local" and "lon" and "lat"`},
		"utf-16 no mark": {"i\x00d\x00,\x00", feed.Options{}, geo.Unsupported, "UTF-16"},
		"utf-32":         {"\xff\xfe\x00\x00i\x00\x00\x00", feed.Options{}, geo.Unsupported, "UTF-32"},
		"utf-32 no mark": {"\x00\x00\x00i\x00\x00\x00d", feed.Options{}, geo.Unsupported, "UTF-32"},
		"empty":          {"", feed.Options{}, geo.Invalid, "empty"},
		"list":           {"[1]", feed.Options{}, geo.Unsupported, "FeatureCollection"},
		"utf-16":         {"\xff\xfei\x00", feed.Options{}, geo.Unsupported, "UTF-16"},
		"forced":         {header, feed.Options{Format: "ogis"}, geo.Unsupported, `"ml number"`},
		"no such":        {header, feed.Options{Format: "xls"}, geo.Unsupported, "geojsonl"},
		"bad slug":       {header, feed.Options{Source: "The Desk"}, geo.Invalid, "source"},
		"bad on-change":  {header, feed.Options{OnChange: "merge"}, geo.Invalid, "revise"},
		"bad shared":     {header, feed.Options{SharedPoints: "drop"}, geo.Invalid, "unmap"},
		"workbook":       {"PK\x03\x04...", feed.Options{}, geo.Unsupported, "CSV"},
		"damaged gzip":   {"\x1f\x8b\x08garbage", feed.Options{}, geo.Invalid, "gzip"},
	} {
		j := storetest.NewMemory()
		_, err := feed.Run(context.Background(), text("file.csv", c.content), j, c.opts)
		if geo.CodeOf(err) != c.code || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if head, _ := j.Head(context.Background()); head.Seq != 0 {
			t.Errorf("%s: something was written", name)
		}
	}
}

// Whatever the columns are called that no format reads: what stands in them
// reaches neither the rejects nor the journal.
func TestRejectsRepeatOnlyWhatIsRead(t *testing.T) {
	columns := []string{"Fname", "FIRSTNM", "paterno", "Náme", "Ｎame", "nаme", "INE", "DNI", "cédula", "A-Number", "D.O.B.", "yrs", "cel", "Móvil", "notes", "comments", "zz", ""}
	marks := strings.Repeat(","+personMark, len(columns))
	content := header[:len(header)-1] + "," + strings.Join(columns, ",") + "\n1,desk,rescue,never,-111.5,31.5" + marks + "\n1,desk,rescue,2024-05-01,-111.5,31.5" + marks +
		"\n1,desk,rescue,2024-05-02,-111.5,31.5" + marks + "\n"
	features := `{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[-111.5,31.5]},"properties":{"kind":"rescue","time":"never","` +
		strings.Join(columns, `":"`+personMark+`","`) + `":"` + personMark + `"}}]}`
	for name, content := range map[string]string{"table": content, "features": features} {
		j := storetest.NewMemory()
		var rejects bytes.Buffer
		r := run(t, j, text("desk", content), feed.Options{Rejects: &rejects})
		if r.Rejected == 0 || !strings.Contains(r.RejectLines[0].Row, `"rescue"`) || r.RejectLines[0].Value != "never" || r.RejectLines[0].Column == "" {
			t.Errorf("%s: %+v", name, r.RejectLines)
		}
		if bytes.Contains(rejects.Bytes(), []byte(personMark)) || bytes.Contains(journalBytes(t, j), []byte(personMark)) {
			t.Errorf("%s: %s", name, rejects.String())
		}
	}
}

// A value that is nested under a name that is read is refused, and only what
// it is is repeated.
func TestNestedValuesAreRefusedUnseen(t *testing.T) {
	object, list := `{"name":"`+personMark+`"}`, `["`+personMark+`"]`
	for name, c := range map[string]struct{ feature, value string }{
		"time":             {`{"time":` + object + `,"lon":-111,"lat":32}`, "[an object]"},
		"land":             {`{"time":"2024","lon":-111,"lat":32,"land":` + list + `}`, "[a list]"},
		"id":               {`{"id":` + object + `,"geometry":null,"properties":{"time":"2024"}}`, "[an object]"},
		"position":         {`{"geometry":{"type":"Point","coordinates":[` + object + `,32]},"properties":{"time":"2024"}}`, "[an object]"},
		"list of position": {`{"geometry":{"type":"Point","coordinates":[` + list + `,32]},"properties":{"time":"2024"}}`, "[a list]"},
	} {
		j := storetest.NewMemory()
		r := run(t, j, text("desk.geojsonl", c.feature), feed.Options{})
		if r.Rejected != 1 || r.RejectLines[0].Value != c.value || bytes.Contains(journalBytes(t, j), []byte(personMark)) {
			t.Errorf("%s: %+v", name, r.RejectLines)
		}
	}
}

// Rejected features repeat nothing about a person: not under its own name, not
// nested, not beside the properties.
func TestRejectedFeaturesNameNobody(t *testing.T) {
	feature := func(extra string) string {
		return `{"type":"Feature","owner":"` + personMark + `","geometry":{"type":"Point","coordinates":[-111,32],"of":"` + personMark + `"},"properties":{"occurred_at":"never","officerName":"` +
			personMark + `","details":{"name":"` + personMark + `"},"list":["` + personMark + `"]` + extra + `}}`
	}
	for name, content := range map[string]string{
		"lines":      feature("") + "\n" + feature(`,"land":"call 520-555-1234 `+personMark+`"`),
		"collection": `{"type":"FeatureCollection","features":[` + feature("") + `]}`,
		"plain":      `{"time":"never","lon":-111,"lat":32,"Nombre":"` + personMark + `","x":{"y":"` + personMark + `"}}`,
		"broken":     `{"time":"never","Nombre":"` + personMark,
	} {
		j := storetest.NewMemory()
		var rejects bytes.Buffer
		r := run(t, j, text("desk.json", content), feed.Options{Rejects: &rejects})
		if r.Rejected == 0 {
			t.Errorf("%s: nothing was rejected", name)
		}
		if bytes.Contains(rejects.Bytes(), []byte(personMark)) || bytes.Contains(journalBytes(t, j), []byte(personMark)) {
			t.Errorf("%s: %s", name, rejects.String())
		}
	}
}

func TestGeoJSONOddities(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		added   int
		reason  string
		line    int
		format  string
	}{
		"null geometry":   {`{"type":"Feature","geometry":null,"properties":{"occurred_at":"2024"}}`, 1, "", 0, "geojsonl"},
		"polygon":         {`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,0]]]},"properties":{"occurred_at":"2024"}}`, 0, "geometry_is_not_a_point", 1, "geojsonl"},
		"sequence":        {"\x1e{\"time\":\"2024\",\"lon\":-111,\"lat\":32}\n\x1e{\"time\":\"2023\",\"lon\":-111,\"lat\":32}\n", 2, "", 0, "geojsonl"},
		"bad line":        {"{\"time\":\"2024\",\"lon\":-111,\"lat\":32}\n{\"time\":\n{\"time\":\"2023\",\"lon\":-111,\"lat\":32}\n", 2, "unreadable_json", 2, "geojsonl"},
		"collection":      {`{"features":[{"geometry":{"type":"Point","coordinates":[-111,32]},"properties":{"time":"2024"}}],"type":"FeatureCollection"}`, 1, "", 0, "geojson"},
		"empty":           {`{"type":"FeatureCollection","features":[]}`, 0, "", 0, "geojson"},
		"broken off":      {`{"type":"FeatureCollection","features":[{"geometry":null,"properties":{"time":"2024"}},{"geometry":nul`, 1, "unreadable_json", 2, "geojson"},
		"one coordinate":  {`{"type":"Feature","geometry":{"type":"Point","coordinates":[-111]},"properties":{"time":"2024"}}`, 0, "geometry_is_not_a_point", 1, "geojsonl"},
		"empty point":     {`{"type":"Feature","geometry":{"type":"Point","coordinates":[]},"properties":{"time":"2024"}}`, 1, "", 0, "geojsonl"},
		"string position": {`{"type":"Feature","geometry":{"type":"Point","coordinates":["a","b"]},"properties":{"time":"2024"}}`, 0, "unreadable_coordinate", 1, "geojsonl"},
		"lost minus":      {`{"type":"Feature","geometry":{"type":"Point","coordinates":[111,32]},"properties":{"time":"2024"}}`, 0, "longitude_lost_its_minus", 1, "geojsonl"},
	} {
		j := storetest.NewMemory()
		r := run(t, j, text("desk.json", c.content), feed.Options{})
		if r.Format != c.format || r.Added != c.added || c.reason != "" && (r.RejectsByReason[c.reason] != 1 || r.RejectLines[0].Line != c.line) {
			t.Errorf("%s: read as %s, %d added, rejects %+v", name, r.Format, r.Added, r.RejectLines)
		}
	}
}

// Which of two columns of one name is meant, nobody knows.
func TestAColumnThatStandsTwiceIsRefused(t *testing.T) {
	for _, header := range []string{"occurred_at,lon,lat,lon", "occurred_at,lat,Lon,LAT", "occurred_at,lon,lat,occurred at"} {
		in := text("twice.csv", header+"\n2020-05-01,-111.5,31.5,-111.6\n")
		_, err := feed.Run(context.Background(), in, storetest.NewMemory(), feed.Options{Now: testNow})
		if geo.CodeOf(err) != geo.Invalid || !strings.Contains(err.Error(), "twice") {
			t.Errorf("%s: %v", header, err)
		}
	}
}
