package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// profilerSource is one more file of the server's main package. It is laid
// over the sources for a build of its own, so that nothing of it ships.
//
//go:embed profiler.go.txt
var profilerSource []byte

// buildProfiled builds the server from the sources with the profiler laid
// over, and takes that one to measure.
func (b *bench) buildProfiled(ctx context.Context) error {
	var err error
	if b.profile, err = filepath.Abs(b.profile); err != nil {
		return err
	}
	source, overlay := b.path("profiler.go"), b.path("overlay.json")
	target, err := filepath.Abs("cmd/linea/profiler.go")
	if err != nil {
		return err
	}
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{target: source}})
	if err != nil {
		return err
	}
	err = errors.Join(os.MkdirAll(b.profile, 0o755), os.WriteFile(source, profilerSource, 0o600), os.WriteFile(overlay, text, 0o600))
	if err != nil {
		return err
	}
	b.linea = b.path("linea-profiled")
	build := b.command(ctx, "go", "build", "-overlay", overlay, "-o", b.linea, "./cmd/linea")
	build.Dir, build.Stderr = "", b.log
	return build.Run()
}

// profileSettings are the settings of a profiled program, which profiles
// itself from its first moment on.
func (b *bench) profileSettings(args []string) []string {
	return []string{"LINEA_PROFILER=" + b.nextSocket(), "LINEA_PROFILE=" + b.profilePath(b.report.group+" "+args[0]) + ".cpu"}
}

// nextSocket is where the profiler of the program that is started next listens.
func (b *bench) nextSocket() string { return b.path(fmt.Sprintf("profiler-%d.sock", b.programs)) }

func (b *bench) profilePath(name string) string {
	return filepath.Join(b.profile, strings.NewReplacer(" ", "-", ",", "").Replace(name))
}

// profiled runs measure while a server, if there is one, writes a CPU profile,
// and a heap profile afterwards.
func (b *bench) profiled(s *server, name string, measure func() error) error {
	if b.profile == "" || s == nil {
		return measure()
	}
	if err := b.askProfiler(s.socket, "start", b.profilePath(name)+".cpu"); err != nil {
		return err
	}
	err := measure()
	return errors.Join(err, b.askProfiler(s.socket, "stop", ""), b.askProfiler(s.socket, "heap", b.profilePath(name)+".heap"))
}

// askProfiler talks to the profiler that listens at a socket, if programs have
// one.
func (b *bench) askProfiler(socket, word, path string) error {
	if b.profile == "" {
		return nil
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}}}
	defer client.CloseIdleConnections()
	answer, err := client.Get("http://profiler/" + word + "?path=" + url.QueryEscape(path))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(answer.Body)
		return fmt.Errorf("the profiler answered %s: %s", answer.Status, text)
	}
	return nil
}
