package api

import (
	"context"
	"net/http"
	"time"

	"linea/geo"
	"linea/geo/feed"
)

// historyAnswer is what an incident was called and where it stood, newest
// revision first.
type historyAnswer struct {
	ID        string     `json:"id"`
	Revisions []revision `json:"revisions"`
	// Erased: an older revision was erased by law; the history ends before it.
	Erased bool `json:"erased,omitempty"`
}

// revision is one change of an incident. Feature has the fields as they were
// written; what follows from other incidents is not part of the past.
type revision struct {
	Revision   int          `json:"revision"`
	Seq        uint64       `json:"seq"`
	Op         string       `json:"op"` // put or retract
	Actor      string       `json:"actor"`
	RecordedAt time.Time    `json:"recorded_at"`
	Feature    reportedJSON `json:"feature"`
}

// mostRevisions bounds one history; an incident has a handful.
const mostRevisions = 1000

func (c *call) history(r *geo.Record) error {
	if c.notModified(&geo.Query{}) {
		return nil
	}
	answer := historyAnswer{ID: r.ID}
	for seq := r.Seq; seq != 0 && len(answer.Revisions) < mostRevisions; {
		change, err := c.changeAt(c.ctx, seq)
		if err != nil {
			return err
		}
		if change == nil {
			answer.Erased = true
			break
		}
		rev, err := revisionOf(change)
		if err != nil {
			return err
		}
		answer.Revisions = append(answer.Revisions, rev)
		seq = change.PrevSeq
	}
	body, err := encodeJSON(answer)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, mediaJSON, body)
}

// changeAt reads one change, nil when its block was erased.
func (c *call) changeAt(ctx context.Context, seq uint64) (*geo.Change, error) {
	for block, err := range c.Journal.Blocks(ctx, seq-1) {
		if err != nil {
			return nil, err
		}
		if block.Erased || seq < block.First || seq > block.Seq {
			return nil, nil
		}
		change := block.Changes[seq-block.First]
		return &change, nil
	}
	return nil, nil
}

func revisionOf(c *geo.Change) (revision, error) {
	var in geo.Incident
	if err := geo.DecodeIncident(c.ID, c.Fields, nil, &in); err != nil {
		return revision{}, err
	}
	if c.Op == geo.OpRetract {
		in.Status = geo.StatusRetracted
	}
	return revision{c.Revision, c.Seq, c.Op.String(), c.Actor, c.RecordedAt, reportedJSON(feed.ReportedFeature(&in))}, nil
}
