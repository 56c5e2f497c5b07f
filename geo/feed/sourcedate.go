package feed

import (
	"context"
	"slices"
	"strings"
	"time"

	"linea/geo"
)

// The source date of a revision says how new the report behind it is: what the
// row itself says (reported_at), else the newest record of the import that
// wrote it, else, for a row written here by hand, the moment it was written. A
// feed never overwrites a revision whose source date is newer than its own. A
// file that only repeats a row writes no revision and so leaves its date.

// newestBySource is the newest record of each source in a file.
type newestBySource map[string]time.Time

func (n newestBySource) note(row *parsed) {
	if at := time.Unix(max(row.at, row.reported), 0).UTC(); at.After(n[row.source]) {
		n[row.source] = at
	}
}

// sourceDates finds source dates. Both halves are worked out when a changed
// row first asks: most imports have none, or are newer than all before.
type sourceDates struct {
	run   *run
	file  newestBySource      // from a second pass
	reads map[string]timeline // from the journal
}

// outdated says whether the stored revision is newer than the row.
func (d *sourceDates) outdated(ctx context.Context, row *parsed, stored *geo.Change, was *geo.Incident) (bool, error) {
	mine, err := d.ofRow(ctx, row)
	if err != nil || mine.IsZero() {
		return false, err
	}
	theirs, err := d.ofStored(ctx, stored, was, mine)
	return theirs.After(mine), err
}

// ofRow is zero for an input that can be read only once: there the caller has
// said what to do.
func (d *sourceDates) ofRow(ctx context.Context, row *parsed) (time.Time, error) {
	switch {
	case row.reported != 0:
		return time.Unix(row.reported, 0).UTC(), nil
	case d.run.writer.complete:
		return d.run.writer.newest[row.source], nil
	case d.run.input.Once:
		return time.Time{}, nil
	}
	if d.file == nil {
		p, err := d.run.newPass(ctx, d.run.pass.format)
		if err != nil {
			return time.Time{}, err
		}
		d.file = newestBySource{}
		err = p.each(ctx, func(b *batch) error {
			for i := range b.rows {
				d.file.note(&b.rows[i])
			}
			return nil
		})
		if err := unlessDamaged(err); err != nil {
			return time.Time{}, err
		}
	}
	return d.file[row.source], nil
}

func (d *sourceDates) ofStored(ctx context.Context, stored *geo.Change, was *geo.Incident, mine time.Time) (time.Time, error) {
	switch {
	case !was.ReportedAt.IsZero():
		return was.ReportedAt, nil
	case !byFeed(stored.Actor):
		return stored.RecordedAt, nil
	}
	until := d.run.writer.source(was.Source).before
	if !until.After(mine) { // no import of the source was newer
		return until, nil
	}
	if d.reads == nil {
		reads, err := readTimelines(ctx, d.run.journal)
		if err != nil {
			return time.Time{}, err
		}
		d.reads = reads
	}
	return d.reads[was.Source].at(stored.Seq), nil
}

// timeline is what the journal tells about the imports of one source.
type timeline struct {
	until   []from // from this seq on, as the source's own changes say
	imports []stretch
}

type from struct {
	seq  uint64
	date time.Time
}

type stretch struct {
	first, last uint64
	date        time.Time
}

// at gives the source date of a row written at seq. Where imports ran side by
// side the newest counts: rather keep a row than overwrite it wrongly.
func (t timeline) at(seq uint64) (date time.Time) {
	known := false
	for _, s := range t.imports {
		if s.first <= seq && seq <= s.last {
			known = true
			if s.date.After(date) {
				date = s.date
			}
		}
	}
	if known {
		return date
	}
	for _, f := range t.until {
		if f.seq <= seq {
			date = f.date
		}
	}
	return date
}

// readTimelines reads the journal through for the changes of sources and
// imports. It costs less than half a second a million changes, and only an
// older file after a newer one asks for it.
func readTimelines(ctx context.Context, j geo.Journal) (map[string]timeline, error) {
	out := map[string]timeline{}
	for block, err := range j.Blocks(ctx, 0) {
		if err != nil {
			return nil, err
		}
		for i := range block.Changes {
			if err := noteTimeline(out, &block.Changes[i]); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func noteTimeline(out map[string]timeline, c *geo.Change) error {
	switch c.Entity {
	case geo.EntitySource:
		var s geo.Source
		if err := geo.DecodeJSON(c.Fields, &s); err != nil {
			return err
		}
		t := out[c.ID]
		t.until = append(t.until, from{c.Seq, s.ReportedUntil})
		out[c.ID] = t
	case geo.EntityImport:
		var r Report
		if err := geo.DecodeJSON(c.Fields, &r); err != nil {
			return err
		}
		for source, date := range r.Newest {
			t := out[source]
			for _, seqs := range r.Seqs {
				t.imports = append(t.imports, stretch{seqs[0], seqs[1], date})
			}
			out[source] = t
		}
	}
	return nil
}

// What a feed writes carries an actor that begins with feedActor, so that what
// was set by hand can be told from it. heldActor marks a row whose status was
// set by hand and outlasts what feeds say, however often they revise the rest.
const (
	feedActor = "import"
	heldActor = "import, status held"
)

func byFeed(actor string) bool { return strings.HasPrefix(actor, feedActor) }

func holdsStatus(actor string) bool { return !byFeed(actor) || strings.HasPrefix(actor, heldActor) }

func actorOf(prefix, name string) string {
	if name == "" {
		return prefix
	}
	return prefix + ": " + name
}

// extend adds the seqs of a block to the runs of blocks written.
func extend(runs [][2]uint64, first, last uint64) [][2]uint64 {
	if n := len(runs); n > 0 && runs[n-1][1]+1 == first {
		runs[n-1][1] = last
		return runs
	}
	return append(slices.Clip(runs), [2]uint64{first, last})
}
