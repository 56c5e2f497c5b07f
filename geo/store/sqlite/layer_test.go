package sqlite_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"linea/geo"
)

// gdal runs a program of GDAL and gives what it printed. Any warning or error
// fails the test. Without the program the test is skipped, but not under CI.
func gdal(t *testing.T, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: install gdal-bin", program)
	} else if err != nil {
		t.Skipf("%s is missing (install gdal-bin): the layer was not read with GDAL", program)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "CPL_DEBUG=OFF", "TZ=UTC")
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, &problems)
	}
	for _, text := range []string{problems.String(), out.String()} {
		if regexp.MustCompile(`(?im)^(warning|error)\b`).MatchString(text) {
			t.Errorf("%s %v complains:\n%s", program, args, text)
		}
	}
	if problems.Len() > 0 {
		t.Errorf("%s %v: %s", program, args, &problems)
	}
	return out.String()
}

// odd makes incidents in which every field takes many values, and its defaults.
func odd(r *rand.Rand, n int) []geo.Incident {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	all := make([]geo.Incident, n)
	for i := range all {
		in := geo.Incident{
			ID: fmt.Sprintf("t:%d", i), Source: pick("ogis", "iom", "a_b-c"), Kind: geo.Kind(r.IntN(22)), Subkind: pick("", "", "rescate acuático"),
			OccurredAt:    time.Date(1950+r.IntN(76), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60), 0, geo.Local).UTC(),
			TimePrecision: geo.TimePrecision(r.IntN(5)), TimeKind: geo.TimeKind(r.IntN(3)), FoundWithinDays: slices.Concat([]int{0}, geo.FoundWithinDays())[r.IntN(7)],
			LocationMethod: geo.LocationMethod(r.IntN(8)), Origin: geo.Origin(r.IntN(4)), Persons: r.IntN(3) * r.IntN(300), Cause: geo.Cause(r.IntN(8)),
			Land: pick("", "Tohono O'odham Nation", `"quoted" & <tagged>`), Area: pick("", "Nogales, Ñ 沙"), Summary: pick("", "near the wash; 3 people", strings.Repeat("á", 200)),
			Via: pick("", "ogis"), Status: geo.Status(r.IntN(4)), RadiusM: pick3(r, 0, 100, 15000.5),
		}
		if in.TimePrecision >= geo.PrecisionDay {
			in.OccurredAt = geo.LocalMidnight(in.OccurredAt)
		}
		if r.IntN(3) == 0 {
			in.OccurredUntil = in.OccurredAt.Add(time.Duration(1+r.IntN(100)) * time.Hour)
		}
		if r.IntN(3) == 0 {
			in.ReportedAt = in.OccurredAt.Add(100 * time.Hour)
		}
		if r.IntN(4) > 0 {
			in.HasPoint, in.Point = true, orb.Point{geo.OnGrid(-115 + 7*r.Float64()), geo.OnGrid(29 + 5*r.Float64())}
		}
		all[i] = in
	}
	return all
}

func pick3(r *rand.Rand, a, b, c float64) float64 { return []float64{a, b, c}[r.IntN(3)] }

func changeOf(in *geo.Incident, before geo.Change) geo.Change {
	return geo.Change{
		ID: in.ID, Revision: before.Revision + 1, PrevSeq: before.Seq, Actor: "test", RecordedAt: recordedAt.Add(7 * time.Millisecond),
		Owner: in.Source, Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, in),
	}
}

// shown is what the layer must say of an incident, by name of the attribute.
func shown(in *geo.Incident, c geo.Change) map[string]any {
	want := map[string]any{
		"id": in.ID, "source": in.Source, "kind": in.Kind.String(), "time_precision": in.TimePrecision.String(), "time_kind": in.TimeKind.String(),
		"location_method": in.LocationMethod.String(), "origin": in.Origin.String(), "status": in.Status.String(),
		"date_local": in.OccurredAt.In(geo.Local).Format("2006-01-02"),
		"revision":   float64(c.Revision), "seq": float64(c.Seq), "recorded_at": c.RecordedAt.Format("2006-01-02T15:04:05.000Z"),
	}
	for name, v := range map[string]string{"subkind": in.Subkind, "cause": in.Cause.String(), "land": in.Land, "area": in.Area, "summary": in.Summary, "via": in.Via} {
		if v != "" {
			want[name] = v
		}
	}
	for name, v := range map[string]float64{"found_within_days": float64(in.FoundWithinDays), "radius_m": in.RadiusM, "persons": float64(in.Persons)} {
		if v != 0 {
			want[name] = v
		}
	}
	hourKnown := in.TimePrecision == geo.PrecisionExact || in.TimePrecision == geo.PrecisionHour
	for name, v := range map[string]time.Time{"occurred_at": in.OccurredAt, "occurred_until": in.OccurredUntil, "reported_at": in.ReportedAt} {
		if !v.IsZero() && (hourKnown || name == "reported_at") {
			want[name] = v.Format("2006-01-02T15:04:05Z")
		}
	}
	if !in.OccurredUntil.IsZero() {
		want["date_local_until"] = in.OccurredUntil.In(geo.Local).Format("2006-01-02")
	}
	if in.HasPoint {
		want["lon"], want["lat"] = in.Point.Lon(), in.Point.Lat()
	}
	return want
}

// layerOf reads the layer with GDAL: the attributes that are not null, and the
// point, by id.
func layerOf(t *testing.T, path string) map[string]map[string]any {
	t.Helper()
	var collection struct {
		Features []struct {
			Geometry   *struct{ Coordinates []float64 }
			Properties map[string]any
		}
	}
	if err := json.Unmarshal([]byte(gdal(t, "ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path, "incidents")), &collection); err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]any{}
	for _, f := range collection.Features {
		row := map[string]any{}
		for name, v := range f.Properties {
			if v != nil {
				row[name] = v
			}
		}
		if f.Geometry != nil {
			row["lon"], row["lat"] = f.Geometry.Coordinates[0], f.Geometry.Coordinates[1]
		}
		rows[fmt.Sprint(row["id"])] = row
	}
	if len(rows) != len(collection.Features) {
		t.Errorf("%d features, %d ids", len(collection.Features), len(rows))
	}
	return rows
}

// The layer as GDAL reads it equals the incidents that were appended: first
// revisions, later ones, retractions, and rows without a point. The store is
// still open, so most of it lies in the write-ahead log.
func TestLayerEqualsIncidents(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	s := openStore(t, path)
	incidents := odd(r, 300)
	changes := make([]geo.Change, len(incidents))
	for i := range incidents {
		changes[i] = changeOf(&incidents[i], geo.Change{})
	}
	appendTo(t, s, changes)

	var later []geo.Change
	for i, in := range odd(r, 300) {
		if i%3 == 0 {
			incidents[i] = in
			later = append(later, changeOf(&in, changes[i]))
			later[len(later)-1].Op = geo.Op(r.IntN(2))
		}
	}
	appendTo(t, s, later)
	for _, c := range later {
		var i int
		fmt.Sscanf(c.ID, "t:%d", &i)
		changes[i] = c
	}

	want := map[string]map[string]any{}
	for i := range incidents {
		if changes[i].Op == geo.OpPut && incidents[i].Status != geo.StatusRetracted {
			want[incidents[i].ID] = shown(&incidents[i], changes[i])
		}
	}
	if diff := cmp.Diff(want, layerOf(t, path)); diff != "" {
		t.Errorf("the layer differs (-want +got):\n%s", diff)
	}
	summary := gdal(t, "ogrinfo", "-so", path, "incidents")
	if !strings.Contains(summary, fmt.Sprintf("Feature Count: %d\n", len(want))) {
		t.Errorf("want %d features:\n%s", len(want), summary)
	}
	if err := s.Verify(context.Background()); err != nil {
		t.Error(err)
	}
}

// layerFields is how ogrinfo prints the attributes and their types.
var layerFields = strings.TrimSpace(`
id: String (64.0)
source: String (40.0)
kind: String (20.0)
subkind: String (60.0)
occurred_at: DateTime (0.0)
occurred_until: DateTime (0.0)
date_local: Date (0.0)
date_local_until: Date (0.0)
time_precision: String (10.0)
time_kind: String (10.0)
reported_at: DateTime (0.0)
found_within_days: Integer (0.0)
radius_m: Real (0.0)
location_method: String (10.0)
origin: String (10.0)
persons: Integer (0.0)
cause: String (20.0)
land: String (60.0)
area: String (60.0)
summary: String (200.0)
via: String (40.0)
status: String (10.0)
revision: Integer (0.0)
seq: Integer64 (0.0)
recorded_at: DateTime (0.0)
`)

func TestLayerInGDAL(t *testing.T) {
	for name, n := range map[string]int{"empty": 0, "one": 1, "many": 500} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "linea.gpkg")
			s := openStore(t, path)
			if n > 0 {
				appendTo(t, s, plausible(rand.New(rand.NewPCG(1, 1)), 0, n))
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			gdal(t, "ogrinfo", "-al", path)
			summary := gdal(t, "ogrinfo", "-al", "-so", path)
			for _, want := range []string{"Layer name: incidents", layerFields, `ID["EPSG",4326]`, fmt.Sprintf("Feature Count: %d\n", n)} {
				if !strings.Contains(summary, want) {
					t.Errorf("ogrinfo does not say %q:\n%s", want, summary)
				}
			}
			// GDAL finds the key of a view by its first row.
			if key := strings.Contains(summary, "FID Column = OGC_FID\nGeometry Column = geom\nid:"); key != (n > 0) {
				t.Errorf("key found: %t, with %d rows:\n%s", key, n, summary)
			}
			if points, layers := strings.Count(summary, "Geometry: Point"), strings.Count(summary, "Layer name:"); points != 1 || layers != 2 {
				t.Errorf("%d point layers of %d:\n%s", points, layers, summary)
			}
			if again := openStore(t, path); again.Verify(context.Background()) != nil {
				t.Error("reading with GDAL changed the store")
			}
		})
	}
}

// A GIS program cannot change incidents past the journal.
func TestLayerIsReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	threeBlocks(t, path)
	for _, statement := range []string{
		"UPDATE incidents SET kind = 'other'", "DELETE FROM incidents", "INSERT INTO incidents (id) VALUES ('x')",
	} {
		if err := trySQL(path, statement); err == nil || !strings.Contains(err.Error(), "view") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// An extent that some program noted in the file does not outlive an append.
func TestExtentIsNeverStale(t *testing.T) {
	path := filepath.Join(t.TempDir(), "linea.gpkg")
	threeBlocks(t, path)
	sqlOn(t, path, "UPDATE gpkg_contents SET min_x = 1, min_y = 1, max_x = 2, max_y = 2 WHERE table_name = 'incidents'")
	appendTo(t, openStore(t, path), plausible(rand.New(rand.NewPCG(1, 1)), 100, 1))
	if summary := gdal(t, "ogrinfo", "-so", path, "incidents"); !regexp.MustCompile(`Extent: \(-11`).MatchString(summary) {
		t.Errorf("a stale extent:\n%s", summary)
	}
}
