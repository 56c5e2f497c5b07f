package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/grid"
)

const (
	ogis2024   = "ogis-migrant-deaths/ogis_2024-10.csv"
	ogis2020   = "ogis-migrant-deaths/ogis_2020_underscore_header.csv"
	iom2020    = "iom-missing-migrants/iom_2020-01_clip.csv"
	elPaso     = "el-paso-sector-deaths/el_paso_sector_deaths_clip.csv"
	fars2013   = "fars-arizona/fars_accident_2013_az.csv"
	everything = "duplicates=include&status=all"
)

// A browser, a GeoJSON reader, an export and GDAL all see the same incidents.
func TestEverySurfaceShowsTheSameNumber(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "import", sharedFile(t, ogis2024))
	want := 4300
	if got := linesIn(must(t, exitDone, folder, "export", "--f", "geojsonl", "--duplicates", "include", "--status", "all").stdout); got != want {
		t.Errorf("export wrote %d rows, want %d", got, want)
	}
	var collection struct {
		Features      []json.RawMessage
		NumberMatched int
	}
	s := startServer(t, folder, "linea.gpkg")
	s.json("/api/v1/incidents?limit=10000&"+everything, &collection)
	if collection.NumberMatched != want || len(collection.Features) != want {
		t.Errorf("the API matches %d and gives %d, want %d", collection.NumberMatched, len(collection.Features), want)
	}
	s.stop()
	if got := ogrCount(t, filepath.Join(folder, "linea.gpkg")); got != want {
		t.Errorf("ogrinfo counts %d, want %d", got, want)
	}
}

// What real files say is what the index holds, to the last foot of a radius in
// miles; an export that is read back changes nothing.
func TestRealFilesComeBackAsTheyWere(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "import", sharedFile(t, ogis2024), sharedFile(t, iom2020), sharedFile(t, fars2013))
	must(t, exitRejected, folder, "import", sharedFile(t, elPaso))
	must(t, exitDone, folder, "check")
	for _, f := range []string{"csv", "geojson"} {
		file := filepath.Join(folder, "back."+f)
		must(t, exitDone, folder, "export", "--f", f, "--out", file, "--duplicates", "include", "--status", "all")
		var said struct{ Files []feed.Report }
		if err := json.Unmarshal([]byte(must(t, exitDone, folder, "import", "--dry-run", "--json", file).stdout), &said); err != nil {
			t.Fatal(err)
		}
		if r := said.Files; len(r) != 1 || r[0].Unchanged != r[0].RowsRead || r[0].RowsRead == 0 {
			t.Errorf("%s read back: %+v", f, r)
		}
	}
}

func linesIn(text string) int { return strings.Count(text, "\n") }

var pointLayer = regexp.MustCompile(`Geometry: Point\nFeature Count: (\d+)`)

// ogrCount asks GDAL, which must find one layer of points and nothing to warn
// of.
func ogrCount(t *testing.T, path string) int {
	t.Helper()
	needs(t, "ogrinfo")
	out, err := exec.Command("ogrinfo", "-ro", "-al", "-so", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ogrinfo: %v\n%s", err, out)
	}
	found := pointLayer.FindAllSubmatch(out, -1)
	if len(found) != 1 || strings.Contains(string(out), "Warning") || strings.Contains(string(out), "ERROR") {
		t.Fatalf("ogrinfo sees %d layers of points, or warns:\n%s", len(found), out)
	}
	n, err := strconv.Atoi(string(found[0][1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestImportShowsOnARunningServer(t *testing.T) {
	folder := t.TempDir()
	s := startServer(t, folder, "linea.gpkg")
	var before geo.Summary
	s.json("/api/v1/summary", &before)
	if before.Total != 0 {
		t.Fatalf("an empty store counts %d", before.Total)
	}
	var report importReport
	out := must(t, exitDone, folder, "import", "--json", sharedFile(t, fars2013)).stdout
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	seq := report.Files[len(report.Files)-1].Seq
	for {
		body, header := s.get("/api/v1/summary?" + everything)
		if shown, err := strconv.ParseUint(header.Get("Linea-Seq"), 10, 64); err != nil || shown < seq {
			continue
		}
		var after geo.Summary
		if err := json.Unmarshal(body, &after); err != nil {
			t.Fatal(err)
		}
		if read := report.Files[0].RowsRead; after.Total != read || read == 0 {
			t.Errorf("read %d rows, the running server counts %d", read, after.Total)
		}
		break
	}
	s.stop()
}

// A stop lets an import that is under way end, and answers it.
func TestStopFinishesWhatIsInFlight(t *testing.T) {
	s := startServer(t, t.TempDir(), "linea.gpkg")
	s.get("/readyz")
	body, rows := io.Pipe()
	answered := make(chan string, 1)
	go func() {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/api/v1/imports?filename=rows.csv&source=sheriff", body)
		if err != nil {
			answered <- err.Error()
			return
		}
		request.Header.Set("Content-Type", "text/csv")
		request.Header.Set("Expect", "100-continue") // no row is read before the server asks for it
		answer, err := (&http.Transport{ExpectContinueTimeout: time.Hour}).RoundTrip(request)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		answered <- answer.Status + " " + string(text)
	}()
	io.WriteString(rows, "id,occurred_at,lon,lat,kind\n")
	s.cmd.Process.Signal(os.Interrupt)
	io.WriteString(rows, "a:1,2020-05-01,-111.5,31.5,rescue\n")
	rows.Close()
	if got := <-answered; !strings.HasPrefix(got, "200") || !strings.Contains(got, `"added":1`) {
		t.Errorf("the import under way was answered: %s", got)
	}
	if code := codeOf(t, s.cmd.Wait()); code != exitDone {
		t.Errorf("the server ended with %d\n%s", code, s.log)
	}
}

func TestDemoIsTheSameForASeed(t *testing.T) {
	folder := t.TempDir()
	for store, seed := range map[string]string{"a.gpkg": "5", "b.gpkg": "5", "c.gpkg": "6"} {
		must(t, exitDone, folder, "demo", "--store", store, "--n", "700", "--seed", seed, "--profile", "sparse")
	}
	export := func(store string) string {
		return must(t, exitDone, folder, "export", "--store", store, "--f", "csv", "--duplicates", "include", "--status", "all").stdout
	}
	a, b, c := export("a.gpkg"), export("b.gpkg"), export("c.gpkg")
	if a != b || a == c {
		t.Error("a seed must give the same rows, another seed others")
	}
	rows := strings.Split(strings.TrimSpace(a), "\n")[1:]
	if len(rows) < 650 || len(rows) > 700 {
		t.Errorf("%d of 700 rows; all but the retracted ones were asked for", len(rows))
	}
	for _, row := range rows {
		if !strings.Contains(row, "SYNTHETIC DATA") {
			t.Fatalf("this row does not say what it is: %s", row)
		}
	}
}

// What follows from the incidents must not follow from their order of arrival.
func TestOrderOfFilesDoesNotMatter(t *testing.T) {
	files := []string{sharedFile(t, ogis2024), sharedFile(t, iom2020), sharedFile(t, fars2013), sharedFile(t, ogis2020)}
	questions := []string{
		"/api/v1/summary", "/api/v1/summary?" + everything, "/api/v1/summary?source=iom", "/api/v1/summary?kind=crash&side=az",
		"/api/v1/cells?res=5", "/api/v1/cells?res=7&" + everything, "/api/v1/cells?res=6&kind=death&datetime=2010-01-01/2015-12-31",
		"/api/v1/breaks?res=5", "/api/v1/table?by=land,cause", "/tiles/hotspots/8/48/103.mvt",
	}
	ask := func(order ...int) map[string]string {
		folder := t.TempDir()
		for _, n := range order {
			if got := linea(t, folder, "import", files[n]); got.code != exitDone && got.code != exitRejected {
				t.Fatalf("import %s: exit %d\n%s%s", files[n], got.code, got.stdout, got.stderr)
			}
		}
		s := startServer(t, folder, "linea.gpkg")
		answers := map[string]string{}
		for _, q := range questions {
			body, header := s.get(q)
			answers[q] = string(body)
			if strings.HasPrefix(q, "/tiles/") { // a statistic's ETag names its store
				answers[q] += header.Get("ETag")
			}
		}
		s.stop()
		return answers
	}
	first, second := ask(0, 1, 2, 3), ask(3, 2, 1, 0)
	for _, q := range questions {
		if first[q] != second[q] {
			t.Errorf("%s depends on the order of import:\n%.600s\n%.600s", q, first[q], second[q])
		}
	}
}

func TestRejectedRowsAreListed(t *testing.T) {
	folder := t.TempDir()
	got := must(t, exitRejected, folder, "import", sharedFile(t, elPaso))
	if !strings.Contains(got.stdout, "2  longitude lost its minus") {
		t.Errorf("the report does not name the two lost minus signs:\n%s", got.stdout)
	}
	f, err := os.Open(filepath.Join(folder, "linea.rejects.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	hints := 0
	for _, row := range rows[1:] {
		if row[4] == string(geo.LostMinus) && strings.Contains(row[5], "did you mean -") {
			hints++
		}
	}
	if strings.Join(rows[0], ",") != strings.Join(feed.RejectsHeader(), ",") || hints != 2 {
		t.Errorf("header %q, %d hints", rows[0], hints)
	}
	again := must(t, exitRejected, folder, "import", "--rejects", "mine.csv", sharedFile(t, elPaso))
	if !strings.Contains(again.stdout, "mine.csv") || strings.Contains(again.stdout, " new") {
		t.Errorf("a second import of the same file:\n%s", again.stdout)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	folder := t.TempDir()
	got := must(t, exitDone, folder, "import", "--dry-run", sharedFile(t, ogis2024))
	if !strings.Contains(got.stdout, "4,300  would be added") {
		t.Errorf("the report of a dry run:\n%s", got.stdout)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("a dry run left %v (%v)", left, err)
	}
}

// A file that cannot be read makes no store.
func TestUnreadableFileMakesNoStore(t *testing.T) {
	for name, content := range map[string]string{"empty.csv": "", "other.csv": "a,b\n1,2\n", "book.xlsx": "PK\x03\x04", "wide.csv": "\xff\xfeo\x00"} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got := must(t, exitFailed, folder, "import", name)
		if left, err := os.ReadDir(folder); err != nil || len(left) != 1 || !strings.Contains(got.stderr, name) {
			t.Errorf("%s left %v (%v): %s", name, left, err, got.stderr)
		}
	}
}

// Cells of the real file, from the file itself.
func TestCellsEqualTheFile(t *testing.T) {
	rows := readOGIS(t)
	checkReferenceVectors(t, rows)
	folder := t.TempDir()
	must(t, exitDone, folder, "import", sharedFile(t, ogis2024))
	s := startServer(t, folder, "linea.gpkg")
	for res := 4; res <= 7; res++ {
		want := map[string]int{}
		for _, r := range rows {
			if r.mapped && grid.Admits(res, r.radiusM) {
				want[grid.Text(grid.Parent(grid.FromPoint(r.point, grid.BaseRes), res))]++
			}
		}
		var got struct {
			Cells []struct {
				H3 string
				N  int
			}
		}
		s.json("/api/v1/cells?"+everything+"&res="+strconv.Itoa(res), &got)
		for _, c := range got.Cells {
			if want[c.H3] != c.N {
				t.Errorf("resolution %d, cell %s: %d, the file says %d", res, c.H3, c.N, want[c.H3])
			}
			delete(want, c.H3)
		}
		if len(want) > 0 || len(got.Cells) == 0 {
			t.Errorf("resolution %d lacks %d cells of the file", res, len(want))
		}
	}
	s.stop()
}

// ogisRow is what places a row of the OGIS file.
type ogisRow struct {
	point   orb.Point
	radiusM float64
	mapped  bool
}

// readOGIS reads the file by its own few lines, apart from the feed.
func readOGIS(t *testing.T) []ogisRow {
	t.Helper()
	text, err := os.ReadFile(sharedFile(t, ogis2024))
	if err != nil {
		t.Fatal(err)
	}
	// The file writes a quote inside a text as \", which CSV does not know.
	in := csv.NewReader(strings.NewReader(strings.ReplaceAll(string(text), `\"`, `""`)))
	header, err := in.Read()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range header {
		column[name] = i
	}
	var rows []ogisRow
	at := map[orb.Point]int{}
	for {
		cells, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		lon, err1 := strconv.ParseFloat(cells[column["Longitude"]], 64)
		lat, err2 := strconv.ParseFloat(cells[column["Latitude"]], 64)
		if err1 != nil || err2 != nil {
			t.Fatal(cells[column["Longitude"]], cells[column["Latitude"]])
		}
		r := ogisRow{point: orb.Point{geo.OnGrid(lon), geo.OnGrid(lat)}}
		r.radiusM, r.mapped = ogisPrecision(t, cells[column["Location Precision"]])
		at[r.point]++
		rows = append(rows, r)
	}
	for i := range rows {
		rows[i].mapped = rows[i].mapped && at[rows[i].point] < geo.SharedPointRows
	}
	return rows
}

func ogisPrecision(t *testing.T, text string) (radiusM float64, mapped bool) {
	t.Helper()
	for mark, m := range map[string]float64{"100m": 100, "300m": 300, "2km": 2000, "15km": 15000} {
		if strings.Contains(strings.ReplaceAll(text, " ", ""), mark) {
			return m, true
		}
	}
	if !strings.Contains(text, "moved") && !strings.Contains(text, "no ") {
		t.Fatalf("unknown precision %q", text)
	}
	return 0, false
}

// checkReferenceVectors holds our cells against counts by h3-js, which has
// every row indexed at each resolution anew.
func checkReferenceVectors(t *testing.T, rows []ogisRow) {
	t.Helper()
	f, err := os.Open(sharedFile(t, "reference-vectors/h3_counts_ogis_2024-10.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	vectors, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, r := range rows {
		for res := 5; res <= 7; res++ {
			got[grid.Text(grid.FromPoint(r.point, res))]++
		}
	}
	for _, v := range vectors[1:] {
		if n, err := strconv.Atoi(v[2]); err != nil || got[v[1]] != n {
			t.Errorf("cell %s holds %d rows, h3-js counts %s", v[1], got[v[1]], v[2])
		}
	}
	if len(got) != len(vectors)-1 {
		t.Errorf("%d cells, h3-js has %d", len(got), len(vectors)-1)
	}
}

var curlInReadme = regexp.MustCompile(`curl 'http://127\.0\.0\.1:8080([^']*)'`)

// The examples of the README answer.
func TestReadmeExamplesAnswer(t *testing.T) {
	examples := curlInReadme.FindAllStringSubmatch(readRootFile(t, "README.md"), -1)
	if len(examples) < 3 {
		t.Fatalf("%d examples found", len(examples))
	}
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--n", "200")
	s := startServer(t, folder, defaultDemoStore)
	for _, example := range examples {
		if body, _ := s.get(example[1]); len(body) < 100 {
			t.Errorf("%s answers little: %s", example[1], body)
		}
	}
	s.stop()
}

func TestForeignFileIsLeftAlone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "notes.gpkg")
	const text = "this is no store\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"serve", "--store", path, "--addr", "127.0.0.1:0"}, {"import", "--store", path, "--on-change", "keep", os.DevNull}, {"export", "--store", path}, {"demo", "--store", path}} {
		got := must(t, exitFailed, folder, args...)
		if got.stdout != "" || !strings.Contains(got.stderr, "notes.gpkg") {
			t.Errorf("%v: %s%s", args, got.stdout, got.stderr)
		}
	}
	left, err := os.ReadFile(path)
	if err != nil || string(left) != text {
		t.Errorf("the file was touched: %q, %v", left, err)
	}
}

func TestRealAndSyntheticRowsStayApart(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--n", "50")
	must(t, exitDone, folder, "import", "--store", "real.gpkg", sharedFile(t, fars2013))
	if got := linea(t, folder, "import", "--store", "linea-demo.gpkg", sharedFile(t, fars2013)); got.code != exitFailed && got.code != exitRejected {
		t.Errorf("real rows were let in beside synthetic ones: exit %d\n%s", got.code, got.stdout)
	} else if strings.Contains(got.stdout, "no rows") || strings.Contains(got.stdout, "Imported") {
		t.Errorf("of a file that was not read it says\n%s", got.stdout)
	}
	must(t, exitFailed, folder, "demo", "--store", "real.gpkg", "--n", "50")
}

// An interrupted import leaves whole blocks, and the next run goes on.
func TestInterruptedImportGoesOn(t *testing.T) {
	folder := t.TempDir()
	var file strings.Builder
	file.WriteString("id,occurred_at,lon,lat,kind\n")
	const rows = 30_000
	for i := range rows {
		file.WriteString("a:" + strconv.Itoa(i) + ",2020-05-01,-111.5,31." + strconv.Itoa(500+i%400) + ",rescue\n")
	}
	text := file.String()
	cmd := exec.Command(binary(t), "import", "--source", "a", "--on-change", "revise", "-")
	cmd.Dir = folder
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(stdin, text[:len(text)/2]) // a pipe holds 64 KB: most of it has been read
	cmd.Process.Signal(syscall.SIGINT)
	stdin.Close()
	if code := codeOf(t, cmd.Wait()); code != exitInterrupted {
		t.Errorf("exit %d, want %d", code, exitInterrupted)
	}
	path := filepath.Join(folder, "rows.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, exitDone, folder, "import", "--source", "a", path)
	if n := linesIn(must(t, exitDone, folder, "export", "--f", "geojsonl").stdout); n != rows {
		t.Errorf("%d rows after going on, want %d", n, rows)
	}
}
