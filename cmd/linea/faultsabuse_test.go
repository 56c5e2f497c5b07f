package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	abuseMinutes = flag.Float64("abuse.minutes", 0, "how long TestFaultsAbuse abuses the server; 0: two seconds, with few abusers")
	abuseReaders = flag.Int("abuse.readers", 10_000, "how many slow readers it has, where the system's limit of open files allows it")
)

// The server keeps to the rate that holds for other machines, as its clients
// here would be. What it is told to keep to, and what it may take at most: the index
// of 20,000 rows, tiles, and answers that wait.
const (
	abuseMemoryMB  = 512
	abuseCeilingMB = 1024
	abuseRatio     = 3.0 // p99 of those who behave, beside abuse and alone
)

// abuse is one server, some clients that behave, and many that do not.
type abuse struct {
	t      *testing.T
	server *serving
	client *http.Client
	full   bool
	peakMB float64

	streams, readers, bodies, corridors, urls atomic.Int64 // that were begun
	odd                                       atomic.Int64 // answers that no abuse deserves: 500
}

// Whatever many clients send, those who behave are answered, memory stays
// under a ceiling, and afterwards nothing is left of it.
func TestFaultsAbuse(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--store", "abuse.gpkg", "--n", "20000", "--seed", "5")
	a := &abuse{t: t, full: *abuseMinutes > 0, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}}
	a.server = startServerWith(t, folder, "abuse.gpkg", "--memory-mb", fmt.Sprint(abuseMemoryMB), "--client-rate", "200", "--query-deadline", "30s", "--log-level", "warn")
	a.server.get("/readyz")
	long := 2 * time.Second
	if a.full {
		long = time.Duration(*abuseMinutes * float64(time.Minute))
	}
	a.behave(long/4, nil) // fills the caches that both rounds use
	alone := a.behave(long/2, nil)
	before := a.goroutines()
	beside := a.behave(long, a.begin)
	after := a.settle(before)
	ratio := quantile(beside, 0.99).Seconds() / quantile(alone, 0.99).Seconds()
	t.Logf("abuse: %d slow readers, %d event streams, %d huge bodies, %d worst corridors, %d random addresses", a.readers.Load(), a.streams.Load(), a.bodies.Load(), a.corridors.Load(), a.urls.Load())
	t.Log("| | requests | p50 | p99 |")
	t.Logf("| alone | %d | %v | %v |", len(alone), quantile(alone, 0.5), quantile(alone, 0.99))
	t.Logf("| beside abuse | %d | %v | %v |", len(beside), quantile(beside, 0.5), quantile(beside, 0.99))
	t.Logf("p99 ratio %.1f (bar %.0f); peak memory %.0f MB (ceiling %d); goroutines %d before, %d after; %d answers 500", ratio, abuseRatio, a.peakMB, abuseCeilingMB, before, after, a.odd.Load())
	if a.odd.Load() > 0 || a.peakMB > abuseCeilingMB || after > before+20 {
		t.Error("the server did not stand it")
	}
	if a.full && ratio > abuseRatio {
		t.Errorf("those who behave wait %.1f times as long", ratio)
	}
	a.server.stop()
}

// behave lets four clients ask for a while what a map asks, and gives how long
// each answer took. An answer that is none fails the test.
func (a *abuse) behave(long time.Duration, begin func(context.Context, *sync.WaitGroup)) []time.Duration {
	ctx, cancel := context.WithTimeout(a.t.Context(), long)
	defer cancel()
	var abusers, clients sync.WaitGroup
	if begin != nil {
		begin(ctx, &abusers)
	}
	took := make([][]time.Duration, 4)
	for i := range took {
		clients.Go(func() {
			dice := mathrand.New(mathrand.NewPCG(uint64(i), 1))
			for ctx.Err() == nil {
				took[i] = append(took[i], a.askAsAMap(dice))
				pause(ctx, 40*time.Millisecond)
			}
		})
	}
	clients.Go(func() {
		for ctx.Err() == nil {
			a.peakMB = max(a.peakMB, rssOf(a.t, a.server.cmd.Process.Pid))
			pause(ctx, 200*time.Millisecond)
		}
	})
	clients.Wait()
	abusers.Wait()
	return slices.Concat(took...)
}

func (a *abuse) askAsAMap(dice *mathrand.Rand) time.Duration {
	kinds := []string{"rescue", "death", "crossing", "humanitarian"}
	path := fmt.Sprintf("/tiles/hotspots/%d/%d/%d.mvt?kind=%s", 7, 24+dice.IntN(2), 51+dice.IntN(2), kinds[dice.IntN(len(kinds))])
	if dice.IntN(20) == 0 {
		path = "/api/v1/incidents?limit=100&kind=" + kinds[dice.IntN(len(kinds))]
	}
	began := time.Now()
	answer, err := a.client.Get(a.server.url + path)
	if err != nil {
		a.t.Errorf("one who behaves got no answer: %v", err)
		return time.Since(began)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		a.t.Errorf("%s: %s %v", path, answer.Status, err)
	}
	return time.Since(began)
}

// begin starts every kind of abuse.
func (a *abuse) begin(ctx context.Context, group *sync.WaitGroup) {
	readers, streams := 50, 20
	if a.full {
		readers, streams = min(*abuseReaders, (mostConnections(0)-2000)/2), 1000
	}
	for i := range readers {
		group.Go(func() { a.readSlowly(ctx, i) })
	}
	for range streams {
		group.Go(func() { a.listen(ctx) })
	}
	for i, kind := range []func(context.Context, *mathrand.Rand){a.sendHuge, a.sendHuge, a.worstCorridor, a.worstCorridor, a.randomAddress, a.randomAddress} {
		dice := mathrand.New(mathrand.NewPCG(uint64(i), 2))
		group.Go(func() {
			for ctx.Err() == nil {
				kind(ctx, dice)
			}
		})
	}
}

// dial connects from an address of its own, so that the server can tell the
// abusers from the others.
func (a *abuse) dial(ctx context.Context) (net.Conn, error) {
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	conn, err := from.DialContext(ctx, "tcp", strings.TrimPrefix(a.server.url, "http://"))
	if err == nil {
		context.AfterFunc(ctx, func() { conn.Close() })
	}
	return conn, err
}

// readSlowly asks for much and takes a few bytes a second, again and again.
func (a *abuse) readSlowly(ctx context.Context, i int) {
	paths := []string{"/api/v1/incidents?limit=1000", "/api/v1/incidents?f=csv", "/tiles/hotspots/5/6/12.mvt?res=6", "/api/v1/cells?res=7"}
	for ctx.Err() == nil {
		conn, err := a.dial(ctx)
		if err != nil {
			pause(ctx, time.Second)
			continue
		}
		a.readers.Add(1)
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", paths[i%len(paths)])
		for one := make([]byte, 16); ; {
			if _, err := conn.Read(one); err != nil {
				break
			}
			pause(ctx, time.Second)
		}
		conn.Close()
		pause(ctx, time.Second)
	}
}

// listen holds an event stream and reads what comes.
func (a *abuse) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if conn, err := a.dial(ctx); err == nil {
			a.streams.Add(1)
			fmt.Fprint(conn, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
			io.Copy(io.Discard, conn) //nolint:errcheck // until either side ends it
			conn.Close()
		}
		pause(ctx, time.Second)
	}
}

// ask sends one request on a connection of its own and notes an answer 500.
func (a *abuse) ask(ctx context.Context, head string, body io.Reader) {
	conn, err := a.dial(ctx)
	if err != nil {
		pause(ctx, 100*time.Millisecond)
		return
	}
	defer conn.Close()
	go func() {
		io.WriteString(conn, head) //nolint:errcheck // the server may have had enough
		io.Copy(conn, body)        //nolint:errcheck
	}()
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && strings.Contains(line, " 500 ") {
		a.odd.Add(1)
		a.t.Errorf("%.200q: %s", head, line)
	}
}

func (a *abuse) sendHuge(ctx context.Context, dice *mathrand.Rand) {
	a.bodies.Add(1)
	path, kind := []string{"/api/v1/corridors/query", "/api/v1/incidents", "/api/v1/corridors/line"}[dice.IntN(3)], "application/json"
	size := int64(64 << 20)
	body := io.LimitReader(endless("[[[[[1,"), size)
	a.ask(ctx, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", path, kind, size), body)
	pause(ctx, 50*time.Millisecond)
}

// endless repeats a text.
type endless string

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e[i%len(e)]
	}
	return len(p), nil
}

// worstCorridor asks for the widest corridor along a line of 10,000 vertices
// that runs to and fro over the whole map.
func (a *abuse) worstCorridor(ctx context.Context, dice *mathrand.Rand) {
	a.corridors.Add(1)
	var line bytes.Buffer
	line.WriteString(`{"half_width_m":50000,"ends":"round","incidents":1000,"line":{"type":"LineString","coordinates":[`)
	for i := range 10_000 {
		if i > 0 {
			line.WriteByte(',')
		}
		fmt.Fprintf(&line, "[%.5f,%.4f]", -114.5+5.5*float64(i)/10_000, 31.6+0.0013*float64(i%2)+0.0001*dice.Float64())
	}
	line.WriteString(`]}}`)
	head := fmt.Sprintf("POST /api/v1/corridors/query?compare=last_year HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", line.Len())
	if dice.IntN(2) == 0 {
		head = strings.Replace(head, "?compare=last_year", "", 1)
	}
	a.ask(ctx, head, &line)
}

func (a *abuse) randomAddress(ctx context.Context, dice *mathrand.Rand) {
	a.urls.Add(1)
	paths := []string{"/%s", "/api/v1/incidents/%s", "/api/v1/cells/%s", "/tiles/hotspots/9/%s/1.mvt", "/api/v1/summary?kind=%s", "/api/v1/places?q=%s", "/api/v1/hotspots?with=%s"}
	a.ask(ctx, "GET "+fmt.Sprintf(paths[dice.IntN(len(paths))], rand.Text())+" HTTP/1.1\r\nHost: localhost\r\n\r\n", strings.NewReader(""))
	pause(ctx, 5*time.Millisecond)
}

func (a *abuse) goroutines() int {
	s := &soak{t: a.t, server: a.server}
	return int(s.metric("go_goroutines"))
}

// settle waits until the server has let go of what its clients left: the last
// of its timeouts is the minute after which an export's client has stalled.
func (a *abuse) settle(before int) (after int) {
	a.client.CloseIdleConnections()
	for range 150 {
		if after = a.goroutines(); after <= before+5 {
			break
		}
		pause(a.t.Context(), 500*time.Millisecond)
	}
	return after
}

func quantile(took []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Round(10 * time.Microsecond)
}
