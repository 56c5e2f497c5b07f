package geotest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"linea/geo"
	"linea/geo/grid"

	"github.com/paulmach/orb"
)

// Now is the moment at which every incident of this package passes
// geo.Incident.Check.
var Now = time.Date(2025, 1, 2, 12, 0, 0, 0, time.UTC)

// Random gives n incidents of the study area that are full of what makes
// counting hard: several sources with and without rank, crowds at one
// coordinate, near repeats, the same happening told twice, every precision of
// time and place, unmapped rows and every status. Equal seeds give equal rows.
func Random(seed uint64, n int) []geo.Incident {
	g := generator{rand.New(rand.NewPCG(seed, 0x11ea))}
	rows := make([]geo.Incident, 0, n)
	for len(rows) < n {
		rows = append(rows, g.incident(len(rows), rows))
	}
	return rows
}

// Shuffled gives the same rows in another order.
func Shuffled(seed uint64, rows []geo.Incident) []geo.Incident {
	out := slices.Clone(rows)
	rand.New(rand.NewPCG(seed, 0x5aff)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// Sources describes every source of the rows, by slug, as the product does
// when nobody declares one.
func Sources(rows []geo.Incident) []geo.Source {
	var out []geo.Source
	seen := map[string]bool{}
	for i := range rows {
		if slug := rows[i].Source; !seen[slug] {
			seen[slug] = true
			out = append(out, geo.NewSource(slug))
		}
	}
	slices.SortFunc(out, func(a, b geo.Source) int { return compareText(a.Slug, b.Slug) })
	return out
}

type generator struct{ *rand.Rand }

func pick[T any](g generator, values ...T) T { return values[g.IntN(len(values))] }

func (g generator) chance(p float64) bool { return g.Float64() < p }

func (g generator) incident(n int, before []geo.Incident) geo.Incident {
	i := geo.Incident{
		Source:     pick(g, "ogis", "ogis", "iom", "fars", "ucdp", "sheriff", "rescue-team"),
		Kind:       g.kind(),
		Origin:     geo.Origin(g.IntN(4)),
		TimeKind:   geo.TimeKind(g.IntN(3)),
		Persons:    pick(g, 0, 1, 1, 1, 2, 3, 12),
		Land:       pick(g, "", "", "Tohono O'odham Nation", "Bureau of Land Management", "Cabeza Prieta, NWR"),
		Area:       pick(g, "", "Three Points", "Sells", "Douglas"),
		Status:     pick(g, geo.StatusReported, geo.StatusReported, geo.StatusReported, geo.StatusVerified, geo.StatusDisputed, geo.StatusRetracted),
		Summary:    pick(g, "", "", "Found near a wash"),
		Via:        pick(g, "", "", "", "", "ogis", "iom", "nobody"),
		HasPoint:   !g.chance(0.05),
		RadiusM:    g.radius(),
		OccurredAt: g.start(),
	}
	// The number alone makes the id unique; the letter shuffles their order.
	i.ID = fmt.Sprintf("%s:%c%05d", i.Source, 'a'+rune(g.IntN(26)), n)
	i.LocationMethod = pick(g, geo.MethodUnstated, geo.MethodGPS, geo.MethodGPS, geo.MethodDescribed, geo.MethodPlace, geo.MethodMoved, geo.MethodNone)
	if i.HasPoint {
		i.Point = g.point()
	}
	if len(before) > 0 && g.chance(0.4) {
		g.echo(&i, &before[g.IntN(len(before))])
	}
	g.precision(&i)
	if i.Kind == geo.Death {
		i.Cause = geo.Cause(g.IntN(8))
		i.FoundWithinDays = pick(g, append(geo.FoundWithinDays(), 0, 0)...)
	}
	return i
}

func (g generator) kind() geo.Kind {
	if g.chance(0.7) {
		return pick(g, geo.Death, geo.Death, geo.Rescue, geo.Crash)
	}
	return pick(g, geo.Kinds()...)
}

// radius favours the edges: a radius equal to an inradius still enters.
func (g generator) radius() float64 {
	edge := grid.InradiusM(grid.MinRes + g.IntN(grid.BaseRes-grid.MinRes+1))
	return pick(g, 0, 0, 10, 100, 100, 300, 2000, 5000, 15000, 25000, 120_000, edge, edge+1)
}

// Places where rows crowd: a town on the line, a medical examiner's office, a
// river crossing, a county's centroid, New Mexico, Baja California.
var crowds = []orb.Point{
	{-110.9381, 31.3332}, {-110.928097, 32.175119}, {-114.7193, 32.7185},
	{-113.0118945, 31.9652036}, {-108.9, 31.4}, {-115.05, 32.4},
}

func (g generator) point() orb.Point {
	switch {
	case g.chance(0.15):
		return crowds[g.IntN(2)]
	case g.chance(0.3):
		c := crowds[g.IntN(len(crowds))]
		return onGrid(c.Lon()+0.02*g.NormFloat64(), c.Lat()+0.02*g.NormFloat64())
	}
	return onGrid(-115.2+6.8*g.Float64(), 30.3+3.2*g.Float64())
}

func onGrid(lon, lat float64) orb.Point { return orb.Point{geo.OnGrid(lon), geo.OnGrid(lat)} }

func (g generator) start() time.Time {
	first := time.Date(1999, 12, 31, 22, 0, 0, 0, geo.Local)
	return first.Add(time.Duration(g.Int64N(25*365*86400)) * time.Second).UTC()
}

// echo makes i a near repeat of an earlier row, or the same happening told by
// another source.
func (g generator) echo(i, earlier *geo.Incident) {
	i.Kind = earlier.Kind
	i.OccurredAt = earlier.OccurredAt.Add(time.Duration(pick(g, 0, 0, 3600, 7*86400, 8*86400, g.IntN(9*86400))) * time.Second)
	if i.HasPoint && earlier.HasPoint {
		// 0.0027 degrees of latitude are 299 m.
		step := pick(g, 0, 0.0001, 0.0015, 0.0027, 0.0028)
		i.Point = onGrid(earlier.Point.Lon(), earlier.Point.Lat()+step)
	}
}

// precision sets how well the start is known and cuts the start to fit.
func (g generator) precision(i *geo.Incident) {
	i.TimePrecision = pick(g, geo.PrecisionExact, geo.PrecisionHour, geo.PrecisionDay, geo.PrecisionDay, geo.PrecisionMonth, geo.PrecisionYear)
	i.OccurredAt = cut(i.OccurredAt, i.TimePrecision)
	if i.TimePrecision == geo.PrecisionExact && g.chance(0.2) {
		i.OccurredUntil = i.OccurredAt.Add(time.Duration(g.IntN(86400)) * time.Second)
	}
}

// cut moves a start back to where a row of that precision starts.
func cut(t time.Time, p geo.TimePrecision) time.Time {
	local := t.In(geo.Local)
	y, m, d := local.Date()
	switch p {
	case geo.PrecisionDay:
	case geo.PrecisionMonth:
		d = 1
	case geo.PrecisionYear:
		m, d = 1, 1
	default:
		return t.UTC()
	}
	return time.Date(y, m, d, 0, 0, 0, 0, geo.Local).UTC()
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
