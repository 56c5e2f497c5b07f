package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"linea/api"
	"linea/frontend"
	"linea/geo/index"
	"linea/geo/place"
	"linea/geo/store/sqlite"
	"linea/tiles"
)

// stopTime is how long a stop waits for what is in flight.
const stopTime = 10 * time.Second

func newServe(w *world) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the map, the tiles and the API",
		Long: `Serve the map, the tiles and the API of one store. An address that other machines
reach needs access tokens (linea token create), and should have TLS.

The store is made when it does not exist: drop a file on the empty map to fill it.
What another process imports into the same store shows without a restart. While
the store is being read, /readyz answers 503 and says how far it is. Ctrl-C
finishes what is in flight, for 10 seconds at most.

A file of --overlays says whom to credit and how exact it is in its members title,
credit, license and accuracy_m (metres) beside "features", or in a text file
NAME.credit.txt beside it.`,
		Example: `  linea serve
  linea serve --store linea-demo.gpkg
  linea serve --addr 127.0.0.1:0             take a free port, and print it
  linea serve --overlays my-sectors          offer the GeoJSON files of a folder as overlays
  LINEA_STORE=/data/linea.gpkg linea serve`,
	}
	s := addSettings(cmd, "store", "addr", "tokens", "tls-cert", "tls-key", "overlays", "study-area", "exposure", "base-url", "hosts", "origins", "proxies",
		"tile-cache-mb", "import-mb", "heavy-queries", "event-streams", "query-deadline", "client-rate", "connections", "memory-mb", "log-level", "log-format")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := s.load(w.getenv); err != nil {
			return err
		}
		return serve(cmd.Context(), w, &s.Config)
	}
	return cmd
}

// serve runs until ctx ends or the journal cannot be followed.
func serve(ctx context.Context, w *world, c *Config) (err error) {
	log, flushLog := newLog(c, w.stderr)
	defer flushLog()
	limitMemory(c.MemoryMB, w.getenv, log)
	surveyor, err := newSurveyor(c)
	if err != nil {
		return err
	}
	door, err := newDoor(c, log) // before the store, which a refusal should not make
	if err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, c.Store, sqlite.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	ix := index.New(store)
	config := apiConfig(c, store, ix, log)
	config.Survey, config.Tiles = surveyor, tiles.New(tiles.Settings{CacheBytes: int64(c.TileCacheMB) << 20, Survey: surveyor})
	config.Tokens, config.Proxies, config.Connections = door.tokens, door.proxies, door.connections
	if door.certificate != nil {
		config.CertificateEnds = door.certificate.ends
	}
	config.Stopping = ctx.Done()
	handler, err := api.New(config)
	if err != nil {
		return err
	}
	server := api.HTTPServer(c.Addr, handler, config.Limits)
	server.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn) // in the format of all other lines
	listener, err := door.open(server)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "Línea shows %s at %s://%s (Ctrl-C stops it)\n", c.Store, door.scheme(), listener.Addr())

	ready := func() { // first the counts, on every core and no more; then what is made of them
		spareProcessors()
		surveyor.Prepare(ctx)
	}
	err = answer(ctx, server, listener, func(ctx context.Context) error {
		return follow(ctx, ix, log, ready)
	})
	if err != nil {
		log.Error("stopped", "err", err)
	} else {
		log.Info("stopped")
	}
	return err
}

// spareProcessors lets the network be heard while large questions fill the
// cores. Go hears it at once on a processor (its word for what a thread holds to
// run) that has nothing else to do, and on busy ones only every 10 ms. What
// works long holds twice the cores at most: large questions one, the short lists
// and the exports half each. The threads share the cores as the system sees fit,
// which prefers those that have waited.
func spareProcessors() { runtime.GOMAXPROCS(3 * runtime.GOMAXPROCS(0)) }

// answer serves until ctx ends, and follows the journal until the last request
// is answered: an import in flight waits to see its rows in the index.
func answer(ctx context.Context, server *http.Server, listener net.Listener, follow func(context.Context) error) error {
	following, stopFollowing := context.WithCancel(context.WithoutCancel(ctx))
	defer stopFollowing()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return follow(following) })
	group.Go(func() error {
		defer stopFollowing()
		return listen(ctx, server, listener)
	})
	return group.Wait()
}

func apiConfig(c *Config, journal *sqlite.Store, ix *index.Index, log *slog.Logger) api.Config {
	return api.Config{
		View:     ix.View,
		Progress: func() api.Progress { return readiness(ix, journal) },
		WaitFor:  ix.WaitFor,
		Journal:  journal,
		Overlays: overlaysIn(c.Overlays, log),
		App:      frontend.Dist(),
		Log:      log,
		Version:  thisVersion(),
		Limits:   api.Limits{ImportBytes: int64(c.ImportMB) << 20, HeavyQueries: c.HeavyQueries, EventStreams: c.EventStreams, QueryDeadline: c.QueryDeadline, ClientRate: c.ClientRate},
		BaseURL:  c.BaseURL,
		Hosts:    c.Hosts,
		Origins:  c.Origins,
	}
}

// overlaysIn reads the overlays of a folder, nil without one. A file that
// cannot be read is named in the log and on the map, and stops nothing.
func overlaysIn(folder string, log *slog.Logger) *place.Overlays {
	if folder == "" {
		return nil
	}
	overlays := place.ReadOverlays(os.DirFS(folder))
	for _, p := range overlays.Problems() {
		log.Warn("overlay left out", "file", p.File, "why", p.Detail)
	}
	return overlays
}

// readiness is the progress of the index, unless the store is no longer where it
// was opened: then nothing can be written, and others should be asked.
func readiness(ix *index.Index, store *sqlite.Store) api.Progress {
	p := progressOf(ix)
	if err := store.InPlace(); err != nil {
		p.Ready, p.Problem = false, err.Error()
	}
	return p
}

func progressOf(ix *index.Index) api.Progress {
	now := ix.Progress()
	p := api.Progress{Ready: now.Ready, Seq: now.Seq}
	if now.Head > 0 {
		p.Progress = min(1, float64(now.Seq)/float64(now.Head))
	}
	if view := ix.View(); view != nil {
		p.Progress = 1
		for _, s := range view.Sources() {
			p.Incidents += s.Rows
		}
	}
	return p
}

// follow keeps the index at the journal's head, and says when it is first there
// and begins with what waits for that.
func follow(ctx context.Context, ix *index.Index, log *slog.Logger, ready func()) error {
	start := time.Now()
	if err := ix.Fold(ctx); err != nil {
		return unlessDone(ctx, err)
	}
	p := progressOf(ix)
	log.Info("ready", "incidents", p.Incidents, "seq", p.Seq, "took", time.Since(start).Round(time.Millisecond))
	go ready()
	return ix.Follow(ctx)
}

func unlessDone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// listen answers until ctx ends, then finishes what is in flight.
func listen(ctx context.Context, server *http.Server, listener net.Listener) error {
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		stopped <- server.Shutdown(grace)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return err
	}
	err := <-stopped
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.Join(server.Close(), errors.New("some requests did not end in time and were cut"))
	}
	return err
}
