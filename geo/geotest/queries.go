package geotest

import (
	"math/rand/v2"
	"time"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// Queries gives n random questions about the rows of Random, most of them
// with one or two conditions so that they match something. The zero Query
// comes first. Equal seeds give equal queries.
func Queries(seed uint64, n int) []geo.Query {
	g := generator{rand.New(rand.NewPCG(seed, 0x9e57))}
	out := make([]geo.Query, 1, max(n, 1))
	for len(out) < n {
		var q geo.Query
		for range 1 + g.IntN(3) {
			g.condition(&q)
		}
		out = append(out, q)
	}
	return out[:n]
}

func (g generator) condition(q *geo.Query) {
	pick(g, g.window, g.what, g.texts, g.standing, g.hours, g.place, g.shape)(q)
}

func (g generator) window(q *geo.Query) {
	a, b := g.start(), g.start()
	if b.Before(a) {
		a, b = b, a
	}
	if g.chance(0.5) {
		a, b = geo.LocalMidnight(a), geo.LocalMidnight(b).Add(24*time.Hour)
	}
	q.From, q.Until = a, b
	switch g.IntN(4) {
	case 0:
		q.From = time.Time{}
	case 1:
		q.Until = time.Time{}
	}
}

func (g generator) what(q *geo.Query) {
	switch g.IntN(3) {
	case 0:
		q.Kinds = pick(g, geo.SetOf(geo.Death), geo.SetOf(geo.Rescue, geo.Medical, geo.MissingPerson, geo.Death), geo.SetOf(geo.Crash, geo.Tunnel))
	case 1:
		q.Origins = geo.SetOf(geo.Origin(g.IntN(4)), geo.Origin(g.IntN(4)))
	default:
		q.Causes = geo.SetOf(geo.Cause(1+g.IntN(7)), geo.Cause(1+g.IntN(7)))
	}
}

func (g generator) texts(q *geo.Query) {
	switch g.IntN(4) {
	case 0:
		q.Sources = pick(g, []string{"iom"}, []string{"ogis", "sheriff"}, []string{"nobody"})
	case 1:
		q.Lands = pick(g, []string{"Tohono O'odham Nation"}, []string{"Bureau of Land Management", "nowhere"})
	case 2:
		q.Areas = []string{pick(g, "Sells", "Douglas")}
	default:
		q.FoundWithin = pick(g, []int{1}, []int{1, 7, 21}, []int{240})
	}
}

func (g generator) standing(q *geo.Query) {
	switch g.IntN(3) {
	case 0:
		q.Statuses = geo.SetOf(geo.Status(g.IntN(4)), geo.Status(g.IntN(4)))
	case 1:
		q.AnyStatus, q.HeadsOnly = true, g.chance(0.3)
	default:
		q.Duplicates = pick(g, geo.DuplicatesInclude, geo.DuplicatesOnly)
	}
}

func (g generator) hours(q *geo.Query) {
	if g.chance(0.7) {
		q.Hours = &geo.HourRange{From: g.IntN(24)}
		for q.Hours.Until = g.IntN(25); q.Hours.Until == q.Hours.From; {
			q.Hours.Until = g.IntN(25)
		}
	}
	if g.chance(0.4) {
		q.Months = geo.SetOf(geo.Month(1+g.IntN(12)), geo.Month(1+g.IntN(12)), geo.Month(1+g.IntN(12)))
	}
	if g.chance(0.5) {
		q.Days = geo.SetOf(geo.Weekday(g.IntN(7)), geo.Weekday(g.IntN(7)))
	}
}

func (g generator) place(q *geo.Query) {
	if g.chance(0.3) {
		q.Placed = pick(g, geo.OnlyMapped, geo.OnlyUnmapped)
		return
	}
	if g.chance(0.5) {
		q.Sides = geo.SetOf(geo.Side(g.IntN(4)), geo.Side(g.IntN(4)))
		return
	}
	q.MaxRadiusM = float64(pick(g, geo.MaxRadii()...))
}

func (g generator) shape(q *geo.Query) {
	p := g.point()
	switch g.IntN(4) {
	case 0:
		q.BBox = &orb.Bound{Min: p, Max: onGrid(p.Lon()+2*g.Float64(), p.Lat()+g.Float64())}
	case 1:
		q.Near = &geo.Circle{Center: p, RadiusM: geo.MinNearM + g.Float64()*g.Float64()*(geo.MaxNearM-geo.MinNearM)}
	case 2:
		q.Polygon = g.polygon(p)
	default:
		q.Cell = grid.FromPoint(p, grid.MinRes+g.IntN(5))
	}
}

// polygon is a star around p, with corners and hollows.
func (g generator) polygon(p orb.Point) orb.Polygon {
	size := 0.1 + g.Float64()
	ring := orb.Ring{}
	for _, d := range [][2]float64{{1, 0}, {0.3, 0.3}, {0, 1}, {-0.4, 0.2}, {-1, 0}, {-0.2, -0.4}, {0, -1}, {0.5, -0.2}} {
		ring = append(ring, onGrid(p.Lon()+size*d[0], p.Lat()+size*d[1]))
	}
	return orb.Polygon{append(ring, ring[0])}
}
