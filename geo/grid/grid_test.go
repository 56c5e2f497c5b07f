package grid

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

const vectors = "../../../shared/data/reference-vectors/h3_cells.csv"

func TestCellsEqualH3JS(t *testing.T) {
	f, err := os.Open(vectors)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("the shared reference vectors are not beside the repository")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, row := range rows[1:] {
		for col, name := range rows[0] {
			res, ok := resOfColumn(name)
			if !ok {
				continue
			}
			if got := Text(FromPoint(pointOf(t, rows[0], row), res)); got != row[col] {
				t.Errorf("%v res %d: %s, h3-js %s", row[0], res, got, row[col])
			}
			checked++
		}
	}
	if checked < 100 {
		t.Fatalf("only %d vectors checked", checked)
	}
}

func resOfColumn(name string) (int, bool) {
	digits := strings.TrimPrefix(name, "h3_r")
	res, err := strconv.Atoi(digits)
	return res, err == nil && res >= MinRes && res <= BaseRes
}

func pointOf(t *testing.T, header, row []string) orb.Point {
	t.Helper()
	lon, err1 := strconv.ParseFloat(row[slices.Index(header, "lon")], 64)
	lat, err2 := strconv.ParseFloat(row[slices.Index(header, "lat")], 64)
	if err1 != nil || err2 != nil {
		t.Fatal("unexpected columns", header)
	}
	return orb.Point{lon, lat}
}

func randomPoint(r *rand.Rand) orb.Point {
	return orb.Point{-115.2 + 6.8*r.Float64(), 29.5 + 4.1*r.Float64()}
}

func TestParentEqualsTheLibrarys(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		base := FromPoint(randomPoint(r), BaseRes)
		for res := MinRes; res <= BaseRes; res++ {
			want, err := h3.Cell(base).Parent(res)
			if err != nil {
				t.Fatal(err)
			}
			if got := Parent(base, res); got != geo.Cell(want) || Res(got) != res {
				t.Fatalf("Parent(%x, %d) = %x, want %x", base, res, got, want)
			}
		}
	}
}

// Sorting by id keeps the descendants of every cell together: the index's
// levels rely on it.
func TestIdsSortHierarchically(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	cells := make([]geo.Cell, 5000)
	for i := range cells {
		cells[i] = FromPoint(randomPoint(r), BaseRes)
	}
	slices.Sort(cells)
	for res := MinRes; res < BaseRes; res++ {
		seen := map[geo.Cell]bool{}
		var last geo.Cell
		for _, c := range cells {
			p := Parent(c, res)
			if p != last && seen[p] {
				t.Fatalf("children of %x are scattered", p)
			}
			seen[p], last = true, p
		}
	}
}

// Everything in the project takes a cell for a hexagon: no pentagon may lie in
// reach of the study area.
func TestNoPentagonNear(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		for res := MinRes; res <= BaseRes; res++ {
			for _, c := range Disk(FromPoint(randomPoint(r), res), 2) {
				if h3.Cell(c).IsPentagon() || len(Boundary(c)) != 7 {
					t.Fatalf("%x has %d corners", c, len(Boundary(c))-1)
				}
			}
		}
	}
}

func TestMeanAreasAreTheStudyAreas(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for res := MinRes; res <= BaseRes; res++ {
		sum := 0.0
		for range 400 {
			sum += AreaKM2(FromPoint(randomPoint(r), res))
		}
		if mean := sum / 400; math.Abs(mean/MeanAreaKM2(res)-1) > 0.02 {
			t.Errorf("resolution %d: mean area %.4f km², table %.4f", res, mean, MeanAreaKM2(res))
		}
	}
}

func TestParseRefusesWhatIsNoCell(t *testing.T) {
	for _, text := range []string{"", "0", "zz", "ffffffffffffffff", "8548e863ffffff", "-1", "8548e863fffffff0"} {
		if _, err := Parse(text); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("Parse(%q) = %v", text, err)
		}
	}
	c, err := Parse("8648e8577ffffff")
	if err != nil || Text(c) != "8648e8577ffffff" || Res(c) != 6 {
		t.Error(c, err)
	}
}

func TestCircumradiusBoundsTheCorners(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		for res := MinRes; res <= BaseRes; res++ {
			c := FromPoint(randomPoint(r), res)
			center := Center(c)
			for _, p := range Boundary(c) {
				d := h3.GreatCircleDistanceM(h3.LatLng{Lat: center.Lat(), Lng: center.Lon()}, h3.LatLng{Lat: p.Lat(), Lng: p.Lon()})
				if d > CircumradiusM(res) {
					t.Fatalf("resolution %d: corner at %.0f m, bound %.0f", res, d, CircumradiusM(res))
				}
			}
		}
	}
}

func BenchmarkFromPoint(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	p := randomPoint(r)
	for b.Loop() {
		FromPoint(p, BaseRes)
	}
}
