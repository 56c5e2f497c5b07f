package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// server is a program that answers on loopback.
type server struct {
	addr   string // host:port
	socket string // of its profiler, if it has one
	cmd    *exec.Cmd
	log    *os.File
	cancel context.CancelFunc
}

var loopback = regexp.MustCompile(`http://(127\.0\.0\.1:\d+)`)

// startServer runs a program that prints its address on the first line. Its
// log goes to a file, as it would in earnest.
func (b *bench) startServer(ctx context.Context, program string, args ...string) (*server, error) {
	log, err := os.Create(b.path(filepath.Base(program) + ".log"))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	s := &server{socket: b.nextSocket(), log: log, cancel: cancel}
	s.cmd = b.command(ctx, program, args...)
	s.cmd.Stderr = log
	stdout, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, errors.Join(err, log.Close())
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	found := loopback.FindStringSubmatch(line)
	if found == nil {
		s.stop() //nolint:errcheck // the reason is in the log
		text, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("%s told no address (%q, %v)\n%s", program, line, err, text)
	}
	s.addr = found[1]
	return s, nil
}

// stop asks the program to end and waits for it.
func (s *server) stop() error {
	s.cancel()
	s.cmd.Wait() //nolint:errcheck // it was interrupted
	return s.log.Close()
}

func (s *server) url(path string) string { return "http://" + s.addr + path }

// untilReady waits until /readyz says so.
func (s *server) untilReady(ctx context.Context) error {
	const every, longest = 5 * time.Millisecond, 10 * time.Minute
	for deadline := time.Now().Add(longest); time.Now().Before(deadline); {
		if status, _, err := get(ctx, s.url("/readyz")); err != nil || status == http.StatusOK {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(every):
		}
	}
	return fmt.Errorf("the server was not ready within %s", longest)
}

// get asks with the ordinary client, where speed does not matter.
func get(ctx context.Context, url string) (status int, body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	return answer.StatusCode, body, err
}
