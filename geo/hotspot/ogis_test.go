package hotspot

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/place"
	"linea/geo/rates"

	"github.com/paulmach/orb"
)

// sharedTable reads real data beside the repository. Without it the test is
// skipped, except in CI.
func sharedTable(t *testing.T, path ...string) [][]string {
	t.Helper()
	full := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, path...)...)
	f, err := os.Open(full)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing; CI must have the shared data", full)
		}
		t.Skipf("%s is missing; put the shared data beside the repository to run this test", full)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.LazyQuotes, r.FieldsPerRecord = true, -1 // one row of 2003 escapes its quotes by backslash
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// neighboursOf builds the adjacency of cells as a caller does, once per
// resolution.
func neighboursOf(t *testing.T, cells []geo.Cell) *Neighbours {
	t.Helper()
	rows := make([][]int32, len(cells))
	for i, c := range cells {
		for _, d := range grid.Disk(c, 1) {
			if j, found := slices.BinarySearch(cells, d); found && j != i {
				rows[i] = append(rows[i], int32(j))
			}
		}
	}
	return mustNeighbours(t, rows)
}

// ogisCells has the cells with deaths of the 2024 file and their neighbours.
func ogisCells(t *testing.T, res int) (cells []geo.Cell, counts []int) {
	t.Helper()
	seen := map[geo.Cell]int{}
	for _, row := range sharedTable(t, "reference-vectors", "h3_counts_ogis_2024-10.csv")[1:] {
		if row[0] == strconv.Itoa(res) {
			c, err := grid.Parse(row[1])
			if err != nil {
				t.Fatal(err)
			}
			n, _ := strconv.Atoi(row[2])
			for _, d := range grid.Disk(c, 1) {
				seen[d] += 0
			}
			seen[c] += n
		}
	}
	cells = slices.Sorted(maps.Keys(seen))
	for _, c := range cells {
		counts = append(counts, seen[c])
	}
	return cells, counts
}

// The numbers of R 4.2.2 with spdep 1.2-7 (Debian's r-cran-spdep) for all deaths
// of the 2024 file, in cells with any and their neighbours:
//
//	g  <- localG(x, nb2listw(nb, style = "B"))
//	gs <- localG(x, nb2listw(include.self(nb), style = "B"))
//	q  <- p.adjust(2 * pnorm(-abs(gs)), "BH")
//	pe <- pmin(1, 2 * pmin(pbinom(disk - 1, N, k / n, lower = FALSE), pbinom(disk, N, k / n)))
func TestRealCountsAgreeWithR(t *testing.T) {
	for _, c := range []struct {
		res, cells                                           int
		sumG, sumG2, sumStar, sumStar2, maxG, minG, max, min float64
		hot                                                  int
		sumP                                                 float64
		evenHot, evenCold                                    int
		top                                                  string
		topG, topStar, topExpected, topLo, topHi             float64
	}{
		{5, 372, 33.4206056412, 1285.89765394, 27.5768445297, 1513.6864629, 9.76297711351, -1.20438787629, 10.4835290013, -1.28476992839, 37,
			9.83690594, 95, 252, "8548ed4bfffffff", 8.72611551889, 10.4835290013, 80.9139784946, 9.88294189496, 11.6048778415},
		{6, 1527, 148.256386033, 4626.73881359, 129.221501329, 5507.81739596, 13.6304639105, -1.28285365664, 14.3631980897, -1.31560278962, 124,
			142.743682917, 351, 806, "8648e8577ffffff", 0.577963788312, 4.52000471256, 19.7118533071, 3.44356540133, 5.36901023324},
	} {
		cells, counts := ogisCells(t, c.res)
		if len(cells) != c.cells {
			t.Fatalf("res %d: %d cells, R had %d", c.res, len(cells), c.cells)
		}
		values := make([]float64, len(counts))
		for i, n := range counts {
			values[i] = float64(n)
		}
		g := Ground{Neighbours: neighboursOf(t, cells)}
		gi, star := Gi(values, g.Neighbours, nil), GiStar(values, g.Neighbours, nil)
		near(t, "sum of Gi", sumOf(gi, 1), c.sumG, 1e-9)
		near(t, "sum of Gi squared", sumOf(gi, 2), c.sumG2, 1e-9)
		near(t, "sum of Gi*", sumOf(star, 1), c.sumStar, 1e-9)
		near(t, "sum of Gi* squared", sumOf(star, 2), c.sumStar2, 1e-9)
		near(t, "highest Gi", slices.Max(gi), c.maxG, 1e-9)
		near(t, "lowest Gi", slices.Min(gi), c.minG, 1e-9)
		near(t, "highest Gi*", slices.Max(star), c.max, 1e-9)
		near(t, "lowest Gi*", slices.Min(star), c.min, 1e-9)
		normal := make([]float64, len(star))
		for i, z := range star {
			normal[i] = NormalP(z)
		}
		if hot, cold := countSides(star, rates.Adjusted(normal, false), 0.05); hot != c.hot || cold != 0 {
			t.Errorf("res %d: Gi* with BH shows %d hot, %d cold", c.res, hot, cold)
		}
		a := assess(t, g, Question{Now: Counts{Incidents: counts}})
		var sumP float64
		var hot, cold int
		for _, cell := range a.Cells {
			sumP += cell.P
			if cell.Q <= 0.05 && float64(cell.Tested) > cell.Expected {
				hot++
			} else if cell.Q <= 0.05 {
				cold++
			}
		}
		near(t, "sum of p", sumP, c.sumP, 1e-9)
		if hot != c.evenHot || cold != c.evenCold {
			t.Errorf("res %d: %d above and %d below even", c.res, hot, cold)
		}
		top, _ := grid.Parse(c.top)
		i, _ := slices.BinarySearch(cells, top)
		near(t, "Gi of the fullest cell", gi[i], c.topG, 1e-9)
		near(t, "Gi* of the fullest cell", star[i], c.topStar, 1e-9)
		near(t, "expected", a.Cells[i].Expected, c.topExpected, 1e-9)
		near(t, "RR from", a.Interval(i).Lo, c.topLo, 1e-9)
		near(t, "RR to", a.Interval(i).Hi, c.topHi, 1e-9)
	}
}

func sumOf(values []float64, exponent int) (sum float64) {
	for _, v := range values {
		sum += math.Pow(v, float64(exponent))
	}
	return sum
}

// R 4.2.2, deaths of a cell against those of the 371 others:
//
//	poisson.test(c(x, N - x), c(1, 371)); 2 * min of both one-sided p
//	poisson.test(x)$conf.int
func TestRealRatesAgreeWithR(t *testing.T) {
	for _, c := range []struct {
		x                    int
		ratio, lo, hi, p     float64
		garwoodLo, garwoodHi float64
	}{
		{217, 19.7176096008, 17.1213179714, 22.6072221829, 2.88468935883e-191, 189.086428945, 247.873725475},
		{142, 12.67003367, 10.6421374741, 14.9789715703, 9.07937342589e-101, 119.605416067, 167.370075929},
		{125, 11.1077844311, 9.22192792188, 13.2721543601, 1.82571659505e-82, 104.048899073, 148.931856947},
		{26, 2.25690219934, 1.47255975672, 3.31156181291, 0.000343680473285, 16.9840632156, 38.0960240831},
		{2, 0.172638436482, 0.0209006103346, 0.624008551425, 0.00149929764081, 0.242209278544, 7.22468766772},
	} {
		got, alone := rates.CompareRates(c.x, 1, 4300-c.x, 371, 0.05), rates.PoissonInterval(c.x, 0.05)
		near(t, "ratio", got.Ratio, c.ratio, 1e-9)
		near(t, "ratio from", got.Interval.Lo, c.lo, 1e-9)
		near(t, "ratio to", got.Interval.Hi, c.hi, 1e-9)
		near(t, "p", got.P, c.p, 1e-9)
		near(t, "count from", alone.Lo, c.garwoodLo, 1e-9)
		near(t, "count to", alone.Hi, c.garwoodHi, 1e-9)
	}
}

// ogisDays counts deaths by cell in [from, until), dates as in the file.
func ogisDays(t *testing.T, cells []geo.Cell, res int) func(from, until string) []int {
	rows := sharedTable(t, "ogis-migrant-deaths", "ogis_2024-10.csv")
	column := func(name string) int { return slices.Index(rows[0], name) }
	day, lat, lon, precision := column("Reporting Date"), column("Latitude"), column("Longitude"), column("Location Precision")
	return func(from, until string) []int {
		counts := make([]int, len(cells))
		for _, row := range rows[1:] {
			if len(row) != len(rows[0]) {
				continue
			}
			p := row[precision]
			rough := strings.Contains(p, "vague") || strings.Contains(p, "moved") || strings.Contains(p, "no location")
			if row[day] < from || row[day] >= until || rough {
				continue
			}
			var at orb.Point
			fmt.Sscan(row[lon], &at[0])
			fmt.Sscan(row[lat], &at[1])
			if i, found := slices.BinarySearch(cells, grid.Parent(grid.FromPoint(at, grid.BaseRes), res)); found {
				counts[i]++
			}
		}
		return counts
	}
}

// The map an analyst would see: deaths of 2022-23 against the eight years
// before, in the study area as far as Arizona can speak for it. Against an even
// spread nearly everything stands out, which is geography; against what is usual
// some places do. No cell of Sonora is anything but silent.
func TestRealMapOfDeaths(t *testing.T) {
	const res = 5
	var cells []geo.Cell
	for _, polygon := range place.StudyArea().Shape() {
		cells = append(cells, grid.Covering(polygon, res)...)
	}
	slices.Sort(cells)
	arizona, _ := place.Coverage(place.Arizona)
	covered, area := make([]bool, len(cells)), make([]float64, len(cells))
	for i, c := range cells {
		covered[i], area[i] = arizona.Contains(grid.Center(c)), grid.AreaKM2(c)
	}
	g, count := Ground{neighboursOf(t, cells), area}, ogisDays(t, cells, res)
	even := assess(t, g, Question{Now: Counts{Incidents: count("2019", "2024")}, Covered: covered})
	before := Counts{Incidents: count("2014", "2022")}
	usual := assess(t, g, Question{Now: Counts{Incidents: count("2022", "2024")}, Before: &before, Covered: covered})
	few := assess(t, g, Question{Now: Counts{Incidents: count("2023-07-01", "2023-07-04")}, Before: &before, Covered: covered})
	silent := len(cells) - even.Tested
	for _, c := range []struct {
		name string
		got  Answer
		want map[State]int
	}{
		{"even", even, map[State]int{NoData: silent, Hot: 54, Cold: 114, NotSignificant: 24}},
		{"usual", usual, map[State]int{NoData: silent, Hot: 15, Cold: 12, NotSignificant: 86, TooFew: 79}},
		{"three days", few, map[State]int{NoData: silent, TooFew: 192}},
	} {
		states := map[State]int{}
		for i, cell := range c.got.Cells {
			states[cell.State]++
			if !covered[i] && cell.State != NoData {
				t.Errorf("%s: a cell without coverage is %v", c.name, cell.State)
			}
		}
		if !maps.Equal(states, c.want) {
			t.Errorf("%s of %d: %v, want %v", c.name, c.got.Now.Incidents, states, c.want)
		}
	}
	if silent != 248 || even.Tested != 192 {
		t.Errorf("%d cells are covered and %d not", even.Tested, silent)
	}
}
