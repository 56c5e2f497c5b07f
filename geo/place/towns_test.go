package place

import (
	"math"
	"slices"
	"strings"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
)

//ci:plain
func TestNearestTownAgainstBruteForce(t *testing.T) {
	r := seeded(t)
	towns := AllTowns()
	for range 500 {
		p := around(r)
		got, d := towns.Nearest(p)
		want := math.Inf(1)
		for _, town := range towns.List() {
			if town.Kind != KindCrossing {
				want = min(want, Distance(p, town.Point))
			}
		}
		if !near(d, want, 1) || !near(Distance(p, got.Point), d, 1e-6) {
			t.Fatalf("%v: %s at %.1f m, but the nearest is %.1f m away", p, got.Name, d, want)
		}
	}
}

func TestPlacesThatPlannersNameAreThere(t *testing.T) {
	for name, p := range map[string]orb.Point{
		"Sasabe": {-111.542, 31.489}, "El Sásabe": {-111.546, 31.471}, "Lukeville": {-112.816, 31.882},
		"Sonoyta": {-112.851, 31.862}, "Why": {-112.739, 32.269}, "Sells": {-111.881, 31.912},
		"Three Points": {-111.314, 32.077}, "Arivaca": {-111.332, 31.575}, "Altar": {-111.837, 30.715},
		"Ajo": {-112.861, 32.372}, "Naco": {-109.948, 31.335}, "San Luis Río Colorado": {-114.772, 32.456},
		"Agua Prieta": {-109.549, 31.331}, "Douglas": {-109.545, 31.345}, "Cananea": {-110.291, 30.987},
		"Caborca": {-112.158, 30.718}, "Puerto Peñasco": {-113.538, 31.317}, "Yuma": {-114.624, 32.725},
	} {
		town, d := NearestTown(p)
		if d > 500 || town.Name != name && !strings.HasSuffix(town.Name, name) {
			t.Errorf("%s: the nearest to %v is %s, %.0f m away", name, p, town.Name, d)
		}
	}
}

func TestNoPrisonsNorTwins(t *testing.T) {
	seen := map[string]orb.Point{}
	for _, town := range AllTowns().List() {
		name := foldText(town.Name)
		for _, bad := range []string{"readaptacion", "cereso", "prison", "correctional"} {
			if strings.Contains(name, bad) {
				t.Errorf("%s is no town", town.Name)
			}
		}
		if town.Kind != KindTown {
			continue
		}
		key := name + "/" + town.State
		if other, ok := seen[key]; ok && Distance(other, town.Point) < 5000 {
			t.Errorf("%s in %s is there twice", town.Name, town.State)
		}
		seen[key] = town.Point
	}
}

func TestTownRowsAreSound(t *testing.T) {
	ids := map[string]bool{}
	for _, town := range AllTowns().List() {
		if ids[town.ID] {
			t.Errorf("id %s is there twice", town.ID)
		}
		ids[town.ID] = true
		known := slices.Contains([]TownKind{KindTown, KindPlace, KindCrossing}, town.Kind)
		if !known || town.Name == "" || town.State == "" || town.Country != "US" && town.Country != "MX" {
			t.Errorf("%+v", town)
		}
		if town.Point[0] < -118 || town.Point[0] > -105 || town.Point[1] < 26 || town.Point[1] > 38.5 {
			t.Errorf("%s lies at %v", town.Name, town.Point)
		}
	}
	if len(ids) < 600 {
		t.Errorf("only %d places", len(ids))
	}
}

// Towns must be on the side that their country says; the river part and the
// generalised outlines away from the line excuse the others.
func TestTownsAreOnTheirSide(t *testing.T) {
	wrong := 0
	for _, town := range AllTowns().List() {
		fix := Border().Locate(town.Point)
		if town.Kind == KindCrossing || fix.DistanceM > 100_000 || fix.Km < 1 {
			continue
		}
		if town.State == "Arizona" && fix.Region != geo.SideAZ || town.State == "Sonora" && fix.Region != geo.SideSon {
			t.Logf("%s, %s is on side %v", town.Name, town.State, fix.Region)
			wrong++
		}
	}
	if wrong > 2 {
		t.Errorf("%d towns are on the wrong side", wrong)
	}
}

// Every crossing of Arizona lies on the line, as exactly as it is known.
func TestCrossingsLieOnTheLine(t *testing.T) {
	count := 0
	for _, town := range AllTowns().List() {
		if town.Kind != KindCrossing || town.State != "Arizona" {
			continue
		}
		count++
		if fix := Border().Locate(town.Point); fix.DistanceM > 250 {
			t.Errorf("%s is %.0f m from the line", town.Name, fix.DistanceM)
		}
	}
	if count != 9 {
		t.Errorf("%d crossings", count)
	}
}

// The independent table of ports judges ours; one row of it is rounded.
func TestCrossingsAgreeWithPorts(t *testing.T) {
	crossings := slices.DeleteFunc(slices.Clone(AllTowns().List()), func(t Town) bool { return t.Kind != KindCrossing })
	for _, row := range table(t, sharedData(t, "boundary", "ports_of_entry.csv")) {
		p := orb.Point{num(t, row["lon"]), num(t, row["lat"])}
		nearest := math.Inf(1)
		for _, c := range crossings {
			nearest = min(nearest, Distance(p, c.Point))
		}
		limit := 150.0
		if strings.Contains(row["us_name"], "Mariposa") {
			limit = 1500 // sources differ by up to 4.6 km
		}
		if nearest > limit {
			t.Errorf("%s: the nearest crossing is %.0f m away", row["us_name"], nearest)
		}
	}
}

func TestSearch(t *testing.T) {
	names := func(text string, limit int) string {
		var out []string
		for _, town := range AllTowns().Search(text, limit) {
			out = append(out, town.Name+"/"+town.State)
		}
		return strings.Join(out, " ")
	}
	for text, want := range map[string]string{
		"sonoy":      "Sonoyta/Sonora",
		"SONOITA":    "Sonoita/Arizona Sonoyta/Sonora",
		"imuris":     "Ímuris/Sonora",
		"sásabe":     "Sasabe/Arizona",
		"nogales":    "Nogales/Sonora Nogales/Arizona",
		"tuc":        "Tucson/Arizona",
		"penasco":    "Puerto Peñasco/Sonora",
		"rio colora": "San Luis Río Colorado/Sonora",
		"aduana":     "El Sásabe/Sonora",
		"why":        "Why/Arizona",
	} {
		if got := names(text, 3); !strings.HasPrefix(got, want) {
			t.Errorf("%q finds %s, want %s first", text, got, want)
		}
	}
	for _, nothing := range []string{"", "  ", "'", "xyzzy"} {
		if got := names(nothing, 5); got != "" {
			t.Errorf("%q finds %s", nothing, got)
		}
	}
	if got := AllTowns().Search("a", 0); got != nil {
		t.Errorf("at most 0 gives %d", len(got))
	}
	if got := len(AllTowns().Search("a", 7)); got != 7 {
		t.Errorf("at most 7 gives %d", got)
	}
}

func TestNoTowns(t *testing.T) {
	empty := newTowns(nil)
	if _, d := empty.Nearest(orb.Point{-111, 31}); !math.IsInf(d, 1) {
		t.Errorf("the nearest of no towns is %v m away", d)
	}
	if got := empty.Search("a", 5); len(got) != 0 {
		t.Errorf("no towns give %v", got)
	}
}
