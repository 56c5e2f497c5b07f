package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"linea/geo"
)

// handler answers one call or says why not.
type handler func(*call) error

// call is one request on its way through a handler.
type call struct {
	*server
	route  *route
	w      http.ResponseWriter
	r      *http.Request
	gin    *gin.Context
	ctx    context.Context // ends at the query deadline, unless the route has none
	params *params
	view   geo.View // of routes that read incidents
	turn   *turn    // of heavy questions to the view; nil = none is needed
	etag   string   // opaque part, without quotes and coding
	caller caller
}

// statusClientGone is written to the log when nobody waits for the answer.
const statusClientGone = 499

// serve is the one adapter between gin and the handlers.
func (s *server) serve(r *route) gin.HandlerFunc {
	return func(g *gin.Context) {
		c := &call{server: s, route: r, w: g.Writer, r: g.Request, gin: g, ctx: g.Request.Context()}
		err := c.run()
		if err == nil {
			return
		}
		g.Set(causeKey, err)
		if c.abandoned(err) {
			g.Writer.WriteHeader(statusClientGone)
			return
		}
		c.writeProblem(err)
	}
}

// abandoned says whether a call failed because its client left. A client that
// only closed its sending half, in the middle of a body, still reads: what is
// wrong with its request is told.
func (c *call) abandoned(err error) bool {
	return c.r.Context().Err() != nil && !c.written() && problemOf(err).Status >= http.StatusInternalServerError
}

// run prepares the call and lets the route's handler answer it.
func (c *call) run() (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = recovered(cause)
		}
	}()
	if err = c.admit(); err != nil {
		return err
	}
	if c.params, err = c.readParams(c.r.URL.RawQuery, c.route); err != nil {
		return err
	}
	if err = c.checkAccept(); err != nil {
		return err
	}
	c.cacheHeaders()
	if !c.route.patient {
		ctx := withLateDeadline(c.ctx, c.Limits.QueryDeadline)
		defer ctx.stop()
		c.ctx = ctx
	}
	if c.route.incidents { // what probes and programs ask of the server itself is no company
		c.company.note(c.client(c.r), c.Now())
		if err = c.openView(); err != nil {
			return err
		}
	}
	defer func() { c.turn.end() }()
	return c.route.handle(c)
}

func (c *call) cacheHeaders() {
	control := noStore
	if c.r.Method == http.MethodGet || c.r.Method == http.MethodHead {
		control = noCache
		if c.guarded() {
			control = privateNoCache // what one caller may read, the next may not
		}
	}
	c.w.Header()["Cache-Control"] = control
}

func (c *call) openView() error {
	c.view = c.View()
	if c.view == nil {
		return geo.Errorf("", geo.Unavailable, "The server is starting and still reads its journal; ask again in a moment (/readyz says how far it is)")
	}
	c.w.Header()["Linea-Seq"] = []string{strconv.FormatUint(c.view.Head().Seq, 10)}
	if !c.route.light && !c.route.patient {
		c.queue(c.turns, c.route.large)
	}
	return nil
}

func (c *call) written() bool { return c.gin.Writer.Written() }

// path gives a parameter of the path.
func (c *call) path(name string) string { return c.gin.Param(name) }

// base is the address under which the client reaches the server.
func (c *call) base() string {
	switch {
	case c.BaseURL != "":
		return strings.TrimSuffix(c.BaseURL, "/")
	case c.r.TLS != nil:
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

// --- caching ---

// notModified sets the ETag of an answer that depends on the snapshot, the
// route, its parameters and whatever else is given, and answers 304 when the
// client has it already. The build is part of it: a new one may answer in
// other words.
func (c *call) notModified(q *geo.Query, more ...string) bool {
	head := c.view.Head()
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%d\n%s\n%s\n%s\n%s\n%s\n%q", head.StoreID, head.Seq, c.Version.Version, c.Version.Commit,
		c.r.URL.Path, q.Key(), c.params.others(), more)
	return c.matches(hex.EncodeToString(h.Sum(nil)[:16]))
}

// matches sets the ETag and answers 304 when If-None-Match names it.
func (c *call) matches(etag string) bool {
	c.etag = etag
	h := c.w.Header()
	h.Set("ETag", c.fullETag())
	if c.route.varies() {
		addVary(h, "Accept-Encoding")
	}
	if !etagListed(c.r.Header.Get("If-None-Match"), c.fullETag()) {
		return false
	}
	c.w.WriteHeader(http.StatusNotModified)
	return true
}

// fullETag is the strong ETag of the representation that this client gets.
func (c *call) fullETag() string {
	if c.gzips() {
		return `"` + c.etag + `-gzip"`
	}
	return `"` + c.etag + `"`
}

// gzips says whether the answer is compressed.
func (c *call) gzips() bool {
	return c.route.varies() && prefersGzip(c.r.Header.Get("Accept-Encoding"))
}

// etagListed tells whether an If-None-Match header names the tag (weak
// comparison).
func etagListed(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}

func addVary(h http.Header, name string) {
	for _, v := range h.Values("Vary") {
		if strings.EqualFold(v, name) {
			return
		}
	}
	h.Add("Vary", name)
}

// --- answering ---

// answer writes v as the route's JSON.
func (c *call) answer(status int, v any) error {
	body, err := encodeJSON(v)
	if err != nil {
		return err
	}
	return c.send(status, c.route.produces[0], body)
}

// send writes a whole body, compressed when the route allows it and the client
// prefers it.
func (c *call) send(status int, media string, body []byte) error {
	h := c.w.Header()
	if c.route.varies() {
		addVary(h, "Accept-Encoding")
	}
	if c.gzips() {
		h.Set("Content-Encoding", "gzip")
		body = gzipped(body)
	}
	return c.write(status, media, body)
}

// cutOff ends an answer that its client does not take.
func (c *call) cutOff() {
	http.NewResponseController(c.w).SetWriteDeadline(time.Unix(1, 0)) //nolint:errcheck // not offered by a test's recorder
}

// write writes a whole body as it is. That the client is gone is no error:
// nobody is left to hear of it.
func (c *call) write(status int, media string, body []byte) error {
	c.turn.end() // a client that takes its time keeps nobody waiting
	h := c.w.Header()
	values := [...]string{media, strconv.Itoa(len(body))}
	h["Content-Type"], h["Content-Length"] = values[0:1:1], values[1:2:2]
	c.w.WriteHeader(status)
	if len(body) >= leastWatched {
		defer c.waiting.begin(c.client(c.r), len(body), time.Now(), c.cutOff)()
	}
	c.w.Write(body) //nolint:errcheck
	return nil
}
