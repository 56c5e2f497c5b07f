package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"linea/geo"
)

// loadWith reads the settings of a command that takes all of them.
func loadWith(t *testing.T, file string, env map[string]string, args ...string) (*settings, error) {
	t.Helper()
	cmd := &cobra.Command{Use: "x", SilenceErrors: true, SilenceUsage: true}
	s := addSettings(cmd, "store", "addr", "tokens", "tls-cert", "tls-key", "overlays", "study-area", "exposure", "base-url", "hosts", "origins", "proxies",
		"tile-cache-mb", "import-mb", "heavy-queries", "event-streams", "query-deadline", "client-rate", "connections", "memory-mb", "log-level", "log-format")
	getenv := func(name string) string { return env[name] }
	if file != "" {
		path := filepath.Join(t.TempDir(), "linea.conf")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--config", path)
	}
	cmd.RunE = func(*cobra.Command, []string) error { return s.load(getenv) }
	cmd.SetArgs(args)
	return s, cmd.Execute()
}

func TestFlagsBeatEnvironmentBeatsFileBeatsDefaults(t *testing.T) {
	file := "# a comment\n\nstore = file.gpkg\naddr = 127.0.0.1:1\nlog-level=debug\nhosts = a.example, b.example\n"
	env := map[string]string{"LINEA_STORE": "env.gpkg", "LINEA_ADDR": "127.0.0.1:2"}
	s, err := loadWith(t, file, env, "--addr", "127.0.0.1:3")
	if err != nil {
		t.Fatal(err)
	}
	if s.Store != "env.gpkg" || s.Addr != "127.0.0.1:3" || s.LogLevel.String() != "DEBUG" || s.ImportMB != 512 {
		t.Errorf("%+v", s.Config)
	}
	if strings.Join(s.Hosts, "|") != "a.example|b.example" {
		t.Errorf("hosts %q", s.Hosts)
	}
}

func TestConfigFileByEnvironment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.conf")
	if err := os.WriteFile(path, []byte("store = there.gpkg\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := loadWith(t, "", map[string]string{"LINEA_CONFIG": path})
	if err != nil || s.Store != "there.gpkg" {
		t.Errorf("store %q, %v", s.Store, err)
	}
}

func TestByteOrderMarkInConfig(t *testing.T) {
	s, err := loadWith(t, "\ufeffstore = there.gpkg\r\naddr = 127.0.0.1:9\r\n", nil)
	if err != nil || s.Store != "there.gpkg" || s.Addr != "127.0.0.1:9" {
		t.Errorf("%+v, %v", s.Config, err)
	}
}

func TestSettingsHaveBounds(t *testing.T) {
	for _, args := range [][]string{
		{"--tile-cache-mb", "0"}, {"--tile-cache-mb", "9000000000000"}, {"--tile-cache-mb", "1048577"}, {"--import-mb", "1048577"},
		{"--heavy-queries", "-1"}, {"--heavy-queries", "10001"}, {"--event-streams", "0"}, {"--query-deadline", "0s"}, {"--query-deadline", "2h"},
		{"--proxies", "nginx"}, {"--proxies", "10.0.0.0/33"}, {"--tls-cert", "settings_test.go"}, {"--client-rate", "-1"}, {"--connections", "-1"}, {"--memory-mb", "-1"},
		{"--origins", "evil"}, {"--origins", "*"}, {"--origins", "https://a.example/"}, {"--origins", "https://A.example"}, {"--origins", "https://"},
		{"--origins", "https://u@a.example"}, {"--origins", "https://a.example,null"}, {"--origins", "ftp://a.example"},
	} {
		if _, err := loadWith(t, "", nil, args...); exitCode(t.Context(), err) != exitWrongUse {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, err := loadWith(t, "", nil, "--origins", "https://a.example:8443, http://127.0.0.1:5173", "--tile-cache-mb", "1048576"); err != nil {
		t.Error(err)
	}
	_, err := loadWith(t, "addr = 127.0.0.1:9\nstore = "+strings.Repeat("x", 70_000)+"\n", nil)
	if exitCode(t.Context(), err) != exitWrongUse || !strings.Contains(err.Error(), "line 2: it is longer than 64 KB") {
		t.Errorf("%v", err)
	}
}

func TestEveryProblemIsReportedAtOnceByName(t *testing.T) {
	file := "colour = blue\nstore\nimport-mb = many\nquery-deadline = 0s\n"
	env := map[string]string{"LINEA_LOG_LEVEL": "loud", "LINEA_TILE_CACHE_MB": "0"}
	_, err := loadWith(t, file, env, "--addr", "8080", "--overlays", "/no/such/folder", "--base-url", "linea.example.org")
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{
		`no setting "colour"`, `"store" is not a setting`, "import-mb in", "query-deadline:", "LINEA_LOG_LEVEL:",
		"tile-cache-mb:", "addr:", "overlays:", "base-url:",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the problems do not name %q:\n%v", want, err)
		}
	}
	if exitCode(t.Context(), err) != exitWrongUse {
		t.Error("a setting that cannot be used is wrong use")
	}
}

// A proxy in front brings strangers to an address of this machine, and each of
// these settings tells of one.
func TestWhoIsBroughtByAProxy(t *testing.T) {
	for setting, values := range map[string]map[string]bool{
		"--base-url": {"http://localhost:8080": true, "http://127.0.0.1": true, "http://map.localhost": true, "https://maps.example.org": false, "http://10.0.0.1:8080": false},
		"--hosts":    {"localhost,127.0.0.1": true, "maps.example.org": false, "localhost,maps.example.org": false, "*": false},
		"--proxies":  {"": true, "127.0.0.1": false, "10.0.0.0/8": false},
	} {
		for value, local := range values {
			s, err := loadWith(t, "", nil, setting, value)
			if err != nil || s.isLocal() != local {
				t.Errorf("%s %s: local %t, %v", setting, value, s.isLocal(), err)
			}
			if by, _ := s.openBy(); !local && "--"+by != setting {
				t.Errorf("%s %s: said of %q", setting, value, by)
			}
		}
	}
}

// Which addresses other machines reach is decided here alone: those need tokens.
func TestWhoReachesAnAddress(t *testing.T) {
	for addr, local := range map[string]bool{
		"127.0.0.1:8080": true, "127.8.8.8:1": true, "[::1]:8080": true, "localhost:0": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "192.168.1.5:8080": false, "linea.example.org:80": false,
	} {
		s, err := loadWith(t, "", nil, "--addr", addr)
		if err != nil || s.isLocal() != local {
			t.Errorf("%s: %v", addr, err)
		}
	}
	for _, addr := range []string{"nonsense", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1"} {
		if _, err := loadWith(t, "", nil, "--addr", addr); err == nil {
			t.Errorf("%s was taken", addr)
		}
	}
}

// runWith runs the program in this process and gives what it wrote.
func runWith(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), args, func(string) string { return "" }, &out, &errs)
	return out.String(), errs.String(), exitCode(t.Context(), err)
}

func TestHelpTeaches(t *testing.T) {
	for _, args := range [][]string{{}, {"serve"}, {"import"}, {"export"}, {"demo"}, {"check"}, {"backup"}, {"restore"}, {"token"}, {"token", "create"}, {"token", "list"}, {"token", "revoke"}, {"version"}} {
		out, errs, code := runWith(t, append(args, "--help")...)
		if code != exitDone || errs != "" {
			t.Errorf("%v --help: exit %d, %s", args, code, errs)
		}
		if strings.Contains(out, "traffick") || strings.Contains(out, "threat") {
			t.Errorf("%v --help accuses somebody:\n%s", args, out)
		}
		for _, want := range []string{"Examples:", "Exit codes:", "linea " + strings.Join(args, " ")} {
			if !strings.Contains(out, want) {
				t.Errorf("%v --help lacks %q:\n%s", args, want, out)
			}
		}
	}
}

// Only an import rejects rows, and only what works on a store takes long enough
// to be interrupted.
func TestHelpListsTheExitCodesThatOccur(t *testing.T) {
	for name, codes := range map[string]string{
		"": "0 1 2 3 4 130", "check": "0 1 2 4 130", "backup": "0 1 2 130", "restore": "0 1 2 130", "import": "0 1 2 3 130", "serve": "0 1 2 130", "export": "0 1 2 130", "corridor": "0 1 2 130", "hotspots": "0 1 2 130", "demo": "0 1 2 130", "version": "0 1 2", "token": "0 1 2", "token create": "0 1 2 130",
	} {
		out, _, _ := runWith(t, append(strings.Fields(name), "--help")...)
		_, list, _ := strings.Cut(out, "Exit codes:\n")
		var got []string
		for line := range strings.Lines(list) {
			got = append(got, strings.Fields(line)[0])
		}
		if strings.Join(got, " ") != codes {
			t.Errorf("linea %s --help lists %v, want %s", name, got, codes)
		}
	}
}

func TestWrongUseSaysWhatToDo(t *testing.T) {
	for _, args := range [][]string{
		{"sreve"}, {"serve", "--prot", "1"}, {"serve", "extra"}, {"import"}, {"export", "--kind", "dragon"},
		{"export", "--f", "shp"}, {"demo", "--profile", "wild"}, {"demo", "--n", "-1"}, {"import", "--format", "doc", "x.csv"}, {"import", "no such file.csv"}, {"import", "-"},
	} {
		out, errs, code := runWith(t, args...)
		if code != exitWrongUse || out != "" || !strings.HasPrefix(errs, "linea: ") {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", args, code, out, errs)
		}
	}
}

// Every word of the filter grammar is a flag of export, and is explained.
func TestExportTakesTheWholeGrammar(t *testing.T) {
	out, _, _ := runWith(t, "export", "--help")
	for _, name := range geo.QueryParameters() {
		if filterUsage[name] == "" || !strings.Contains(out, "--"+dashed(name)+" ") {
			t.Errorf("export --help does not explain %s", name)
		}
	}
	if len(filterUsage) != len(geo.QueryParameters()) {
		t.Error("filterUsage explains a word that the grammar does not have")
	}
}
