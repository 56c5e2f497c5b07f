package feed_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linea/geo/feed"
	"linea/geo/store/storetest"
)

func TestPrint(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,source,kind,occurred_at,lon,lat,Name,notes,via,summary\n")
	for i := range 1000 {
		b.WriteString(strconv.Itoa(i) + ",desk,death,2024-05-01,-111.5,32.25,A B,windy,ogis,\n")
	}
	b.WriteString("q,desk,death,2024-06-01,,,,,,\nr,desk,death,soon,-111,32,,,,\ns,desk,death,2024-05-01,111,32,,,,\nt,desk,death,2024-05-01,-111,32.5,,,,call 520-555-1234\n")
	j := storetest.NewMemory()
	r := run(t, j, text("desk.csv", b.String()), feed.Options{SharedPoints: feed.SharedUnmap})
	var page bytes.Buffer
	if err := r.Print(&page); err != nil {
		t.Fatal(err)
	}
	want := `Imported desk.csv, read as linea, source desk.
Its records run from 2024-05-01 to 2024-06-01.
      1,004  rows read
      1,002  added
          2  rejected

Rejected rows by reason:
          1  longitude lost its minus
          1  unreadable date
  e.g. line 1003, occurred_at "soon": RFC 3339 (2024-05-01T20:15:00-07:00) or a date (2024-05-01), year first
  e.g. line 1004, lon "111": the longitude seems to have lost its minus sign: did you mean -111?

Kept and counted, but not on the map:
          1  have no coordinates
      1,000  lie on a coordinate shared by too many rows to be a place

Coordinates that ten or more rows of this file share (longitude, latitude):
      1,000  rows at -111.500000, 32.250000

1,000 rows name a source as where they come from: ogis. Once that is loaded they are not counted twice.

Left out because they may tell of a person: Name.
Not used: notes.
1 summary was dropped for holding a phone number, an address, long digits or coordinates; the rows were kept.
`
	if diff := cmp.Diff(want, page.String()); diff != "" {
		t.Error(diff)
	}
	dry := run(t, j, text("desk.csv", b.String()), feed.Options{DryRun: true})
	page.Reset()
	dry.Print(&page)
	for _, want := range []string{"This was a dry run: nothing was written.", "0  would be added", "1,002  unchanged"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, page.String())
		}
	}
}
