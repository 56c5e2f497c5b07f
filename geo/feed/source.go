package feed

import (
	"context"
	"slices"
	"time"

	"linea/geo"
)

// sourceState is what the journal and this import know about one source.
type sourceState struct {
	stored geo.Change
	exists bool
	is     geo.Source // as the journal has it
	want   geo.Source // as it should be but for ReportedUntil
	before time.Time  // ReportedUntil before this import
}

// source gives the state of a source that was met, or of one that was not.
func (w *writer) source(slug string) *sourceState {
	if s, ok := w.sources[slug]; ok {
		return s
	}
	return &sourceState{}
}

// meet learns what the journal knows of a source before its first row.
func (w *writer) meet(ctx context.Context, slug string) error {
	if _, met := w.sources[slug]; met {
		return nil
	}
	s := &sourceState{}
	if err := w.load(ctx, slug, s); err != nil {
		return err
	}
	s.before = s.is.ReportedUntil
	w.sources[slug] = s
	w.order = append(w.order, slug)
	slices.Sort(w.order)
	return nil
}

// mayMeet says whether a row of this source may still be taken.
func (w *writer) mayMeet(slug string) bool {
	_, met := w.sources[slug]
	return met || len(w.sources) < maxSources
}

func (w *writer) load(ctx context.Context, slug string, s *sourceState) error {
	found, err := w.run.journal.Current(ctx, geo.EntitySource, []string{slug})
	if err != nil {
		return err
	}
	if s.stored, s.exists = found[slug]; s.exists {
		if err := geo.DecodeJSON(s.stored.Fields, &s.is); err != nil {
			return err
		}
		s.want = s.is
	} else {
		s.want = geo.NewSource(slug)
		s.want.UnmapShared = s.want.UnmapShared || w.run.pass.format.unmap
	}
	if choice := w.run.opts.SharedPoints; choice != SharedDefault {
		s.want.UnmapShared = choice == SharedUnmap
	}
	return nil
}

func (w *writer) reloadSources(ctx context.Context) error {
	for slug, s := range w.sources {
		if err := w.load(ctx, slug, s); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) unmaps(slug string) bool { return w.source(slug).want.UnmapShared }

// sourceChanges appends a change for every source that is new or has changed.
func (w *writer) sourceChanges(changes []geo.Change) []geo.Change {
	for _, slug := range w.order {
		s := w.sources[slug]
		next := s.want
		if newest := w.newest[slug]; newest.After(next.ReportedUntil) {
			next.ReportedUntil = newest
		}
		if s.exists && next == s.is {
			continue
		}
		fields, err := geo.EncodeJSON(next)
		if err != nil {
			continue // a Source is plain data: it always encodes
		}
		c := w.change(geo.EntitySource, slug, slug, fields)
		if s.exists {
			c.Revision, c.PrevSeq, c.Owner, c.Label = s.stored.Revision+1, s.stored.Seq, s.stored.Owner, s.stored.Label
		}
		changes = append(changes, c)
	}
	return changes
}

// tookSources remembers the source changes of a block that is now durable.
func (w *writer) tookSources(changes []geo.Change) {
	for _, c := range changes {
		if c.Entity != geo.EntitySource {
			continue
		}
		s := w.sources[c.ID]
		s.stored, s.exists = c, true
		if geo.DecodeJSON(c.Fields, &s.is) == nil {
			s.want = s.is
		}
	}
}
