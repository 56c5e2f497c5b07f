package index

import (
	"context"
	"strings"
	"testing"

	"linea/geo"
	"linea/geo/geotest"
	"linea/geo/store/storetest"
)

func auditedJournal(t *testing.T) geo.Journal {
	t.Helper()
	journal := storetest.NewMemory()
	rows := append(geotest.Random(11, 600), geotest.Awkward()...)
	changes := geotest.Changes(rows)
	if _, err := journal.Append(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	var later []geo.Change
	for i, c := range changes {
		if c.Entity != geo.EntityIncident || i%7 != 0 {
			continue
		}
		c.Revision, c.PrevSeq, c.Seq, c.Op = 2, c.Seq, 0, []geo.Op{geo.OpPut, geo.OpRetract}[i%2]
		later = append(later, c)
	}
	if _, err := journal.Append(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	return journal
}

func TestAuditOfASoundIndex(t *testing.T) {
	journal := auditedJournal(t)
	a, err := Audit(t.Context(), journal)
	if err != nil {
		t.Fatal(err)
	}
	if head, _ := journal.Head(t.Context()); a.Head != head || a.Incidents < 600 || a.Cells < 600 {
		t.Errorf("%+v", a)
	}
}

// An audit that never finds anything proves nothing: what is spoilt on either
// side is named.
func TestAuditNoticesEveryDifference(t *testing.T) {
	journal := auditedJournal(t)
	for name, spoil := range map[string]func(a *audit, id string){
		"a revision": func(a *audit, id string) { n := a.newest[id]; n.revision++; a.newest[id] = n },
		"a field": func(a *audit, id string) {
			n := a.newest[id]
			n.fields = append([]byte{}, n.fields[1:]...)
			a.newest[id] = n
		},
		"a retraction":     func(a *audit, id string) { n := a.newest[id]; n.op = geo.OpRetract; a.newest[id] = n },
		"one too many":     func(a *audit, id string) { delete(a.newest, id) },
		"one too few":      func(a *audit, id string) { a.newest["another"] = newest{} },
		"a cell's count":   func(a *audit, id string) { a.spoilCell(func(c *geo.CellCount) { c.N++ }) },
		"a cell's persons": func(a *audit, id string) { a.spoilCell(func(c *geo.CellCount) { c.Persons++ }) },
		"a cell too few":   func(a *audit, id string) { a.tally[5][1] = geo.CellCount{} },
	} {
		ix, err := Open(t.Context(), journal)
		if err != nil {
			t.Fatal(err)
		}
		a := &audit{view: ix.View(), newest: map[string]newest{}}
		if err := a.read(t.Context(), journal); err != nil {
			t.Fatal(err)
		}
		ofCells := strings.HasPrefix(name, "a cell")
		if !ofCells {
			spoil(a, a.reported())
		}
		_, err = a.compare(t.Context())
		if ofCells && err == nil {
			spoil(a, "")
			_, err = a.recount(t.Context())
		}
		if geo.CodeOf(err) != geo.Damaged {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// reported gives the id of an incident that is not retracted.
func (a *audit) reported() string {
	for rec := range a.view.Incidents(context.Background(), geo.Query{}, nil) {
		return rec.ID
	}
	return ""
}

func (a *audit) spoilCell(change func(*geo.CellCount)) {
	for cell, count := range a.tally[6] {
		change(&count)
		a.tally[6][cell] = count
		return
	}
}
