package api

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"testing"
	"time"
)

// crowd is a server that keeps to bounds, and answers when it is told.
type crowd struct {
	t       *testing.T
	bounds  *Connections
	addr    string
	release chan struct{}
	entered chan struct{}
}

func newCrowd(t *testing.T, bounds *Connections) *crowd {
	t.Helper()
	c := &crowd{t: t, bounds: bounds, release: make(chan struct{}), entered: make(chan struct{}, 100)}
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ConnState: bounds.State, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			c.entered <- struct{}{}
			<-c.release
		}
	})}
	go server.Serve(bounds.Listen(inner))
	t.Cleanup(func() { server.Close() })
	c.addr = inner.Addr().String()
	return c
}

// ask sends a request on a connection of its own.
func (c *crowd) ask(path string) net.Conn {
	c.t.Helper()
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		c.t.Fatal(err)
	}
	return conn
}

// answered reads until the answer's empty line; false when the connection was
// closed before.
func (c *crowd) answered(conn net.Conn) bool {
	b := make([]byte, 1)
	for ends := 0; ends < 4; {
		if _, err := conn.Read(b); err != nil {
			return false
		}
		if b[0] == '\r' || b[0] == '\n' {
			ends++
		} else {
			ends = 0
		}
	}
	return true
}

func (c *crowd) closed(conn net.Conn) bool {
	_, err := conn.Read(make([]byte, 1))
	return err != nil
}

func TestBusyConnectionsKeepTheirPlace(t *testing.T) {
	c := newCrowd(t, &Connections{Most: 2})
	first, second := c.ask("/wait"), c.ask("/wait")
	<-c.entered
	<-c.entered
	if third := c.ask("/"); c.answered(third) {
		t.Error("a third connection was taken")
	}
	if c.bounds.Refused() != 1 || c.bounds.Open() != 2 {
		t.Errorf("%d refused, %d open", c.bounds.Refused(), c.bounds.Open())
	}
	close(c.release)
	if !c.answered(first) || !c.answered(second) {
		t.Error("those that were there got no answer")
	}
}

func TestIdleConnectionsGiveWay(t *testing.T) {
	c := newCrowd(t, &Connections{Most: 2})
	idle, busy := c.ask("/"), c.ask("/wait")
	<-c.entered
	if !c.answered(idle) {
		t.Fatal("no answer")
	}
	for c.idleOnes() == 0 { // the state is noted after the answer
		time.Sleep(time.Millisecond)
	}
	if fresh := c.ask("/"); !c.answered(fresh) {
		t.Error("an idle connection keeps out a new one")
	}
	if !c.closed(idle) {
		t.Error("the idle one is still there")
	}
	close(c.release)
	if !c.answered(busy) || c.bounds.Refused() != 0 {
		t.Errorf("%d refused", c.bounds.Refused())
	}
}

// Beyond so many the connection that has been idle longest goes, once its answer
// is on its way.
func TestFewConnectionsStayIdle(t *testing.T) {
	c := newCrowd(t, &Connections{MostIdle: 2})
	var all []net.Conn
	for n := range 4 {
		conn := c.ask("/")
		if !c.answered(conn) {
			t.Fatal("no answer")
		}
		all = append(all, conn)
		for c.idleOnes() < min(2, n+1) { // the state is noted after the answer
			time.Sleep(time.Millisecond)
		}
	}
	for _, gone := range all[:2] {
		if !c.closed(gone) {
			t.Error("the longest idle one is still there")
		}
	}
	for _, kept := range all[2:] {
		if _, err := io.WriteString(kept, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil || !c.answered(kept) {
			t.Errorf("one of the last two is gone (%v)", err)
		}
	}
	if c.bounds.Refused() != 0 {
		t.Errorf("%d refused", c.bounds.Refused())
	}
}

func (c *crowd) idleOnes() int {
	c.bounds.mu.Lock()
	defer c.bounds.mu.Unlock()
	return c.bounds.idle.Len()
}

func TestOneClientDoesNotTakeAllConnections(t *testing.T) {
	for _, exempt := range []bool{false, true} {
		c := newCrowd(t, &Connections{Most: 10, PerClient: 1, Exempt: func(netip.Addr) bool { return exempt }})
		first := c.ask("/wait")
		<-c.entered
		if got := c.answered(c.ask("/")); got != exempt {
			t.Errorf("exempt %v: a second connection answered: %v", exempt, got)
		}
		close(c.release)
		if !c.answered(first) {
			t.Error("no answer")
		}
	}
}

// When all have left, nothing of them is kept.
func TestConnectionsAreForgotten(t *testing.T) {
	c := newCrowd(t, &Connections{Most: 5})
	for range 5 {
		conn := c.ask("/")
		c.answered(conn)
		conn.Close()
	}
	for c.bounds.Open() > 0 {
		time.Sleep(time.Millisecond)
	}
	c.bounds.mu.Lock()
	defer c.bounds.mu.Unlock()
	if len(c.bounds.byClient) != 0 {
		t.Errorf("%v", c.bounds.byClient)
	}
}

// A household in IPv6 has as many addresses as it likes.
func TestConnectionsAreCountedByHousehold(t *testing.T) {
	c := &Connections{PerClient: 2}
	address := netip.MustParseAddr
	for _, tt := range []struct {
		client string
		ok     bool
	}{{"2001:db8::1", true}, {"2001:db8::2", true}, {"2001:db8::3", false}, {"2001:db8:0:1::1", true}, {"192.0.2.1", true}, {"192.0.2.2", true}} {
		if _, ok := c.enter(address(tt.client)); ok != tt.ok {
			t.Errorf("%s: %v", tt.client, ok)
		}
	}
	c.leave(address("2001:db8::1"))
	if _, ok := c.enter(address("2001:db8::9")); !ok {
		t.Error("one left, and there is no room")
	}
	for _, client := range []string{"2001:db8::2", "2001:db8::9", "2001:db8:0:1::1", "192.0.2.1", "192.0.2.2"} {
		c.leave(address(client))
	}
	if c.Open() != 0 || len(c.byClient) != 0 {
		t.Errorf("%d are open, %v", c.Open(), c.byClient)
	}
}

// A client that takes nothing makes us write little of what it asked for.
func TestTheSystemHoldsLittleForAClient(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := (&Connections{}).Listen(inner)
	defer listener.Close()
	client, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
	written, part := 0, make([]byte, 16<<10)
	for err == nil {
		var n int
		n, err = conn.Write(part)
		written += n
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) || written > 2<<20 {
		t.Errorf("%d bytes written before %v", written, err)
	}
}
