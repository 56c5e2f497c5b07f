package feed

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"

	"linea/geo"
)

// Intake takes incidents from clients that wait for the answer: one at a time,
// or in batches. It reads them by the rows and rules of the feeds, but strictly
// (see strict.go), and writes them under the client's own name, so that no feed
// overrules what was written here. Safe for concurrent use.
type Intake struct {
	journal geo.Journal
	now     func() time.Time
	format  *format
	workers sync.Pool // of *worker

	nature  atomic.Pointer[nature] // of the journal, once it has one
	looking sync.Mutex             // held by whoever looks for it
	sources sync.Map               // slugs that the journal knows
}

// NewIntake makes an intake for a journal.
func NewIntake(journal geo.Journal, now func() time.Time) *Intake {
	k := &Intake{journal: journal, now: now, format: lineaFormat("geojsonl", shapeGeoJSONLines)}
	k.format.prepare(newPersonRules())
	k.workers.New = func() any { return (&pass{format: k.format, strict: true}).worker() }
	return k
}

// Written is an incident as it stands after a write.
type Written struct {
	Change   geo.Change // with its Seq; PrevSeq 0 for the first revision
	Incident geo.Incident
	New      bool // the write changed something; false: it stood like this before
}

// Record gives what was written as an index would, without what is derived.
func (w *Written) Record() *geo.Record {
	r := &geo.Record{Incident: w.Incident, Revision: w.Change.Revision, Seq: w.Change.Seq, RecordedAt: w.Change.RecordedAt}
	if w.Change.Op == geo.OpRetract {
		r.Status = geo.StatusRetracted
	}
	return r
}

// Add writes a new incident. Without an id it is named by key, or with a ULID
// when that is empty: the same source and key make the same id. An id that
// exists with the same content is given back as it stands.
//
// Codes: Invalid and Unprocessable with one field for every fault, Conflict
// for an id with other content and for synthetic beside real rows, and those of
// the journal.
func (k *Intake) Add(ctx context.Context, body []byte, key, actor string) (Written, error) {
	in, synthetic, err := k.read(body, "", func(r *row) {
		if r.auto {
			r.in.ID = k.newID(r.in.Source, key)
		}
	})
	if err != nil {
		return Written{}, err
	}
	if err := k.admit(ctx, in, synthetic); err != nil {
		return Written{}, err
	}
	fields := geo.EncodeIncident(nil, in)
	for try := 1; ; try++ {
		w, err := k.add(ctx, in, fields, actor)
		if geo.CodeOf(err) != geo.Conflict || try == maxTries {
			return w, err
		}
		if stored, exists, err := k.stored(ctx, in.ID); err != nil || exists {
			if err == nil && (stored.Change.Op != geo.OpPut || !bytes.Equal(stored.Change.Fields, fields)) {
				err = geo.Errorf("write", geo.Conflict, "The incident %s exists with other content, at revision %d; read it, and change it with PUT and If-Match", in.ID, stored.Change.Revision)
			}
			return stored, err
		}
		k.sources.Delete(in.Source) // somebody else declared it meanwhile
	}
}

func (k *Intake) add(ctx context.Context, in *geo.Incident, fields []byte, actor string) (Written, error) {
	changes, err := k.sourceChange(ctx, in.Source, actor)
	if err != nil {
		return Written{}, err
	}
	changes = append(changes, k.change(geo.EntityIncident, in.ID, in.Source, fields, actor))
	if _, err := k.journal.Append(ctx, changes); err != nil {
		return Written{}, err
	}
	k.sources.Store(in.Source, true)
	k.noteNature(in)
	return Written{changes[len(changes)-1], *in, true}, nil
}

// Replace writes the next revision of an incident, every field of it: what the
// body does not state is no longer stated. The same content is no revision.
// Codes: those of Add, NotFound, and Stale when the caller saw another revision.
func (k *Intake) Replace(ctx context.Context, id string, seen int, body []byte, actor string) (Written, error) {
	was, err := k.seen(ctx, id, seen)
	if err != nil {
		return was, err
	}
	in, synthetic, err := k.read(body, was.Incident.Source, func(r *row) {
		if r.auto {
			r.in.ID = id
		}
		if r.in.ID != id {
			r.refuse(roleID, geo.BadID, "the path names "+id+"; leave the id out or give that one")
		}
		if r.in.Source != was.Incident.Source {
			r.refuse(roleSource, geo.BadSource, "an incident stays with its source, "+was.Incident.Source)
		}
	})
	if err != nil {
		return was, err
	}
	if err := k.admit(ctx, in, synthetic); err != nil {
		return was, err
	}
	fields := geo.EncodeIncident(nil, in)
	if was.Change.Op == geo.OpPut && bytes.Equal(fields, was.Change.Fields) {
		return was, nil
	}
	return k.revise(ctx, was, geo.OpPut, fields, actor)
}

// Retract takes an incident back: it stays in the journal with its history, and
// leaves every count. Codes: those of Replace.
func (k *Intake) Retract(ctx context.Context, id string, seen int, actor string) (Written, error) {
	was, err := k.seen(ctx, id, seen)
	if err != nil || was.Change.Op == geo.OpRetract {
		return was, err
	}
	return k.revise(ctx, was, geo.OpRetract, was.Change.Fields, actor)
}

// revise writes what follows was.
func (k *Intake) revise(ctx context.Context, was Written, op geo.Op, fields []byte, actor string) (Written, error) {
	old := was.Change
	c := k.change(geo.EntityIncident, old.ID, old.Owner, fields, actor)
	c.Op, c.Revision, c.PrevSeq, c.Label = op, old.Revision+1, old.Seq, old.Label
	changes := []geo.Change{c}
	if _, err := k.journal.Append(ctx, changes); err != nil {
		if geo.CodeOf(err) == geo.Conflict {
			err = geo.Wrap("write", geo.Stale, err, "Somebody else changed the incident just now: read it again and repeat your change")
		}
		return was, err
	}
	w := Written{Change: changes[0], New: true}
	return w, geo.DecodeIncident(old.ID, fields, nil, &w.Incident)
}

// seen gives an incident if its revision is still the one that the caller saw.
func (k *Intake) seen(ctx context.Context, id string, revision int) (Written, error) {
	was, exists, err := k.stored(ctx, id)
	switch {
	case err != nil:
		return was, err
	case !exists:
		return was, geo.Errorf("write", geo.NotFound, "There is no incident of this id")
	case was.Change.Revision != revision:
		return was, geo.Errorf("write", geo.Stale, "The incident is at revision %d, you saw %d: read it again and repeat your change", was.Change.Revision, revision)
	}
	return was, nil
}

func (k *Intake) stored(ctx context.Context, id string) (w Written, exists bool, err error) {
	found, err := k.journal.Current(ctx, geo.EntityIncident, []string{id})
	if err != nil {
		return w, false, err
	}
	if w.Change, exists = found[id]; exists {
		err = geo.DecodeIncident(id, w.Change.Fields, nil, &w.Incident)
	}
	return w, exists, err
}

// read reads one incident; name completes its id.
func (k *Intake) read(body []byte, fallback string, name func(*row)) (in *geo.Incident, synthetic bool, err error) {
	w := k.workers.Get().(*worker)
	defer k.workers.Put(w)
	w.row.now, w.row.fallback = k.now(), fallback
	w.readStrictly(body, name)
	if err := w.row.refusal(); err != nil {
		return nil, false, err
	}
	copied := w.row.in
	return &copied, w.row.synthetic(), nil
}

func (k *Intake) change(e geo.Entity, id, owner string, fields []byte, actor string) geo.Change {
	return geo.Change{Entity: e, ID: id, Revision: 1, Actor: handActor(actor), RecordedAt: k.now().UTC().Truncate(time.Millisecond),
		Owner: owner, Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: fields}
}

// handActor is the actor of what was not written by a feed, whatever its name.
func handActor(name string) string {
	if name == "" || byFeed(name) {
		return "http: " + name
	}
	return name
}

// sourceChange declares a source that the journal does not know.
func (k *Intake) sourceChange(ctx context.Context, slug, actor string) ([]geo.Change, error) {
	if _, known := k.sources.Load(slug); known {
		return nil, nil
	}
	found, err := k.journal.Current(ctx, geo.EntitySource, []string{slug})
	if err != nil {
		return nil, err
	}
	if _, exists := found[slug]; exists {
		k.sources.Store(slug, true)
		return nil, nil
	}
	fields, err := geo.EncodeJSON(geo.NewSource(slug))
	return []geo.Change{k.change(geo.EntitySource, slug, slug, fields, actor)}, err
}

// --- ids ---

// MaxKeyLength bounds an Idempotency-Key.
const MaxKeyLength = 255

// ValidKey says whether a text may be an Idempotency-Key: 1 to MaxKeyLength
// printable ASCII characters.
func ValidKey(key string) bool {
	return key != "" && len(key) <= MaxKeyLength && !strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' })
}

// newID names an incident that came without an id.
func (k *Intake) newID(source, key string) string {
	if key != "" {
		return joinID(source, contentID([]byte(source+"\x00"+key)))
	}
	return joinID(source, ulid.MustNew(ulid.Timestamp(k.now()), ulid.DefaultEntropy()).String())
}

// --- synthetic or real ---

// admit keeps synthetic and real rows apart.
func (k *Intake) admit(ctx context.Context, in *geo.Incident, synthetic bool) error {
	if synthetic && in.Source != geo.DemoSource {
		return geo.Errorf("write", geo.Conflict, "A synthetic incident has the source %s and no other", geo.DemoSource)
	}
	store, err := k.natureNow(ctx)
	if err != nil || store == nil {
		return err
	}
	both := *store
	if both.note(synthetic); both.mixed() {
		return mixedStore(synthetic, "this request")
	}
	return nil
}

// natureNow gives the nature of the journal, nil while it has none. Where all
// ask at once, as clients do when a server has started, one reads for them.
func (k *Intake) natureNow(ctx context.Context) (*nature, error) {
	if store := k.nature.Load(); store != nil {
		return store, nil
	}
	k.looking.Lock()
	defer k.looking.Unlock()
	if store := k.nature.Load(); store != nil {
		return store, nil
	}
	found, err := natureOfJournal(ctx, k.journal)
	if err != nil || found == (nature{}) {
		return nil, err
	}
	k.nature.Store(&found)
	return &found, nil
}

func (k *Intake) noteNature(in *geo.Incident) {
	if k.nature.Load() == nil {
		synthetic := in.Source == geo.DemoSource
		k.nature.Store(&nature{real: !synthetic, synthetic: synthetic})
	}
}
