package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"linea/api/access"
	"linea/geo/index"
	"linea/geo/store/sqlite"
)

// metricsOf gives name and row of every metric of ours that a server with
// tokens shows.
func metricsOf(t *testing.T) map[string]string {
	t.Helper()
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--store", "x.gpkg", "--n", "50")
	token := strings.TrimSpace(must(t, exitDone, folder, "token", "create", "--store", "x.gpkg", "--name", "prometheus", "--scopes", "admin").stdout)
	writeCertificateFor(t, filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem"), 1, time.Hour)
	s := startServerWith(t, folder, "x.gpkg", "--tls-cert", "cert.pem", "--tls-key", "key.pem")
	s.get("/readyz")
	text := s.getAs(token, "/metrics")
	types, rows := map[string]string{}, map[string]string{}
	for line := range strings.Lines(text) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 4)
		if len(words) == 4 && words[1] == "TYPE" {
			types[words[2]] = words[3]
		}
	}
	for line := range strings.Lines(text) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 4)
		if len(words) == 4 && words[1] == "HELP" && strings.HasPrefix(words[2], "linea_") {
			rows[words[2]] = fmt.Sprintf("| `%s` | %s | %s |", words[2], types[words[2]], words[3])
		}
	}
	s.stop()
	return rows
}

// A server whose file was taken away is not ready: it can keep nothing. It says
// why, and not in which folder; put back, it is ready again.
func TestNotReadyWhileTheStoreIsElsewhere(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "x.gpkg")
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ix, err := index.Open(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	if p := readiness(ix, store); !p.Ready || p.Problem != "" {
		t.Errorf("%+v", p)
	}
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if p := readiness(ix, store); p.Ready || !strings.HasPrefix(p.Problem, "x.gpkg was moved") {
		t.Errorf("%+v", p)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if p := readiness(ix, store); !p.Ready {
		t.Errorf("%+v", p)
	}
}

// Every line of a log in JSON is JSON, what net/http has to say too: here that
// somebody speaks without TLS. A stop stands in it.
func TestEveryLineOfTheLogIsJSON(t *testing.T) {
	folder := t.TempDir()
	writeCertificate(t, filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem"), 1)
	s := startServerWith(t, folder, "x.gpkg", "--log-format", "json", "--tls-cert", "cert.pem", "--tls-key", "key.pem")
	if answer, err := http.Get(strings.Replace(s.url, "https:", "http:", 1)); err == nil {
		answer.Body.Close()
	}
	var messages []string
	for line := range strings.Lines(s.stop()) {
		var l struct{ Msg string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Errorf("%v: %s", err, line)
		}
		messages = append(messages, l.Msg)
	}
	for _, want := range []string{"certificate", "TLS handshake error", "stopped"} {
		if !slices.ContainsFunc(messages, func(m string) bool { return strings.Contains(m, want) }) {
			t.Errorf("no %q in %q", want, messages)
		}
	}
}

var metricName = regexp.MustCompile(`\blinea_[a-z_]+`)

// The table of metrics is what /metrics shows, and the alerts know nothing else.
func TestOperationsNameEveryMetric(t *testing.T) {
	document, rows := readRootFile(t, "OPERATIONS.md"), metricsOf(t)
	if len(rows) < 15 {
		t.Fatalf("%d metrics", len(rows))
	}
	for _, row := range rows {
		if !strings.Contains(document, row+"\n") {
			t.Errorf("OPERATIONS.md lacks or differs from this row:\n%s", row)
		}
	}
	for _, text := range []string{document, readRootFile(t, "cmd/linea/deploy/prometheus-rules.yml")} {
		for _, name := range metricName.FindAllString(text, -1) {
			if rows[strings.TrimSuffix(name, "_bucket")] == "" {
				t.Errorf("there is no metric %s", name)
			}
		}
	}
}

var (
	settingWord = regexp.MustCompile(`LINEA_[A-Z_]+`)
	flagWord    = regexp.MustCompile(`\x60--([a-z-]+)`)
)

// What the unit, the container and the document set is a setting, and what they
// refer to is there.
func TestOperationsKnowTheSettings(t *testing.T) {
	var c Config
	known := map[string]bool{"past": true, "LINEA_NAME": true}
	c.flags().VisitAll(func(f *pflag.Flag) { known[f.Name], known[envName(f.Name)] = true, true })
	for _, name := range []string{"OPERATIONS.md", "cmd/linea/deploy/linea.service", "cmd/linea/deploy/Dockerfile"} {
		text := readRootFile(t, name)
		for _, word := range settingWord.FindAllString(text, -1) {
			if !known[word] {
				t.Errorf("%s: there is no setting %s", name, word)
			}
		}
		for _, m := range flagWord.FindAllStringSubmatch(text, -1) {
			if !known[m[1]] {
				t.Errorf("%s: there is no setting --%s", name, m[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(readRootFile(t, "cmd/linea/deploy/prometheus-rules.yml"), -1) {
		if !known[m[1]] {
			t.Errorf("the alerts advise --%s, which is no setting", m[1])
		}
	}
	if strings.Contains(readRootFile(t, "cmd/linea/deploy/linea.service"), "\nExecReload") {
		t.Error("without TLS a hangup ends the server: the unit must not send one")
	}
	for _, s := range access.Scopes() {
		if !strings.Contains(readRootFile(t, "OPERATIONS.md"), "`"+string(s)+"`") {
			t.Errorf("OPERATIONS.md does not explain the scope %s", s)
		}
	}
	if _, err := os.Stat(filepath.Join(root, "cmd/linea/deploy/Dockerfile")); err != nil || !strings.Contains(readRootFile(t, "README.md"), "OPERATIONS.md") {
		t.Error("README.md does not lead to OPERATIONS.md")
	}
}
