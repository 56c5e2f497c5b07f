package corridor

import (
	"testing"

	"linea/geo"
	"linea/geo/geotest"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

// Help is counted whatever was asked for.
func TestHumanitarianIsAlwaysThere(t *testing.T) {
	rows := rowsAt("ogis", geo.Death, "2024-06-01", "2024-06-20", "2024-07-01")
	rows[0].FoundWithinDays, rows[1].FoundWithinDays = 1, 90
	rows = append(rows, rowsAt("sheriff", geo.Rescue, "2024-05-05", "2024-06-06")...)
	rows = append(rows, rowsAt("sheriff", geo.Cash, "2024-05-05")...)
	q := between("2024-01-01", "2024-12-31")
	q.Kinds = geo.SetOf(geo.Cash)
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	r := ask(t, geotest.NewView(rows), c, q, Options{})
	want := Humanitarian{
		Rescues: 2, Deaths: 3, Months: [12]int{5: 1}, MonthsN: 1, Note: humanitarianNote,
		FoundWithinDays: []geo.ValueCount{{Value: "1", N: 1}, {Value: "90", N: 1}, {Value: "", N: 1}},
	}
	if diff := cmp.Diff(want, r.Humanitarian); diff != "" || r.N != 1 {
		t.Errorf("n %d: %s", r.N, diff)
	}
}

func TestLandAlongTheWay(t *testing.T) {
	rows := rowsAt("ogis", geo.Death, days("2024-01-01", 40, 1)...)
	for i := range rows {
		rows[i].Land = "Tohono O'odham Nation"
		if i >= 20 {
			rows[i].Point[0] += 0.2
			rows[i].Land = "Coronado NF"
		}
	}
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	r := ask(t, geotest.NewView(rows), c, geo.Query{}, Options{})
	if len(r.Land) != 2 || r.Land[0].Name != "Tohono O'odham Nation" || r.Land[0].N != 20 || r.Land[1].KmFrom <= r.Land[0].KmTo {
		t.Errorf("%+v", r.Land)
	}
}

// A stretch that holds most of the incidents stands out; an even spread does not.
func TestBusiest(t *testing.T) {
	even := make([]Bin, 40)
	for i := range even {
		even[i] = Bin{KmFrom: float64(i), KmTo: float64(i + 1), N: 5}
	}
	if got := busiestKm(even, 200); len(got) != 0 {
		t.Errorf("an even profile: %+v", got)
	}
	even[17].N = 25
	got := busiestKm(even, 220)
	if len(got) != 1 || got[0].KmFrom != 17 || got[0].Expected != 5.5 || !(got[0].Q < 0.001) {
		t.Errorf("one crowded km: %+v", got)
	}
}
