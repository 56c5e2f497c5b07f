package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"linea/geo"
	"linea/geo/feed"
)

// batchLine is one line of the answer to a batch: a block while rows come in,
// the summary at the end, or why the rest was not read.
type batchLine struct {
	Accepted int                `json:"accepted"`
	Rejected []feed.BatchReject `json:"rejected"`
	Seq      uint64             `json:"seq"`
}

// batchEnd is the last line. One of the two is there; without either the
// answer is not whole.
type batchEnd struct {
	Summary *feed.BatchSummary `json:"summary,omitempty"`
	Problem *Problem           `json:"problem,omitempty"`
}

// mostBatches is how many streams of rows are read at once.
const mostBatches = 16

// batchFormat is how rows of a media type lie in a body, "" for none.
func batchFormat(header string) (string, error) {
	media, _, err := mime.ParseMediaType(header)
	if err == nil {
		switch media {
		case mediaLines, "application/geo+json-seq":
			return "geojsonl", nil
		case mediaCSV:
			return "linea", nil
		case mediaGeoJSON:
			return "geojson", nil
		}
	}
	return "", geo.Errorf("", geo.Unsupported, "Say with Content-Type how the rows come: %s", strings.Join(batchMedia(), ", "))
}

func batchMedia() []string { return []string{mediaLines, mediaCSV, mediaGeoJSON} }

// postBatch writes rows as they come and answers for each block as soon as it
// is durable and the map shows it.
func postBatch(c *call) error {
	if err := c.canWrite(); err != nil {
		return err
	}
	format, err := batchFormat(c.r.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	leave, err := c.batches.take(c.client(c.r))
	if err != nil {
		return err
	}
	defer leave()
	c.takeTime()
	http.NewResponseController(c.w).EnableFullDuplex() //nolint:errcheck // HTTP/2 always is, and a test's recorder need not be
	body := http.MaxBytesReader(c.w, io.NopCloser(&unhurried{c.r.Body, c.keepReading}), c.Limits.ImportBytes)
	summary, err := c.intake.Batch(c.ctx, body, format, actorOf(c.ctx), func(b feed.BatchBlock) error {
		c.waitFor(b.Seq)
		return c.sendLine(batchLine(b))
	})
	c.metrics.rejects.Add(float64(summary.Rejected))
	if err != nil && (!c.written() || c.r.Context().Err() != nil) {
		return batchFailed(err)
	}
	if err != nil {
		p := problemOf(writeFailed(batchFailed(err)))
		p.Instance, p.RequestID = c.r.URL.Path, c.w.Header().Get(requestIDHeader)
		c.sendLine(batchEnd{Problem: &p}) //nolint:errcheck // the connection is cut next
		return err
	}
	return c.sendLine(batchEnd{Summary: &summary})
}

// batchFailed says of a body that went past the limit that it is too large:
// whoever reads rows sees no more than one that breaks off.
func batchFailed(err error) error {
	var past *http.MaxBytesError
	if !errors.As(err, &past) {
		return err
	}
	return geo.Errorf("batch", geo.TooLarge, "A batch may have %d bytes; send the rows that this answer does not count in another", past.Limit)
}

// sendLine writes one line of the answer at once.
func (c *call) sendLine(v any) error {
	line, err := encodeJSON(v)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", mediaLines)
	c.keepWriting()
	if _, err := c.w.Write(line); err != nil {
		return geo.Wrap("batch", geo.Unavailable, err, "the client takes no answer")
	}
	return http.NewResponseController(c.w).Flush()
}
