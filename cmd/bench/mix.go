package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/feed/demo"
)

// mix makes questions as the people at the map ask them: two thirds of the
// tiles at the zooms 11 to 17 where incidents lie, the rest lower; any window,
// any kinds.
type mix struct {
	rng    *rand.Rand
	places []orb.Point // of incidents
	first  time.Time   // of the data
	last   time.Time
}

// newMix makes the questions of one group of rows: equal seeds and names give
// equal questions.
func newMix(seed uint64, name string) (*mix, error) {
	const sample = 20_000
	rows, err := demo.Generate(demo.Options{N: sample, Seed: seed})
	if err != nil {
		return nil, err
	}
	m := &mix{rng: rand.New(rand.NewPCG(seed, hashOf(name))), first: demo.DefaultUntil(), last: demo.DefaultUntil()}
	for in := range rows {
		if in.Locatable() {
			m.places = append(m.places, in.Point)
		}
		if in.OccurredAt.Before(m.first) {
			m.first = in.OccurredAt
		}
	}
	return m, nil
}

// hashOf is FNV-1a.
func hashOf(name string) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range []byte(name) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}

func (m *mix) place() orb.Point { return m.places[m.rng.IntN(len(m.places))] }

// zoom draws a zoom of the mix.
func (m *mix) zoom() int {
	if m.rng.IntN(3) < 2 {
		return 11 + m.rng.IntN(7)
	}
	return 4 + m.rng.IntN(7)
}

// tile is the path of a hotspot tile without its question.
func (m *mix) tile() string { return hotspotPath(tileAt(m.zoom(), m.place())) }

// tileID is a tile of the XYZ grid.
type tileID struct{ z, x, y int }

func hotspotPath(t tileID) string { return fmt.Sprintf("/tiles/hotspots/%d/%d/%d.mvt", t.z, t.x, t.y) }

func tileAt(z int, p orb.Point) tileID {
	side := math.Exp2(float64(z))
	lat := p.Lat() * math.Pi / 180
	return tileID{z, int((p.Lon()/360 + 0.5) * side), int((0.5 - math.Asinh(math.Tan(lat))/(2*math.Pi)) * side)}
}

// filter is a window and some kinds.
type filter struct {
	from, until time.Time
	kinds       []geo.Kind
}

// filter draws a window between any two seconds of the data, and one to six
// kinds. Hardly any is drawn twice.
func (m *mix) filter() filter {
	a, b := m.second(), m.second()
	if b.Before(a) {
		a, b = b, a
	}
	f := filter{from: a, until: b.Add(time.Second)}
	kinds := geo.Kinds()
	for _, i := range m.rng.Perm(len(kinds))[:1+m.rng.IntN(6)] {
		f.kinds = append(f.kinds, kinds[i])
	}
	return f
}

func (m *mix) second() time.Time {
	return m.first.Add(time.Duration(m.rng.Int64N(int64(m.last.Sub(m.first).Seconds()))) * time.Second)
}

func (f filter) values() url.Values {
	var kinds []string
	for _, k := range f.kinds {
		kinds = append(kinds, k.String())
	}
	return url.Values{
		"datetime": {f.from.UTC().Format(time.RFC3339) + "/" + f.until.UTC().Format(time.RFC3339)},
		"kind":     {strings.Join(kinds, ",")},
	}
}

// tileQuestion is a tile of the mix under a filter of it.
func (m *mix) tileQuestion() string { return m.tile() + "?" + m.filter().values().Encode() }

// sometimesFiltered is a filter half of the time, else everything.
func (m *mix) sometimesFiltered() url.Values {
	if m.rng.IntN(2) == 0 {
		return url.Values{}
	}
	return m.filter().values()
}

// Shapes are 2 to 50 km wide on either side, and lie around the tile asked for.
func (m *mix) radiusM() float64 { return 2000 * math.Pow(25, m.rng.Float64()) }

func (m *mix) nearQuestion() string {
	p, radiusM := m.place(), m.radiusM()
	center := moved(p, m.rng.Float64()*2*math.Pi, radiusM*m.rng.Float64())
	v := m.sometimesFiltered()
	v.Set("near", fmt.Sprintf("%.5f,%.5f,%.0f", center.Lon(), center.Lat(), radiusM))
	return hotspotPath(tileAt(m.zoom(), p)) + "?" + v.Encode()
}

func (m *mix) polygonQuestion() string {
	p, radiusM := m.place(), m.radiusM()
	ring := make(orb.Ring, 4+m.rng.IntN(9))
	for i := range ring {
		angle := 2 * math.Pi * (float64(i) + m.rng.Float64()*0.8) / float64(len(ring))
		ring[i] = moved(p, angle, radiusM*(0.4+0.6*m.rng.Float64()))
	}
	v := m.sometimesFiltered()
	v.Set("polygon", geo.EncodePolyline(orb.Polygon{append(ring, ring[0])}))
	return hotspotPath(tileAt(m.zoom(), p)) + "?" + v.Encode()
}

// hoursQuestion tests hours and days over all time.
func (m *mix) hoursQuestion() string {
	from := m.rng.IntN(24)
	v := url.Values{
		"hours": {fmt.Sprintf("%d-%d", from, (from+1+m.rng.IntN(23))%24)},
		"days":  {strings.Join(m.days(), ",")},
	}
	if f := m.sometimesFiltered(); f.Has("kind") {
		v.Set("kind", f.Get("kind"))
	}
	return m.tile() + "?" + v.Encode()
}

// days draws one to six.
func (m *mix) days() (names []string) {
	for _, i := range m.rng.Perm(7)[:1+m.rng.IntN(6)] {
		names = append(names, geo.Weekday(i).String())
	}
	return names
}

// moved goes a distance of some km from p; angle 0 is east.
func moved(p orb.Point, angle, m float64) orb.Point {
	const metresPerDegree = 111_200
	return orb.Point{
		p.Lon() + m*math.Cos(angle)/metresPerDegree/math.Cos(p.Lat()*math.Pi/180),
		p.Lat() + m*math.Sin(angle)/metresPerDegree,
	}
}
