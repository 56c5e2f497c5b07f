package feed

import (
	"fmt"
	"slices"

	"linea/geo"
)

// warnings adds a sentence for everything that a reader of the numbers should
// know and that no count says by itself.
func (r *run) warnings() {
	out := &r.report
	if out.RowsRead == 0 {
		out.warn("The file holds no rows.")
	}
	if n := r.tally.latin1; n > 0 {
		out.warn(numbered(n, "cell was not UTF-8 and was", "cells were not UTF-8 and were") + " read as latin-1.")
	}
	if n := r.tally.localTime; n > 0 {
		out.warn(numbered(n, "time has no offset and was", "times have no offset and were") + " read as Arizona time (UTC-7).")
	}
	if n := out.Rejected - r.opts.rejectRows(); n > 0 && r.rejects != nil {
		out.warn(fmt.Sprintf("The rejects file holds the first %s rejected rows; %s more are counted above.", thousands(r.opts.rejectRows()), thousands(n)))
	}
	if z := r.pass.opened.gzip; z != nil && z.trailing.Load() {
		out.warn("The file goes on after the end of its gzip data; what follows was not read.")
	}
	if n := r.tally.rowsInCells; n > 0 {
		out.warn(numbered(n, "line inside a quoted cell looks like a row and was", "lines inside quoted cells look like rows and were") + " read as text; if rows are missing, look for a quote that is not closed.")
	}
	if h := r.pass.header; h != nil && r.pass.format.source == "" && !h.present.has(roleKind) {
		out.warn("The file has no \"kind\" column: new rows are of the kind \"other\".")
	}
	if r.pass.slug == "" && slices.Contains(r.writer.order, r.pass.fallback) && r.tookFallback() {
		out.warn(fmt.Sprintf("The file names no source: its rows are filed under %q, after the file's name (--source to change).", r.pass.fallback))
	}
	kept := 0
	for _, p := range out.SharedPoints {
		if !r.writer.unmaps(p.Source) {
			kept++
		}
	}
	if kept > 0 {
		out.warn(fmt.Sprintf("%s shared by %d or more rows and on the map; if it stands for no place, import with --shared-points unmap.", numbered(kept, "coordinate is", "coordinates are"), geo.SharedPointRows))
	}
}

// tookFallback says whether the file has no column that could name a source.
func (r *run) tookFallback() bool {
	return r.pass.header != nil && !r.pass.header.present.has(roleSource)
}
