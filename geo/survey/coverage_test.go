package survey

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/grid"
	"linea/geo/hotspot"
	"linea/geo/place"

	"github.com/paulmach/orb"
)

// ground gives the ground of a resolution.
func ground(t testing.TB, s *Surveyor, res int) *Ground {
	t.Helper()
	g, err := s.grounds[res]()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Cells, areas and neighbours against the definitions, one by one.
func TestGroundIsTheStudyArea(t *testing.T) {
	s := newSurveyor()
	area := place.StudyArea()
	for res := MinRes; res <= MaxRes-1; res++ {
		g := ground(t, s, res)
		sum, neighbours := 0.0, 0
		for i, c := range g.Cells {
			if i > 0 && g.Cells[i-1] >= c || grid.Res(c) != res || !area.Contains(g.Centers[i]) {
				t.Fatalf("res %d: cell %x does not belong or stands twice", res, c)
			}
			sum += g.areas[i]
			for _, j := range g.neighbours.Of(i) {
				if d := place.Distance(g.Centers[i], g.Centers[j]); d > 2.2*grid.InradiusM(res) {
					t.Errorf("res %d: neighbours %.0f m apart", res, d)
				}
				neighbours++
			}
		}
		whole := place.FlatAreaM2(area.Shape()) / 1e6
		if math.Abs(sum/whole-1) > 0.1/math.Pow(2.6, float64(res-MinRes)) {
			t.Errorf("res %d: cells of %.0f km2 for a study area of %.0f", res, sum, whole)
		}
		if mean := float64(neighbours) / float64(len(g.Cells)); mean < 4.5 || mean >= 6 {
			t.Errorf("res %d: %.2f neighbours a cell", res, mean)
		}
	}
}

func TestASmallStudyAreaHasCells(t *testing.T) {
	area := place.NewArea("tiny", orb.MultiPolygon{{orb.Bound{Min: orb.Point{-111.50, 31.70}, Max: orb.Point{-111.49, 31.71}}.ToRing()}})
	for res := MinRes; res <= MaxRes; res++ {
		if g := ground(t, New(Settings{StudyArea: area}), res); len(g.Cells) == 0 {
			t.Errorf("res %d: no cell", res)
		}
	}
}

// Parts of cells against a dense count of random points.
func TestPartsOfCells(t *testing.T) {
	const seed, tries, res = 5, 4000, 5
	r := rand.New(rand.NewPCG(seed, 1))
	g := ground(t, newSurveyor(), res)
	arizona, _ := place.Coverage(place.Arizona)
	part := coverageParts(g, []string{place.Arizona})
	mixed := 0
	for i := range g.Cells {
		got := part(i)
		if got == 0 || got == 1 {
			continue
		}
		mixed++
		box, inside, all := g.outlines[i].Bound(), 0, 0
		for range tries {
			p := orb.Point{box.Min[0] + r.Float64()*(box.Max[0]-box.Min[0]), box.Min[1] + r.Float64()*(box.Max[1]-box.Min[1])}
			if place.PolygonContains(orb.Polygon{g.outlines[i]}, p) {
				all++
				inside += one(arizona.Contains(p))
			}
		}
		if want := float64(inside) / float64(all); math.Abs(got-want) > 0.08 {
			t.Errorf("seed %d: %.2f of cell %x is in Arizona, by points %.2f", seed, got, g.Cells[i], want)
		}
	}
	if mixed < 40 {
		t.Errorf("only %d cells lie on the edge of Arizona", mixed)
	}
}

// Silence across the line: a source of Arizona says nothing about Sonora, and
// what a cell that lies mostly there would say by how little was found is taken
// back.
func TestSonoraIsNeverColdForASourceOfArizona(t *testing.T) {
	g := ground(t, newSurveyor(), 5)
	m := newMask(g, g.areas, coverageParts(g, []string{place.Arizona}))
	cells := make([]hotspot.Cell, len(g.Cells))
	for i := range cells {
		cells[i].State = hotspot.Cold
	}
	m.silence(cells)
	for i, c := range cells {
		sonora := place.Border().Region(g.Centers[i]) == geo.SideSon
		if sonora && c.State == hotspot.Cold && m.covered[i] && m.parts[i] < 0.45 {
			t.Errorf("cell %x of Sonora is cold", g.Cells[i])
		}
		if m.covered[i] != (m.parts[i] > 0) || m.ground.Exposure[i] != m.parts[i]*g.areas[i] {
			t.Errorf("cell %x: covered %v, part %v, exposure %v", g.Cells[i], m.covered[i], m.parts[i], m.ground.Exposure[i])
		}
	}
}

// A question that looks at a place covers the cells that its shape touches,
// however small, and no others.
func TestAQuestionCoversWhereItLooks(t *testing.T) {
	s := newSurveyor()
	middle := orb.Point{-111.5, 31.9}
	small := orb.Bound{Min: orb.Point{-111.501, 31.899}, Max: orb.Point{-111.499, 31.901}}
	for _, c := range []struct {
		name string
		q    geo.Query
	}{
		{"circle", geo.Query{Near: &geo.Circle{Center: middle, RadiusM: 30_000}}},
		{"small circle", geo.Query{Near: &geo.Circle{Center: middle, RadiusM: 200}}},
		{"box", geo.Query{BBox: &orb.Bound{Min: orb.Point{-112, 31.5}, Max: orb.Point{-111, 32.2}}}},
		{"small box", geo.Query{BBox: &small}},
		{"the Earth", geo.Query{BBox: &orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}}},
		{"triangle", geo.Query{Polygon: orb.Polygon{{{-113, 31.9}, {-110, 32}, {-111, 32.4}, {-113, 31.9}}}}},
		{"ring", geo.Query{Polygon: orb.Polygon{orb.Bound{Min: orb.Point{-113, 31.7}, Max: orb.Point{-110, 32.3}}.ToRing(), orb.Bound{Min: orb.Point{-111.2, 31.8}, Max: orb.Point{-111, 31.9}}.ToRing()}}},
		{"cell", geo.Query{Cell: grid.FromPoint(middle, 5)}},
		{"small cell", geo.Query{Cell: grid.FromPoint(middle, 8)}},
		{"sonora", geo.Query{Sides: geo.SetOf(geo.SideSon)}},
	} {
		for res := MinRes; res <= 6; res++ {
			g := ground(t, s, res)
			whole := newMask(g, g.areas, func(int) float64 { return 1 })
			m := whole.within(g, &c.q)
			checkLook(t, c.name, g, m, lookOf(&c.q))
		}
	}
	g := ground(t, s, 5)
	whole := newMask(g, g.areas, func(int) float64 { return 1 })
	if whole.within(g, &geo.Query{Kinds: geo.SetOf(geo.Death), Sides: geo.SetOf(geo.SideSon, geo.SideLine)}) != whole {
		t.Error("a question about no place is cut")
	}
}

// checkLook: cells whose centre passes are covered; those far from every point
// that passes are not; and somewhere somebody looks.
func checkLook(t *testing.T, name string, g *Ground, m *mask, l look) {
	t.Helper()
	any := false
	for i := range g.Cells {
		any = any || m.covered[i]
		if l.holds(g.Centers[i]) && !m.covered[i] {
			t.Errorf("%s, res %d: the question looks at the middle of %x, which is not covered", name, g.Res, g.Cells[i])
		}
		if m.covered[i] && m.parts[i] >= mostly && !reaches(g, i, l) {
			t.Errorf("%s, res %d: %x is covered, and nothing there passes", name, g.Res, g.Cells[i])
		}
	}
	if !any {
		t.Errorf("%s, res %d: no cell is covered", name, g.Res)
	}
}

func reaches(g *Ground, i int, l look) bool {
	for _, c := range grid.Children(g.Cells[i], g.Res+2) {
		if l.holds(grid.Center(c)) {
			return true
		}
	}
	return false
}

func TestExposureFile(t *testing.T) {
	s := newSurveyor()
	g := ground(t, s, 6)
	a, b := grid.Text(g.Cells[100]), grid.Text(g.Cells[200])
	e, err := ReadExposure(strings.NewReader("\xef\xbb\xbfH3, weight ,note\n" + a + ",2.5,x\n" + b + ",0,y\n" + a + ",1.5,z\n"))
	if err != nil {
		t.Fatal(err)
	}
	weights, err := e.on(g)
	if err != nil || weights[100] != 4 || weights[200] != 0 || weights[0] != 0 {
		t.Errorf("weights %v %v %v, %v", weights[100], weights[200], weights[0], err)
	}
	coarse, err := e.on(ground(t, s, 5))
	if i, _ := ground(t, s, 5).Find(grid.Parent(g.Cells[100], 5)); err != nil || coarse[i] != 4 {
		t.Errorf("the parent weighs %v, %v", coarse[i], err)
	}
	if _, err := e.on(ground(t, s, 7)); geo.CodeOf(err) != geo.Invalid {
		t.Errorf("finer than the file: %v", err)
	}
	point, err := ReadExposure(strings.NewReader(`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-111.5,31.9]},"properties":{"weight":7}}]}`))
	if err != nil || point.res != MaxRes || point.weight[grid.FromPoint(orb.Point{-111.5, 31.9}, MaxRes)] != 7 {
		t.Errorf("a point: %+v, %v", point, err)
	}
	for name, text := range map[string]string{
		"nothing": "", "other columns": "cell,n\n8548e863fffffff,1\n", "no cell": "h3,weight\nx,1\n", "no number": "h3,weight\n" + a + ",much\n",
		"negative": "h3,weight\n" + a + ",-1\n", "all zero": "h3,weight\n" + a + ",0\n", "two resolutions": "h3,weight\n" + a + ",1\n8548e863fffffff,1\n",
		"short row": "h3,weight\n" + a + "\n", "broken JSON": "{", "no collection": `{"type":"Point","coordinates":[1,2]}`,
		"no place": `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"weight":1}}]}`, "null feature": `{"type":"FeatureCollection","features":[null]}`,
		"no weight": `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-111.5,31.9]},"properties":{}}]}`,
	} {
		if _, err := ReadExposure(strings.NewReader(text)); geo.CodeOf(err) != geo.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
