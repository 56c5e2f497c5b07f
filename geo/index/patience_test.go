package index

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"

	"github.com/paulmach/orb"
)

// patience is a context that ends once its error was looked at so many times,
// and counts the looks.
type patience struct {
	context.Context
	most  int64
	looks *atomic.Int64
}

func withPatience(most int64) patience {
	return patience{context.Background(), most, &atomic.Int64{}}
}

func (p patience) Err() error {
	if p.looks.Add(1) > p.most {
		return context.Canceled
	}
	return nil
}

func drain[T any](rows iter.Seq2[*T, error]) error {
	for _, err := range rows {
		if err != nil {
			return err
		}
	}
	return nil
}

// asked is every costly question to a view.
func asked(v geo.View) map[string]func(context.Context) error {
	q := geo.Query{}
	everywhere := orb.Bound{Min: orb.Point{-118, 28}, Max: orb.Point{-105, 36}}
	return map[string]func(context.Context) error{
		"Cells":   func(ctx context.Context) error { _, err := v.Cells(ctx, q, 7, nil); return err },
		"Summary": func(ctx context.Context) error { _, err := v.Summary(ctx, q, geo.StepAuto); return err },
		"Table": func(ctx context.Context) error {
			_, err := v.Table(ctx, q, [2]geo.Dimension{{Name: "kind"}, {Name: "year"}})
			return err
		},
		"Count":     func(ctx context.Context) error { _, err := v.Count(ctx, q); return err },
		"Used":      func(ctx context.Context) error { _, err := v.Used(ctx, q, 7); return err },
		"Incidents": func(ctx context.Context) error { return drain(v.Incidents(ctx, q, nil)) },
		"Points":    func(ctx context.Context) error { return drain(v.Points(ctx, q, everywhere)) },
		"Near": func(ctx context.Context) error {
			for flock, err := range v.Near(ctx, q, []orb.Bound{everywhere}, true) {
				if err != nil {
					return err
				}
				for range flock {
				}
			}
			return nil
		},
		"box": func(ctx context.Context) error { _, err := v.Count(ctx, geo.Query{BBox: &everywhere}); return err },
	}
}

// Whoever asks and leaves is not worked for: a question that was called off
// before it began does next to nothing, and one that is called off on the way
// goes on for a few looks at most, however much is left.
func TestQuestionsEndWithTheirContext(t *testing.T) {
	journal := storetest.NewMemory()
	appendAll(t, journal, geotest.Changes(geotest.Random(21, 5000)))
	ix, err := Open(t.Context(), journal)
	if err != nil {
		t.Fatal(err)
	}
	for name, ask := range asked(ix.View()) {
		whole := withPatience(1 << 40)
		if err := ask(whole); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		looks := whole.looks.Load()
		if looks == 0 {
			t.Errorf("%s never looks whether it is still wanted", name)
		}
		for _, most := range []int64{0, looks / 2} {
			p := withPatience(most)
			if err := ask(p); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, called off after %d of %d looks: %v", name, most, looks, err)
			}
			const more = 64 // each of several workers, and those who ask them
			if after := p.looks.Load() - most; after > more {
				t.Errorf("%s looked %d times after it was called off", name, after)
			}
		}
	}
}
