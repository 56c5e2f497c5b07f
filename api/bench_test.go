package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"linea/geo"
	"linea/geo/feed"
	"linea/geo/geotest"
	"linea/geo/index"
	"linea/geo/store/storetest"
)

// BenchmarkWrites lets 64 clients write one incident each, again and again,
// into 20,000: reading it, the journal in memory, folding, answering.
func BenchmarkWrites(b *testing.B) {
	journal := storetest.NewMemory()
	all := geotest.Random(3, 20_000)
	if _, err := feed.Write(b.Context(), journal, "rows", func(yield func(*geo.Incident) bool) {
		for i := range all {
			if !yield(&all[i]) {
				return
			}
		}
	}, feed.Options{OnChange: feed.OnChangeKeep}); err != nil {
		b.Fatal(err)
	}
	ix, err := index.Open(b.Context(), journal)
	if err != nil {
		b.Fatal(err)
	}
	go ix.Follow(b.Context())
	handler, err := New(Config{View: ix.View, WaitFor: ix.WaitFor, Journal: journal})
	if err != nil {
		b.Fatal(err)
	}
	var n atomic.Int64
	b.SetParallelism((64 + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			body := fmt.Sprintf(`{"source":"desk","kind":"rescue","occurred_at":"2024-%02d-%02d","lon":%.5f,"lat":%.5f,"radius_m":50}`, 1+i%12, 1+i%28, -114+float64(i*37%40009)/8000, 31.4+float64(i*101%30011)/20000)
			r := httptest.NewRequest(http.MethodPost, "/api/v1/incidents", strings.NewReader(body))
			r.Host, r.RemoteAddr = "localhost", "127.0.0.1:1"
			r.Header.Set("Content-Type", mediaJSON)
			w := httptest.NewRecorder()
			if handler.ServeHTTP(w, r); w.Code != http.StatusCreated {
				b.Fatal(w.Body)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}
