package api

import (
	"container/list"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// Connections bounds how many are open at once, how many of them wait for a
// next request, and how many one client may have. At a bound the connection
// that has been idle longest gives way; when all are busy, the new one is
// closed. Zero bounds nothing.
type Connections struct {
	Most      int
	MostIdle  int
	PerClient int
	// Exempt says whose connections are not counted by client: proxies, and
	// programs of this machine.
	Exempt func(netip.Addr) bool

	mu       sync.Mutex
	open     int
	byClient map[netip.Addr]int         // by household
	idle     list.List                  // of net.Conn, longest first
	at       map[net.Conn]*list.Element // where in idle
	refused  uint64
}

// mostUnsent is how many bytes of an answer the system holds for a client that
// does not take them (Linux takes it twice). Left to itself it holds 4 MB, for
// which we would have worked.
const mostUnsent = 256 << 10

// Listen gives a listener that keeps to the bounds. The server must report its
// connections' states to State.
func (c *Connections) Listen(inner net.Listener) net.Listener { return &countedListener{inner, c} }

// State notes which connections are idle, and closes the one that has been
// longest where there are too many; it is an http.Server's ConnState. What the
// system still holds of an answer is sent all the same: thousands of readers who
// take theirs slowly hold no memory here but the system's.
func (c *Connections) State(conn net.Conn, state http.ConnState) {
	if leaves := c.note(conn, state); leaves != nil {
		go leaves.Close() // TLS says goodbye to who may not listen
	}
}

// note says who has to go, nil for nobody.
func (c *Connections) note(conn net.Conn, state http.ConnState) (leaves net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at, ok := c.at[conn]; ok {
		c.idle.Remove(at)
		delete(c.at, conn)
	}
	if state != http.StateIdle {
		return nil
	}
	if c.at == nil {
		c.at = map[net.Conn]*list.Element{}
	}
	c.at[conn] = c.idle.PushBack(conn)
	if c.MostIdle > 0 && c.idle.Len() > c.MostIdle {
		return c.longestIdle()
	}
	return nil
}

// longestIdle takes the connection that has been idle longest off the list; nil
// when none is.
func (c *Connections) longestIdle() net.Conn {
	front := c.idle.Front()
	if front == nil {
		return nil
	}
	conn := front.Value.(net.Conn)
	c.idle.Remove(front)
	delete(c.at, conn)
	return conn
}

// Open is how many connections there are, Refused how many there might have
// been.
func (c *Connections) Open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.open
}

// Refused counts the connections that were closed because of a bound.
func (c *Connections) Refused() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused
}

// enter counts a new connection, and says who has to go for it: an idle one,
// or itself when ok is false.
func (c *Connections) enter(client netip.Addr) (leaves net.Conn, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byClient == nil {
		c.byClient = map[netip.Addr]int{}
	}
	if c.PerClient > 0 && c.byClient[household(client)] >= c.PerClient && (c.Exempt == nil || !c.Exempt(client)) {
		c.refused++
		return nil, false
	}
	if c.Most > 0 && c.open >= c.Most {
		if leaves = c.longestIdle(); leaves == nil {
			c.refused++
			return nil, false
		}
	}
	c.open++
	c.byClient[household(client)]++
	return leaves, true
}

func (c *Connections) leave(client netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
	if client = household(client); c.byClient[client] > 1 {
		c.byClient[client]--
	} else {
		delete(c.byClient, client)
	}
}

type countedListener struct {
	net.Listener
	c *Connections
}

// Accept gives the next connection that may stay.
func (l *countedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		client := addressOf(conn.RemoteAddr().String())
		leaves, ok := l.c.enter(client)
		if leaves != nil {
			go leaves.Close() // TLS says goodbye to who may not listen
		}
		if ok {
			if tcp, isTCP := conn.(*net.TCPConn); isTCP {
				tcp.SetWriteBuffer(mostUnsent) //nolint:errcheck // else the system's own bound holds
			}
			return &countedConn{Conn: conn, leave: sync.OnceFunc(func() { l.c.leave(client) })}, nil
		}
		conn.Close()
	}
}

// addressOf reads host:port; the zero address where it is something else.
func addressOf(hostPort string) netip.Addr {
	ap, err := netip.ParseAddrPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

type countedConn struct {
	net.Conn
	leave func()
}

func (c *countedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}
