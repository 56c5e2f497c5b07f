package demo

import (
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
)

const (
	clusterCount = 48
	busyYears    = 6
	sparseRate   = 200 // rows a year
	sparseYears  = 40
	memory       = 256 // recent happenings that may be repeated
	daySeconds   = 86_400
)

// cluster is a place where things keep happening.
type cluster struct {
	at        spot
	spreadM   int
	weight    int
	wanderM   int   // north of its place in midwinter, south in midsummer
	favourite class // twice as likely here
	peak      int   // best month
	bornYear  int   // years before the end at which it appears and fades
	deadYear  int
}

// happening is what a later row may repeat.
type happening struct {
	at   spot
	unix int64
	kind int // index in kindTable
}

// process draws one row after another.
type process struct {
	dice
	o        Options
	until    int64 // Unix seconds
	clusters []cluster
	office   spot // where the moved are recorded: many rows, no place
	// shares, by index of what they belong to
	weights, kinds, precisions []int
	recent                     []happening
	in                         geo.Incident
	id                         []byte
}

func newProcess(o Options) *process {
	p := &process{dice: newDice(o.Seed), o: o, until: o.Until.Unix()}
	for range clusterCount {
		p.clusters = append(p.clusters, p.newCluster())
	}
	p.office = p.clusters[0].at
	for _, c := range p.clusters {
		p.weights = append(p.weights, c.weight)
	}
	for _, k := range kindTable {
		p.kinds = append(p.kinds, o.Profile.of(k.busy, k.sparse))
	}
	for _, row := range precisionTable {
		p.precisions = append(p.precisions, o.Profile.of(row.busy, row.sparse))
	}
	return p
}

func (p Profile) of(busy, sparse int) int {
	if p == Sparse {
		return sparse
	}
	return busy
}

func (p *process) newCluster() cluster {
	c := cluster{spreadM: p.between(400, 5000), weight: 1 << p.below(6), wanderM: p.between(0, 6000),
		favourite: class(p.below(int(classCount))), peak: p.below(12), bornYear: 100, deadYear: -1}
	lon := deg(p.between(westEnd, eastEnd))
	near := p.below(1000)
	awayM := 1000 + 60_000*near/1000*near/1000
	if p.chance(350) {
		awayM = -min(awayM, reachSouthM(lon)-1000)
	}
	c.at = spot{lon, lineLat(lon)}.moved(0, awayM)
	switch p.below(4) {
	case 0:
		c.bornYear = p.between(1, busyYears-1)
	case 1:
		c.deadYear = p.between(0, busyYears-2)
	}
	return c
}

// next makes the n-th row, from 0. A start whose report would come after the
// end is drawn again: the last weeks are thin, as they are in life.
func (p *process) next(n int) *geo.Incident {
	for {
		h := p.happen(n)
		p.in = geo.Incident{Source: geo.DemoSource, Kind: kindTable[h.kind].kind}
		p.when(h)
		if p.in.ReportedAt.Unix() < p.until {
			p.where(h)
			p.what(kindTable[h.kind].class)
			p.remember(h)
			break
		}
	}
	p.in.ID = p.name(n)
	return &p.in
}

// name is "demo:busy-1-0000042": rows of another seed are other rows.
func (p *process) name(n int) string {
	p.id = append(p.id[:0], geo.DemoSource+":"+string(p.o.Profile)+"-"...)
	p.id = append(strconv.AppendUint(p.id, p.o.Seed, 10), '-')
	for w := 1_000_000; w > n && w > 1; w /= 10 {
		p.id = append(p.id, '0')
	}
	return string(strconv.AppendInt(p.id, int64(n), 10))
}

// happen draws what, when and where it truly happened.
func (p *process) happen(n int) happening {
	if len(p.recent) > 0 && p.chance(120) {
		if h, ok := p.repeat(); ok {
			return h
		}
	}
	h := happening{kind: p.weighted(p.kinds)}
	c := kindTable[h.kind].class
	month := 0
	h.unix, month = p.day(n, c)
	hour := p.weighted(hourWeights[c][:])
	h.unix += int64(hour*3600 + p.below(3600))
	h.at = p.place(c, month, int((p.until-h.unix)/(365*daySeconds)))
	return h
}

// repeat draws a near repeat, or the same happening reported twice.
func (p *process) repeat() (happening, bool) {
	h := p.recent[p.below(len(p.recent))]
	if p.chance(60) {
		h.at = p.around(h.at, 40)
		h.unix += int64(p.between(-3600, 3600))
	} else {
		h.at = p.around(h.at, 90)
		h.unix += int64(p.below(7 * daySeconds))
	}
	return h, h.unix < p.until
}

// around draws a spot on the ground near another that lies on it.
func (p *process) around(s spot, sdM int) spot {
	for {
		if near := s.moved(p.bell(sdM), p.bell(sdM)); onGround(near) {
			return near
		}
	}
}

// day draws a local midnight by the season of the class. Sparse rows go back
// year by year, so that more rows mean more years.
func (p *process) day(n int, c class) (unix int64, month int) {
	years, from := busyYears, 0
	if p.o.Profile == Sparse {
		years, from = 1, n/sparseRate%sparseYears
	}
	for {
		back := from*365 + p.below(years*365)
		midnight := p.until - int64(back+1)*daySeconds
		month = int(time.Unix(midnight, 0).In(geo.Local).Month()) - 1
		if p.below(100) < monthWeights[c][month] {
			return midnight, month
		}
	}
}

// place draws a cluster that is active then, or now and then any ground at all.
func (p *process) place(c class, month, yearsBack int) spot {
	if p.chance(150) {
		lon := deg(p.between(westEnd, eastEnd))
		return spot{lon, lineLat(lon)}.moved(0, p.between(1000-reachSouthM(lon), reachNorthM-1000))
	}
	for {
		k := &p.clusters[p.weighted(p.weights)]
		if yearsBack > k.bornYear || yearsBack < k.deadYear || p.below(100) >= k.likes(c, month) {
			continue
		}
		if at := k.at.moved(0, k.wanderM*winter[month]/100); onGround(at) {
			return p.around(at, k.spreadM)
		}
	}
}

// likes is how active a cluster is for a class in a month, 0..100.
func (k *cluster) likes(c class, month int) int {
	apart := (month - k.peak + 12) % 12
	likes := 100 - 12*min(apart, 12-apart)
	if c != k.favourite {
		likes /= 2
	}
	return likes
}

func (p *process) remember(h happening) {
	if len(p.recent) < memory {
		p.recent = append(p.recent, h)
		return
	}
	p.recent[p.below(memory)] = h
}

// when sets the times as they were written down.
func (p *process) when(h happening) {
	at := time.Unix(h.unix, 0).UTC()
	lagS := p.below(1 << p.between(8, 21)) // minutes to weeks
	p.in.ReportedAt = at.Add(time.Duration(lagS) * time.Second).Truncate(time.Minute)
	p.in.TimePrecision = geo.TimePrecision(p.weighted(timePrecision[p.o.Profile]))
	y, m, _ := at.In(geo.Local).Date()
	switch p.in.TimePrecision {
	case geo.PrecisionHour:
		at = at.Truncate(time.Hour)
	case geo.PrecisionDay:
		at = geo.LocalMidnight(at)
	case geo.PrecisionMonth:
		at = time.Date(y, m, 1, 0, 0, 0, 0, geo.Local).UTC()
	case geo.PrecisionYear:
		at = time.Date(y, 1, 1, 0, 0, 0, 0, geo.Local).UTC()
	}
	p.in.OccurredAt = at
}

// where sets the position as it was written down: a coarse one is off by
// something like its radius.
func (p *process) where(h happening) {
	row := &precisionTable[p.weighted(p.precisions)]
	p.in.LocationMethod, p.in.RadiusM = row.method, float64(row.radiusM)
	band := bandAt(h.at)
	p.in.Area = band.area
	p.in.Land = band.lands[min(p.below(len(band.lands)), p.below(len(band.lands)))]
	if row.noPoint {
		return
	}
	at := p.around(h.at, row.radiusM*2/5)
	if row.method == geo.MethodMoved {
		at = p.office
	}
	p.in.HasPoint = true
	p.in.Point = orb.Point{float64(at.lon) / grid, float64(at.lat) / grid}
}

// what sets everything else.
func (p *process) what(c class) {
	in := &p.in
	in.Origin = geo.Origin(p.weighted(originShares[c]))
	in.Status = geo.Status(p.weighted(statusShares))
	in.Persons = p.persons(c)
	if in.Kind == geo.Death {
		in.TimeKind = geo.TimeDiscovered
		in.Cause = geo.Exposure + geo.Cause(p.weighted(causeShares))
		if bound := p.weighted(foundShares); bound > 0 {
			in.FoundWithinDays = geo.FoundWithinDays()[bound-1]
		}
	}
	if in.Kind == geo.Other {
		in.Subkind = subkinds[p.below(len(subkinds))]
	}
	if p.chance(150) {
		in.Summary = phrases[p.below(len(phrases))]
	}
}

// persons draws the size of a group: mostly one, small groups on the move.
func (p *process) persons(c class) int {
	switch {
	case c == things || p.chance(100):
		return 0
	case c == movement:
		return 1 + p.below(1+p.below(20))
	case p.chance(800):
		return 1
	}
	return p.between(2, 5)
}
