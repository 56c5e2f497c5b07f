// Package demo makes synthetic incidents: something to look at before real
// data is there, and enough of it to measure with.
//
// The process, in words: a few dozen clusters lie along the line, most of them
// near it and on the Arizona side. Each has its own weight, spread and favourite
// kinds, is at its best in one season, wanders a few kilometres between winter
// and summer, and may appear or fade over the years. A row draws a kind, a day
// (kinds have seasons), a cluster and an hour (most movement is at night, most
// need for help in the afternoon heat). Some rows repeat a recent one within
// 250 m and a week; a few report the same happening twice. Positions are known
// to 50 m or to 25 km or not at all (the moved share one made-up office), times
// to the second or to the year, and rows reach the store with a lag, so that
// the last weeks are thin.
//
// Everything is whole numbers drawn from a seeded PCG: equal options give equal
// bytes on every machine and in every version that keeps the tables.
package demo

import (
	"iter"
	"time"

	"linea/geo"
)

// Profile is a style of data.
type Profile string

// Busy is what an operations room sees: some thousands of rows a year, of all
// kinds, with hours. Sparse is like the public files: about 200 rows a year,
// mostly deaths, few hours, uneven precision.
const (
	Busy   Profile = "busy"
	Sparse Profile = "sparse"
)

// Options say what to make.
type Options struct {
	N       int
	Seed    uint64
	Profile Profile   // "" = Busy
	Until   time.Time // no start and no report is later; zero = DefaultUntil
}

// DefaultUntil is a fixed day, so that the bytes stay the same tomorrow.
func DefaultUntil() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, geo.Local) }

// check completes the options.
func (o Options) check() (Options, error) {
	if o.Until.IsZero() {
		o.Until = DefaultUntil()
	}
	if o.Profile == "" {
		o.Profile = Busy
	}
	switch {
	case o.Profile != Busy && o.Profile != Sparse:
		return o, geo.Errorf("demo", geo.Invalid, "%q is not a profile; %s or %s", o.Profile, Busy, Sparse)
	case o.N < 0:
		return o, geo.Errorf("demo", geo.Invalid, "the number of rows cannot be negative")
	case o.Until.Before(time.Date(2000, 1, 1, 0, 0, 0, 0, geo.Local)):
		return o, geo.Errorf("demo", geo.Invalid, "the newest record cannot lie before 2000")
	}
	return o, nil
}

// Generate yields N incidents. The incident is valid until the next one. More
// rows of the same seed, profile and date begin with the same rows.
func Generate(o Options) (iter.Seq[*geo.Incident], error) {
	o, err := o.check()
	if err != nil {
		return nil, err
	}
	return func(yield func(*geo.Incident) bool) {
		p := newProcess(o)
		for n := range o.N {
			if !yield(p.next(n)) {
				return
			}
		}
	}, nil
}
