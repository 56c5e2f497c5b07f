package corridor

import (
	"context"
	"math"

	"linea/geo"

	"github.com/paulmach/orb"
)

// Limits of a comparison of corridors.
const (
	MinCompared = 2
	MaxCompared = 10
)

// Compared sets corridors side by side.
type Compared struct {
	Corridors []Figures `json:"corridors"`
	Overlaps  []Overlap `json:"overlaps"` // pairs that share ground
	Gains     []Gain    `json:"gains"`    // in the order given
	Seq       uint64    `json:"seq"`
}

// Figures are a report without its drawings and lists.
type Figures struct {
	geo.Used
	Interval     string           `json:"interval"`
	Days         float64          `json:"days"`
	LengthKm     float64          `json:"length_km"`
	OutsideKm    float64          `json:"outside_km"`
	SeaKm        float64          `json:"sea_km"`
	AreaKM2      float64          `json:"area_km2"`
	HalfWidthM   float64          `json:"half_width_m"`
	Ends         Ends             `json:"ends"`
	N            int              `json:"n"`
	NSure        int              `json:"n_sure"`
	NUpTo        int              `json:"n_up_to"`
	NExpected    Number           `json:"n_expected"`
	Persons      int              `json:"persons"`
	Rates        Rates            `json:"rates"`
	DaysBetween  Number           `json:"days_between"`
	ByKind       []geo.ValueCount `json:"by_kind"`
	Comparison   *Comparison      `json:"comparison"`
	Humanitarian Humanitarian     `json:"humanitarian"`
	Busiest      []BusyKm         `json:"busiest"`
	Warnings     []Warning        `json:"warnings"`
}

// Overlap is what two corridors, by their place in the list, share.
type Overlap struct {
	A       int     `json:"a"`
	B       int     `json:"b"`
	AreaKM2 float64 `json:"area_km2"`
	KmOfA   float64 `json:"km_of_a"` // of the line of a, inside b
	KmOfB   float64 `json:"km_of_b"`
	N       int     `json:"n"` // incidents inside both
}

// Gain is what a corridor adds to those before it.
type Gain struct {
	Corridor   int     `json:"corridor"`
	N          int     `json:"n"` // incidents inside none before
	NTotal     int     `json:"n_total"`
	AreaKM2    float64 `json:"area_km2"` // ground that none before covers
	AreaTotal  float64 `json:"area_total_km2"`
	NewPer10Km Number  `json:"n_per_10km"` // incidents added for every 10 km of its line
}

// Compare answers one question about two to ten corridors and says what they
// share and what each adds to those before it. Lists of incidents are left out.
func Compare(ctx context.Context, view geo.View, corridors []*Corridor, q geo.Query, o Options) (*Compared, error) {
	if n := len(corridors); n < MinCompared || n > MaxCompared {
		return nil, geo.Errorf("corridor", geo.Invalid, "%d corridors cannot be compared; give %d to %d", n, MinCompared, MaxCompared)
	}
	o.Limit, o.After = 0, ""
	out := &Compared{Overlaps: []Overlap{}, Seq: view.Head().Seq}
	ids := make([]map[string]bool, len(corridors))
	for i, c := range corridors {
		a, err := answerOf(ctx, view, c, q, o)
		if err != nil {
			return nil, err
		}
		out.Corridors = append(out.Corridors, figuresOf(&a.report))
		ids[i] = map[string]bool{}
		for k := range a.inside {
			ids[i][a.inside[k].row.ID()] = true
		}
	}
	for i := range corridors {
		for k := range i {
			if o := overlapOf(corridors, k, i); o.AreaKM2 > 0 {
				o.N = shared(ids[k], ids[i])
				out.Overlaps = append(out.Overlaps, o)
			}
		}
	}
	out.Gains = gainsOf(corridors, ids)
	return out, ctx.Err()
}

func figuresOf(r *Report) Figures {
	return Figures{
		Used: r.Used, Interval: r.Interval, Days: r.Days,
		LengthKm: r.LengthKm, OutsideKm: r.OutsideKm, SeaKm: r.SeaKm, AreaKM2: r.AreaKM2, HalfWidthM: r.HalfWidthM, Ends: r.Ends,
		N: r.N, NSure: r.NSure, NUpTo: r.NUpTo, NExpected: r.NExpected, Persons: r.Persons,
		Rates: r.Rates, DaysBetween: r.DaysBetween, ByKind: r.ByKind, Comparison: r.Comparison,
		Humanitarian: r.Humanitarian, Busiest: r.Busiest, Warnings: r.Warnings,
	}
}

func shared(a, b map[string]bool) int {
	n := 0
	for id := range a {
		if b[id] {
			n++
		}
	}
	return n
}

// overlapOf measures by inclusion and exclusion: what both cover is what each
// covers less what they cover together.
func overlapOf(corridors []*Corridor, a, b int) Overlap {
	ca, cb := corridors[a], corridors[b]
	if !ca.Outline().Bound().Intersects(cb.Outline().Bound()) {
		return Overlap{}
	}
	common := ca.AreaKM2() + cb.AreaKM2() - coveredKM2(corridors[a], corridors[b])
	if common < 1e-6*math.Min(ca.AreaKM2(), cb.AreaKM2()) {
		return Overlap{} // rounding
	}
	return Overlap{A: a, B: b, AreaKM2: round(common, 1e3), KmOfA: ca.kmInside(cb), KmOfB: cb.kmInside(ca)}
}

// kmInside is the length of the line inside another corridor, by 2,000 steps of
// at least 20 m.
func (c *Corridor) kmInside(other *Corridor) float64 {
	steps := int(math.Min(2000, math.Ceil(c.LengthM()/20)))
	inside := 0
	for i := range steps {
		if other.Contains(c.At(c.LengthM() * (float64(i) + 0.5) / float64(steps))) {
			inside++
		}
	}
	return round(c.LengthM()/1000*float64(inside)/float64(steps), 1e3)
}

// coveredKM2 is the area that corridors cover together.
func coveredKM2(corridors ...*Corridor) float64 {
	var shapes orb.MultiPolygon
	for _, c := range corridors {
		shapes = append(shapes, c.Outline()...)
	}
	return areaKM2(dissolved(shapes))
}

// dissolved unites polygons that may overlap.
func dissolved(shapes orb.MultiPolygon) orb.MultiPolygon {
	box := shapes.Bound()
	p := &pen{origin: box.Min, upright: true}
	p.gridDeg = math.Max(finestGrid, math.Max(box.Max[0]-box.Min[0], box.Max[1]-box.Min[1])/coarsestGrid)
	var rings []loop
	for _, polygon := range shapes {
		for _, r := range polygon {
			rings = append(rings, p.loopOf(r))
		}
	}
	return polygons(rejoined(unitedAtOnce(rings)), p.position)
}

// loopOf puts a ring on the grid; outer rings run counter-clockwise, holes
// clockwise, as they are drawn.
func (p *pen) loopOf(r orb.Ring) loop {
	out := make(loop, 0, len(r))
	for _, at := range r[:len(r)-1] {
		out = append(out, spot{
			int32(math.Round((at[0] - p.origin[0]) / p.gridDeg)),
			int32(math.Round((at[1] - p.origin[1]) / p.gridDeg)),
		})
	}
	return out
}

// gainsOf adds the corridors one after the other.
func gainsOf(corridors []*Corridor, ids []map[string]bool) []Gain {
	out := make([]Gain, len(corridors))
	seen := map[string]bool{}
	before := 0.0
	for i, c := range corridors {
		known := len(seen)
		for id := range ids[i] {
			seen[id] = true
		}
		total := coveredKM2(corridors[:i+1]...)
		out[i] = Gain{
			Corridor: i, N: len(seen) - known, NTotal: len(seen),
			AreaKM2: round(math.Max(0, total-before), 1e3), AreaTotal: round(total, 1e3),
			NewPer10Km: Number(float64(len(seen)-known) / (c.LengthM() / 10_000)),
		}
		before = total
	}
	return out
}
