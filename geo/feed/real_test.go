package feed_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/storetest"
)

// dataDir finds the real files beside the repository. They are never copied
// into it.
func dataDir(t testing.TB) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real data is not at %s", dir)
		}
		t.Skipf("the real data is not at %s: tests on real files do not run", dir)
	}
	return dir
}

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

func importReal(t testing.TB, j geo.Journal, path string) feed.Report {
	t.Helper()
	report, err := feed.Run(context.Background(), feed.File(filepath.Join(dataDir(t), path)), j, feed.Options{Now: testNow})
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return report
}

func TestSmoke(t *testing.T) {
	j := storetest.NewMemory()
	for _, p := range []string{ogis2024, ogis2020, elPaso, iom2020, iom2026, ucdp, fars2013, fars2014} {
		r := importReal(t, j, p)
		r.RejectLines = nil
		b, _ := json.MarshalIndent(r, "", " ")
		t.Log(string(b))
	}
}
