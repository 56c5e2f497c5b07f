package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	abuseMinutes = flag.Float64("abuse.minutes", 0, "how long TestFaultsAbuse abuses the server; 0: two seconds, with few abusers")
	abuseReaders = flag.Int("abuse.readers", 10_000, "how many slow readers it has, where the system's limit of open files allows it")
	abuseOf      = flag.String("abuse.kinds", strings.Join(abuseKinds, ","), "which kinds of abuse, separated by commas")
)

// The server keeps to the rate that holds for other machines, as its clients
// here would be. What it is told to keep to, and what it may take at most: the index
// of 20,000 rows, tiles, and answers that wait.
const (
	abuseMemoryMB  = 512
	abuseCeilingMB = 1024
	abuseStreams   = 1000
	abuseRatio     = 3.0             // p99 of those who behave, beside abuse and alone
	abuseRound     = 2 * time.Minute // at most; longer than every time limit of the server
)

// abuse is one server, some clients that behave, and an abuser that comes and
// goes: what else the machine does meets both alike.
type abuse struct {
	t      *testing.T
	server *serving
	client *http.Client
	peakMB float64

	alone, beside rounds
	report        abuserReport
}

// rounds is what the clients that behave saw, and what the machine gave.
type rounds struct {
	took                      []time.Duration
	long, server, abuser, all time.Duration // processor time: all is that of the machine, its idle time aside
	steal                     time.Duration
}

// Whatever many clients send, those who behave are answered, memory stays
// under a ceiling, and afterwards nothing is left of it.
func TestFaultsAbuse(t *testing.T) {
	folder := t.TempDir()
	must(t, exitDone, folder, "demo", "--store", "abuse.gpkg", "--n", "20000", "--seed", "5")
	a := &abuse{t: t, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}}
	a.server = startServerWith(t, folder, "abuse.gpkg", "--memory-mb", fmt.Sprint(abuseMemoryMB), "--client-rate", "200", "--event-streams", fmt.Sprint(2*abuseStreams), "--query-deadline", "30s", "--log-level", "warn")
	a.server.get("/readyz")
	full := *abuseMinutes > 0
	orders := abuserOrders{Address: strings.TrimPrefix(a.server.url, "http://"), Kinds: strings.Split(*abuseOf, ","), Readers: 50, Streams: 20}
	long, times := 2*time.Second, 1
	if full {
		orders.Readers, orders.Streams = min(*abuseReaders, mostConnections(0)-2000), abuseStreams
		whole := time.Duration(*abuseMinutes * float64(time.Minute))
		times = int(math.Ceil(float64(whole) / float64(abuseRound)))
		long = whole / time.Duration(times)
	}
	a.behave(long/4, &rounds{}) // fills the caches
	before, after := a.goroutines(), 0
	for range times {
		a.behave(long/3, &a.alone)
		a.behaveBeside(long, orders)
		after = a.settle(before)
	}
	r := &a.report
	t.Logf("abuse: %d slow readers at once (%d in all), %d event streams, %d huge bodies, %d worst corridors, %d random addresses", orders.Readers, r.Readers, r.Streams, r.Bodies, r.Corridors, r.Addresses)
	t.Log("| | requests | p50 | p90 | p99 | server, cores | abuser, cores | machine, cores | stolen, cores |")
	a.alone.log(t, "alone")
	a.beside.log(t, "beside abuse")
	ratio := quantile(a.beside.took, 0.99).Seconds() / quantile(a.alone.took, 0.99).Seconds()
	t.Logf("p99 ratio %.1f (bar %.0f); peak memory %.0f MB (ceiling %d); goroutines %d before, %d after; %d answers 500", ratio, abuseRatio, a.peakMB, abuseCeilingMB, before, after, len(r.Odd))
	if len(r.Odd) > 0 || a.peakMB > abuseCeilingMB || after > before+20 {
		t.Errorf("the server did not stand it: %q", r.Odd)
	}
	if full && ratio > abuseRatio {
		t.Errorf("those who behave wait %.1f times as long", ratio)
	}
	a.server.stop()
}

func (r *rounds) log(t *testing.T, name string) {
	cores := func(d time.Duration) float64 { return d.Seconds() / r.long.Seconds() }
	t.Logf("| %s | %d | %v | %v | %v | %.2f | %.2f | %.2f | %.2f |", name, len(r.took), quantile(r.took, 0.5), quantile(r.took, 0.9), quantile(r.took, 0.99), cores(r.server), cores(r.abuser), cores(r.all), cores(r.steal))
}

// behaveBeside lets the clients behave while the server is abused.
func (a *abuse) behaveBeside(long time.Duration, orders abuserOrders) {
	abuser := startAbuser(a.t, orders)
	a.behave(long, &a.beside)
	report, cpu := abuser.stop()
	a.beside.abuser += cpu
	a.report = abuserReport{a.report.Readers + report.Readers, a.report.Streams + report.Streams, a.report.Bodies + report.Bodies,
		a.report.Corridors + report.Corridors, a.report.Addresses + report.Addresses, append(a.report.Odd, report.Odd...)}
}

// behave lets four clients ask for a while what a map asks, and notes how long
// each answer took. An answer that is none fails the test.
func (a *abuse) behave(long time.Duration, r *rounds) {
	ctx, cancel := context.WithTimeout(a.t.Context(), long)
	defer cancel()
	began, server := time.Now(), a.serverTime()
	all, steal := machineTime(a.t)
	var clients sync.WaitGroup
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
	allAfter, stealAfter := machineTime(a.t)
	r.took = append(r.took, slices.Concat(took...)...)
	r.long, r.server = r.long+time.Since(began), r.server+a.serverTime()-server
	r.all, r.steal = r.all+allAfter-all, r.steal+stealAfter-steal
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

// --- processor time ---

// tick is the unit of the kernel's figures on every Linux of today.
const tick = 10 * time.Millisecond

// serverTime is what the server has taken of the processors so far.
func (a *abuse) serverTime() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", a.server.cmd.Process.Pid))
	if err != nil {
		cannot(a.t, "the processor time of a process cannot be read here (%v)", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	return ticks(a.t, fields[11]) + ticks(a.t, fields[12]) // utime, stime
}

// machineTime is what all processors have done so far, and what the machine
// below took from them.
func machineTime(t *testing.T) (busy, steal time.Duration) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		cannot(t, "the processor time of the machine cannot be read here (%v)", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	fields := strings.Fields(line)[1:] // user nice system idle iowait irq softirq steal
	for _, i := range []int{0, 1, 2, 5, 6} {
		busy += ticks(t, fields[i])
	}
	return busy, ticks(t, fields[7])
}

func ticks(t *testing.T, text string) time.Duration {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.Duration(n) * tick
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
