package main

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"linea/geo"
	"linea/geo/feed/demo"
)

// writing appends blocks to a journal at a steady pace, as another process
// does, and watches some of them appear.
type writing struct {
	journal  geo.Journal
	probes   chan probe // written, to be watched; one at a time
	appended []time.Duration
	seen     []time.Duration
	failed   int
	rows     int
	took     time.Duration
	history  []geo.Change // newest revision of what was written, to revise
}

// probe is a row that is alone in its second.
type probe struct {
	at      time.Time // of the row
	point   orb.Point
	durable time.Time // when Append had returned
}

func (w *writing) perSecond() float64 { return float64(w.rows) / w.took.Seconds() }

// write appends until ctx ends. A block that comes late is followed at once by
// the next, so the pace holds on average.
func (w *writing) write(ctx context.Context, seed uint64) error {
	defer close(w.probes)
	const enough = 10_000_000
	rows, err := demo.Generate(demo.Options{N: enough, Seed: seed})
	if err != nil {
		return err
	}
	next, stop := iter.Pull(rows)
	defer stop()
	began := time.Now()
	defer func() { w.took = time.Since(began) }()
	for n := 0; ctx.Err() == nil; n++ {
		if err := w.append(ctx, next, n); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Until(began.Add(time.Duration(n+1) * blockEvery))):
		}
	}
	return nil
}

// append writes the n-th block: new rows, one of them the probe, and one row in
// ten a revision of an earlier one.
func (w *writing) append(ctx context.Context, next func() (*geo.Incident, bool), n int) error {
	block := make([]geo.Change, 0, blockSize)
	p := probe{at: demo.DefaultUntil().Add(time.Duration(n) * time.Second)}
	for len(block) < blockSize {
		in, ok := next()
		if !ok {
			return fmt.Errorf("no more rows")
		}
		if len(block) == 0 {
			if p.point = in.Point; !in.HasPoint {
				continue
			}
			makeProbe(in, p.at)
		}
		block = append(block, changeOf(in))
	}
	w.revise(block[blockSize*9/10:])
	began := time.Now()
	if _, err := w.journal.Append(ctx, block); err != nil {
		return err
	}
	p.durable = time.Now()
	w.appended = append(w.appended, p.durable.Sub(began))
	w.rows += len(block)
	w.history = append(w.history, block[1:blockSize/2]...)
	select {
	case w.probes <- p:
	default: // the last one is still being watched
	}
	return nil
}

// makeProbe gives the row a moment of its own and what it takes to be drawn.
func makeProbe(in *geo.Incident, at time.Time) {
	in.OccurredAt, in.OccurredUntil, in.TimePrecision = at, time.Time{}, geo.PrecisionExact
	in.RadiusM, in.LocationMethod, in.Status = 50, geo.MethodGPS, geo.StatusReported
}

func changeOf(in *geo.Incident) geo.Change {
	return geo.Change{
		Entity: geo.EntityIncident, ID: in.ID, Revision: 1, Op: geo.OpPut,
		Actor: "linea bench", RecordedAt: time.Now().UTC().Truncate(time.Millisecond),
		Owner: in.Source, Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: geo.EncodeIncident(nil, in),
	}
}

// revise replaces changes by next revisions of rows written before.
func (w *writing) revise(changes []geo.Change) {
	for i := range min(len(changes), len(w.history)) {
		old := w.history[i]
		id := old.ID
		changes[i].ID, changes[i].Revision, changes[i].PrevSeq = id, old.Revision+1, old.Seq
	}
	w.history = w.history[min(len(changes), len(w.history)):]
}

// watch asks for the tile of each probe until the row is in it. The tile holds
// nothing else, so it is empty until then.
func (w *writing) watch(ctx context.Context, addr string) error {
	const every, longest, zoom = 4 * time.Millisecond, 10 * time.Second, 13
	wire, err := dial(ctx, addr)
	if err != nil {
		return err
	}
	defer wire.close()
	for p := range w.probes {
		second := filter{from: p.at, until: p.at.Add(time.Second)}
		ask := request(addr, hotspotPath(tileAt(zoom, p.point))+"?datetime="+second.values().Get("datetime"), "")
		visible := false
		for !visible && time.Since(p.durable) < longest && ctx.Err() == nil {
			a, err := wire.ask(ask)
			if err != nil {
				return err
			}
			if a.status != http.StatusOK {
				return unexpected(ask, a)
			}
			if visible = len(a.body) > 0; visible {
				w.seen = append(w.seen, time.Since(p.durable))
				break
			}
			time.Sleep(every)
		}
		if !visible {
			w.failed++
		}
	}
	return nil
}
