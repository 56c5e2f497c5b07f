package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/store/sqlite"
)

// importOptions are the flags of linea import.
type importOptions struct {
	format       string
	source       string
	onChange     string
	sharedPoints string
	rejects      string
	dryRun       bool
	asJSON       bool
}

func newImport(w *world) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Read files into the store",
		Long: `Read files into the store. A format is recognised by its header; files may be
gzipped, and "-" is standard input.

A row that cannot be used stops nothing: it is listed in a rejects file with its
line, its value and the reason, and the import ends with exit code 3. Columns
about persons are never read; the report names them. Reading a file again
changes nothing; changed rows become revisions. Ctrl-C leaves whole blocks of
rows, and the next run goes on.`,
		Example: `  linea import ogis.csv iom.csv.gz
  linea import --dry-run ogis.csv                 the whole report, nothing written
  linea import --source sheriff rescues.csv       rows of your own, under your own name
  linea import --on-change revise - < today.csv   standard input can be read only once
  linea import --json ogis.csv > report.json`,
		Args: func(_ *cobra.Command, files []string) error {
			if len(files) == 0 {
				return usagef("name the files to read, or - for standard input")
			}
			return nil
		},
	}
	s := addSettings(cmd, "store")
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "", "`name` of the format instead of the recognised one: "+strings.Join(feed.Formats(), ", "))
	f.StringVar(&o.source, "source", "", "`slug` of the source of every row, such as sheriff or red-cross; default: the format's own")
	f.StringVar(&o.onChange, "on-change", "", "`what` to do with rows that differ from the store's: revise (default) or keep")
	f.StringVar(&o.sharedPoints, "shared-points", "", "`what` to do with coordinates that 10 or more rows share: keep or unmap; default by format")
	f.StringVar(&o.rejects, "rejects", "", "`file` for the rows that were rejected; default: beside the store, named after it")
	f.BoolVar(&o.dryRun, "dry-run", false, "report everything, write nothing to the store")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON report instead of text")
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		if err := o.check(files); err != nil {
			return err
		}
		if o.rejects == "" {
			o.rejects = strings.TrimSuffix(s.Store, filepath.Ext(s.Store)) + ".rejects.csv"
		}
		if err := s.checkTarget("rejects", o.rejects); err != nil {
			return err
		}
		w.stdin = cmd.InOrStdin()
		return runImport(cmd.Context(), w, s.Store, o, files)
	}
	return cmd
}

func (o *importOptions) check(files []string) error {
	switch {
	case o.format != "" && !slices.Contains(feed.Formats(), o.format):
		return usagef("--format %q is not known; one of %s", o.format, strings.Join(feed.Formats(), ", "))
	case o.source != "" && !geo.ValidSlug(o.source):
		return usagef("--source %q cannot name a source; use 1-%d of a-z, 0-9, _ and -", o.source, geo.MaxSlugLength)
	case !slices.Contains([]string{"", "revise", "keep"}, o.onChange):
		return usagef("--on-change %q is neither revise nor keep", o.onChange)
	case !slices.Contains([]string{"", "keep", "unmap"}, o.sharedPoints):
		return usagef("--shared-points %q is neither keep nor unmap", o.sharedPoints)
	}
	if err := present(files); err != nil {
		return err
	}
	if i := slices.IndexFunc(files, readOnce); i >= 0 && o.onChange == "" {
		return usagef("%s can be read only once, so how new it is cannot be known first: add --on-change revise or --on-change keep", nameOf(files[i]))
	}
	return nil
}

// present sees to it that a mistyped name costs nothing: no store is made for
// it, and no file before it is read.
func present(files []string) error {
	var problems []error
	for _, name := range files {
		if name == "-" {
			continue
		}
		if err := exists(name, 0); err != nil {
			problems = append(problems, err)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return usagef("these files cannot be read:\n%s", indent(err.Error()))
	}
	return nil
}

// importReport is what --json prints.
type importReport struct {
	Files    []feed.Report `json:"files"`
	Rejects  string        `json:"rejects_file,omitempty"`
	Rejected int           `json:"rejected"`
	Error    string        `json:"error,omitempty"`
}

func runImport(ctx context.Context, w *world, storePath string, o importOptions, files []string) error {
	rejects, err := openRejects(o.rejects)
	if err != nil {
		return err
	}
	if err := worthAStore(ctx, w, storePath, o, files); err != nil {
		return errors.Join(err, rejects.out.discard(), printImport(w, importReport{Files: []feed.Report{}}, o, err))
	}
	journal, done, err := openForImport(ctx, storePath, o.dryRun)
	if err != nil {
		return errors.Join(err, rejects.out.discard())
	}
	report, err := importFiles(ctx, w, journal, o, files, rejects)
	rejectsErr := rejects.close(report.Rejected)
	err = errors.Join(err, rejectsErr, done())
	if report.Rejected > 0 && rejectsErr == nil {
		report.Rejects = o.rejects
	}
	if printErr := printImport(w, report, o, err); printErr != nil {
		return errors.Join(err, printErr)
	}
	if err == nil && report.Rejected > 0 {
		return errRejected
	}
	return err
}

// worthAStore sees to it that no store is made for a file that cannot be read.
func worthAStore(ctx context.Context, w *world, storePath string, o importOptions, files []string) error {
	if _, err := os.Stat(storePath); !errors.Is(err, os.ErrNotExist) || readOnce(files[0]) {
		return nil
	}
	if err := feed.Readable(ctx, inputOf(w, files[0]), o.feed()); err != nil {
		return inFile(err, files[0], files[1:])
	}
	return nil
}

// feed gives what the feed is told.
func (o *importOptions) feed() feed.Options {
	return feed.Options{
		Format: o.format, Source: o.source, DryRun: o.dryRun, Actor: "linea import",
		OnChange: feed.OnChange(o.onChange), SharedPoints: feed.SharedPoints(o.sharedPoints),
	}
}

// openForImport opens the store. A dry run makes none: where there is none it
// compares with an empty one that nobody keeps.
func openForImport(ctx context.Context, path string, dryRun bool) (geo.Journal, func() error, error) {
	folder := ""
	if _, err := os.Stat(path); dryRun && errors.Is(err, os.ErrNotExist) {
		if folder, err = os.MkdirTemp("", "linea-dry-run-"); err != nil {
			return nil, nil, err
		}
		path = filepath.Join(folder, defaultStore)
	}
	store, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return nil, nil, err
	}
	return store, func() error {
		err := store.Close()
		if folder != "" {
			err = errors.Join(err, os.RemoveAll(folder))
		}
		return err
	}, nil
}

// importFiles stops at the first file that cannot be read at all; the report
// holds those before it, and how far it came.
func importFiles(ctx context.Context, w *world, journal geo.Journal, o importOptions, files []string, rejects *rejectsFile) (importReport, error) {
	report := importReport{Files: []feed.Report{}}
	for i, name := range files {
		input := inputOf(w, name)
		m := newMeter(w.stderr, w.getenv, input.Name)
		opts := o.feed()
		opts.Rejects, opts.Progress = rejects, m.show
		one, err := feed.Run(ctx, input, journal, opts)
		m.done()
		rejects.skipHeader = rejects.begun
		report.Files = append(report.Files, one)
		report.Rejected += one.Rejected
		if err != nil {
			return report, inFile(err, name, files[i+1:])
		}
	}
	return report, nil
}

func inFile(err error, name string, left []string) error {
	if len(left) == 0 {
		return err
	}
	return fmt.Errorf("%w\n  %s was not finished, and %s not begun", err, name, strings.Join(left, ", "))
}

func printImport(w *world, report importReport, o importOptions, err error) error {
	if o.asJSON {
		if err != nil {
			report.Error = err.Error()
		}
		out := json.NewEncoder(w.stdout)
		out.SetIndent("", "  ")
		return out.Encode(report)
	}
	for i := range report.Files {
		// Where nothing was read, the error says why.
		if r := &report.Files[i]; r.Format != "" && (err == nil || r.RowsRead > 0) {
			if i > 0 {
				fmt.Fprintln(w.stdout)
			}
			if err := r.Print(w.stdout); err != nil {
				return err
			}
		}
	}
	if report.Rejects != "" {
		fmt.Fprintf(w.stdout, "\n%s with the reasons: %s\n", plural(report.Rejected, "rejected row"), report.Rejects)
	}
	return nil
}

// rejectsFile takes the rejects of every input, under another name until it is
// complete. Without a rejected row it leaves nothing behind.
type rejectsFile struct {
	out        *output
	begun      bool
	skipHeader bool  // each input writes one; the first is enough
	failed     error // the first; whoever writes may go on without looking
}

// openRejects makes the file before anything is imported, so that a name that
// cannot be written costs nothing.
func openRejects(path string) (*rejectsFile, error) {
	out, err := openOutput(path)
	if err != nil {
		return nil, fmt.Errorf("the rejects file cannot be written, so nothing was imported: %w; name another with --rejects", err)
	}
	return &rejectsFile{out: out}, nil
}

func (r *rejectsFile) Write(b []byte) (int, error) {
	if r.skipHeader {
		end := bytes.IndexByte(b, '\n') + 1
		r.skipHeader = end == 0
		n, err := r.Write(b[end:])
		return n + end, err
	}
	if r.failed != nil {
		return 0, r.failed
	}
	r.begun = true
	n, err := r.out.Write(b)
	r.failed = err
	return n, err
}

func (r *rejectsFile) close(rejected int) error {
	if rejected == 0 {
		return r.out.discard()
	}
	if err := r.out.end(r.failed); err != nil {
		return fmt.Errorf("the rejected rows could not be written; import the file again with --rejects and another name: %w", err)
	}
	return nil
}
