package feed

import (
	"bytes"
	"io"
)

// CSV as the world writes it: RFC 4180 with CRLF or LF, and quotes that mean
// something only at the start of a cell, so that a stray one ("5" pipe") is
// read as it stands.

const (
	chunkBytes = 256 << 10
	// maxRecordBytes bounds one row. A quote that is still open after so much
	// is taken for a missing one: its first line is rejected and reading goes
	// on with the next.
	maxRecordBytes = 1 << 20
)

// chunk is a run of whole rows.
type chunk struct {
	data  []byte
	line  int    // of the first row, from 1; for GeoJSON the number of the feature
	cuts  []span // GeoJSON: where each feature lies in data
	short bool   // the input had no more for now
	torn  reason // why the chunk's only row cannot be split into cells, "" = it can
	// detail says more of torn, for GeoJSON.
	detail string
}

// span is a stretch of bytes, half-open.
type span struct{ from, to int }

// chunker cuts an input into chunks; io.EOF ends it.
type chunker interface{ next() (chunk, error) }

// csvCutter cuts at the ends of records, never inside quotes.
type csvCutter struct {
	r      io.Reader
	comma  byte
	width  int // cells of the header
	line   int
	rest   []byte // read, not handed out
	eager  bool   // give what there is, see Input.eager
	short  bool   // there was no more for now
	eof    bool
	damage error // the input cannot be read beyond rest
}

func (c *csvCutter) next() (chunk, error) {
	for {
		if c.runsLow() {
			c.fill(chunkBytes)
		}
		if len(c.rest) == 0 {
			return chunk{}, c.ended()
		}
		end, swallows := c.lastRecordEnd(c.rest)
		switch {
		case end > 0:
			return c.take(end, ""), nil
		case swallows || c.eof || len(c.rest) >= maxRecordBytes:
			return c.take(firstLineEnd(c.rest), unclosedQuote), nil
		case c.damage != nil:
			return chunk{}, c.damage // in the middle of a row
		}
		c.fill(max(len(c.rest), chunkBytes))
	}
}

// runsLow says whether to read before looking at what is there.
func (c *csvCutter) runsLow() bool {
	return len(c.rest) == 0 || len(c.rest) < chunkBytes && !c.eager
}

// ended is io.EOF, or why the input ended before its end.
func (c *csvCutter) ended() error {
	if c.damage != nil {
		return c.damage
	}
	return io.EOF
}

// fill reads about more bytes, if there are any. What was read before an error
// is handed out first.
func (c *csvCutter) fill(more int) {
	if c.eof || c.damage != nil {
		return
	}
	have := len(c.rest)
	buf := make([]byte, have+more)
	copy(buf, c.rest)
	for have < len(buf) {
		n, err := c.r.Read(buf[have:])
		have += n
		if err == io.EOF {
			c.eof = true
			break
		}
		if err != nil { // also io.ErrUnexpectedEOF: a file that is cut off
			c.damage = readError(err)
			break
		}
		if c.eager && n > 0 {
			break
		}
	}
	c.short = have < len(buf)
	c.rest = buf[:have]
}

// take hands out the first n bytes. What is left is copied by the next fill,
// so that the two never share memory that either may change.
func (c *csvCutter) take(n int, why reason) chunk {
	out := chunk{data: c.rest[:n:n], line: c.line, torn: why, short: c.short}
	c.rest = c.rest[n:]
	c.line += bytes.Count(out.data, []byte{'\n'})
	return out
}

func firstLineEnd(b []byte) int {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	return len(b)
}

// lastRecordEnd is the length of the longest prefix made of whole records, 0
// when there is none. b begins at a record; at the end of the input its end
// closes a record. The prefix ends before a record that swallows others.
func (c *csvCutter) lastRecordEnd(b []byte) (end int, swallows bool) {
	at := 0
	for {
		q := bytes.IndexByte(b[at:], '"')
		open := q < 0
		if open {
			q = len(b) - at
		}
		if nl := bytes.LastIndexByte(b[at:at+q], '\n'); nl >= 0 {
			end = at + nl + 1
		}
		if open {
			break
		}
		at += q + 1
		if !opensCell(b, at-1, c.comma) {
			continue
		}
		n := closingQuote(b[at:])
		if n < 0 || (at+n == len(b)-1 && !c.eof) {
			return end, false // still open, or "" may follow
		}
		if c.swallows(b[at:at+n], b[at+n+1:]) {
			return end, true
		}
		at += n + 1
	}
	if c.eof {
		return len(b), false
	}
	return end, false
}

// maxRowsInCell is how many lines that look like rows a quoted cell may hold.
const maxRowsInCell = 3

// swallows says whether a quoted cell seems to be a quote that nobody closed
// and that runs on to another one, over rows: it holds too many lines that
// look like rows, or one and does not end where a cell ends.
func (c *csvCutter) swallows(text, after []byte) bool {
	rows := rowsIn(text, c.comma, c.width)
	endsCell := len(after) == 0 || after[0] == c.comma || after[0] == '\n' || after[0] == '\r'
	return rows > maxRowsInCell || rows > 0 && !endsCell
}

// rowsIn counts the whole lines inside a cell that have as many cells as the
// header; one of fewer than three columns says nothing.
func rowsIn(text []byte, comma byte, width int) (rows int) {
	if width < 3 {
		return 0
	}
	from := firstLineEnd(text)
	for from < len(text) {
		n := bytes.IndexByte(text[from:], '\n')
		if n < 0 {
			break
		}
		if bytes.Count(text[from:from+n], []byte{comma}) == width-1 {
			rows++
		}
		from += n + 1
	}
	return rows
}

// opensCell says whether the quote at i stands at the start of a cell.
func opensCell(b []byte, i int, comma byte) bool {
	return i == 0 || b[i-1] == comma || b[i-1] == '\n'
}

// closingQuote finds the quote that ends a quoted cell whose text begins at
// b[0]; -1 when there is none. A doubled quote is part of the text.
func closingQuote(b []byte) int {
	for at := 0; ; at += 2 {
		q := bytes.IndexByte(b[at:], '"')
		if q < 0 {
			return -1
		}
		at += q
		if at+1 >= len(b) || b[at+1] != '"' {
			return at
		}
	}
}

// splitter cuts one record after another into cells. The cells are views into
// the data, valid until the next call, or into scratch where a doubled quote
// had to go.
type splitter struct {
	comma   byte
	cells   [][]byte
	scratch []byte
}

// next splits the record at the start of data and gives its length.
func (s *splitter) next(data []byte) int {
	s.cells, s.scratch = s.cells[:0], s.scratch[:0]
	at := 0
	for {
		var n int
		if at < len(data) && data[at] == '"' {
			n = s.quoted(data[at:])
		} else {
			n = s.bare(data[at:])
		}
		at += n
		if at >= len(data) {
			return len(data)
		}
		at++
		if data[at-1] == '\n' {
			return at
		}
		if at == len(data) { // the data ends in a comma: one more empty cell
			s.cells = append(s.cells, nil)
			return at
		}
	}
}

// bare takes an unquoted cell and gives its length without what ends it.
func (s *splitter) bare(b []byte) int {
	comma := s.comma
	for i, c := range b {
		if c == comma {
			s.cells = append(s.cells, b[:i])
			return i
		}
		if c == '\n' {
			s.cells = append(s.cells, trimCR(b[:i]))
			return i
		}
	}
	s.cells = append(s.cells, trimCR(b))
	return len(b)
}

// quoted takes a quoted cell. Anything between the closing quote and the next
// comma belongs to the text as it stands.
func (s *splitter) quoted(b []byte) int {
	n := closingQuote(b[1:])
	if n < 0 {
		n = len(b) - 1
	}
	text := b[1 : 1+n]
	after := min(n+2, len(b))
	tail := after
	for tail < len(b) && b[tail] != s.comma && b[tail] != '\n' {
		tail++
	}
	extra := trimCR(b[after:tail])
	if len(extra) == 0 && bytes.IndexByte(text, '"') < 0 {
		s.cells = append(s.cells, text)
		return tail
	}
	from := len(s.scratch)
	s.scratch = append(appendUndoubled(s.scratch, text), extra...)
	s.cells = append(s.cells, s.scratch[from:len(s.scratch):len(s.scratch)])
	return tail
}

// appendUndoubled appends text with every "" as one quote.
func appendUndoubled(dst, text []byte) []byte {
	for {
		q := bytes.IndexByte(text, '"')
		if q < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:q+1]...)
		text = text[min(q+2, len(text)):]
	}
}

func trimCR(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\r' {
		return b[:n-1]
	}
	return b
}
