package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"linea/geo/feed"
)

// A corridor that nobody saved can be taken along too.
func TestExportOfALine(t *testing.T) {
	w := newWorld(t, withJournal)
	body := `{"name":"Diagonal","line":` + diagonal + `,"half_width_m":20000}`
	saved := w.postJSON("/api/v1/corridors", body).Header.Get("Location")
	for _, form := range feed.RouteFormats() {
		a := w.postJSON("/api/v1/corridors/export?kind=death&f="+form, body)
		if a.StatusCode != 200 || !strings.Contains(a.Header.Get("Content-Disposition"), "linea-diagonal."+form) {
			t.Errorf("%s: %d %s", form, a.StatusCode, a.Header.Get("Content-Disposition"))
		}
		if same := w.get(saved + "/export?kind=death&f=" + form); string(same.body) != string(a.body) {
			t.Errorf("%s: not the file of the same corridor saved", form)
		}
	}
	if a := w.postJSON("/api/v1/corridors/export?f=shp", body); a.StatusCode != 400 {
		t.Errorf("as a shapefile: %d", a.StatusCode)
	}
}

func TestCorridorExports(t *testing.T) {
	w := newWorld(t, withJournal)
	path := w.postJSON("/api/v1/corridors", `{"name":"Diagonal","line":`+diagonal+`,"half_width_m":20000}`).Header.Get("Location")
	for form, media := range map[string]string{"geojson": mediaGeoJSON, "csv": "text/csv; charset=utf-8", "gpx": mediaGPX, "kml": mediaKML} {
		a := w.get(path + "/export?kind=death&f=" + form)
		if a.StatusCode != 200 || a.Header.Get("Content-Type") != media || !strings.Contains(a.Header.Get("Content-Disposition"), "linea-diagonal."+form) {
			t.Errorf("%s: %d %v", form, a.StatusCode, a.Header)
		}
		if form == "csv" {
			continue
		}
		file, err := feed.ReadLine(bytes.NewReader(a.body), "")
		if err != nil || len(file.Lines) != 1 || len(file.Lines[0]) != 3 {
			t.Errorf("%s: %+v %v", form, file, err)
		}
	}
	if a := w.get(path + "/export?f=shp"); a.StatusCode != 400 {
		t.Errorf("an unknown form: %d", a.StatusCode)
	}
	english, spanish := w.do(http.MethodGet, path+"/export?f=kml", nil), w.do(http.MethodGet, path+"/export?f=kml&lang=es", nil)
	if !strings.Contains(string(english.body), "km on each side") || !strings.Contains(string(spanish.body), "km a cada lado") || english.Header.Get("ETag") == spanish.Header.Get("ETag") {
		t.Errorf("KML in two languages: %s\n%s", english.body, spanish.body)
	}
	if a := w.do(http.MethodHead, path+"/export?f=gpx", nil); a.StatusCode != 200 || len(a.body) != 0 {
		t.Errorf("HEAD: %d", a.StatusCode)
	}
}

// A stretch is a file of its own: its ground, its incidents, and the km of the
// whole line.
func TestExportOfAStretch(t *testing.T) {
	w := newWorld(t, withJournal)
	body := `{"name":"Diagonal","line":` + diagonal + `,"half_width_m":20000}`
	saved := w.postJSON("/api/v1/corridors", body).Header.Get("Location")
	type file struct {
		Features []struct {
			Properties struct {
				ID       string
				Part     string
				Km       float64
				LengthKm float64 `json:"length_km"`
				FromKm   float64 `json:"from_km"`
				ToKm     float64 `json:"to_km"`
			}
		}
	}
	read := func(a answer) (f file) {
		if err := json.Unmarshal(a.body, &f); err != nil || len(f.Features) == 0 {
			t.Fatalf("%d %.200s: %v", a.StatusCode, a.body, err)
		}
		return f
	}
	whole := read(w.get(saved + "/export"))
	lengthKm := whole.Features[0].Properties.LengthKm
	fromKm, toKm := lengthKm/4, lengthKm/2
	query := fmt.Sprintf("/export?from_km=%.3f&to_km=%.3f", fromKm, toKm)
	a := w.get(saved + query)
	if name := fmt.Sprintf("linea-diagonal-km-%.0f-%.0f.geojson", fromKm, toKm); !strings.Contains(a.Header.Get("Content-Disposition"), name) {
		t.Errorf("%s, want %s", a.Header.Get("Content-Disposition"), name)
	}
	part := read(a)
	if p := part.Features[0].Properties; p.Part != "line" || math.Abs(p.FromKm-fromKm) > 0.001 || math.Abs(p.ToKm-toKm) > 0.002 || math.Abs(p.LengthKm-(toKm-fromKm)) > 0.002 {
		t.Errorf("the line: %+v, want km %g to %g", p, fromKm, toKm)
	}
	var want, got []string
	for _, f := range whole.Features {
		if km := f.Properties.Km; f.Properties.Part == "incident" && km > fromKm && km < toKm {
			want = append(want, fmt.Sprintf("%.2f", km))
		}
	}
	for _, f := range part.Features {
		if f.Properties.Part == "incident" {
			got = append(got, fmt.Sprintf("%.2f", f.Properties.Km))
		}
	}
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("incidents at km %v, want %v", got, want)
	}
	if same := w.postJSON("/api/v1/corridors"+query, body); string(same.body) != string(a.body) {
		t.Error("not the file of the same corridor saved")
	}
	if gpx := w.get(saved + query + "&f=gpx"); !strings.Contains(string(gpx.body), fmt.Sprintf("km %.1f to %.1f of the line", fromKm, toKm)) {
		t.Errorf("GPX does not say which stretch: %.600s", gpx.body)
	}
	if spanish := w.get(saved + query + "&f=kml&lang=es"); !strings.Contains(string(spanish.body), fmt.Sprintf("km %.1f a %.1f de la línea", fromKm, toKm)) {
		t.Errorf("KML in Spanish does not say which stretch: %.600s", spanish.body)
	}
	if a := w.get(saved + "/export?from_km=20&to_km=10"); a.StatusCode != 400 {
		t.Errorf("a stretch that ends before it begins: %d", a.StatusCode)
	}
}

func TestCorridorFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"":                               "linea-corridor-7f3a.gpx",
		"West wash, lower part":          "linea-west-wash-lower-part.gpx",
		"Cañón del Ímuris (sur)":         "linea-canon-del-imuris-sur.gpx",
		`..\..//"; a`:                    "linea-a.gpx",
		"東":                              "linea-corridor-7f3a.gpx",
		strings.Repeat("abcdefghi ", 20): "linea-" + strings.Repeat("abcdefghi-", 5) + "abcdefghi.gpx",
	} {
		if got := corridorFileName("7f3a", "gpx", &feed.RouteFile{Name: name}); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	if got := corridorFileName("", "kml", &feed.RouteFile{Synthetic: true}); got != "SYNTHETIC-linea-corridor.kml" {
		t.Errorf("unnamed: %s", got)
	}
	if got := corridorFileName("", "csv", &feed.RouteFile{Name: "Wash", FromKm: 9.6, ToKm: 20}); got != "linea-wash-km-10-20.csv" {
		t.Errorf("a stretch: %s", got)
	}
}

func TestLineFiles(t *testing.T) {
	w := newWorld(t)
	var track strings.Builder
	track.WriteString("<gpx><trk><trkseg>")
	for i := range 500 {
		fmt.Fprintf(&track, `<trkpt lon="%f" lat="%f"/>`, -112+float64(i)*0.002, 31.5+0.00001*float64(i%2))
	}
	track.WriteString("</trkseg></trk></gpx>")
	gpx := func(query string) lineAnswer {
		return decode[lineAnswer](t, w.do(http.MethodPost, "/api/v1/corridors/line"+query, strings.NewReader(track.String()), "Content-Type", mediaGPX))
	}
	if got := gpx(""); got.Format != "gpx" || got.Vertices != 500 || got.Dropped != 0 || !got.Usable || got.Lines != 1 {
		t.Errorf("%+v", got.Vertices)
	}
	if got := gpx("?simplify_m=50"); got.Vertices > 50 || got.Dropped != 500-got.Vertices || got.Points != 500 {
		t.Errorf("%d of %d left, %d dropped", got.Vertices, got.Points, got.Dropped)
	}
	two := `{"type":"MultiLineString","coordinates":[[[-111,31.5],[-111.1,31.5]],[[-111,31.5],[-111.5,31.6],[-112,31.5]]]}`
	line := func(query string) answer {
		return w.do(http.MethodPost, "/api/v1/corridors/line"+query, strings.NewReader(two), "Content-Type", mediaGeoJSON)
	}
	if got := decode[lineAnswer](t, line("")); got.Chosen != 2 || got.Vertices != 3 || len(got.All) != 2 || got.All[0].Points != 2 || got.All[1].LengthKm != rounded(got.LengthKm, 3) {
		t.Errorf("the longest of two: %+v", got)
	}
	if got := decode[lineAnswer](t, line("?line=1")); got.Chosen != 1 || got.Vertices != 2 {
		t.Errorf("the first of two: %+v", got)
	}
	if a := line("?line=3"); a.StatusCode != 400 {
		t.Errorf("the third of two: %d", a.StatusCode)
	}
	far := decode[lineAnswer](t, w.do(http.MethodPost, "/api/v1/corridors/line", strings.NewReader("lon,lat\n1,2\n3,4\n"), "Content-Type", "text/csv"))
	if far.Usable || far.Note == "" {
		t.Errorf("%+v", far)
	}
	for body, status := range map[string]int{"": 415, "hello": 415, "<gpx>": 400, "lon,lat\n1,2\n": 400} {
		if a := w.do(http.MethodPost, "/api/v1/corridors/line", strings.NewReader(body), "Content-Type", mediaGPX); a.StatusCode != status {
			t.Errorf("%q: %d %s", body, a.StatusCode, a.body)
		}
	}
	if a := w.do(http.MethodPost, "/api/v1/corridors/line", strings.NewReader("x"), "Content-Type", "text/plain"); a.StatusCode != 415 {
		t.Errorf("as plain text: %d", a.StatusCode)
	}
}
