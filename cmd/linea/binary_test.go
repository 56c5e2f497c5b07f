package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"
)

// What follows runs the built binary as its users do.

// workshop is where the binary under test is built.
var workshop string

func TestMain(m *testing.M) {
	if orders := os.Getenv(abuserKey); orders != "" {
		beAbuser(orders)
		return
	}
	var err error
	if workshop, err = os.MkdirTemp("", "linea-test-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(workshop)
	os.Exit(code)
}

var buildBinary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workshop, "linea")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func binary(t *testing.T) string {
	t.Helper()
	path, err := buildBinary()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// outcomeOf is how one run of the binary ended.
type outcomeOf struct {
	stdout, stderr string
	code           int
}

// linea runs the binary in a folder.
func linea(t *testing.T, folder string, args ...string) outcomeOf {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), binary(t), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &out, &errs
	return outcomeOf{code: codeOf(t, cmd.Run()), stdout: out.String(), stderr: errs.String()}
}

func codeOf(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

// must runs the binary and expects one exit code.
func must(t *testing.T, code int, folder string, args ...string) outcomeOf {
	t.Helper()
	got := linea(t, folder, args...)
	if got.code != code {
		t.Fatalf("linea %q: exit %d, want %d\n%s%s", args, got.code, code, got.stdout, got.stderr)
	}
	return got
}

// serving is a running server.
type serving struct {
	t   *testing.T
	url string
	cmd *exec.Cmd
	log *bytes.Buffer
}

// trusting takes the certificates that tests make.
var trusting = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}

var address = regexp.MustCompile(`https?://[^ ]+`)

// startServer serves a store on a free port until the test ends.
func startServer(t *testing.T, folder, store string) *serving {
	t.Helper()
	return startServerWith(t, folder, store)
}

// startServerWith gives it further flags.
func startServerWith(t *testing.T, folder, store string, flags ...string) *serving {
	t.Helper()
	s := &serving{t: t, log: &bytes.Buffer{}}
	s.cmd = exec.Command(binary(t), append([]string{"serve", "--store", store, "--addr", "127.0.0.1:0"}, flags...)...)
	s.cmd.Dir, s.cmd.Stderr = folder, s.log
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if s.url = address.FindString(line); s.url == "" {
		t.Fatalf("no address in %q (%v)\n%s", line, err, s.stop())
	}
	return s
}

// stop interrupts the server, expects a clean end and gives its log.
func (s *serving) stop() string {
	s.t.Helper()
	s.cmd.Process.Signal(os.Interrupt)
	if code := codeOf(s.t, s.cmd.Wait()); code != 0 {
		s.t.Errorf("the server ended with %d\n%s", code, s.log)
	}
	return s.log.String()
}

// get asks until the server is ready, and gives the body of a 200.
func (s *serving) get(path string) ([]byte, http.Header) {
	s.t.Helper()
	for {
		answer, err := trusting.Get(s.url + path)
		if err != nil {
			s.t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		switch {
		case err != nil:
			s.t.Fatal(err)
		case answer.StatusCode == http.StatusServiceUnavailable, answer.StatusCode == http.StatusTooManyRequests:
			pause(s.t.Context(), 10*time.Millisecond)
			continue // still folding, or asked to wait
		case answer.StatusCode != http.StatusOK:
			s.t.Fatalf("GET %s: %s\n%s", path, answer.Status, body)
		}
		return body, answer.Header
	}
}

// getAs asks with a token and expects a 200.
func (s *serving) getAs(token, path string) string {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := trusting.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s: %s %v %.300s", path, answer.Status, err, body)
	}
	return string(body)
}

func (s *serving) json(path string, into any) {
	s.t.Helper()
	body, _ := s.get(path)
	if err := json.Unmarshal(body, into); err != nil {
		s.t.Fatalf("GET %s: %v", path, err)
	}
}

// sharedFile finds a real file beside the repository. Without it a test is
// skipped, except on a build server.
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, "../shared/data", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		cannot(t, "the real file %s is not there", name)
	}
	return path
}

// needs finds a program that judges ours.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		cannot(t, "%s is not installed", program)
	}
}

// cannot skips a test, and fails it on a build server.
func cannot(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}
