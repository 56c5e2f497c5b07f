package corridor

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"linea/geo"
)

// Limits of what is written beside a saved corridor.
const (
	MaxNameLength = 80
	MaxNoteLength = geo.MaxSummaryLength
	MaxSaved      = 10_000
)

// Saved is a corridor on the shelf.
type Saved struct {
	geo.Corridor
	Revision  int       `json:"revision"`
	ChangedAt time.Time `json:"changed_at"`

	seq     uint64 // of its newest change
	deleted bool
}

// Seq is the journal's number of its newest change.
func (c *Saved) Seq() uint64 { return c.seq }

// Shelf keeps saved corridors in the journal, like everything else: numbered,
// with their history, seen by every process that shares the store. Safe for
// concurrent use.
type Shelf struct {
	journal geo.Journal
	now     func() time.Time

	mu      sync.Mutex
	seq     uint64 // read so far
	changed uint64 // seq of the newest change of a corridor
	saved   map[string]Saved
}

// NewShelf makes a shelf that has read nothing yet.
func NewShelf(journal geo.Journal, now func() time.Time) *Shelf {
	return &Shelf{journal: journal, now: now, saved: map[string]Saved{}}
}

// List gives the saved corridors by name, ties by id, and the journal's seq at
// which the list last changed.
func (s *Shelf) List(ctx context.Context) ([]Saved, uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.catchUp(ctx); err != nil {
		return nil, 0, err
	}
	out := []Saved{}
	for _, c := range s.saved {
		if !c.deleted {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Saved) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out, s.changed, nil
}

// Get gives one; NotFound when there is none.
func (s *Shelf) Get(ctx context.Context, id string) (Saved, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.catchUp(ctx); err != nil {
		return Saved{}, err
	}
	return s.find(id)
}

func (s *Shelf) find(id string) (Saved, error) {
	if c, ok := s.saved[id]; ok && !c.deleted {
		return c, nil
	}
	return Saved{}, geo.Errorf("corridor", geo.NotFound, "there is no saved corridor %q; /api/v1/corridors lists them", id)
}

// Add saves a new corridor under an id of its own and gives it back; isNew is
// false for one that the same key has saved before: who got no answer asks again
// with the key, and nothing is saved twice. A key is its actor's; "" is none. Errors are those of
// Check and of the journal, and Conflict for a key that saved another corridor, or
// one that was changed or deleted since.
func (s *Shelf) Add(ctx context.Context, c geo.Corridor, key, actor string) (saved Saved, isNew bool, err error) {
	if err := Check(&c); err != nil {
		return Saved{}, false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.catchUp(ctx); err != nil {
		return Saved{}, false, err
	}
	c.ID = newID(key, actor)
	if before, known := s.saved[c.ID]; known {
		if before.deleted || !reflect.DeepEqual(before.Corridor, c) {
			return Saved{}, false, geo.Errorf("corridor", geo.Conflict, "what this Idempotency-Key saved is another corridor now, or was deleted: read /api/v1/corridors, and send a new key to save one more")
		}
		return before, false, nil
	}
	if len(s.saved) >= MaxSaved {
		return Saved{}, false, geo.Errorf("corridor", geo.TooLarge, "%d corridors are saved already; delete some", MaxSaved)
	}
	saved, err = s.write(ctx, Saved{Corridor: c}, geo.OpPut, actor)
	return saved, err == nil, err
}

// Change replaces a saved corridor if its revision is still the one given;
// Stale when it is not. A deleted one comes back by the revision after the one
// deleted; NotFound by any other.
func (s *Shelf) Change(ctx context.Context, c geo.Corridor, revision int, actor string) (Saved, error) {
	if err := Check(&c); err != nil {
		return Saved{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known, err := s.current(ctx, c.ID, revision)
	if gone := s.saved[c.ID]; gone.deleted && gone.Revision == revision {
		known, err = gone, nil
	}
	if err != nil {
		return Saved{}, err
	}
	known.Corridor, known.deleted = c, false
	return s.write(ctx, known, geo.OpPut, actor)
}

// Delete takes a saved corridor off the shelf; its history stays in the
// journal. Errors are those of Change.
func (s *Shelf) Delete(ctx context.Context, id string, revision int, actor string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, err := s.current(ctx, id, revision)
	if err != nil {
		return err
	}
	_, err = s.write(ctx, known, geo.OpDelete, actor)
	return err
}

func (s *Shelf) current(ctx context.Context, id string, revision int) (Saved, error) {
	if err := s.catchUp(ctx); err != nil {
		return Saved{}, err
	}
	known, err := s.find(id)
	if err == nil && known.Revision != revision {
		err = geo.Errorf("corridor", geo.Stale, "the corridor is at revision %d, you saw %d: read it again", known.Revision, revision)
	}
	return known, err
}

// write appends the next revision. Another process that was faster makes the
// journal refuse it, which is Stale to the caller.
func (s *Shelf) write(ctx context.Context, c Saved, op geo.Op, actor string) (Saved, error) {
	fields, err := json.Marshal(c.Corridor)
	if err != nil {
		return Saved{}, geo.Wrap("corridor", geo.Internal, err, "a corridor cannot be written as JSON")
	}
	change := geo.Change{
		Entity: geo.EntityCorridor, ID: c.ID, Revision: c.Revision + 1, PrevSeq: c.seq, Op: op,
		Actor: actor, RecordedAt: s.now().UTC().Truncate(time.Millisecond),
		Owner: actor, Label: geo.LabelInternal, Format: geo.FieldsFormat, Fields: fields,
	}
	if _, err := s.journal.Append(ctx, []geo.Change{change}); err != nil {
		if geo.CodeOf(err) == geo.Conflict {
			err = geo.Wrap("corridor", geo.Stale, err, "somebody else changed the corridor just now: read it again")
		}
		return Saved{}, err
	}
	if err := s.catchUp(ctx); err != nil {
		return Saved{}, err
	}
	return s.saved[c.ID], nil
}

// catchUp reads what was appended since the last time, by any process.
func (s *Shelf) catchUp(ctx context.Context) error {
	head, err := s.journal.Head(ctx)
	if err != nil || head.Seq <= s.seq {
		return err
	}
	for block, err := range s.journal.Blocks(ctx, s.seq) {
		if err != nil {
			return err
		}
		for i := range block.Changes {
			if c := &block.Changes[i]; c.Entity == geo.EntityCorridor {
				s.take(c)
			}
		}
		s.seq = block.Seq
	}
	return nil
}

// take folds one change. One that cannot be read leaves the one before.
func (s *Shelf) take(c *geo.Change) {
	s.changed = c.Seq
	saved := Saved{Revision: c.Revision, ChangedAt: c.RecordedAt, seq: c.Seq, deleted: c.Op == geo.OpDelete}
	if err := json.Unmarshal(c.Fields, &saved.Corridor); err != nil {
		return
	}
	saved.ID = strings.Clone(c.ID)
	s.saved[saved.ID] = saved
}

// Check holds a corridor to what may be saved: a line and a width that New
// takes, a name, and texts that name nobody. Codes: those of New, and
// Unprocessable for texts.
func Check(c *geo.Corridor) error {
	if _, err := Of(*c); err != nil {
		return err
	}
	c.Name, c.Note = strings.TrimSpace(c.Name), strings.TrimSpace(c.Note)
	var fields []geo.FieldError
	for _, t := range []struct {
		pointer, text string
		least, most   int
	}{{"/name", c.Name, 1, MaxNameLength}, {"/note", c.Note, 0, MaxNoteLength}} {
		n := len([]rune(t.text))
		switch why := geo.Screen(t.text); {
		case n < t.least || n > t.most:
			fields = append(fields, geo.FieldError{Pointer: t.pointer, Detail: "between " + strconv.Itoa(t.least) + " and " + strconv.Itoa(t.most) + " characters"})
		case why != "":
			fields = append(fields, geo.FieldError{Pointer: t.pointer, Detail: why})
		}
	}
	if len(fields) > 0 {
		return &geo.Error{Op: "corridor", Code: geo.Unprocessable, Message: "The corridor cannot be saved with these texts", Fields: fields}
	}
	return nil
}

// newID gives 16 characters, enough that no two ever meet: always the same for a
// key of one actor, random without one.
func newID(key, actor string) string {
	b := sha256.Sum256([]byte("corridor\x00" + actor + "\x00" + key))
	if key == "" {
		rand.Read(b[:]) // never fails
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:10]))
}
