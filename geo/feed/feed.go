// Package feed brings foreign formats in and out of the journal.
//
// [Run] reads one file: it recognises the format by its header, parses and
// checks every row, compares it with what the journal holds and appends whole
// blocks. A bad row never stops it and never disappears: the [Report] counts
// it by reason and keeps the line. [WriteCSV], [WriteGeoJSON] and
// [WriteGeoJSONLines] write incidents out.
//
// How a row travels:
//
//	input -> chunks of whole rows -> cells -> format.build -> Check -> encode
//	      (one goroutine)           (one goroutine per core)
//	                                        -> compare with the journal -> block
//	                                           (in file order)
//
// Nothing here knows a field for a person: such columns are named in the
// report and their cells are never looked at.
package feed

import (
	"cmp"
	"context"
	"io"
	"time"

	"linea/geo"
)

// OnChange says what happens to a row whose content differs from the store's.
type OnChange string

// The choices. OnChangeDefault is OnChangeRevise, but inputs that can be read
// only once must name their choice.
const (
	OnChangeDefault OnChange = ""
	OnChangeRevise  OnChange = "revise"
	OnChangeKeep    OnChange = "keep"
)

// SharedPoints says what happens to coordinates that many rows of a source share.
type SharedPoints string

// The choices. SharedDefault leaves it to the format: the named public formats
// unmap them, Línea CSV and GeoJSON keep them.
const (
	SharedDefault SharedPoints = ""
	SharedKeep    SharedPoints = "keep"
	SharedUnmap   SharedPoints = "unmap"
)

// Options of one import. The zero value is usable.
type Options struct {
	Format       string       // one of Formats; "" = by header
	Source       string       // slug for every row, whatever the file says; "" = the format's or the file's own
	OnChange     OnChange     // what to do with changed rows
	SharedPoints SharedPoints // what to do with shared coordinates
	DryRun       bool         // the whole report, nothing written
	Actor        string       // organisation or token name that imports; never a person

	UnpackedBytes int64 // of a gzip file, beyond which the import ends with TooLarge; 0 = 4 GiB
	RejectRows    int   // written to Rejects, the others are only counted; 0 = 100,000

	strict bool // of a batch, see strict.go

	Now      func() time.Time // nil = time.Now
	Rejects  io.Writer        // the rejects file, see RejectsHeader; nil = none
	Progress func(Progress)   // called after every chunk, from one goroutine; nil = none
}

// Progress is how far an import has come.
type Progress struct {
	Rows     int
	Rejected int
	Bytes    int64 // of the input as it lies on disk
	Size     int64 // of the whole input, 0 when unknown
	Elapsed  time.Duration
}

// Run imports one input into the journal and tells what it did. On an error
// the report says how far it came: blocks written before stay, and running the
// same input again goes on from there.
//
// Codes: Unsupported (unknown format), Invalid (options, an input that breaks
// off), TooLarge (see UnpackedBytes), Conflict (synthetic beside real rows), and
// those of the journal.
func Run(ctx context.Context, input Input, journal geo.Journal, opts Options) (Report, error) {
	run, err := newRun(ctx, input, journal, opts)
	if err != nil {
		return run.report, err
	}
	return run.all(ctx, func(visit func(*batch) error) error { return run.pass.each(ctx, visit) })
}

// Formats lists the names that Options.Format takes.
func Formats() []string {
	names := []string{}
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

func (o *Options) check(input Input) error {
	switch {
	case o.Source != "" && !geo.ValidSlug(o.Source):
		return geo.Errorf("import", geo.Invalid, "%q cannot name a source; use 1-%d of a-z, 0-9, _ and -", o.Source, geo.MaxSlugLength)
	case o.OnChange != OnChangeDefault && o.OnChange != OnChangeRevise && o.OnChange != OnChangeKeep:
		return geo.Errorf("import", geo.Invalid, "on-change is %q or %q, not %q", OnChangeRevise, OnChangeKeep, o.OnChange)
	case o.SharedPoints != SharedDefault && o.SharedPoints != SharedKeep && o.SharedPoints != SharedUnmap:
		return geo.Errorf("import", geo.Invalid, "shared-points is %q or %q, not %q", SharedKeep, SharedUnmap, o.SharedPoints)
	case input.Once && o.OnChange == OnChangeDefault:
		return geo.Errorf("import", geo.Invalid, "%s can be read only once, so its newest date is not known beforehand: say what to do with changed rows (--on-change %s or --on-change %s)", input.Name, OnChangeRevise, OnChangeKeep)
	}
	return nil
}

func (o *Options) unpackedBytes() int64 { return cmp.Or(o.UnpackedBytes, 4<<30) }

func (o *Options) rejectRows() int { return cmp.Or(o.RejectRows, 100_000) }

func (o *Options) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}
