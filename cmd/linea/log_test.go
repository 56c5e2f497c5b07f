package main

import (
	"strings"
	"sync"
	"testing"
)

// writes keeps what is written and how often.
type writes struct {
	mu   sync.Mutex
	text strings.Builder
	n    int
	some chan struct{}
}

func (w *writes) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	select {
	case w.some <- struct{}{}:
	default:
	}
	return w.text.Write(b)
}

func (w *writes) lines() (lines, writes int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Count(w.text.String(), "\n"), w.n
}

// take gives what was written since the last take.
func (w *writes) take() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := w.text.String()
	w.text.Reset()
	return text
}

func TestLogLinesAreGatheredWhole(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		out := &writes{some: make(chan struct{}, 1)}
		log, stop := newLog(&Config{LogFormat: format}, out)
		const many = 5000
		for i := range many {
			log.With("group", 1).Info("request", "n", i, "path", "/tiles/hotspots/8/48/103.mvt")
		}
		log.Warn("at once")
		if lines, n := out.lines(); lines != many+1 || n > many/50 || !strings.HasSuffix(out.text.String(), "\n") {
			t.Errorf("%s: %d lines in %d writes", format, lines, n)
		}
		<-out.some // of the first writes
		log.Info("in a moment")
		<-out.some
		if lines, _ := out.lines(); lines != many+2 {
			t.Errorf("%s: %d lines", format, lines)
		}
		log.Info("at the end")
		stop()
		if lines, _ := out.lines(); lines != many+3 {
			t.Errorf("%s: %d lines after the end", format, lines)
		}
	}
}
