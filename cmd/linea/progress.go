package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"linea/geo/feed"
)

// How often progress is written: often enough to look alive on a terminal,
// seldom enough not to fill a log.
const (
	redrawEvery = 100 * time.Millisecond
	logEvery    = 5 * time.Second
)

// meter shows the progress of one input: one line that is redrawn on a
// terminal, a line every few seconds in a log.
type meter struct {
	out      io.Writer
	name     string
	terminal bool
	expected int           // rows, 0 when unknown
	shown    time.Duration // elapsed time when it was last written
	drawn    bool
}

// newMeter writes to stderr, unless the person asked for quiet.
func newMeter(stderr io.Writer, getenv func(string) string, name string) *meter {
	return &meter{out: stderr, name: name, terminal: isTerminal(stderr) && getenv("TERM") != "dumb"}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// show is for feed.Options.Progress.
func (m *meter) show(p feed.Progress) {
	every := logEvery
	if m.terminal {
		every = redrawEvery
	}
	if p.Elapsed-m.shown < every {
		return
	}
	m.shown, m.drawn = p.Elapsed, true
	if m.terminal {
		fmt.Fprintf(m.out, "\r\033[K%s", m.line(p))
		return
	}
	fmt.Fprintln(m.out, m.line(p))
}

// done takes the redrawn line away: a report follows.
func (m *meter) done() {
	if m.terminal && m.drawn {
		fmt.Fprint(m.out, "\r\033[K")
	}
}

func (m *meter) line(p feed.Progress) string {
	parts := []string{m.name, plural(p.Rows, "row")}
	if s := p.Elapsed.Seconds(); s > 0 {
		parts = append(parts, grouped(int(float64(p.Rows)/s))+" a second")
	}
	if p.Rejected > 0 {
		parts = append(parts, grouped(p.Rejected)+" rejected")
	}
	if done := m.share(p); done > 0 {
		left := time.Duration(float64(p.Elapsed) * (1 - done) / done)
		parts = append(parts, fmt.Sprintf("%.0f %%", 100*done), left.Round(time.Second).String()+" left")
	}
	return strings.Join(parts, ", ")
}

// share is how much of the input is done, 0..1, 0 when unknown.
func (m *meter) share(p feed.Progress) float64 {
	switch {
	case m.expected > 0:
		return min(1, float64(p.Rows)/float64(m.expected))
	case p.Size > 0:
		return min(1, float64(p.Bytes)/float64(p.Size))
	}
	return 0
}

// grouped writes 12345678 as 12,345,678.
func grouped(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}
