package feed

import (
	"io"
	"time"
)

// linger is how long a reader that gets little waits for more: rows that come
// one by one are not held back, and rows that come fast are read together.
const linger = 20 * time.Millisecond

// eager reads ahead, so that a Read gives what there is: as much as it takes
// when the input is faster than its reader, and what came within linger else.
type eager struct {
	pieces <-chan piece
	rest   []byte
	err    error
}

type piece struct {
	data []byte
	err  error
}

// newEager reads from an input whose Read returns at the latest when stop is
// closed.
func newEager(from io.Reader, stop <-chan struct{}) *eager {
	pieces := make(chan piece, 4)
	go func() {
		for {
			buf := make([]byte, chunkBytes/4)
			n, err := from.Read(buf)
			select {
			case pieces <- piece{buf[:n], err}:
			case <-stop:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return &eager{pieces: pieces}
}

func (e *eager) Read(p []byte) (n int, err error) {
	if len(e.rest) == 0 && e.err == nil {
		e.take(<-e.pieces)
	}
	timer := time.NewTimer(linger)
	defer timer.Stop()
	for {
		k := copy(p[n:], e.rest)
		n, e.rest = n+k, e.rest[k:]
		if n == len(p) || e.err != nil {
			break
		}
		select {
		case piece := <-e.pieces:
			e.take(piece)
			continue
		case <-timer.C:
		}
		break
	}
	if n == 0 {
		return 0, e.err
	}
	return n, nil
}

func (e *eager) take(p piece) { e.rest, e.err = p.data, p.err }
