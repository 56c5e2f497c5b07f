package index

import (
	"bytes"
	"math"

	"linea/geo/place"

	"github.com/paulmach/orb"
)

// dayRow is a row in the order in which episodes are looked for.
type dayRow struct {
	key      uint64 // source, kind, local day
	lon, lat int32
	row      uint32
}

func (d *dayRow) point() orb.Point { return gridPoint(d.lon, d.lat) }

// findEpisodes links mapped rows of one source, kind and local day within
// linkM of each other and marks the smallest id of each chain. Rows that
// cannot be linked (no place, no day, not counted) head their own episode.
func (v *derivation) findEpisodes() {
	linkable := make([]dayRow, 0, len(v.out))
	for i := range v.out {
		a := v.happening(uint32(i))
		v.out[i].head = true
		if v.out[i].mapped && a.counted() && a.dayKnown() {
			key := uint64(a.source)<<32 | uint64(a.kind)<<24 | uint64(localDay(v.rows.start[i]))
			linkable = append(linkable, dayRow{key, v.rows.lon[i], v.rows.lat[i], uint32(i)})
		}
	}
	key := func(d *dayRow) uint64 { return d.key }
	spare := make([]dayRow, len(linkable))
	byLat := radixSort(linkable, spare, func(d *dayRow) uint64 { return uint64(int64(d.lat) - math.MinInt32) })
	if len(byLat) > 0 && &byLat[0] == &spare[0] {
		spare = linkable
	}
	linkable = radixSort(byLat, spare, key)
	inRuns(linkable, key, func(runs [][]dayRow) {
		for _, run := range runs {
			if len(run) > 1 {
				v.linkDay(run)
			}
		}
	})
}

// latitudeReach is more than linkM in coordinate steps of latitude: a metre is
// about 90 of them.
const latitudeReach int32 = linkM * 100

// linkDay joins the rows of one source, kind and day, which stand from south to
// north, that lie within linkM. Rows on one point - a sensor may tell of
// thousands a day - are joined as they are met; then points are compared.
func (v *derivation) linkDay(day []dayRow) {
	chains := newChains(len(day))
	if points := joinSamePoints(day, chains); isCrowd(day, points) {
		joinCrowd(day, points, chains)
	} else {
		sweep(day, points, chains)
	}
	head := make([]int, len(day)) // by root: where its smallest id is, + 1
	var id, best [maxID]byte
	for i, d := range day {
		at := &head[chains.root(i)]
		if *at == 0 || bytes.Compare(v.rows.id(d.row, &id), v.rows.id(day[*at-1].row, &best)) < 0 {
			*at = i + 1
		}
	}
	for i, d := range day {
		v.out[d.row].head = head[chains.root(i)] == i+1
	}
}

// sweep joins points within linkM, from south to north.
func sweep(day []dayRow, points []int, chains chains) {
	for a, i := range points {
		for _, j := range points[a+1:] {
			if day[j].lat-day[i].lat > latitudeReach {
				break
			}
			if chains.root(i) != chains.root(j) && nearPoints(day[i].point(), day[j].point()) {
				chains.join(i, j)
			}
		}
	}
}

// joinSamePoints joins the rows of each point and gives one row of each, in
// their order.
func joinSamePoints(day []dayRow, chains chains) []int {
	first := make(map[[2]int32]int, len(day))
	points := make([]int, 0, len(day))
	for i, d := range day {
		at := [2]int32{d.lon, d.lat}
		if other, met := first[at]; met {
			chains.join(other, i)
			continue
		}
		first[at] = i
		points = append(points, i)
	}
	return points
}

// near says whether two rows lie within linkM.
func (v *derivation) near(a, b uint32) bool { return nearPoints(v.rows.point(a), v.rows.point(b)) }

// nearPoints says whether two points lie within linkM. A flat estimate decides
// what is clearly within or beyond; the geodesic is measured for the rest.
func nearPoints(p, q orb.Point) bool {
	const (
		degreesLat = 0.003 // more than linkM
		degreesLon = 0.03  // more than linkM up to polar
		polar      = 80    // degrees of latitude
		sure       = 0.01  // more than the estimate is off by up to polar, as a share
	)
	north, east := math.Abs(p.Lat()-q.Lat()), math.Abs(p.Lon()-q.Lon())
	east = math.Min(east, 360-east)
	switch {
	case p == q:
		return true
	case north > degreesLat:
		return false
	case math.Abs(p.Lat()) >= polar:
		return place.Distance(p, q) <= linkM
	case east > degreesLon:
		return false
	}
	const metresPerDegree = 111_320
	switch m := metresPerDegree * math.Hypot(north, east*math.Cos(p.Lat()*math.Pi/180)); {
	case m > linkM*(1+sure):
		return false
	case m < linkM*(1-sure):
		return true
	}
	return place.Distance(p, q) <= linkM
}

// chains is a union-find forest.
type chains []int

func newChains(n int) chains {
	c := make(chains, n)
	for i := range c {
		c[i] = i
	}
	return c
}

func (c chains) root(i int) int {
	for c[i] != i {
		c[i] = c[c[i]]
		i = c[i]
	}
	return i
}

func (c chains) join(i, j int) { c[c.root(i)] = c.root(j) }
