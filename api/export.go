package api

import (
	"bufio"
	"io"
	"net/http"

	"github.com/klauspost/compress/gzip"

	"linea/geo"
	"linea/geo/feed"
)

// export streams everything that matches.
func (c *call) export(q geo.Query, form string) error {
	media, write := mediaCSV+"; charset=utf-8", feed.WriteCSV
	if form == "geojsonl" {
		media, write = mediaLines, feed.WriteGeoJSONLines
	}
	c.attachment(exportName(c.view, form))
	return c.streamed(media, func(out io.Writer) error { return write(out, c.view.Incidents(c.ctx, q, nil)) })
}

// streamed answers with what is written. It takes as long as the client needs,
// as long as it keeps taking. When it fails after it began, the connection is
// cut: a part never looks like the whole.
func (c *call) streamed(media string, write func(io.Writer) error) error {
	leave, err := c.beginExport()
	if err != nil {
		return err
	}
	defer leave()
	h := c.w.Header()
	addVary(h, "Accept-Encoding")
	h.Set("Content-Type", media)
	if c.r.Method == http.MethodHead {
		return nil
	}
	out := c.stream()
	if err := write(out); err != nil {
		return err
	}
	return out.Close()
}

// mostExports is how many answers are streamed at once. Each keeps a snapshot
// and its compressor for as long as its client takes.
const mostExports = 64

// beginExport gives the call all the time that its client needs. Half of the
// cores at most make what is streamed: an export is never in a hurry.
func (c *call) beginExport() (leave func(), err error) {
	done, err := c.exports.take(c.client(c.r))
	if err != nil {
		return nil, err
	}
	c.takeTime()
	select {
	case c.encoders <- struct{}{}:
	case <-c.r.Context().Done():
		done()
		return nil, c.r.Context().Err()
	}
	c.ctx = polite{c.r.Context()}
	return func() { <-c.encoders; done() }, nil
}

// exportName says in the file's name when rows of it may be made up.
func exportName(view geo.View, form string) string {
	name := "linea-incidents." + form
	for _, s := range view.Sources() {
		if s.Synthetic && s.Rows > 0 {
			return "SYNTHETIC-" + name
		}
	}
	return name
}

// stream gives a buffered writer to the client, compressed if it likes. Only
// Close ends the answer as complete.
func (c *call) stream() io.WriteCloser {
	buffered := bufio.NewWriterSize(&patient{c.w, c.keepWriting, c.encoders}, 64<<10)
	if !c.gzips() {
		return flushing{buffered, buffered}
	}
	c.w.Header().Set("Content-Encoding", "gzip")
	zipped, _ := gzip.NewWriterLevel(buffered, gzip.BestSpeed) // the level is a valid constant
	return chain{zipped, buffered}
}

// patient moves the write deadline along as long as the client takes bytes, and
// lets others encode meanwhile.
type patient struct {
	io.Writer
	moved    func()
	encoders chan struct{}
}

func (p *patient) Write(b []byte) (int, error) {
	<-p.encoders
	defer func() { p.encoders <- struct{}{} }()
	p.moved()
	return p.Writer.Write(b)
}

type flushing struct {
	io.Writer
	buffered *bufio.Writer
}

func (f flushing) Close() error { return f.buffered.Flush() }

type chain struct {
	*gzip.Writer
	buffered *bufio.Writer
}

func (c chain) Close() error {
	if err := c.Writer.Close(); err != nil {
		return err
	}
	return c.buffered.Flush()
}
