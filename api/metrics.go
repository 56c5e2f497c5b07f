package api

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"linea/tiles"
)

// metrics counts what the server does, in a registry of its own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	rejects  prometheus.Counter
	denied   prometheus.Counter
	limited  prometheus.Counter
}

func newMetrics(s *server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "linea_http_requests_total", Help: "Requests by method, route template and status.",
		}, []string{"method", "route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "linea_http_request_seconds", Help: "Time to answer by route template.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 30},
		}, []string{"route"}),
	}
	m.rejects = m.counter("linea_import_rejects_total", "Rows that imports over HTTP rejected.")
	m.denied, m.limited = m.counter("linea_denied_tokens_total", "Requests with a token that is not in force."),
		m.counter("linea_rate_limited_total", "Requests turned away because their client asked too often.")
	m.registry.MustRegister(m.requests, m.duration,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.gauge("linea_index_seq", "Journal seq that the index shows.", func() float64 { return float64(s.progress().Seq) })
	m.gauge("linea_journal_seq", "Journal seq of the head, as last seen.", s.journalSeq)
	m.gauge("linea_incidents", "Incidents in the index, of any status.", func() float64 { return float64(s.progress().Incidents) })
	m.gauge("linea_event_streams", "Maps that listen to changes.", func() float64 { return float64(s.streams.underWay()) })
	m.gauge("linea_heavy_queries", "Large questions being worked on.", func() float64 { return float64(s.turns.inUse()) })
	m.tileCache(s.Tiles)
	m.clients(s)
	return m
}

// clients says how the server's clients behave.
func (m *metrics) clients(s *server) {
	m.gauge("linea_unread_bytes", "Size of answers that clients have not taken yet.", func() float64 { bytes, _ := s.waiting.unread(); return float64(bytes) })
	m.total("linea_cut_readers_total", "Clients cut off because they let large answers wait.", func() uint64 { _, cuts := s.waiting.unread(); return cuts })
	if c := s.Connections; c != nil {
		m.gauge("linea_connections", "Connections that are open.", func() float64 { return float64(c.Open()) })
		m.total("linea_connections_refused_total", "Connections closed because there were too many.", c.Refused)
	}
	if ends := s.CertificateEnds; ends != nil {
		m.gauge("linea_certificate_not_after_seconds", "When the TLS certificate ends, in Unix time.", func() float64 { return float64(ends().Unix()) })
	}
	if s.Tokens != nil {
		m.gauge("linea_tokens", "Access tokens in force.", func() float64 { return float64(s.Tokens.InForce()) })
	}
}

func (m *metrics) total(name, help string, value func() uint64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(value()) }))
}

func (m *metrics) tileCache(server *tiles.Server) {
	counter := func(name, help string, value func(tiles.CacheStats) uint64) {
		m.total(name, help, func() uint64 { return value(server.Stats()) })
	}
	counter("linea_tile_cache_hits_total", "Tiles answered from the cache.", func(s tiles.CacheStats) uint64 { return s.Hits })
	counter("linea_tile_cache_misses_total", "Tiles that were drawn.", func(s tiles.CacheStats) uint64 { return s.Misses })
	counter("linea_tile_cache_shared_total", "Tiles that another asker was having drawn.", func(s tiles.CacheStats) uint64 { return s.Shared })
	m.gauge("linea_tile_cache_bytes", "Size of the tiles kept.", func() float64 { return float64(server.Stats().Bytes) })
}

func (m *metrics) counter(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	m.registry.MustRegister(c)
	return c
}

func (m *metrics) gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// request counts one request. A path outside every route has the template "".
func (m *metrics) request(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "other"
	}
	m.requests.WithLabelValues(knownMethod(method), route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

// knownMethod keeps a client from making up label values.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

func serveMetrics(c *call) error {
	promhttp.HandlerFor(c.metrics.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(c.w, c.r)
	return nil
}

// journalSeq asks the journal itself, so that its distance to the index's seq
// is the fold lag.
func (s *server) journalSeq() float64 {
	if s.Journal == nil {
		return float64(s.progress().Seq)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	head, err := s.Journal.Head(ctx)
	if err != nil {
		return math.NaN()
	}
	return float64(head.Seq)
}
