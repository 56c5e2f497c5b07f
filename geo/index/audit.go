package index

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"linea/geo"
	"linea/geo/grid"
)

// Audited says what an audit compared.
type Audited struct {
	Head      geo.Head
	Incidents int
	Cells     int // of all resolutions
}

// Audit folds the journal into an index and proves that the index says what the
// journal does: each incident field by field, and the count of every cell of
// every resolution against a tally that is made of the positions alone. The
// error, Damaged, names the first difference.
func Audit(ctx context.Context, journal geo.Journal) (Audited, error) {
	ix, err := Open(ctx, journal)
	if err != nil {
		return Audited{}, err
	}
	a := &audit{view: ix.View(), newest: map[string]newest{}}
	found := Audited{Head: a.view.Head()}
	if err := a.read(ctx, journal); err != nil {
		return found, err
	}
	if found.Incidents, err = a.compare(ctx); err != nil {
		return found, err
	}
	found.Cells, err = a.recount(ctx)
	return found, err
}

// everything matches every incident, retracted ones and repeats too.
func everything() geo.Query {
	return geo.Query{Statuses: geo.SetOf(geo.StatusReported, geo.StatusVerified, geo.StatusDisputed, geo.StatusRetracted), Duplicates: geo.DuplicatesInclude}
}

// audit holds what the journal itself says.
type audit struct {
	view   geo.View
	newest map[string]newest
	tally  [grid.BaseRes + 1]map[geo.Cell]geo.CellCount
}

// newest is the newest revision of an incident.
type newest struct {
	seq      uint64
	revision int
	fields   []byte
	op       geo.Op
}

// read keeps the newest revision of every incident that the view may know.
func (a *audit) read(ctx context.Context, journal geo.Journal) error {
	for b, err := range journal.Blocks(ctx, 0) {
		if err != nil {
			return err
		}
		if b.Seq > a.view.Head().Seq {
			return nil // written since
		}
		for i := range b.Changes {
			if c := &b.Changes[i]; c.Entity == geo.EntityIncident {
				a.newest[strings.Clone(c.ID)] = newest{c.Seq, c.Revision, bytes.Clone(c.Fields), c.Op}
			}
		}
	}
	return nil
}

// compare holds every incident of the view against the journal, and counts it
// into its cells.
func (a *audit) compare(ctx context.Context) (n int, err error) {
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		a.tally[res] = map[geo.Cell]geo.CellCount{}
	}
	for rec, err := range a.view.Incidents(ctx, everything(), nil) {
		if err != nil {
			return n, err
		}
		if err := a.same(rec); err != nil {
			return n, err
		}
		a.count(rec)
		n++
	}
	if n != len(a.newest) {
		return n, geo.Errorf("audit", geo.Damaged, "the index holds %d incidents, the journal %d; please report this", n, len(a.newest))
	}
	return n, nil
}

func (a *audit) same(rec *geo.Record) error {
	want, ok := a.newest[rec.ID]
	if !ok {
		return geo.Errorf("audit", geo.Damaged, "the index holds incident %q, the journal does not; please report this", rec.ID)
	}
	fields, err := a.fieldsOf(rec.ID, want)
	if err != nil {
		return err
	}
	if rec.Seq != want.seq || rec.Revision != want.revision || !bytes.Equal(geo.EncodeIncident(nil, &rec.Incident), fields) {
		return geo.Errorf("audit", geo.Damaged, "the index holds another incident %q than the journal does at seq %d; please report this", rec.ID, want.seq)
	}
	return nil
}

// fieldsOf gives the fields as the view shows them: a retraction is a status.
func (a *audit) fieldsOf(id string, n newest) ([]byte, error) {
	if n.op != geo.OpRetract {
		return n.fields, nil
	}
	var in geo.Incident
	if err := geo.DecodeIncident(id, n.fields, nil, &in); err != nil {
		return nil, err
	}
	in.Status = geo.StatusRetracted
	return geo.EncodeIncident(nil, &in), nil
}

func (a *audit) count(rec *geo.Record) {
	if !rec.Mapped {
		return
	}
	base := grid.FromPoint(rec.Point, grid.BaseRes)
	for res := grid.MinRes; res <= grid.BaseRes && grid.Admits(res, rec.RadiusM); res++ {
		cell := grid.Parent(base, res)
		was := a.tally[res][cell]
		a.tally[res][cell] = geo.CellCount{Cell: cell, N: was.N + 1, Persons: was.Persons + uint32(rec.Persons)}
	}
}

// recount compares what the index counts in its cells with the tally.
func (a *audit) recount(ctx context.Context) (n int, err error) {
	for res := grid.MinRes; res <= grid.BaseRes; res++ {
		cells, err := a.view.Cells(ctx, everything(), res, nil)
		if err != nil {
			return n, err
		}
		wrong := slices.IndexFunc(cells, func(c geo.CellCount) bool { return c != a.tally[res][c.Cell] })
		switch {
		case wrong >= 0:
			return n, geo.Errorf("audit", geo.Damaged, "the index counts %d incidents in cell %s, the journal %d; please report this", cells[wrong].N, grid.Text(cells[wrong].Cell), a.tally[res][cells[wrong].Cell].N)
		case len(cells) != len(a.tally[res]):
			return n, geo.Errorf("audit", geo.Damaged, "the index counts %d cells of resolution %d, the journal %d; please report this", len(cells), res, len(a.tally[res]))
		}
		n += len(cells)
	}
	return n, nil
}
