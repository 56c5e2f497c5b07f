package feed

import (
	"bufio"
	"bytes"
)

// plainLineEnds reads a text whose first line ends in a carriage return alone,
// as old Macintosh programs write it, with line feeds instead. Any other text
// is left as it is.
func plainLineEnds(r *bufio.Reader) *bufio.Reader {
	head, _ := r.Peek(peekBytes)
	text := bytes.TrimLeft(head, "\r\n")
	at := bytes.IndexAny(text, "\r\n")
	if at < 0 || text[at] == '\n' || at+1 == len(text) || text[at+1] == '\n' {
		return r
	}
	return bufio.NewReaderSize(&lineFeeds{r: r}, peekBytes)
}

// lineFeeds turns carriage returns that stand alone into line feeds.
type lineFeeds struct{ r *bufio.Reader }

func (l *lineFeeds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c != '\r' {
			continue
		}
		after := p[i+1 : n]
		if len(after) == 0 && err == nil {
			after, _ = l.r.Peek(1)
		}
		if len(after) == 0 || after[0] != '\n' {
			p[i] = '\n'
		}
	}
	return n, err
}
