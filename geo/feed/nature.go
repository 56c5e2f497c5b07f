package feed

import (
	"bytes"
	"context"

	"linea/geo"
)

// Synthetic rows never stand beside real ones: one store is either a
// demonstration or it is not.

// nature says which of the two were met.
type nature struct{ real, synthetic bool }

func (n nature) mixed() bool { return n.real && n.synthetic }

// natures counts the rows of each.
type natures struct{ real, synthetic int }

// refuseMixedNature compares the input with the journal before anything is
// written. Synthetic rows among more real ones become rejects. An input that
// can be read only once is judged by its first row, and rows of the other
// nature become rejects.
func (r *run) refuseMixedNature(ctx context.Context) error {
	rows, err := r.natureOfInput(ctx)
	if err != nil {
		return err
	}
	file := nature{rows.real > 0, rows.synthetic > 0}
	store, err := natureOfJournal(ctx, r.journal)
	if err != nil {
		return err
	}
	if file.mixed() && rows.synthetic >= rows.real {
		return geo.Errorf("import", geo.Conflict, "%s holds synthetic rows (source %s) beside real ones; import them into stores of their own", r.input.Name, geo.DemoSource)
	}
	if file.mixed() {
		file.synthetic = false
	}
	r.writer.nature = nature{file.real || store.real, file.synthetic || store.synthetic}
	if r.writer.nature.mixed() {
		return mixedStore(file.synthetic, r.input.Name)
	}
	return nil
}

func mixedStore(synthetic bool, name string) error {
	if synthetic {
		return geo.Errorf("import", geo.Conflict, "%s holds synthetic rows and this store real ones; put them into a store of their own (--store linea-demo.gpkg)", name)
	}
	return geo.Errorf("import", geo.Conflict, "this store holds synthetic rows (source %s); import %s into a store of its own (--store FILE)", geo.DemoSource, name)
}

// natureOfJournal looks at the first incident: no store ever holds both.
func natureOfJournal(ctx context.Context, j geo.Journal) (nature, error) {
	for block, err := range j.Blocks(ctx, 0) {
		if err != nil {
			return nature{}, err
		}
		for i := range block.Changes {
			c := &block.Changes[i]
			if c.Entity != geo.EntityIncident {
				continue
			}
			var in geo.Incident
			err := geo.DecodeIncident(c.ID, c.Fields, nil, &in)
			return nature{in.Source != geo.DemoSource, in.Source == geo.DemoSource}, err
		}
	}
	return nature{}, nil
}

// natureOfInput finds out what the rows of the input are. A format with one
// source of its own needs no look at them.
func (r *run) natureOfInput(ctx context.Context) (natures, error) {
	p := r.pass
	says := p.header == nil || p.header.present&rolesOf(roleSynthetic, roleSource, roleID) != 0
	switch {
	case p.slug == geo.DemoSource:
		return natures{synthetic: 1}, nil
	case p.format.source != "" || !says:
		return natures{real: 1}, nil
	case r.input.Once:
		return natures{}, nil
	}
	scan, err := r.newPass(ctx, p.format)
	if err != nil {
		return natures{}, err
	}
	var n natures
	err = onAllCores(ctx, scan, (*worker).natures, func(of natures) error {
		n = natures{n.real + of.real, n.synthetic + of.synthetic}
		return nil
	})
	return n, unlessDamaged(err)
}

// natures looks at the rows of a chunk; where the word cannot stand in it, its
// lines will do.
func (w *worker) natures(c chunk) (n natures) {
	if !w.decoder.maybeSynthetic(c.data) && !bytes.Contains(c.data, []byte(geo.DemoSource)) {
		return natures{real: max(len(c.cuts), bytes.Count(c.data, []byte{'\n'}), min(1, len(c.data)))}
	}
	w.decoder.each(c, func(int, int) {
		if w.row.fault.reason == "" {
			w.row.lineaSource()
			if w.row.synthetic() {
				n.synthetic++
			} else {
				n.real++
			}
		}
	})
	return n
}

func (n *nature) note(synthetic bool) {
	n.real, n.synthetic = n.real || !synthetic, n.synthetic || synthetic
}

// synthetic says whether the row calls itself so, by its source or its column.
func (r *row) synthetic() bool {
	return r.in.Source == geo.DemoSource || r.stated(roleSynthetic) && !bytes.EqualFold(r.cells[roleSynthetic], []byte("false"))
}

// accepts says whether a row is of the nature of the store; the first row of an
// empty store decides. A synthetic row keeps its source.
func (w *writer) accepts(row *parsed) bool {
	if row.synthetic && row.source != geo.DemoSource {
		return false
	}
	now := w.nature
	now.note(row.synthetic)
	if now.mixed() {
		return false
	}
	w.nature = now
	return true
}
