package main

import (
	"bufio"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Config is every setting of the program. Each is a flag, an environment
// variable (LINEA_ and the name in capitals) and a line of the config file.
type Config struct {
	Store         string
	Addr          string
	Overlays      string
	StudyArea     string
	Exposure      string
	BaseURL       string
	Hosts         []string
	Origins       []string
	Tokens        string
	TLSCert       string
	TLSKey        string
	Proxies       []string
	LogLevel      slog.Level
	LogFormat     string
	TileCacheMB   int
	ImportMB      int
	HeavyQueries  int
	EventStreams  int
	QueryDeadline time.Duration
	ClientRate    int
	Connections   int
	MemoryMB      int
}

// defaultStore is the store in the working directory.
const (
	defaultStore     = "linea.gpkg"
	defaultDemoStore = "linea-demo.gpkg"
)

// flags binds every setting to the config, with its default.
func (c *Config) flags() *pflag.FlagSet {
	fs := pflag.NewFlagSet("settings", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.StringVar(&c.Store, "store", defaultStore, "the GeoPackage `file` that holds everything; made when it does not exist")
	fs.StringVar(&c.Addr, "addr", "127.0.0.1:8080", "`host:port` to listen on; port 0 takes a free one")
	fs.StringVar(&c.Overlays, "overlays", "", "`folder` of GeoJSON or CSV files to offer as map overlays and as areas to count in")
	fs.StringVar(&c.StudyArea, "study-area", "", "GeoJSON `file` with the polygon to study; default: land within 100 km of the line")
	fs.StringVar(&c.Exposure, "exposure", "", "CSV (h3, weight) or GeoJSON `file` that says how much could be found where, for the baseline even; default: by area")
	fs.StringVar(&c.BaseURL, "base-url", "", "`address` under which others reach the server, for the links it writes; default: as asked")
	fs.StringSliceVar(&c.Hosts, "hosts", nil, "further host `names` that a request may ask for, separated by commas")
	fs.StringSliceVar(&c.Origins, "origins", nil, "foreign web `origins` whose pages may read and write, separated by commas")
	fs.StringVar(&c.Tokens, "tokens", "", "`file` of access tokens, hashed; default: the store's name and .tokens")
	fs.StringVar(&c.TLSCert, "tls-cert", "", "`file` of the certificate and its chain, PEM; read again when it changes; default: no TLS")
	fs.StringVar(&c.TLSKey, "tls-key", "", "`file` of the certificate's private key, PEM")
	fs.StringSliceVar(&c.Proxies, "proxies", nil, "`networks` of proxies in front, whose X-Forwarded-For tells clients apart, such as 10.0.0.0/8, separated by commas")
	fs.TextVar(&c.LogLevel, "log-level", slog.LevelInfo, "`level` of the log: debug, info, warn or error")
	fs.StringVar(&c.LogFormat, "log-format", "text", "`format` of the log: text or json")
	fs.IntVar(&c.TileCacheMB, "tile-cache-mb", 128, "memory for finished tiles, `megabytes`")
	fs.IntVar(&c.ImportMB, "import-mb", 512, "largest file that the map takes by drop, `megabytes`")
	fs.IntVar(&c.HeavyQueries, "heavy-queries", 0, "`number` of large questions worked on at once; others wait 2 s and are then told to come back; 0: as many as there are cores; half of them those that take longest")
	fs.IntVar(&c.EventStreams, "event-streams", 500, "`number` of maps that listen to changes at once, half of them from one address; others are told to come back")
	fs.DurationVar(&c.QueryDeadline, "query-deadline", 5*time.Second, "`time` after which a question is given up")
	fs.IntVar(&c.ClientRate, "client-rate", 0, "`number` of requests a second that one client may make, bursts of twice as many; 0: 200 for other machines, no limit for this one")
	fs.IntVar(&c.Connections, "connections", 0, "`number` of connections open at once; 0: as many as the system allows, less what the server needs itself")
	fs.IntVar(&c.MemoryMB, "memory-mb", 0, "memory that the server tries to stay within, `megabytes`; 0: what GOMEMLIMIT says, else three quarters of the machine's or container's")
	return fs
}

// envName is the environment variable of a setting.
func envName(setting string) string {
	return "LINEA_" + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// settings reads a Config for one command: defaults, then the config file, then
// the environment, then the command's flags.
type settings struct {
	Config
	cmd  *cobra.Command
	all  *pflag.FlagSet
	used map[string]bool // names that this command takes
	file string
}

// addSettings gives a command the named settings as flags, and --config.
func addSettings(cmd *cobra.Command, names ...string) *settings {
	s := &settings{cmd: cmd, used: map[string]bool{}}
	s.all = s.Config.flags()
	for _, name := range names {
		s.used[name] = true
		cmd.Flags().AddFlag(s.all.Lookup(name))
	}
	cmd.Flags().StringVar(&s.file, "config", "", "`file` of settings, one \"name = value\" a line")
	cmd.Flags().SortFlags = false
	return s
}

// setDefault gives a setting another default on this command.
func (s *settings) setDefault(name, value string) {
	f := s.all.Lookup(name)
	if err := f.Value.Set(value); err == nil {
		f.DefValue = value
	}
}

// load fills in what no flag says and reports every problem at once, by name.
func (s *settings) load(getenv func(string) string) error {
	inFile, problems := s.readFile(getenv)
	s.all.VisitAll(func(f *pflag.Flag) {
		if f.Changed {
			return
		}
		if text, ok := inFile[f.Name]; ok {
			problems = append(problems, set(f, text, fmt.Sprintf("%s in %s", f.Name, s.file)))
		}
		if text := getenv(envName(f.Name)); text != "" {
			problems = append(problems, set(f, text, envName(f.Name)))
		}
	})
	s.Hosts, s.Origins, s.Proxies = trimmed(s.Hosts), trimmed(s.Origins), trimmed(s.Proxies)
	problems = append(problems, s.check()...)
	if err := errors.Join(problems...); err != nil {
		return usagef("these settings cannot be used:\n%s", indent(err.Error()))
	}
	if out := s.cmd.Flags().Lookup("out"); out != nil {
		return s.checkTarget(out.Name, out.Value.String())
	}
	return nil
}

func set(f *pflag.Flag, text, where string) error {
	if err := f.Value.Set(text); err != nil {
		return fmt.Errorf("%s: %q does not do: %w", where, text, err)
	}
	return nil
}

func trimmed(words []string) []string {
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	return words
}

func indent(lines string) string { return "  " + strings.ReplaceAll(lines, "\n", "\n  ") }

// readFile reads the config file, if one is named.
func (s *settings) readFile(getenv func(string) string) (values map[string]string, problems []error) {
	if s.file == "" {
		s.file = getenv(envName("config"))
	}
	if s.file == "" {
		return nil, nil
	}
	f, err := os.Open(s.file)
	if err != nil {
		return nil, []error{fmt.Errorf("config: %w", err)}
	}
	defer f.Close()
	values = map[string]string{}
	lines := bufio.NewScanner(f)
	n := 1
	for ; lines.Scan(); n++ {
		text := lines.Text()
		if n == 1 {
			text = strings.TrimPrefix(text, "\ufeff") // some editors mark UTF-8
		}
		if err := s.readLine(text, values); err != nil {
			problems = append(problems, fmt.Errorf("%s line %d: %w", s.file, n, err))
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		problems = append(problems, fmt.Errorf("%s line %d: it is longer than 64 KB, and what follows was not read; is this a file of settings?", s.file, n))
	case err != nil:
		problems = append(problems, fmt.Errorf("config: %w", err))
	}
	return values, problems
}

func (s *settings) readLine(line string, values map[string]string) error {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	name, value, ok := strings.Cut(line, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	switch _, twice := values[name]; {
	case !ok:
		return fmt.Errorf("%q is not a setting; write name = value", line)
	case s.all.Lookup(name) == nil:
		return fmt.Errorf("there is no setting %q; see linea serve --help", name)
	case twice:
		return fmt.Errorf("%q stands twice", name)
	}
	values[name] = value
	return nil
}

// check judges the settings that this command uses.
func (s *settings) check() (problems []error) {
	for name, check := range map[string]func() error{
		"addr":           s.checkAddr,
		"overlays":       func() error { return exists(s.Overlays, os.ModeDir) },
		"study-area":     func() error { return exists(s.StudyArea, 0) },
		"exposure":       func() error { return exists(s.Exposure, 0) },
		"base-url":       s.checkBaseURL,
		"origins":        s.checkOrigins,
		"proxies":        s.checkProxies,
		"tls-cert":       s.checkTLS,
		"client-rate":    func() error { return between(s.ClientRate, 0, 1_000_000) },
		"connections":    func() error { return between(s.Connections, 0, 1_000_000) },
		"memory-mb":      func() error { return between(s.MemoryMB, 0, mostMB) },
		"log-format":     s.checkLogFormat,
		"tile-cache-mb":  func() error { return between(s.TileCacheMB, 1, mostMB) },
		"import-mb":      func() error { return between(s.ImportMB, 1, mostMB) },
		"heavy-queries":  func() error { return between(s.HeavyQueries, 0, 10_000) },
		"event-streams":  func() error { return between(s.EventStreams, 1, 1_000_000) },
		"query-deadline": s.checkDeadline,
	} {
		if !s.used[name] {
			continue
		}
		if err := check(); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	sortByText(problems)
	return problems
}

func (s *settings) checkAddr() error {
	_, port, err := net.SplitHostPort(s.Addr)
	if _, portErr := strconv.ParseUint(port, 10, 16); err != nil || portErr != nil {
		return fmt.Errorf("%q is not host:port, such as 127.0.0.1:8080", s.Addr)
	}
	return nil
}

// openBy names the setting by which other machines reach the server: an address
// of the network, or the name or address of a proxy in front, which brings
// strangers to an address of this machine. "" when only programs of this one do.
func (c *Config) openBy() (setting, value string) {
	if host, _, err := net.SplitHostPort(c.Addr); err != nil || !isHere(host) {
		return "addr", c.Addr
	}
	if u, err := url.Parse(c.BaseURL); c.BaseURL != "" && (err != nil || !isHere(u.Hostname())) {
		return "base-url", c.BaseURL
	}
	for _, host := range c.Hosts {
		if !isHere(host) {
			return "hosts", host
		}
	}
	if len(c.Proxies) > 0 {
		return "proxies", strings.Join(c.Proxies, ",")
	}
	return "", ""
}

// isLocal says whether only programs of this machine reach the server.
func (c *Config) isLocal() bool {
	setting, _ := c.openBy()
	return setting == ""
}

// isHere says whether a host can only be this machine, whoever asks.
func isHere(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// tokensFile is where the access tokens are.
func (c *Config) tokensFile() string {
	if c.Tokens != "" {
		return c.Tokens
	}
	return realPath(c.Store) + ".tokens"
}

// proxies gives the networks of the proxies; a lone address is a network too.
func (c *Config) proxies() ([]netip.Prefix, error) {
	var networks []netip.Prefix
	for _, text := range c.Proxies {
		if addr, err := netip.ParseAddr(text); err == nil {
			networks = append(networks, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%q is neither a network such as 10.0.0.0/8 nor an address", text)
		}
		networks = append(networks, network)
	}
	return networks, nil
}

func (s *settings) checkProxies() error {
	_, err := s.proxies()
	return err
}

func (s *settings) checkTLS() error {
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return errors.New("a certificate and its key go together: give both --tls-cert and --tls-key, or neither")
	}
	return errors.Join(exists(s.TLSCert, 0), exists(s.TLSKey, 0))
}

func (s *settings) checkBaseURL() error {
	if s.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(s.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.HasSuffix(s.BaseURL, "/") {
		return fmt.Errorf("%q is not an address such as https://linea.example.org, without a slash at its end", s.BaseURL)
	}
	return nil
}

// checkOrigins takes what a browser writes into Origin, and nothing else: any
// other text would never match.
func (s *settings) checkOrigins() error {
	for _, origin := range s.Origins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || origin != u.Scheme+"://"+strings.ToLower(u.Host) {
			return fmt.Errorf("%q is not an origin such as https://maps.example.org, in small letters and without a path", origin)
		}
	}
	return nil
}

func (s *settings) checkLogFormat() error {
	if s.LogFormat != "text" && s.LogFormat != "json" {
		return fmt.Errorf("%q is neither text nor json", s.LogFormat)
	}
	return nil
}

func (s *settings) checkDeadline() error {
	if s.QueryDeadline <= 0 || s.QueryDeadline > time.Hour {
		return fmt.Errorf("%v is not a time to wait, up to 1h; write 5s", s.QueryDeadline)
	}
	return nil
}

// mostMB is a terabyte.
const mostMB = 1 << 20

func between(n, least, most int) error {
	if n < least || n > most {
		return fmt.Errorf("%d is not in %d..%d", n, least, most)
	}
	return nil
}

// exists says what is wrong with a path that must be a folder or a file.
func exists(path string, mode os.FileMode) error {
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.Mode().Type() != mode && mode == os.ModeDir:
		return fmt.Errorf("%s is not a folder", path)
	case info.IsDir() && mode == 0:
		return fmt.Errorf("%s is a folder, not a file", path)
	}
	return nil
}

func sortByText(problems []error) {
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
}
