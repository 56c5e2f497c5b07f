package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
)

// wire is one connection of a client that costs next to nothing: it stays
// open, requests are bytes made beforehand, and an answer is read whole into
// one buffer. On two cores a heavier client would measure itself.
type wire struct {
	conn    net.Conn
	r       *bufio.Reader
	release func() bool
	answer  answer
}

// answer is good until the next one.
type answer struct {
	status int
	etag   []byte
	body   []byte
}

// dial opens a connection, which is closed when ctx ends.
func dial(ctx context.Context, addr string) (*wire, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &wire{conn: conn, r: bufio.NewReaderSize(conn, 64<<10), release: context.AfterFunc(ctx, func() { conn.Close() })}, nil
}

func (w *wire) close() {
	w.release()
	w.conn.Close()
}

// request makes the bytes of a GET as a browser sends it; etag "" = not asked
// before.
func request(addr, path, etag string) []byte {
	text := "GET " + path + " HTTP/1.1\r\nHost: " + addr + "\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\n"
	if etag != "" {
		text += "If-None-Match: " + etag + "\r\n"
	}
	return []byte(text + "\r\n")
}

// ask sends a request and reads the whole answer.
func (w *wire) ask(request []byte) (*answer, error) {
	if _, err := w.conn.Write(request); err != nil {
		return nil, err
	}
	length, err := w.head()
	if err != nil {
		return nil, err
	}
	w.answer.body = sized(w.answer.body, length)
	_, err = io.ReadFull(w.r, w.answer.body)
	return &w.answer, err
}

func sized(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n, 2*n)
	}
	return b[:n]
}

var errNoLength = errors.New("an answer without Content-Length")

// head reads the status line and the header, and gives the body's length.
func (w *wire) head() (length int, err error) {
	line, err := w.line()
	if err != nil {
		return 0, err
	}
	if len(line) < 12 || string(line[:9]) != "HTTP/1.1 " {
		return 0, fmt.Errorf("not an answer: %q", line)
	}
	if w.answer.status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	w.answer.etag, length = w.answer.etag[:0], -1
	for {
		if line, err = w.line(); err != nil {
			return 0, err
		}
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch string(name) {
		case "Content-Length":
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, err
			}
		case "Etag":
			w.answer.etag = append(w.answer.etag, value...)
		}
	}
	if w.answer.status == 304 {
		return 0, nil
	}
	if length < 0 {
		return 0, errNoLength
	}
	return length, nil
}

// line reads one line without its end.
func (w *wire) line() ([]byte, error) {
	line, err := w.r.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}
