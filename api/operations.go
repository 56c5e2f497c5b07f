package api

import (
	"net/http"

	"linea/geo"
)

type healthAnswer struct {
	OK bool `json:"ok"`
}

func health(c *call) error { return c.answer(http.StatusOK, healthAnswer{true}) }

// ready answers 200 once the index shows the journal's head. How large that is
// only those learn who may ask the server anything.
func ready(c *call) error {
	p := c.progress()
	if c.guarded() && c.identify() != nil {
		p.Seq, p.Incidents, p.Problem = 0, 0, "" // how much is reported, and when, is not for everybody
	}
	if !p.Ready {
		c.w.Header().Set("Retry-After", "1")
		return c.answer(http.StatusServiceUnavailable, p)
	}
	return c.answer(http.StatusOK, p)
}

func (s *server) progress() Progress {
	if s.Progress != nil {
		return s.Progress()
	}
	if view := s.View(); view != nil {
		return Progress{Ready: true, Progress: 1, Seq: view.Head().Seq}
	}
	return Progress{}
}

func version(c *call) error { return c.answer(http.StatusOK, c.Version) }

func serveOpenAPI(c *call) error {
	if c.matches(hashOf(c.openapi)) {
		return nil
	}
	return c.send(http.StatusOK, mediaJSON, c.openapi)
}

// plain gives the sentence of an error that a client caused.
func plain(err error) string {
	if e, ok := err.(*geo.Error); ok {
		return e.Message
	}
	return err.Error()
}
