package corridor

import (
	"context"
	"errors"
	"iter"
	"testing"

	"linea/geo"

	"github.com/paulmach/orb"
)

// leaving is a view whose asker leaves after some rows. It does not look at the
// context itself and goes on.
type leaving struct {
	scatter
	after int
	leave context.CancelFunc
	asked *int // questions that began after that
}

func (v leaving) Near(ctx context.Context, q geo.Query, boxes []orb.Bound, reach bool) iter.Seq2[*geo.Glimpse, error] {
	return func(yield func(*geo.Glimpse, error) bool) {
		v.note(ctx)
		n := 0
		for g, err := range v.scatter.Near(ctx, q, boxes, reach) {
			if n++; n == v.after {
				v.leave()
			}
			if !yield(g, err) {
				return
			}
		}
	}
}

func (v leaving) Used(ctx context.Context, q geo.Query, res int) (geo.Used, error) {
	v.note(ctx)
	return v.scatter.Used(ctx, q, res)
}

func (v leaving) note(ctx context.Context) {
	if ctx.Err() != nil {
		*v.asked++
	}
}

// Whoever leaves is not worked for: of the rows that come after, those of the
// batches under way at most are looked at or visited, and nothing more is asked.
func TestAQuestionCalledOffEnds(t *testing.T) {
	const after, underWay = 3000, (watchers + 3) * batchRows
	c := mustNew(t, orb.LineString{{-114.9, 31.9}, {-108.6, 31.9}}, 50_000, Flat)
	rows := scattered(61, 60_000)
	ctx, leave := context.WithCancel(t.Context())
	asked, visited := 0, 0
	err := c.look(ctx, leaving{rows, after, leave, &asked}, geo.Query{}, true, func(*sight) { visited++ })
	if !errors.Is(err, context.Canceled) || visited > after+underWay {
		t.Errorf("%d rows were visited, %v; want at most %d", visited, err, after+underWay)
	}
	ctx, leave = context.WithCancel(t.Context())
	if _, err := Query(ctx, leaving{rows, after, leave, &asked}, c, year2024, Options{Compare: Baseline{Kind: LastYear}}); !errors.Is(err, context.Canceled) || asked > 0 {
		t.Errorf("%d questions to the view after the asker left, %v", asked, err)
	}
}

// counted is a context that ends after so many looks at it.
type counted struct {
	context.Context
	looks *int
	most  int
}

func (c counted) Err() error {
	if *c.looks++; *c.looks > c.most {
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
	whole := 0
	if _, err := answerOf(counted{t.Context(), &whole, 1 << 30}, view, c, year2024, Options{}); err != nil {
		t.Fatal(err)
	}
	for most := range whole - 1 {
		looks := 0
		if _, err := answerOf(counted{t.Context(), &looks, most}, view, c, year2024, Options{}); !errors.Is(err, context.Canceled) || looks > most+6 {
			t.Errorf("called off at look %d of %d: %d looks, %v", most, whole, looks, err)
		}
	}
	if whole < 6 {
		t.Errorf("only %d looks at the context", whole)
	}
}
