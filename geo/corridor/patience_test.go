package corridor

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync/atomic"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
)

// leaving is a view whose asker leaves after some rows. It does not look at the
// context itself and goes on.
type leaving struct {
	scatter
	after int64
	read  *atomic.Int64 // rows
	leave context.CancelFunc
	asked *atomic.Int64 // questions that began after that
}

func (v leaving) Near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[geo.Flock, error] {
	return func(yield func(geo.Flock, error) bool) {
		v.note(ctx)
		for flock, err := range v.scatter.Near(ctx, q, boxes, reach) {
			if !yield(v.counting(flock), err) {
				return
			}
		}
	}
}

func (v leaving) counting(flock geo.Flock) geo.Flock {
	return func(yield func(*geo.Glimpse) bool) {
		for g := range flock {
			if v.read.Add(1) == v.after {
				v.leave()
			}
			if !yield(g) {
				return
			}
		}
	}
}

func (v leaving) Used(ctx context.Context, q geo.Query, res int) (geo.Used, error) {
	v.note(ctx)
	return v.scatter.Used(ctx, q, res)
}

func (v leaving) Count(ctx context.Context, q geo.Query) (int, error) {
	v.note(ctx)
	return v.scatter.Count(ctx, q)
}

func (v leaving) note(ctx context.Context) {
	if ctx.Err() != nil {
		v.asked.Add(1)
	}
}

// Whoever leaves is not worked for: of the rows that come after, those of the
// batches under way at most are looked at or visited, and nothing more is asked but
// what was about to be: what is left out is counted beside the search.
func TestAQuestionCalledOffEnds(t *testing.T) {
	const after = 3000
	underWay := int64(runtime.GOMAXPROCS(0) * patientFor)
	c := mustNew(t, orb.LineString{{-114.9, 31.9}, {-108.6, 31.9}}, 50_000, Flat)
	rows := scattered(61, 60_000)
	ctx, leave := context.WithCancel(t.Context())
	asked, read := &atomic.Int64{}, &atomic.Int64{}
	_, err := c.look(ctx, leaving{rows, after, read, leave, asked}, geo.Query{}, true)
	if !errors.Is(err, context.Canceled) || read.Load() > after+underWay {
		t.Errorf("%d rows were read, %v; want at most %d", read.Load(), err, after+underWay)
	}
	read.Store(0)
	ctx, leave = context.WithCancel(t.Context())
	if _, err := Query(ctx, leaving{rows, after, read, leave, asked}, c, year2024, Options{Compare: Baseline{Kind: LastYear}}); !errors.Is(err, context.Canceled) || asked.Load() > 1 {
		t.Errorf("%d questions to the view after the asker left, %v", asked.Load(), err)
	}
}

// counted is a context that ends after so many looks at it.
type counted struct {
	context.Context
	looks *atomic.Int64
	most  int64
}

func (c counted) Err() error {
	if c.looks.Add(1) > c.most {
		return context.Canceled
	}
	return nil
}

// However far it is, an answer that is called off while it is made is given up
// at the next look.
func TestAnAnswerIsGivenUpBetweenItsSteps(t *testing.T) {
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 2000, Flat)
	c.Outline()                // drawn once
	view := scattered(62, 400) // of one batch: all is looked at by the caller alone
	var all atomic.Int64
	if _, err := answerOf(counted{t.Context(), &all, 1 << 30}, view, c, year2024, Options{}); err != nil {
		t.Fatal(err)
	}
	whole := all.Load()
	for most := range whole - 1 {
		var looks atomic.Int64
		if _, err := answerOf(counted{t.Context(), &looks, most}, view, c, year2024, Options{}); !errors.Is(err, context.Canceled) || looks.Load() > most+6 {
			t.Errorf("called off at look %d of %d: %d looks, %v", most, whole, looks.Load(), err)
		}
	}
	if whole < 6 {
		t.Errorf("only %d looks at the context", whole)
	}
}

// A list is given up between two incidents.
func TestAListIsGivenUpBetweenIncidents(t *testing.T) {
	c := mustNew(t, orb.LineString{{-111, 31.5}, {-110, 31.5}}, 20_000, Flat)
	c.Outline()
	view := scattered(62, 400)
	var plain, listed atomic.Int64
	_, err := answerOf(counted{t.Context(), &plain, 1 << 30}, view, c, year2024, Options{})
	a, err2 := answerOf(counted{t.Context(), &listed, 1 << 30}, view, c, year2024, Options{Limit: 50})
	if err != nil || err2 != nil || len(a.report.Incidents) < 6 || listed.Load() < plain.Load()+int64(len(a.report.Incidents)) {
		t.Fatalf("%v, %v: %d looks at the context, %d with a list", err, err2, plain.Load(), listed.Load())
	}
	var looks atomic.Int64
	if _, err := answerOf(counted{t.Context(), &looks, plain.Load() + 3}, view, c, year2024, Options{Limit: 50}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v after %d looks", err, looks.Load())
	}
}
