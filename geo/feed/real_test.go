package feed_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

// The real files, read in place: they are never copied into the repository.
const (
	ogis2024 = "ogis-migrant-deaths/ogis_2024-10.csv"
	ogis2020 = "ogis-migrant-deaths/ogis_2020_underscore_header.csv"
	elPaso   = "el-paso-sector-deaths/el_paso_sector_deaths_clip.csv"
	iom2020  = "iom-missing-migrants/iom_2020-01_clip.csv"
	iom2026  = "iom-missing-migrants/iom_2026-05_americas.csv"
	ucdp     = "ucdp-ged-mexico/ged_mexico_clip.csv"
	fars2013 = "fars-arizona/fars_accident_2013_az.csv"
	fars2014 = "fars-arizona/fars_accident_2014_az.csv"
)

var realFiles = []string{ogis2024, ogis2020, elPaso, iom2020, iom2026, ucdp, fars2013, fars2014}

func realPath(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real data is not at %s", path)
		}
		t.Skipf("the real data is not at %s: this test does not run", path)
	}
	return path
}

func importReal(t testing.TB, j geo.Journal, name string) feed.Report {
	t.Helper()
	return run(t, j, feed.File(realPath(t, name)), feed.Options{})
}

// tally counts rows by what of gives.
func tally[K comparable](rows map[string]geo.Incident, of func(*geo.Incident) K) map[K]int {
	counts := map[K]int{}
	for _, in := range rows {
		counts[of(&in)]++
	}
	return counts
}

func wantCounts[K comparable](t *testing.T, what string, got, want map[K]int) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func wantReport(t *testing.T, r feed.Report, read, added int, unmapped feed.Unmapped, first, last string) {
	t.Helper()
	if r.RowsRead != read || r.Added != added || r.Rejected != read-added {
		t.Errorf("read %d, added %d, rejected %d %v; want %d, %d", r.RowsRead, r.Added, r.Rejected, r.RejectsByReason, read, added)
	}
	if r.Unmapped != unmapped {
		t.Errorf("unmapped %+v, want %+v", r.Unmapped, unmapped)
	}
	if r.FirstDay != first || r.LastDay != last {
		t.Errorf("days %s..%s, want %s..%s", r.FirstDay, r.LastDay, first, last)
	}
}

// radii tells methods and radii apart.
type radii struct {
	method  geo.LocationMethod
	radiusM float64
}

func radiiOf(in *geo.Incident) radii { return radii{in.LocationMethod, in.RadiusM} }

func persons(rows map[string]geo.Incident) (sum int) {
	for _, in := range rows {
		sum += in.Persons
	}
	return sum
}

func TestOGIS2024(t *testing.T) {
	j := storetest.NewMemory()
	r := importReal(t, j, ogis2024)
	wantReport(t, r, 4300, 4300, feed.Unmapped{Moved: 36, NoLocation: 33, SharedPoint: 5}, "1981-11-25", "2024-09-30")
	wantShared(t, r, map[[2]float64]int{{-110.928097, 32.175119}: 60, {-112.083092, 33.446545}: 10})
	if diff := cmp.Diff([]string{"Name", "Sex", "Age"}, r.ColumnsLeftOut); diff != "" {
		t.Errorf("columns left out: %s", diff)
	}
	rows := incidents(t, j)
	wantCounts(t, "precision", tally(rows, radiiOf), map[radii]int{
		{geo.MethodGPS, 100}: 3065, {geo.MethodDescribed, 300}: 98, {geo.MethodDescribed, 2000}: 605,
		{geo.MethodDescribed, 15_000}: 463, {geo.MethodMoved, 0}: 36, {geo.MethodNone, 0}: 33,
	})
	wantCounts(t, "found within", tally(rows, func(in *geo.Incident) int { return in.FoundWithinDays }),
		map[int]int{1: 1175, 7: 466, 21: 274, 35: 373, 90: 345, 240: 391, 0: 949 + 327})
	wantCounts(t, "cause", tally(rows, func(in *geo.Incident) geo.Cause { return in.Cause }), map[geo.Cause]int{
		geo.Exposure: 1511, geo.Undetermined: 2295, geo.Injury: 245, geo.ViolenceCause: 123, geo.Drowning: 45, geo.VehicleCause: 25, geo.MedicalCause: 56,
	})
	lands := tally(rows, func(in *geo.Incident) string { return in.Land })
	if lands["Tohono O'odham Nation"] != 1715 || lands["Tohono O'odham Nation, San Xavier"] != 13 || lands["Tohono Oodham Nation"] != 0 {
		t.Errorf("lands: %v", lands)
	}
	if areas := tally(rows, func(in *geo.Incident) string { return in.Area }); areas["San Miguel"] != 1573 || areas["Bernadino"] != 48 {
		t.Errorf("areas: %v", areas)
	}
	wantCounts(t, "time", tally(rows, timeOf), map[[2]string]int{{"day", "discovered"}: 4300})
	if n := persons(rows); n != 4300 {
		t.Errorf("%d persons", n)
	}
	if s := sources(t, j)["ogis"]; !s.UnmapShared || geo.LocalDate(s.ReportedUntil) != "2024-09-30" {
		t.Errorf("source: %+v", s)
	}
}

func timeOf(in *geo.Incident) [2]string {
	return [2]string{in.TimePrecision.String(), in.TimeKind.String()}
}

func wantShared(t *testing.T, r feed.Report, want map[[2]float64]int) {
	t.Helper()
	got := map[[2]float64]int{}
	for _, s := range r.SharedPoints {
		got[[2]float64{s.Lon, s.Lat}] = s.Rows
	}
	wantCounts(t, "shared points", got, want)
}

func TestOGIS2020(t *testing.T) {
	j := storetest.NewMemory()
	r := importReal(t, j, ogis2020)
	wantReport(t, r, 2989, 2989, feed.Unmapped{SharedPoint: 75}, "1981-11-25", "2018-09-25")
	wantCounts(t, "precision", tally(incidents(t, j), radiiOf), map[radii]int{{geo.MethodDescribed, 2000}: 2989})
}

// Whatever the order of the two exports, the 2,941 deaths in both are there
// once, as the newer export has them.
func TestOGISInBothOrders(t *testing.T) {
	newerFirst, olderFirst := storetest.NewMemory(), storetest.NewMemory()
	importReal(t, newerFirst, ogis2024)
	before := incidents(t, newerFirst)
	r := importReal(t, newerFirst, ogis2020)
	if r.Added != 48 || r.Revised != 0 || r.Unchanged+r.Kept.NewerHere != 2941 {
		t.Errorf("older after newer: %d added, %d revised, %d unchanged, %+v", r.Added, r.Revised, r.Unchanged, r.Kept)
	}
	after := incidents(t, newerFirst)
	for id, in := range before {
		if after[id] != in {
			t.Fatalf("%s changed from %+v to %+v", id, in, after[id])
		}
	}
	importReal(t, olderFirst, ogis2020)
	if r := importReal(t, olderFirst, ogis2024); r.Added != 4300-2941 || r.Revised+r.Unchanged != 2941 {
		t.Errorf("newer after older: %d added, %d revised, %d unchanged", r.Added, r.Revised, r.Unchanged)
	}
	got := incidents(t, newerFirst)
	if len(got) != 4348 {
		t.Errorf("%d incidents, want 4348", len(got))
	}
	if diff := cmp.Diff(got, incidents(t, olderFirst)); diff != "" {
		t.Errorf("the order matters: %s", diff)
	}
	if a, b := sources(t, newerFirst)["ogis"], sources(t, olderFirst)["ogis"]; a != b {
		t.Errorf("sources differ: %+v, %+v", a, b)
	}
}

func TestReadingAgainChangesNothing(t *testing.T) {
	for _, name := range realFiles {
		j := storetest.NewMemory()
		first := importReal(t, j, name)
		n := len(changes(t, j))
		again := importReal(t, j, name)
		if again.Unchanged != first.Added || again.Added+again.Revised > 0 {
			t.Errorf("%s: %d unchanged of %d, %d added, %d revised", name, again.Unchanged, first.Added, again.Added, again.Revised)
		}
		if more := len(changes(t, j)) - n; more != 1 {
			t.Errorf("%s: reading again wrote %d changes, want the import alone", name, more)
		}
	}
}

func TestElPaso(t *testing.T) {
	j := storetest.NewMemory()
	r := importReal(t, j, elPaso)
	wantReport(t, r, 85, 83, feed.Unmapped{NoPoint: 1}, "2009-09-03", "2024-08-31")
	wantCounts(t, "rejects", r.RejectsByReason, map[string]int{"longitude_lost_its_minus": 2})
	for i, hint := range []string{"-107.03876", "-106.54313"} {
		reject := r.RejectLines[i]
		if reject.Column != "Longitude" || !strings.Contains(reject.Detail, "did you mean "+hint) {
			t.Errorf("reject: %+v", reject)
		}
	}
	rows := incidents(t, j)
	const mile = 1609.344
	got := tally(rows, radiiOf)
	if got[radii{geo.MethodGPS, 100}] != 47 || got[radii{geo.MethodDescribed, mile / 2}] != 9 || got[radii{geo.MethodDescribed, 25 * mile}] != 3 || got[radii{}] != 1 {
		t.Errorf("precision: %v", got)
	}
	wantCounts(t, "time", tally(rows, timeOf), map[[2]string]int{{"day", "discovered"}: 80, {"exact", "discovered"}: 3})
	if at := rows["elpaso:2021-04968"].OccurredAt; at.IsZero() {
		t.Error("2021-04968 has no time")
	}
}

func TestIOM2020(t *testing.T) {
	j := storetest.NewMemory()
	r := importReal(t, j, iom2020)
	wantReport(t, r, 916, 916, feed.Unmapped{SharedPoint: 517}, "2014-01-06", "2019-12-30")
	sum := 0
	for _, s := range r.SharedPoints {
		sum += s.Rows
	}
	if len(r.SharedPoints) != 8 || sum != 517 || r.SharedPoints[0].Rows != 156 {
		t.Errorf("%d shared points with %d rows", len(r.SharedPoints), sum)
	}
	wantCounts(t, "repeats", r.RepeatsOf, map[string]int{"ogis": 810}) // 808 "Pima County ...", one "Pima Office of ...", one "PCOME"
	rows := incidents(t, j)
	wantCounts(t, "precision", tally(rows, radiiOf), map[radii]int{{geo.MethodDescribed, 5000}: 916})
	wantCounts(t, "time", tally(rows, timeOf), map[[2]string]int{{"day", "reported"}: 916})
	if n := persons(rows); n != 932 {
		t.Errorf("%d persons, want 932", n)
	}
	causes := tally(rows, func(in *geo.Incident) geo.Cause { return in.Cause })
	if causes[geo.Drowning] != 40 || causes[geo.NoCause] != 0 || causes[geo.VehicleCause] != 6+5+3+2+1 {
		t.Errorf("causes: %v", causes)
	}
}

func TestIOM2026(t *testing.T) {
	j := storetest.NewMemory()
	r := importReal(t, j, iom2026)
	wantReport(t, r, 22, 22, feed.Unmapped{}, "2026-01-04", "2026-04-18")
	rows := incidents(t, j)
	for _, id := range []string{"iom:2026.MMP0059-2026.MMP005962", "iom:2026.MMP0059-2026.MMP005963", "iom:2026.MMP0006"} {
		if _, there := rows[id]; !there {
			t.Errorf("%s is missing", id)
		}
	}
	wantCounts(t, "time", tally(rows, timeOf), map[[2]string]int{{"day", "reported"}: 22})
	if n := persons(rows); n != 41 {
		t.Errorf("%d persons, want 41", n)
	}
	if !strings.Contains(strings.Join(r.ColumnsLeftOut, ","), "Country of Origin") {
		t.Errorf("left out: %v", r.ColumnsLeftOut)
	}
}

func TestUCDP(t *testing.T) {
	j := storetest.NewMemory()
	r := importReal(t, j, ucdp)
	wantReport(t, r, 520, 520, feed.Unmapped{NoLocation: 195}, "2004-05-03", "2023-12-14")
	rows := incidents(t, j)
	wantCounts(t, "precision", tally(rows, radiiOf), map[radii]int{{geo.MethodPlace, 3000}: 287, {geo.MethodDescribed, 25_000}: 38, {geo.MethodNone, 0}: 195})
	wantCounts(t, "time", tally(rows, timeOf), map[[2]string]int{{"day", "occurred"}: 446, {"month", "occurred"}: 42, {"year", "occurred"}: 32})
	intervals := tally(rows, func(in *geo.Incident) bool { return !in.OccurredUntil.IsZero() })
	wantCounts(t, "intervals", intervals, map[bool]int{true: 112, false: 408})
	most := 0
	for _, in := range rows {
		most = max(most, in.Persons)
		if at := in.Point; at.Lat() > 29.33 && at.Lat() < 29.34 && at.Lon() < -110.66 && at.Lon() > -110.67 && in.Locatable() {
			t.Errorf("%s: the centroid of Sonora is on the map", in.ID)
		}
	}
	if most != 1470 {
		t.Errorf("most persons %d, want 1470", most)
	}
	two := rows["ucdp:181351"]
	if geo.LocalDate(two.OccurredAt) != "2008-11-14" || geo.LocalDate(two.OccurredUntil) != "2008-11-16" {
		t.Errorf("a two-day event runs from %v to %v", two.OccurredAt, two.OccurredUntil)
	}
}

func TestFARS(t *testing.T) {
	j := storetest.NewMemory()
	wantReport(t, importReal(t, j, fars2013), 782, 782, feed.Unmapped{NoPoint: 46}, "2013-01-02", "2013-12-31")
	rows := incidents(t, j)
	wantCounts(t, "time", tally(rows, timeOf), map[[2]string]int{{"exact", "occurred"}: 756, {"day", "occurred"}: 26})
	if n := persons(rows); n != 849 {
		t.Errorf("%d fatalities, want 849", n)
	}
	wantReport(t, importReal(t, j, fars2014), 708, 708, feed.Unmapped{NoPoint: 52}, "2014-01-01", "2014-12-30")
	rows = incidents(t, j)
	if len(rows) != 782+708 {
		t.Errorf("%d crashes: the case numbers of two years ran together", len(rows))
	}
	if in := rows["fars:2013-40001"]; geo.LocalDate(in.OccurredAt) != "2013-01-03" || in.OccurredAt.In(geo.Local).Format("15:04") != "17:32" {
		t.Errorf("fars:2013-40001 at %v", in.OccurredAt)
	}
}

// personMark stands in every cell of a person column, of columns that hold
// free text about people, and of columns without a name.
const personMark = "Xq7person"

// marked rewrites a real file: person columns hold personMark, and a third of
// the rows has a fault, each in another column.
func marked(t *testing.T, name string) string {
	f, err := os.Open(realPath(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Write(rows[0])
	for n, row := range rows[1:] {
		for i, column := range rows[0] {
			if holdsPerson(column) {
				row[i] = personMark
			} else if n%3 == 0 && i == n/3%len(row) {
				row[i] = "bad " + row[i]
			}
		}
		if n%50 == 0 {
			row = append(row, "one cell too many")
		}
		w.Write(row)
	}
	w.Flush()
	return out.String()
}

// holdsPerson is a list made by reading the headers, not by the product's rules.
func holdsPerson(column string) bool {
	switch strings.ReplaceAll(column, "_", " ") {
	case "Name", "Sex", "Age", "First Name", "Last Name", "Age Group", "Gender", "Nationality",
		"Number of Females", "Number of Males", "Number of Children", "Region of Origin", "Country of Origin",
		"source original", "source headline", "source article", "Location", "":
		return true
	}
	return false
}

func TestPersonColumnsReachNothing(t *testing.T) {
	for _, name := range realFiles {
		j := storetest.NewMemory()
		var rejects, page bytes.Buffer
		r := run(t, j, text(filepath.Base(name), marked(t, name)), feed.Options{Rejects: &rejects})
		if r.Rejected == 0 || r.Added == 0 {
			t.Errorf("%s: %d added, %d rejected: nothing was tested", name, r.Added, r.Rejected)
		}
		asJSON, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Print(&page)
		for what, b := range map[string][]byte{"journal": journalBytes(t, j), "rejects": rejects.Bytes(), "report": asJSON, "page": page.Bytes()} {
			if bytes.Contains(b, []byte(personMark)) {
				t.Errorf("%s: a person column reached the %s", name, what)
			}
		}
	}
}
