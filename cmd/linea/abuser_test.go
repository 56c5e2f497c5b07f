package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// abuserKey names the environment variable that makes this test binary an
// abuser; it holds the orders.
const abuserKey = "LINEA_TEST_ABUSER"

// The kinds of abuse. Each comes from addresses of its own, so that the server
// can tell it from the others; readers and streams from many, or a bound on one
// client would keep out most of them.
var abuseKinds = []string{"readers", "streams", "bodies", "corridors", "addresses"}

// abuserOrders say whom to abuse, how, and by how many.
type abuserOrders struct {
	Address          string // host:port of the server
	Kinds            []string
	Readers, Streams int
}

// abuserReport is what an abuser says in the end.
type abuserReport struct {
	Readers, Streams, Bodies, Corridors, Addresses int64    // that were begun
	Odd                                            []string // answers that no abuse deserves: 500
}

// abuserProcess is an abuser at work. It is a process of its own and of the
// lowest priority, since the clients of a server do not share its cores; what
// these leave idle it takes.
type abuserProcess struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdin  io.Closer
	stdout bytes.Buffer
}

func startAbuser(t *testing.T, orders abuserOrders) *abuserProcess {
	t.Helper()
	needs(t, "nice")
	text, err := json.Marshal(orders)
	if err != nil {
		t.Fatal(err)
	}
	a := &abuserProcess{t: t, cmd: exec.Command("nice", "-n", "19", os.Args[0])}
	a.cmd.Env = append(os.Environ(), abuserKey+"="+string(text))
	a.cmd.Stdout, a.cmd.Stderr = &a.stdout, os.Stderr
	if a.stdin, err = a.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := a.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.cmd.Process.Kill() })
	return a
}

// stop ends the abuse and says what it was, and the processor time it took.
func (a *abuserProcess) stop() (r abuserReport, cpu time.Duration) {
	a.t.Helper()
	a.stdin.Close()
	if err := a.cmd.Wait(); err != nil {
		a.t.Fatalf("the abuser: %v", err)
	}
	if err := json.Unmarshal(a.stdout.Bytes(), &r); err != nil {
		a.t.Fatalf("the abuser says %q: %v", a.stdout.String(), err)
	}
	return r, a.cmd.ProcessState.UserTime() + a.cmd.ProcessState.SystemTime()
}

// beAbuser is the main function of the abuser: it abuses until standard input
// ends, as it does when its parent goes.
func beAbuser(orders string) {
	a := &abuser{}
	if err := json.Unmarshal([]byte(orders), &a.abuserOrders); err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	a.begin(ctx, &group)
	io.Copy(io.Discard, os.Stdin) //nolint:errcheck // its end is what counts
	cancel()
	group.Wait()
	json.NewEncoder(os.Stdout).Encode(abuserReport{a.readers.Load(), a.streams.Load(), a.bodies.Load(), a.corridors.Load(), a.addresses.Load(), a.odd}) //nolint:errcheck // the parent sees it
}

// abuser is the other side of abuserProcess.
type abuser struct {
	abuserOrders
	readers, streams, bodies, corridors, addresses atomic.Int64
	mu                                             sync.Mutex
	odd                                            []string
}

// begin starts what is ordered.
func (a *abuser) begin(ctx context.Context, group *sync.WaitGroup) {
	for i, kind := range a.Kinds {
		many, work := 2, (func(*visitor, context.Context))(nil)
		switch kind {
		case "readers":
			many, work = a.Readers, (*visitor).readSlowly
		case "streams":
			many, work = a.Streams, (*visitor).listen
		case "bodies":
			work = (*visitor).sendHuge
		case "corridors":
			work = (*visitor).worstCorridor
		case "addresses":
			work = (*visitor).randomAddress
		default:
			panic("no such abuse: " + kind)
		}
		for n := range many {
			from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(2+i), byte(1+n/perAddress))}}
			v := &visitor{abuser: a, n: n, from: from, dice: mathrand.New(mathrand.NewPCG(uint64(n), uint64(i)))}
			group.Go(func() {
				for ctx.Err() == nil {
					work(v, ctx)
				}
			})
		}
	}
}

// perAddress is how many clients ask from one address.
const perAddress = 100

// visitor is one of the abuser's many clients.
type visitor struct {
	*abuser
	n    int
	from *net.Dialer
	dice *mathrand.Rand
}

func (v *visitor) dial(ctx context.Context) (net.Conn, error) {
	conn, err := v.from.DialContext(ctx, "tcp", v.Address)
	if err == nil {
		context.AfterFunc(ctx, func() { conn.Close() })
	}
	return conn, err
}

// readSlowly asks for much and takes a few bytes a second.
func (v *visitor) readSlowly(ctx context.Context) {
	paths := []string{"/api/v1/incidents?limit=1000", "/api/v1/incidents?f=csv", "/tiles/hotspots/5/6/12.mvt?res=6", "/api/v1/cells?res=7"}
	defer pause(ctx, time.Second)
	conn, err := v.dial(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	v.readers.Add(1)
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", paths[v.n%len(paths)])
	for few := make([]byte, 16); ; pause(ctx, time.Second) {
		if _, err := conn.Read(few); err != nil {
			return
		}
	}
}

// listen holds an event stream and reads what comes.
func (v *visitor) listen(ctx context.Context) {
	defer pause(ctx, time.Second)
	conn, err := v.dial(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	v.streams.Add(1)
	fmt.Fprint(conn, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
	io.Copy(io.Discard, conn) //nolint:errcheck // until either side ends it
}

// ask sends one request on a connection of its own and notes an answer 500.
func (v *visitor) ask(ctx context.Context, head string, body io.Reader) {
	conn, err := v.dial(ctx)
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
		v.mu.Lock()
		defer v.mu.Unlock()
		v.odd = append(v.odd, fmt.Sprintf("%.200q: %s", head, line))
	}
}

func (v *visitor) sendHuge(ctx context.Context) {
	v.bodies.Add(1)
	path, kind := []string{"/api/v1/corridors/query", "/api/v1/incidents", "/api/v1/corridors/line"}[v.dice.IntN(3)], "application/json"
	size := int64(64 << 20)
	body := io.LimitReader(endless("[[[[[1,"), size)
	v.ask(ctx, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", path, kind, size), body)
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
func (v *visitor) worstCorridor(ctx context.Context) {
	v.corridors.Add(1)
	var line bytes.Buffer
	line.WriteString(`{"half_width_m":50000,"ends":"round","incidents":1000,"line":{"type":"LineString","coordinates":[`)
	for i := range 10_000 {
		if i > 0 {
			line.WriteByte(',')
		}
		fmt.Fprintf(&line, "[%.5f,%.4f]", -114.5+5.5*float64(i)/10_000, 31.6+0.0013*float64(i%2)+0.0001*v.dice.Float64())
	}
	line.WriteString(`]}}`)
	head := fmt.Sprintf("POST /api/v1/corridors/query?compare=last_year HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", line.Len())
	if v.dice.IntN(2) == 0 {
		head = strings.Replace(head, "?compare=last_year", "", 1)
	}
	v.ask(ctx, head, &line)
}

func (v *visitor) randomAddress(ctx context.Context) {
	v.addresses.Add(1)
	paths := []string{"/%s", "/api/v1/incidents/%s", "/api/v1/cells/%s", "/tiles/hotspots/9/%s/1.mvt", "/api/v1/summary?kind=%s", "/api/v1/places?q=%s", "/api/v1/hotspots?with=%s"}
	v.ask(ctx, "GET "+fmt.Sprintf(paths[v.dice.IntN(len(paths))], rand.Text())+" HTTP/1.1\r\nHost: localhost\r\n\r\n", strings.NewReader(""))
	pause(ctx, 5*time.Millisecond)
}
