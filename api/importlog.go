package api

import (
	"cmp"
	"context"
	"slices"

	"linea/geo"
	"linea/geo/feed"
)

// importLog remembers the reports of imports as it reads the journal, the
// command line's and other processes' too. It reads each block once.
type importLog struct {
	journal geo.Journal
	turn    chan struct{} // holds a token while one reads
	seq     uint64        // read so far
	reports map[string]importEntry
}

type importEntry struct {
	seq    uint64
	report feed.Report // without its reject lines
}

func newImportLog(journal geo.Journal) *importLog {
	return &importLog{journal: journal, turn: make(chan struct{}, 1), reports: map[string]importEntry{}}
}

// all gives the reports, newest first. What is read when ctx ends is kept, so
// that the next asker goes on from there.
func (l *importLog) all(ctx context.Context) ([]feed.Report, error) {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := l.read(ctx); err != nil {
		return nil, err
	}
	entries := make([]importEntry, 0, len(l.reports))
	for _, e := range l.reports {
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b importEntry) int { return cmp.Compare(b.seq, a.seq) })
	reports := make([]feed.Report, len(entries))
	for i, e := range entries {
		reports[i] = e.report
	}
	return reports, nil
}

func (l *importLog) read(ctx context.Context) error {
	for block, err := range l.journal.Blocks(ctx, l.seq) {
		if err != nil {
			return err
		}
		for i := range block.Changes {
			if err := l.take(&block.Changes[i]); err != nil {
				return err
			}
		}
		l.seq = block.Seq
	}
	return ctx.Err()
}

func (l *importLog) take(c *geo.Change) error {
	if c.Entity != geo.EntityImport || c.Seq <= l.seq {
		return nil
	}
	e := importEntry{seq: c.Seq}
	if err := geo.DecodeJSON(c.Fields, &e.report); err != nil {
		return err
	}
	e.report.Seq, e.report.RejectLines = c.Seq, nil
	l.reports[c.ID] = e
	return nil
}
