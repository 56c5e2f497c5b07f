package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"linea/geo"
)

// Finding is one thing that is wrong with a store.
type Finding struct {
	First, Last uint64 // seqs of the journal that it is about; 0 = the whole file
	What        string // a sentence for a person
}

// Audit is what a check of a store found.
type Audit struct {
	Head     geo.Head
	Blocks   int
	Erased   int // blocks whose content was erased by law
	Findings []Finding
}

// mostFindings: a file with more is beyond telling what happened to it.
const mostFindings = 1000

// Check proves the store in a file, as of one moment and without changing it:
// the database is sound; each block of the journal matches its hash and follows
// the one before; and the layer is what the journal makes it. Unlike reading,
// it does not stop at the first fault of the journal: it names every block that
// was changed, is missing or was moved. Another process may write meanwhile.
//
// Past are earlier ends of this journal that somebody noted, as Head gives
// them: whoever rewrote the journal from some block on, and all hashes with it,
// cannot give it a chain that was noted before.
func Check(ctx context.Context, path string, past ...geo.Head) (Audit, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Audit{}, geo.Wrap("check", geo.Invalid, err, "the file's name cannot be used")
	}
	a := &auditor{path: path, past: past}
	err = withReader(ctx, path, func(c *conn) error {
		*a = auditor{path: path, past: past}
		if _, err := c.exec("BEGIN"); err != nil {
			return err
		}
		err := a.run(ctx, c)
		_, end := c.exec("ROLLBACK")
		return errors.Join(err, end)
	})
	return a.found, explain("check", path, err)
}

// liveParams read a store that another process may be writing. Nothing is
// written, and the journal mode is left as it is.
const liveParams = "mode=ro&_busy_timeout=10000&_cache_size=-65536"

// withReader lends a connection that reads a store and changes nothing, on a
// disk that cannot be written and beside a server alike. It refuses what is no
// store. A use may be repeated.
func withReader(ctx context.Context, path string, use func(*conn) error) error {
	s, err := openToRead(ctx, path, migrations())
	if err != nil {
		return err
	}
	err = errors.Join(use(s.watch), s.Close())
	if s.params == aloneParams && isLive(path) && ctx.Err() == nil { // a server was started meanwhile, and may have written
		return withReader(ctx, path, use)
	}
	return err
}

// readOnlyParams says how to read a store and change nothing.
func readOnlyParams(path string) (string, error) {
	if isLive(path) {
		if c, err := dial(path, liveParams); err == nil {
			return liveParams, c.close()
		}
	}
	return paramsFor(path)
}

// isLive says whether a process may have the store open: there is a log then,
// be it empty.
func isLive(path string) bool {
	_, err := os.Stat(realName(path) + "-wal")
	return err == nil
}

// realName follows links, as SQLite does for the log.
func realName(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// auditor walks a journal that may be damaged.
type auditor struct {
	path  string
	past  []geo.Head
	found Audit
	links []link
}

// link is a block without its body.
type link struct {
	first, last uint64
	sum, chain  [32]byte
	verdict     verdictOn
}

// verdictOn is what is known of a block alone and with the one before it.
type verdictOn uint8

const (
	sound   verdictOn = iota
	changed           // its content does not match its hash, or its row is none
	loose             // it does not follow from the block before
)

func (a *auditor) run(ctx context.Context, c *conn) (err error) {
	if a.found.Head, err = headOn(ctx, c); err != nil {
		return err
	}
	if err = a.integrity(ctx, c); err != nil || a.found.Findings != nil {
		return err
	}
	if err = a.walk(ctx, c); err != nil {
		return err
	}
	if err = a.judge(ctx); err != nil {
		return err
	}
	a.comparePast()
	if a.found.Findings != nil {
		return nil // with a journal that cannot be trusted there is nothing to compare the layer with
	}
	v := &Store{path: a.path}
	err = v.verify(ctx, c)
	if geo.CodeOf(err) == geo.Damaged {
		a.say(0, 0, "%s", plainText(err))
		return nil
	}
	return err
}

// integrity asks SQLite itself.
func (a *auditor) integrity(ctx context.Context, c *conn) error {
	return c.each(ctx, func(row []driver.Value) error {
		if text := textOf(row[0]); text != "ok" {
			a.say(0, 0, "the database is damaged: %s", text)
		}
		return nil
	}, "PRAGMA integrity_check(20)")
}

// walk reads every block and judges it by itself and by the one before.
func (a *auditor) walk(ctx context.Context, c *conn) error {
	var before link
	return c.each(ctx, func(v []driver.Value) error {
		l := link{last: uint64(intOf(v[0])), first: uint64(intOf(v[0]) - intOf(v[1]) + 1)}
		body, sum, chain := contentOf(v[2]), bytesOf(v[3]), bytesOf(v[4])
		copy(l.sum[:], sum)
		copy(l.chain[:], chain)
		n := intOf(v[1])
		switch {
		case n < 1 || n > geo.MaxBlock || len(sum) != 32 || len(chain) != 32, body != nil && sha256.Sum256(body) != l.sum:
			l.verdict = changed
		case l.chain != geo.NextChain(before.chain, l.sum):
			l.verdict = loose
		}
		a.gap(&before, &l)
		if body == nil {
			a.found.Erased++
		}
		a.found.Blocks++
		a.links = append(a.links, l)
		before = l
		return ctx.Err()
	}, "SELECT seq_last, n, body, body_sha256, chain FROM journal ORDER BY seq_last")
}

// gap names the seqs that are missing between two blocks, or that both claim.
func (a *auditor) gap(before, l *link) {
	switch {
	case l.verdict == changed:
	case l.first > before.last+1:
		a.say(before.last+1, l.first-1, "seqs %d to %d are missing from the journal", before.last+1, l.first-1)
	case l.first <= before.last:
		a.say(l.first, l.last, "the block of seqs %d to %d overlaps the one before it: a block was moved here or added", l.first, l.last)
	}
}

// judge names what was changed or moved. A block out of place is looked for in
// the whole journal, so it stops where nothing more would be told.
func (a *auditor) judge(ctx context.Context) error {
	for i := range a.links {
		if len(a.found.Findings) >= mostFindings || ctx.Err() != nil {
			return ctx.Err()
		}
		l := &a.links[i]
		switch l.verdict {
		case changed:
			a.say(l.first, l.last, "the block of seqs %d to %d was changed: it does not match its hash", l.first, l.last)
		case loose:
			a.judgeLoose(i, l)
		}
	}
	return nil
}

// judgeLoose tells why a block whose content is whole does not follow the one
// before: it was moved, that one is missing or was changed, or this one was.
func (a *auditor) judgeLoose(i int, l *link) {
	if i > 0 && a.links[i-1].verdict == changed || i == 0 && l.first > 1 || i > 0 && l.first > a.links[i-1].last+1 {
		return // the finding about what was before explains it
	}
	for j := -1; j < len(a.links); j++ {
		var p link
		if j >= 0 {
			p = a.links[j]
		}
		if j != i && geo.NextChain(p.chain, l.sum) == l.chain {
			a.say(l.first, l.last, "the block of seqs %d to %d is out of place: by its hashes it follows the block that now ends at seq %d", l.first, l.last, p.last)
			return
		}
		if j >= 0 && j != i && geo.NextChain(a.chainBefore(i), p.sum) == l.chain {
			a.say(l.first, l.last, "the block of seqs %d to %d holds what belongs into another: the content that now ends at seq %d belongs here", l.first, l.last, p.last)
			return
		}
	}
	a.say(l.first, l.last, "the block of seqs %d to %d does not follow from the one before it: one of the two was changed, with its hash", l.first, l.last)
}

func (a *auditor) chainBefore(i int) [32]byte {
	if i == 0 {
		return [32]byte{}
	}
	return a.links[i-1].chain
}

// comparePast looks for heads that were noted earlier.
func (a *auditor) comparePast() {
	for _, h := range a.past {
		found := h.Seq == 0 && h.Chain == [32]byte{} // noted of a store still empty: every journal begins so
		for i := range a.links {
			found = found || a.links[i].last == h.Seq && a.links[i].chain == h.Chain
		}
		if !found {
			a.say(0, 0, "the journal does not contain the end that was noted (seq %d, chain %x): what stood before it was rewritten or cut off, or it was noted of another store", h.Seq, h.Chain)
		}
	}
}

func (a *auditor) say(first, last uint64, format string, args ...any) {
	if len(a.found.Findings) < mostFindings {
		a.found.Findings = append(a.found.Findings, Finding{first, last, fmt.Sprintf(format, args...)})
	}
}

func plainText(err error) string {
	var e *geo.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}
