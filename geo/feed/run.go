package feed

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"linea/geo"
)

// run is one import from its start to its end.
type run struct {
	input   Input
	opts    Options
	journal geo.Journal
	now     time.Time
	pass    *pass
	report  Report

	seen    idSet
	points  pointCounts
	writer  *writer
	decoder decoder // to describe rows that are refused after parsing
	rejects *csv.Writer
	tally   tally
	days    days
	untold  []Reject // of a batch, not told of yet
}

// Readable says why an input cannot be read at all, as Run would: its options,
// its encoding, its format. It says nothing of the rows, and must not be asked of
// an input that gives its bytes only once.
func Readable(ctx context.Context, input Input, opts Options) error {
	if err := opts.check(input); err != nil {
		return err
	}
	r := &run{input: input, opts: opts, now: opts.now().UTC()}
	p, err := r.newPass(ctx, nil)
	if err != nil {
		return err
	}
	p.opened.close()
	return nil
}

// newRun opens the input and recognises the format.
func newRun(ctx context.Context, input Input, journal geo.Journal, opts Options) (*run, error) {
	r, err := prepare(ctx, input, journal, opts)
	if err != nil {
		return r, err
	}
	if r.pass, err = r.newPass(ctx, nil); err != nil {
		return r, err
	}
	r.report.Format = r.pass.format.name
	r.decoder = r.pass.worker().decoder
	return r, nil
}

// prepare checks the options and begins the report.
func prepare(ctx context.Context, input Input, journal geo.Journal, opts Options) (*run, error) {
	now := opts.now().UTC().Truncate(time.Millisecond)
	r := &run{input: input, opts: opts, journal: journal, now: now}
	r.report = Report{
		ID: ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String(), File: input.Name, DryRun: opts.DryRun, StartedAt: now,
		RejectsByReason: map[string]int{}, RepeatsOf: map[string]int{},
		SharedPoints: []SharedPoint{}, ColumnsLeftOut: []string{}, ColumnsIgnored: []string{}, Warnings: []string{},
	}
	if err := opts.check(input); err != nil {
		return r, err
	}
	var err error
	if r.writer, err = newWriter(ctx, r); err != nil {
		return r, err
	}
	if opts.Rejects != nil {
		r.rejects = csv.NewWriter(opts.Rejects)
		r.rejects.Write(RejectsHeader())
	}
	return r, nil
}

// newPass opens the input and finds out how to read it.
func (r *run) newPass(ctx context.Context, forced *format) (*pass, error) {
	if forced == nil && r.opts.Format != "" {
		var err error
		if forced, err = formatNamed(r.opts.Format); err != nil {
			return nil, err
		}
	}
	input := r.input
	input.eager = r.opts.strict
	o, err := input.open(ctx, r.opts.unpackedBytes())
	if err != nil {
		return nil, err
	}
	p := &pass{input: r.input, opened: o, slug: r.opts.Source, fallback: slugOf(r.input.Name), now: r.now, seeds: newIDSeeds(), strict: r.opts.strict}
	if err := p.recognise(forced); err != nil {
		o.close()
		return nil, cmp.Or(ctx.Err(), err)
	}
	if p.slug == "" {
		p.slug = p.format.source
	}
	if p.strict {
		p.fallback = "" // each row says its source
	}
	return p, nil
}

// recognise sets the format and what cuts the input.
func (p *pass) recognise(forced *format) (err error) {
	s, err := p.shapeOf(forced)
	switch {
	case err != nil:
		return err
	case s == shapeGeoJSON:
		if p.format, err = formatNamed("geojson"); err != nil {
			return err
		}
		p.chunks, err = openFeatures(p.opened, p.input.Name, p.strict)
	case s == shapeGeoJSONLines:
		p.format, err = formatNamed("geojsonl")
		p.chunks = &lineCutter{csvCutter{r: p.opened, line: 1, eager: p.strict}}
	default:
		p.chunks, p.header, p.format, err = openCSV(p, forced)
	}
	return err
}

func (p *pass) shapeOf(forced *format) (shape, error) {
	if forced != nil {
		return forced.shape, nil
	}
	head, err := p.opened.Peek(peekBytes)
	switch text := trim(head); {
	case len(text) == 0 && err != io.EOF:
		return 0, readError(err)
	case len(text) == 0:
		return 0, geo.Errorf("import", geo.Invalid, "%s is empty", p.input.Name)
	case text[0] == '{' && isCollection(text):
		return shapeGeoJSON, nil
	case text[0] == '{' || text[0] == 0x1e:
		return shapeGeoJSONLines, nil
	case text[0] == '[':
		return 0, geo.Errorf("import", geo.Unsupported, "%s is a bare JSON list; wrap the features in a FeatureCollection or write one a line", p.input.Name)
	}
	return shapeCSV, nil
}

// slugOf makes the name of a source from the name of a file.
func slugOf(name string) string {
	name = strings.TrimSuffix(filepath.Base(name), ".gz")
	name = strings.ToLower(strings.TrimSuffix(name, filepath.Ext(name)))
	slug := strings.Trim(strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-' {
			return c
		}
		return '_'
	}, name), "_-")
	if slug = slug[:min(len(slug), geo.MaxSlugLength)]; geo.ValidSlug(slug) {
		return slug
	}
	return "import"
}

// all takes every batch and closes the report.
func (r *run) all(ctx context.Context, each func(visit func(*batch) error) error) (Report, error) {
	err := r.refuseMixedNature(ctx)
	if err != nil {
		r.pass.opened.close()
	} else {
		err = each(func(b *batch) error { return r.take(ctx, b) })
	}
	if whole := unlessDamaged(err); whole == nil {
		r.writer.complete = true
		err = cmp.Or(r.writer.flush(ctx), err)
	} else {
		err = cmp.Or(err, r.writer.settle(ctx))
	}
	r.close()
	return r.report, r.writer.finish(ctx, err)
}

// take counts one batch and hands its rows to the writer.
func (r *run) take(ctx context.Context, b *batch) error {
	r.report.RowsRead += b.read
	r.note(b)
	rejects := b.rejects
	for i := range b.rows {
		row := &b.rows[i]
		if refused, ok := r.admit(row, b); !ok {
			rejects = append(rejects, refused)
			continue
		}
		r.count(row)
		if err := r.writer.add(ctx, row, b); err != nil {
			return err
		}
	}
	slices.SortStableFunc(rejects, func(a, b Reject) int { return a.Line - b.Line })
	r.refuse(rejects...)
	r.progress()
	return nil
}

// admit tests a row against those before it. A row that came without an id
// and repeats another is a second incident with the same content.
func (r *run) admit(row *parsed, b *batch) (Reject, bool) {
	if !r.writer.accepts(row) {
		return r.rejectOf(row, b, syntheticBesideReal, "synthetic rows never stand beside real ones"), false
	}
	if !r.writer.mayMeet(row.source) {
		return r.rejectOf(row, b, geo.BadSource, "the file names more than 200 sources; is this column really the source?"), false
	}
	if r.seen.add(row.key) {
		return Reject{}, true
	}
	if !row.auto {
		return r.rejectOf(row, b, duplicateID, "an earlier row of this file has the same id; the earlier one is taken"), false
	}
	content := row.id
	for n := 2; ; n++ {
		row.id = content + "-" + strconv.Itoa(n)
		if row.key = r.pass.seeds.key(row.id); r.seen.add(row.key) {
			return Reject{}, true
		}
	}
}

func (r *run) rejectOf(row *parsed, b *batch, why reason, detail string) Reject {
	return Reject{Line: row.line, pointer: "/id", Column: r.decoder.columnOf(roleID), Value: row.id, Reason: string(why), Detail: detail,
		Row: r.decoder.describe(b.chunk.data[row.start:row.end])}
}

func (r *run) refuse(rejects ...Reject) {
	for i := range rejects {
		rejects[i].File = r.input.Name
		if r.rejects != nil && r.report.Rejected+i < r.opts.rejectRows() {
			writeReject(r.rejects, &rejects[i])
		}
	}
	r.report.refuse(rejects...)
	if r.opts.strict { // they are told of, not kept
		r.untold, r.report.RejectLines = append(r.untold, rejects...), nil
	}
}

// note keeps what a batch says beside its rows.
func (r *run) note(b *batch) {
	r.tally.latin1 += b.tally.latin1
	r.tally.localTime += b.tally.localTime
	r.tally.rowsInCells += b.tally.rowsInCells
	r.report.SummariesDropped += b.tally.screened
	r.report.ColumnsLeftOut = union(r.report.ColumnsLeftOut, b.leftOut)
	r.report.ColumnsIgnored = union(r.report.ColumnsIgnored, b.ignored)
	for i := range b.rows {
		if !r.opts.strict { // what clients write is dated by the day on which they do
			r.writer.newest.note(&b.rows[i])
		}
	}
}

func union(names, more []string) []string {
	for _, name := range more {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// days is the span of the starts seen, Unix seconds.
type days struct {
	first, last int64
	any         bool
}

func (d *days) add(at int64) {
	if !d.any {
		*d = days{at, at, true}
	}
	d.first, d.last = min(d.first, at), max(d.last, at)
}

// count adds a row to the parts of the report that describe the file.
func (r *run) count(row *parsed) {
	r.days.add(row.at)
	if row.via != "" {
		r.report.RepeatsOf[row.via]++
	}
	if row.strange != "" {
		r.report.strangeKind(row.strange)
	}
	switch p := row.place; {
	case !p.hasPoint:
		r.report.Unmapped.NoPoint++
		return
	case p.method == geo.MethodMoved:
		r.report.Unmapped.Moved++
	case p.method == geo.MethodNone:
		r.report.Unmapped.NoLocation++
	}
	r.points.add(row.source, row.place)
}

func (r *run) progress() {
	if r.opts.Progress != nil {
		r.opts.Progress(Progress{Rows: r.report.RowsRead, Rejected: r.report.Rejected,
			Bytes: r.pass.opened.read.n.Load(), Size: r.input.Size, Elapsed: r.opts.now().Sub(r.now)})
	}
}

// close fills in what only the whole file tells.
func (r *run) close() {
	out := &r.report
	if r.days.any {
		out.FirstDay, out.LastDay = geo.LocalDate(time.Unix(r.days.first, 0)), geo.LocalDate(time.Unix(r.days.last, 0))
	}
	if r.pass.header == nil { // features meet their names in any order
		slices.Sort(out.ColumnsLeftOut)
		slices.Sort(out.ColumnsIgnored)
	}
	points, usable := r.points.shared()
	for i, p := range points {
		if r.writer.unmaps(p.Source) {
			out.Unmapped.SharedPoint += usable[i]
		}
	}
	out.SharedPoints = append(out.SharedPoints, points...)
	sortShared(out.SharedPoints)
	if out.Source = r.writer.sourceNames(); out.Source == "" {
		out.Source = r.pass.slug // every row was refused
	}
	r.warnings()
	if r.rejects != nil {
		r.rejects.Flush()
	}
}
