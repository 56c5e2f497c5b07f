// Package api answers over HTTP: it parses a question, asks a geo.View, and
// writes the answer. It holds no rule about incidents, and it is the only home
// of the gin router.
//
// The path of one request: observe gives it an id and writes its log line
// (observe.go); guard checks how often its client asks, Host and Origin
// (guard.go); serve lets the caller in (entry.go), finds the route's view, reads the parameters that the route knows and runs its handler
// (call.go, params.go); a handler parses, asks and answers, or returns an error,
// which problem.go turns into an RFC 9457 problem. Every route stands in one
// table (routes.go), from which the router and /openapi.json are both made.
package api

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"linea/api/access"
	"linea/geo"
	"linea/geo/corridor"
	"linea/geo/feed"
	"linea/geo/place"
	"linea/geo/survey"
	"linea/tiles"
)

// Config is everything the API needs of the world.
type Config struct {
	// View gives the newest snapshot, nil while the index is starting.
	View func() geo.View
	// Progress says how far the start is; nil when nobody asks.
	Progress func() Progress
	// WaitFor returns when View shows seq, or with ctx's error.
	WaitFor func(ctx context.Context, seq uint64) error

	Journal  geo.Journal
	Tiles    *tiles.Server    // nil = one of its own with the default cache
	Survey   *survey.Surveyor // nil = one of its own over the default study area
	Overlays *place.Overlays  // nil = none
	App      fs.FS            // the built web app; nil or without index.html: none was built
	Log      *slog.Logger
	Now      func() time.Time
	Version  Version
	Limits   Limits
	SpoolDir string // where a dropped file waits to be read; "" = the system's

	// BaseURL is how clients reach the server, without a slash at the end
	// (https://linea.example.org); "" = taken from each request.
	BaseURL string
	// Hosts are names that a Host header may carry beside loopback ones and
	// the one of BaseURL; "*" lets any pass.
	Hosts []string
	// Origins are foreign web origins that may read and write (CORS).
	Origins []string
	// Proxies are networks whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
	// Tokens say who may ask; nil = anyone who reaches the server.
	Tokens *access.Book
	// Connections are those of the server; nil = they are not counted.
	Connections *Connections
	// CertificateEnds is until when the certificate of now holds; nil without TLS.
	CertificateEnds func() time.Time
	// Stopping is closed when the server begins to stop: event streams then end.
	// nil = never.
	Stopping <-chan struct{}
}

// Progress is how far the index has folded the journal.
type Progress struct {
	Ready     bool    `json:"ready"`
	Progress  float64 `json:"progress"` // 0..1
	Seq       uint64  `json:"seq"`
	Incidents int     `json:"incidents"`
	// Problem says why the server is not ready though the index is; "" = it is.
	Problem string `json:"problem,omitempty"`
}

// Version is what the binary says of itself.
type Version struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	Built   string `json:"built"`
}

// Limits bound what one request may cost. Zero values mean the defaults.
type Limits struct {
	ImportBytes   int64         // a dropped file as sent; default 512 MiB
	QueryDeadline time.Duration // a read that takes longer is a 503; default 5 s
	HeavyQueries  int           // large questions worked on at once: counts, long pages, statistics; default the cores
	HeavyWait     time.Duration // for one of them to wait, then 429; default 2 s
	ClientRate    int           // requests a second of one client, bursts of twice as many; 0 = DefaultClientRate for other machines, no limit for this one
	UnreadBytes   int64         // of answers that clients have not taken yet, before the slowest is cut off; default an eighth of the memory limit, at most 256 MiB
	HeaderTimeout time.Duration // to send the request's header; default 5 s
	ReadTimeout   time.Duration // to send a request, imports exempt; default 30 s
	WriteTimeout  time.Duration // to take an answer, exports exempt; default 30 s
	IdleTimeout   time.Duration // between two requests of a connection; default 2 min
	// StallTimeout ends an import or export whose client neither sends nor
	// takes anything for so long; default 1 min.
	StallTimeout time.Duration
	EventStreams int           // maps that listen to changes at once; default 500
	EventStall   time.Duration // after which one that takes nothing is dropped; default 5 s
	EventBeat    time.Duration // of silence, after which a stream says that it is alive; default 15 s
}

// withDefaults fills in what is not set.
func (l Limits) withDefaults() Limits {
	if l.ImportBytes <= 0 {
		l.ImportBytes = 512 << 20
	}
	if l.UnreadBytes <= 0 {
		l.UnreadBytes = min(256<<20, debug.SetMemoryLimit(-1)/8)
	}
	if l.HeavyQueries <= 0 {
		l.HeavyQueries = runtime.GOMAXPROCS(0)
	}
	setDefault(&l.QueryDeadline, 5*time.Second)
	setDefault(&l.HeavyWait, 2*time.Second)
	setDefault(&l.HeaderTimeout, 5*time.Second)
	setDefault(&l.ReadTimeout, 30*time.Second)
	setDefault(&l.WriteTimeout, 30*time.Second)
	setDefault(&l.IdleTimeout, 2*time.Minute)
	setDefault(&l.StallTimeout, time.Minute)
	if l.EventStreams <= 0 {
		l.EventStreams = 500
	}
	setDefault(&l.EventStall, 5*time.Second)
	setDefault(&l.EventBeat, 15*time.Second)
	return l
}

func setDefault(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

// server is a Config at work.
type server struct {
	Config
	routes     []route
	openapi    []byte
	app        *app
	metrics    *metrics
	hosts      map[string]bool
	csrf       *http.CrossOriginProtection
	turns      *turns // of costly questions
	pages      *turns // of lists, which would wait too long among those
	shortPages *turns // of short lists, which would among long ones
	company    company
	queries    *memo[asking, *asked]
	importer   chan struct{} // holds a token while an import runs
	imports    *importLog
	corridors  *corridor.Shelf // nil without a journal
	sessions   *access.Sessions
	requests   *limiter // of requests
	failures   *limiter // of wrong tokens
	waiting    *waiting
	intake     *feed.Intake  // likewise
	exports    *slots        // answers that are streamed
	encoders   chan struct{} // holds a token for each of them that is being made, and not being sent
	streams    *slots        // event streams
	bulletin   bulletin
	batches    *slots // streams of rows that are read
}

// New gives the handler of everything that Línea answers.
func New(config Config) (http.Handler, error) {
	s, err := newServer(config)
	if err != nil {
		return nil, err
	}
	return s.router(), nil
}

func newServer(config Config) (*server, error) {
	s := &server{Config: config, importer: make(chan struct{}, 1), imports: newImportLog(config.Journal)}
	s.Limits = config.Limits.withDefaults()
	s.waiting = &waiting{most: s.Limits.UnreadBytes}
	s.exports, s.encoders = newSlots("exports", mostExports, mostExports/4), make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))
	s.streams = newSlots("event streams", s.Limits.EventStreams, s.Limits.EventStreams/2)
	s.batches = newSlots("batches", mostBatches, mostBatches/2)
	s.turns = newTurns(s.Limits.HeavyQueries, s.Limits.HeavyWait)
	half := max(1, runtime.GOMAXPROCS(0)/2)
	s.pages, s.shortPages = newTurns(half, s.Limits.HeavyWait), newTurns(half, s.Limits.HeavyWait)
	s.queries = newMemo[asking, *asked](rememberedQueries)
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Survey == nil {
		s.Survey = survey.New(survey.Settings{})
	}
	if s.Tiles == nil {
		s.Tiles = tiles.New(tiles.Settings{Survey: s.Survey})
	}
	if s.Journal != nil {
		s.corridors = corridor.NewShelf(s.Journal, s.Now)
		s.intake = feed.NewIntake(s.Journal, s.Now)
	}
	s.hosts, s.sessions = allowedHosts(config), access.NewSessions(s.Now)
	s.limitClients()
	s.csrf = http.NewCrossOriginProtection()
	for _, origin := range config.Origins {
		if err := s.csrf.AddTrustedOrigin(origin); err != nil {
			return nil, geo.Wrap("api", geo.Invalid, err, "an origin is written like https://maps.example.org")
		}
	}
	s.routes = s.table()
	s.metrics = newMetrics(s)
	var err error
	if s.app, err = loadApp(config.App); err != nil {
		return nil, err
	}
	s.openapi, err = s.describe()
	return s, err
}

// DefaultClientRate is how often another machine may ask in a second: several
// times what a person moving a map does.
const DefaultClientRate = 200

// limitClients sets how often one client may ask and how often it may be wrong
// about a token: ten times, then once in six seconds.
func (s *server) limitClients() {
	rate := float64(s.Limits.ClientRate)
	if rate == 0 {
		rate = DefaultClientRate
	}
	s.requests, s.failures = newLimiter(rate, 2*rate), newLimiter(1.0/6, 10)
}

// router puts the table into gin. HEAD goes wherever GET goes.
func (s *server) router() http.Handler {
	gin.SetMode(gin.ReleaseMode) // else gin writes its own lines to standard output
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.Use(s.observe, s.guard)
	for i := range s.routes {
		r := &s.routes[i]
		engine.Handle(r.method, r.path, s.serve(r))
		if r.method == http.MethodGet {
			engine.Handle(http.MethodHead, r.path, s.serve(r))
		}
	}
	engine.NoRoute(s.serve(s.appRoute()))
	engine.NoMethod(s.serve(&route{free: true, needs: open, handle: func(c *call) error {
		return geo.Errorf("", methodNotAllowed, "%s is not answered here; allowed: %s", c.r.Method, c.w.Header().Get("Allow"))
	}}))
	return engine
}

// HTTPServer gives the server for a handler made with New. Imports and exports
// move its read and write deadlines as long as bytes flow.
func HTTPServer(addr string, handler http.Handler, limits Limits) *http.Server {
	l := limits.withDefaults()
	return &http.Server{
		Addr: addr, Handler: handler, MaxHeaderBytes: 64 << 10,
		ReadHeaderTimeout: l.HeaderTimeout, ReadTimeout: l.ReadTimeout,
		WriteTimeout: l.WriteTimeout, IdleTimeout: l.IdleTimeout,
	}
}
