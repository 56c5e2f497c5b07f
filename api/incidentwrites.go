package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"linea/geo"
	"linea/geo/feed"
)

// incidentFields describes what a client writes, for /openapi.json; a test
// holds it to what feed reads. A GeoJSON feature with these properties, as
// reading gives it, does as well.
type incidentFields struct {
	ID              string             `json:"id,omitempty"` // with or without the source before it; made when it is left out
	Source          string             `json:"source"`
	Kind            geo.Kind           `json:"kind"`
	Subkind         string             `json:"subkind,omitempty"`
	OccurredAt      string             `json:"occurred_at"` // an instant with its offset, or a local day, month or year
	DateLocal       string             `json:"date_local,omitempty"`
	OccurredUntil   string             `json:"occurred_until,omitempty"`
	TimePrecision   geo.TimePrecision  `json:"time_precision,omitempty"`
	TimeKind        geo.TimeKind       `json:"time_kind,omitempty"`
	ReportedAt      string             `json:"reported_at,omitempty"`
	FoundWithinDays int                `json:"found_within_days,omitempty"`
	Lon             float64            `json:"lon,omitempty"`
	Lat             float64            `json:"lat,omitempty"`
	RadiusM         float64            `json:"radius_m,omitempty"`
	LocationMethod  geo.LocationMethod `json:"location_method,omitempty"`
	Origin          geo.Origin         `json:"origin,omitempty"`
	Persons         int                `json:"persons,omitempty"`
	Cause           geo.Cause          `json:"cause,omitempty"`
	Land            string             `json:"land,omitempty"`
	Area            string             `json:"area,omitempty"`
	Summary         string             `json:"summary,omitempty"` // at most 200 characters; texts that may name somebody are refused
	Via             string             `json:"via,omitempty"`
	Status          geo.Status         `json:"status,omitempty"`
	Synthetic       bool               `json:"synthetic,omitempty"`
}

// incidentLimit bounds the body of one incident.
var incidentLimit = bodyLimit{64 << 10, " for one incident; many are sent to /api/v1/incidents/batch"}

func addIncident(c *call) error {
	body, err := c.incidentBody()
	if err != nil {
		return err
	}
	key, err := c.idempotencyKey()
	if err != nil {
		return err
	}
	written, err := c.intake.Add(c.ctx, body, key, actorOf(c.ctx))
	if err != nil {
		return writeFailed(err)
	}
	status := http.StatusOK
	if written.New {
		status = http.StatusCreated
		c.w.Header().Set("Location", "/api/v1/incidents/"+url.PathEscape(written.Change.ID))
	}
	return c.answerWritten(status, &written)
}

func changeIncident(c *call) error {
	seen, err := c.seenRevision()
	if err != nil {
		return err
	}
	body, err := c.incidentBody()
	if err != nil {
		return err
	}
	written, err := c.intake.Replace(c.ctx, c.path("id"), seen, body, actorOf(c.ctx))
	if err != nil {
		return writeFailed(err)
	}
	c.w.Header().Set("ETag", `"`+strconv.Itoa(written.Change.Revision)+`"`)
	return c.answerWritten(http.StatusOK, &written)
}

func retractIncident(c *call) error {
	seen, err := c.seenRevision()
	if err != nil {
		return err
	}
	if err := c.canWrite(); err != nil {
		return err
	}
	written, err := c.intake.Retract(c.ctx, c.path("id"), seen, actorOf(c.ctx))
	if err != nil {
		return writeFailed(err)
	}
	c.w.Header().Set("ETag", `"`+strconv.Itoa(written.Change.Revision)+`"`)
	return c.answerWritten(http.StatusOK, &written)
}

// canWrite says whether there is a store to write to.
func (c *call) canWrite() error {
	if c.intake == nil {
		return geo.Errorf("", geo.Unavailable, "This server has no store to write to")
	}
	return nil
}

func (c *call) incidentBody() ([]byte, error) {
	if err := c.canWrite(); err != nil {
		return nil, err
	}
	if err := jsonMedia(c.r.Header.Get("Content-Type")); err != nil {
		return nil, err
	}
	return c.readBody(incidentLimit)
}

func (c *call) idempotencyKey() (string, error) {
	given := c.r.Header.Values("Idempotency-Key")
	switch {
	case len(given) == 0:
		return "", nil
	case len(given) > 1 || !feed.ValidKey(given[0]):
		return "", geo.Errorf("", geo.Invalid, "Idempotency-Key is one text of 1 to %d printable ASCII characters", feed.MaxKeyLength)
	}
	return given[0], nil
}

// writeFailed says of a write that waited too long for others that nothing
// came of it: that the question was too large would be the wrong advice.
func writeFailed(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return geo.Errorf("write", geo.Unavailable, "Others kept the store busy for too long; nothing was written, send it again")
	}
	return err
}

// answerWritten answers with the incident as it stands now. It waits for the
// index, so that whatever this client asks next shows what it wrote. When the
// index is late, or somebody wrote meanwhile, the answer is the revision alone,
// without what follows from other incidents.
func (c *call) answerWritten(status int, written *feed.Written) error {
	c.waitFor(written.Change.Seq)
	record := written.Record()
	if view := c.View(); view != nil {
		c.w.Header().Set("Linea-Seq", strconv.FormatUint(view.Head().Seq, 10))
		if shown, ok := view.Incident(written.Change.ID); ok && shown.Revision == written.Change.Revision {
			record = shown
		}
	}
	return c.send(status, mediaGeoJSON, append(feed.FeatureOf(record), '\n'))
}
