package survey

import (
	"os"
	"path/filepath"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/hotspot"
	"linea/geo/index"
	"linea/geo/store/storetest"
)

const (
	ogis2024 = "ogis-migrant-deaths/ogis_2024-10.csv"
	iom2020  = "iom-missing-migrants/iom_2020-01_clip.csv"
	fars2013 = "fars-arizona/fars_accident_2013_az.csv"
)

// realView reads real files beside the repository. Without them the test is
// skipped, except in CI.
func realView(t testing.TB, files ...string) geo.View {
	t.Helper()
	j := storetest.NewMemory()
	for _, name := range files {
		path := filepath.Join("..", "..", "..", "shared", "data", name)
		if _, err := os.Stat(path); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is missing; CI must have the shared data", path)
			}
			t.Skipf("%s is missing; put the shared data beside the repository to run this test", path)
		}
		if _, err := feed.Run(t.Context(), feed.File(path), j, feed.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	ix, err := index.Open(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return ix.View()
}

func query(t testing.TB, datetime string) (q geo.Query) {
	t.Helper()
	if datetime == "" {
		return q
	}
	var err error
	if q.From, q.Until, err = geo.ParseInterval(datetime); err != nil {
		t.Fatal(err)
	}
	return q
}

func TestExplore(t *testing.T) {
	v := realView(t, ogis2024)
	s := New(Settings{})
	for _, q := range []Question{
		{Query: query(t, "2024-01-01/2024-12-31")},
		{Query: query(t, "2022-01-01/2023-12-31")},
		{Query: query(t, "2022-01-01/2023-12-31"), Res: 5},
		{Query: query(t, "2019-01-01/2023-12-31"), Res: 5, Baseline: hotspot.Even},
		{Query: query(t, "2019-01-01/2023-12-31"), Baseline: hotspot.Even},
		{Query: query(t, "")},
	} {
		h, err := s.Hotspots(t.Context(), v, q, 5)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("res %d n %d before %d ep %d %d unit %v interval %s comparison %v used %+v cells %d covered %d", h.Res, h.N, h.NBefore, h.Episodes, h.EpisodesBefore, h.Unit, h.Interval, h.Comparison, h.Used, h.NCells, h.NCovered)
		for _, st := range h.States {
			t.Log("   ", st.State, st.Cells)
		}
		t.Log(h.Warnings, h.Sources, h.LeftOut, *h.DiscoveredShare)
		for _, c := range h.Cells {
			t.Log("   ", c.H3, c.State, c.N, c.Finding.EN, c.RR, c.Town, c.BorderKm)
		}
	}
}
