package api

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"linea/api/access"
	"linea/geo"
	"linea/geo/feed"
)

type importsAnswer struct {
	Imports []feed.Report `json:"imports"` // newest first, without reject_lines
}

// importMedia are the types under which a file may be dropped. None of them
// can be sent by a form of a foreign page.
func importMedia() []string {
	return []string{mediaCSV, mediaJSON, mediaGeoJSON, mediaLines, "application/geo+json-seq", "application/gzip", "application/x-gzip", "application/octet-stream"}
}

// postImport reads a dropped file and answers with the report once the rows
// are durable and the map that asks next will see them.
func postImport(c *call) error {
	opts, err := c.importOptions()
	if err != nil {
		return err
	}
	if err := checkMedia(c.r.Header.Get("Content-Type")); err != nil {
		return err
	}
	c.takeTime()
	s, err := c.spoolBody(c.Limits.ImportBytes)
	if err != nil {
		return err
	}
	defer s.close()
	c.takeTime()
	report, err := c.runImport(s.input(fileName(c.params.text("filename", ""))), opts)
	if err != nil {
		return err
	}
	c.metrics.rejects.Add(float64(report.Rejected))
	if !report.DryRun {
		c.w.Header().Set("Location", "/api/v1/imports/"+report.ID)
	}
	c.keepWriting()
	return c.answer(http.StatusOK, report)
}

func (c *call) importOptions() (feed.Options, error) {
	opts := feed.Options{
		DryRun:       c.params.truth("dry_run"),
		Format:       c.params.word("format", "", feed.Formats()...),
		Source:       c.params.text("source", ""),
		OnChange:     feed.OnChange(c.params.word("on_change", "", string(feed.OnChangeRevise), string(feed.OnChangeKeep))),
		SharedPoints: feed.SharedPoints(c.params.word("shared_points", "", string(feed.SharedKeep), string(feed.SharedUnmap))),
		Actor:        actorOf(c.ctx), Now: c.Now,
	}
	if opts.Source != "" && !geo.ValidSlug(opts.Source) {
		c.params.wrong("source", "a source is 1-40 of a-z, 0-9, _ and -")
	}
	return opts, c.params.err()
}

func checkMedia(header string) error {
	media, _, err := mime.ParseMediaType(header)
	if err == nil && slices.Contains(importMedia(), media) {
		return nil
	}
	return geo.Errorf("import", geo.Unsupported, "Say with Content-Type what the file is: %s", strings.Join(importMedia(), ", "))
}

// fileName keeps of a file's name what a report may show: no folders, nothing
// invisible, 100 characters.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(name, ""))
	if r := []rune(name); len(r) > 100 {
		name = string(r[len(r)-100:])
	}
	if name == "" || name == "." || name == "/" {
		return "upload"
	}
	return name
}

// runImport reads one file at a time: two at once would only wait for each
// other in the journal.
func (c *call) runImport(input feed.Input, opts feed.Options) (feed.Report, error) {
	select {
	case c.importer <- struct{}{}:
		defer func() { <-c.importer }()
	case <-c.ctx.Done():
		return feed.Report{}, c.ctx.Err()
	}
	report, err := feed.Run(c.ctx, input, c.Journal, opts)
	if err != nil {
		return report, partly(err, report)
	}
	if !opts.DryRun {
		c.waitFor(report.Seq)
	}
	return report, nil
}

// partly says how much of a file was stored before it failed.
func partly(err error, report feed.Report) error {
	stored := report.Added + report.Revised
	var e *geo.Error
	if stored == 0 || !errors.As(err, &e) {
		return err
	}
	more := *e
	more.Message = fmt.Sprintf("%s. %d rows were stored before; sending the same file again goes on from there", strings.TrimSuffix(e.Message, "."), stored)
	return &more
}

// waitFor lets the index catch up. The rows are durable already, so an index
// that does not is no reason to fail.
func (c *call) waitFor(seq uint64) {
	if c.WaitFor == nil || seq == 0 {
		return
	}
	ctx := c.ctx
	if end, bound := ctx.Deadline(); !bound || time.Until(end) > c.Limits.StallTimeout {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Limits.StallTimeout)
		defer cancel()
	}
	if err := c.WaitFor(ctx, seq); err != nil {
		c.Log.Warn("the index did not reach a write in time", "seq", seq, "err", err)
	}
}

// --- reading reports ---

func listImports(c *call) error {
	reports, err := c.imports.all(c.ctx)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, importsAnswer{reports})
}

// oneImport leaves out the rejected rows for whoever may not read rejects.csv
// either: they hold what senders wrote, unscreened.
func oneImport(c *call) error {
	report, err := c.reportOfPath()
	if err != nil {
		return err
	}
	if t := c.caller.token; t != nil && !t.Allows(access.Write) {
		report.RejectLines = nil
	}
	return c.answer(http.StatusOK, report)
}

// importRejects writes the rejects that the journal keeps of an import; the
// header Linea-Rejected has the number of all.
func importRejects(c *call) error {
	report, err := c.reportOfPath()
	if err != nil {
		return err
	}
	c.w.Header().Set("Linea-Rejected", fmt.Sprint(report.Rejected))
	c.attachment("rejects-" + report.ID + ".csv")
	var body strings.Builder
	if err := feed.WriteRejects(&body, report.RejectLines); err != nil {
		return geo.Wrap("rejects", geo.Internal, err, "the rejects cannot be written")
	}
	return c.send(http.StatusOK, mediaCSV+"; charset=utf-8", []byte(body.String()))
}

func (c *call) reportOfPath() (report feed.Report, err error) {
	id := c.path("id")
	changes, err := c.Journal.Current(c.ctx, geo.EntityImport, []string{id})
	if err != nil {
		return report, err
	}
	change, ok := changes[id]
	if !ok {
		return report, geo.Errorf("", geo.NotFound, "There is no import %s; /api/v1/imports lists them", quote(id))
	}
	err = geo.DecodeJSON(change.Fields, &report)
	report.Seq = change.Seq // it was written before it had one
	return report, err
}
