package index

import (
	"math"
	"time"

	"linea/geo"
)

// tick is a start in whole seconds since epoch: 32 bits reach to 2086.
type tick = uint32

// epoch is a Monday, 00:00 local time, before geo.FirstInstant: the hour of the
// week of a tick is one division away.
var epoch = time.Date(1949, 12, 26, 0, 0, 0, 0, geo.Local).Unix()

const (
	secondsPerHour = 3600
	secondsPerDay  = 86400
)

// tickOf clamps an instant to the range of ticks.
func tickOf(t time.Time) tick {
	s := t.Unix() - epoch
	return tick(min(max(s, 0), math.MaxUint32))
}

func timeOf(t tick) time.Time { return time.Unix(epoch+int64(t), 0).UTC() }

// slotOf gives the week slot (geo.WeekSlot) of a tick.
func slotOf(t tick, p geo.TimePrecision) int {
	switch {
	case p <= geo.PrecisionHour:
		return int(t / secondsPerHour % geo.HourSlots)
	case p == geo.PrecisionDay:
		return geo.DaySlot + int(t/secondsPerDay%7)
	}
	return geo.UnknownSlot
}

// window is a half-open range of ticks. until is 64 bits wide so that an open
// end lies beyond every tick.
type window struct {
	from  tick
	until uint64
}

func windowOf(q *geo.Query) window {
	w := window{until: math.MaxUint64}
	if !q.From.IsZero() {
		w.from = tickOf(q.From)
	}
	if !q.Until.IsZero() {
		w.until = uint64(tickOf(q.Until))
	}
	return w
}

// slotMask is a set of week slots; all is true when the query tests none.
type slotMask struct {
	bits [3]uint64
	all  bool
}

func slotsOf(q *geo.Query) slotMask {
	bits, tests := q.SlotMask()
	return slotMask{bits, !tests}
}

func (m *slotMask) has(slot int) bool { return m.bits[slot>>6]>>(slot&63)&1 == 1 }

// everTime is the window that holds every tick.
var everTime = window{until: math.MaxUint64}
